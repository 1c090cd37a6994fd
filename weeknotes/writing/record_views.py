"""The record of a note: its authors and week, what its sections are about, its history, deleting it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hackit.joining.embeds import Embed
from hackit.models import Publication
from hackit.records import StaleRecord
from hackit.running.retention import in_words, kept_for
from hackit.shortcuts import today, writer
from hackit.text import embedded_refs
from weeknotes.following import written_sections
from weeknotes.models import Revision, Weeknote
from weeknotes.publishing.parts import fetch_points
from weeknotes.writing import writes
from weeknotes.writing.comparing import SectionChange, changes, section_changes
from weeknotes.writing.forms import DetailsForm, SectionForm, names_of
from weeknotes.writing.suggesting import people_offers, topic_offers
from weeknotes.writing.typed import text_for
from weeknotes.writing.whose import my_note


@require_http_methods(["GET", "HEAD", "POST"])
def weeknote_details(request: HttpRequest, ref: str) -> HttpResponse:
    """Authors, week and how many weeks it covers."""
    note = _my_note(request, ref)
    person = writer(request)
    initial = {
        "version": note.version,
        "authors": names_of(link.person for link in note.author_links.select_related("person")),
        "weeks_covered": note.weeks_covered,
    }
    form = DetailsForm(request.POST or None, initial=initial, note=note, author=person, on=today())
    if request.method == "POST" and form.is_valid():
        before = note.version
        note.week = form.cleaned_data.get("week", note.week)
        note.weeks_covered = form.cleaned_data["weeks_covered"]
        try:
            with transaction.atomic():
                note.save_as(by=person, verb="changed", expected_version=form.cleaned_data["version"])
                note.drafts.filter(based_on=before).update(based_on=note.version)
                note.set_authors(form.cleaned_data["authors"])
        except StaleRecord as stale:
            form.add_error(None, "Somebody saved this note in the meantime. Save this all the same?")
            form.raised_to(stale.stored.version)
            return _details_page(request, note, form, status=409)
        messages.success(request, "Saved.")
        return redirect(note.get_edit_url())
    return _details_page(request, note, form, status=422 if form.is_bound else 200)


def _details_page(request: HttpRequest, note: Weeknote, form: DetailsForm, *, status: int) -> HttpResponse:
    context = {"nav": "weeknotes", "note": note, "form": form, "trail": _trail(note)}
    return render(request, "weeknotes/weeknote_details.html", context, status=status)


@require_safe
def weeknote_sections(request: HttpRequest, ref: str) -> HttpResponse:
    """What each section is about, of which sort, and who may see it."""
    note = _my_note(request, ref)
    body = text_for(note, writer(request)).body
    rows = note.sections_in(body)
    context = {"nav": "weeknotes", "note": note, "rows": list(rows.values()), "trail": _trail(note)}
    return render(request, "weeknotes/weeknote_sections.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def weeknote_section(request: HttpRequest, ref: str, anchor: str) -> HttpResponse:
    """One section: its topics and people (with what its words suggest), its sort and audience."""
    note = _my_note(request, ref)
    person = writer(request)
    body = text_for(note, person).body
    row = note.sections_in(body).get(anchor)
    part = next((part for part in written_sections(body) if part.anchor == anchor), None)
    if row is None or part is None:
        raise Http404("No such section")
    topics = list(row.topics.all()) if row.pk else []
    offers = topic_offers([part], {anchor: {topic.pk for topic in topics}})
    people = people_offers([part], {anchor: row})
    initial = {
        "topics": names_of(topics),
        "people": names_of(row.people.all()) if row.pk else "",
        "sort": row.sort,
        "audience": row.audience,
    }
    form = SectionForm(
        request.POST or None,
        initial=initial,
        topics=[(offer.topic_id, f"{offer.name}. {offer.reason}") for offer in offers],
        people=[(offer.person_id, f"{offer.name}. {offer.reason}") for offer in people],
    )
    if request.method == "POST" and form.is_valid():
        writes.describe_section(
            note, row, topics=form.all_topics(), people=form.all_people(), sort=form.cleaned_data["sort"],
            audience=form.cleaned_data["audience"], by=person,
        )  # fmt: skip
        messages.success(request, "Saved.")
        return redirect("weeknotes:weeknote-sections", note.ref)
    trail = [*_trail(note), (reverse("weeknotes:weeknote-sections", args=[note.ref]), "Sections")]
    context = {"nav": "weeknotes", "note": note, "form": form, "row": row, "trail": trail}
    return render(request, "weeknotes/weeknote_section.html", context, status=422 if form.is_bound else 200)


@require_safe
def weeknote_history(request: HttpRequest, ref: str) -> HttpResponse:
    """Every saved version, what was published when, and two versions compared (?from=1&to=2)."""
    note = _my_note(request, ref)
    revisions = list(note.revisions.select_related("by").order_by("-number"))
    by_number = {revision.number: revision for revision in revisions}
    newest = revisions[0].number if revisions else 0
    after = by_number.get(_number(request, "to", newest))
    before = by_number.get(_number(request, "from", after.number - 1 if after else 0))
    context = {
        "nav": "weeknotes",
        "note": note,
        "trail": _trail(note),
        "revisions": revisions,
        "publications": list(Publication.objects.of(note).select_related("by").order_by("-number")),
        "before": before,
        "after": after,
        "changed": _compared(before, after, request.user) if before and after else [],
        "newest": newest,
    }
    return render(request, "weeknotes/weeknote_history.html", context)


def _compared(before: Revision, after: Revision, user) -> list[SectionChange]:
    """Title and summary where they changed, then the sections that did."""
    names = (("title", "Title"), ("summary", "30 second read"))
    pairs = [(label, getattr(before, name), getattr(after, name)) for name, label in names]
    short = [SectionChange(label, "", changes(old, new)) for label, old, new in pairs if old != new]
    refs = {*embedded_refs(before.body), *embedded_refs(after.body)}
    points = fetch_points(refs, user)
    old, new = (_with_titles(revision.body, refs, points) for revision in (before, after))
    return short + section_changes(old, new)


def _with_titles(body: str, refs: Iterable[str], points: Mapping[str, Embed]) -> str:
    """The text with each embedded point called by its title, not by its ref."""
    for ref in refs:
        title = points[ref].title if ref in points else "one that you can’t see"
        body = body.replace(f"{{{{point:{ref}}}}}", f"[Point: {title}]")
    return body


def _number(request: HttpRequest, name: str, default: int) -> int:
    given = request.GET.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 7 else default


@require_POST
def weeknote_restore(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Make an earlier version the newest again."""
    note = _my_note(request, ref)
    revision = note.revisions.filter(number=number).first()
    if revision is None:
        raise Http404("No such version")
    writes.restore(note, revision, by=writer(request))
    messages.success(request, f"Version {number} is back. What stood here before is in the history.")
    return redirect(note.get_edit_url())


@require_http_methods(["GET", "HEAD", "POST"])
def weeknote_delete(request: HttpRequest, ref: str) -> HttpResponse:
    """Delete a note: it is taken back from its readers, and can be brought back for a while."""
    note = _my_note(request, ref)
    if request.method == "POST":
        note.delete_softly(by=writer(request))
        messages.success(request, f"Deleted. You can bring it back for {in_words(kept_for(note.kept_by))}: see below.")
        return redirect("weeknotes:weeknote-list")
    return render(request, "weeknotes/weeknote_delete.html", {"nav": "weeknotes", "note": note, "trail": _trail(note)})


@require_POST
def weeknote_undelete(request: HttpRequest, ref: str) -> HttpResponse:
    """Bring a deleted note back to its author's desk."""
    person = writer(request)
    note = Weeknote.objects.deleted_of(person).filter(ref=ref).first()
    if note is None:
        raise Http404("No such weeknote")
    note.undelete(by=person)
    messages.success(request, "It is back.")
    return redirect(note.get_edit_url())


def _trail(note: Weeknote) -> list[tuple[str, str]]:
    return [(reverse("weeknotes:weeknote-list"), "Weeknotes"), (note.get_edit_url(), str(note))]


def _my_note(request: HttpRequest, ref: str) -> Weeknote:
    rows = Weeknote.objects.with_last_revision().prefetch_related("sections__topics", "sections__people")
    return my_note(request, ref, rows)
