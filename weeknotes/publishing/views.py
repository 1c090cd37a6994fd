"""Publishing a weeknote to everyone, correcting it, and taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hackit import tokens
from hackit.publishing import ReasonNeeded
from hackit.records import StaleRecord
from hackit.shortcuts import writer
from hackit.text import embedded_refs
from weeknotes.following import written_sections
from weeknotes.models import Answered, Weeknote
from weeknotes.publishing import writes
from weeknotes.publishing.closed_links import closed_links
from weeknotes.publishing.images import pictures_in
from weeknotes.publishing.last_look import kept_amounts, named, not_answered
from weeknotes.publishing.parts import fetch_points, public_points
from weeknotes.writing.forms import PublishForm, TakeBackForm
from weeknotes.writing.suggesting import PersonOffer, people_names, people_offers
from weeknotes.writing.typed import text_for
from weeknotes.writing.whose import my_note

CHANGED = "Somebody saved this note in the meantime. Look at it again before you publish"


@require_http_methods(["GET", "HEAD", "POST"])
def weeknote_publish(request: HttpRequest, ref: str) -> HttpResponse:
    """The last look, then one press. A correction needs a reason."""
    note = my_note(request, ref)
    person = writer(request)
    context = _last_look(request, note)
    arguments = {
        "people": context["people_choices"], "is_correction": context["is_correction"],
        "has_title": bool(note.title.strip()),
    }  # fmt: skip
    if request.method != "POST":
        sure = [offer.value for offer in context["people"] if offer.is_sure]
        form = PublishForm(initial={"version": note.version, "people": sure, "title": str(note)}, **arguments)
        return _publish_page(request, context, form)
    form = PublishForm(request.POST, **arguments)
    if not form.is_valid():
        return _publish_page(request, context, form, status=422)
    try:
        with tokens.once(form.cleaned_data["token"], person=person) as claim:
            if claim.used:
                return redirect(claim.result_url)
            writes.publish(
                note, by=person, user=request.user, at=writes.now(), reason=form.cleaned_data.get("reason", ""),
                expected_version=form.cleaned_data["version"], people=form.ticked_people(),
                title=" ".join(form.cleaned_data.get("title", "").split()),
            )  # fmt: skip
            for one in [*context["named"], *context["amounts"]]:
                note.remember_answer(one.what, one.key, one.name, by=person)
            claim.finish(note.get_absolute_url())
    except StaleRecord:
        form.add_error(None, CHANGED)
        form.raised_to(my_note(request, ref).version)
        return _publish_page(request, _last_look(request, my_note(request, ref)), form, status=409)
    except (writes.CannotPublish, ReasonNeeded) as refused:
        if isinstance(refused, ReasonNeeded) and "reason" in form.fields:
            form.add_error("reason", "Enter what you changed and why: it was published before")
        else:
            form.add_error(None, str(refused))
        return _publish_page(request, _last_look(request, my_note(request, ref)), form, status=422)
    who = "Everyone" if context["for_everyone"] else "All staff"
    messages.success(request, f"Published. {who} can read it now.")
    return redirect(note)


@require_http_methods(["GET", "HEAD", "POST"])
def weeknote_unpublish(request: HttpRequest, ref: str) -> HttpResponse:
    """Take a published note back, with a reason."""
    note = my_note(request, ref)
    person = writer(request)
    if not note.is_published:
        return redirect(note.get_edit_url())
    form = TakeBackForm(request.POST or None, initial={"version": note.version})
    if request.method == "POST" and form.is_valid():
        try:
            writes.unpublish(
                note, by=person, reason=form.cleaned_data["reason"], expected_version=form.cleaned_data["version"]
            )
        except StaleRecord as stale:
            form.add_error(None, "Somebody saved this note in the meantime. Take it back all the same?")
            form.raised_to(stale.stored.version)
            context = {"nav": "weeknotes", "note": note, "form": form}
            return render(request, "weeknotes/weeknote_unpublish.html", context, status=409)
        messages.success(request, "Taken back. Only its authors see it now.")
        return redirect(note.get_edit_url())
    status = 422 if form.is_bound else 200
    context = {"nav": "weeknotes", "note": note, "form": form}
    return render(request, "weeknotes/weeknote_unpublish.html", context, status=status)


def _last_look(request: HttpRequest, note: Weeknote) -> dict[str, Any]:
    """What will be published, what will not, and who is named in it."""
    rows = note.sections_in(note.body, rows=note.sections.prefetch_related("topics", "people"))
    parts = written_sections(note.body)
    points = fetch_points(embedded_refs(note.body), request.user)
    opened = [points[ref] for ref in public_points(note.body, rows) if ref in points]
    public = [part for part in parts if rows[part.anchor].audience == "everyone"]
    names = people_names()
    people = people_offers(public, rows, names)
    authors = set(note.authors.values_list("pk", flat=True))
    every = named(public, names, authors)
    shown = not_answered(note, [*every, *kept_amounts(note, public, request.user)])
    for_everyone = [part for part in public if part.body.strip()]
    for_staff = [part for part in parts if rows[part.anchor].audience != "everyone" and part.body.strip()]
    new = [one for one in shown if one.what == Answered.What.NAMED]
    offered = {offer.person_id for offer in people}
    return {
        "nav": "weeknotes",
        "note": note,
        "named": new,
        # Whom there is a box to tick for stands there alone, with the same sentence.
        "only_named": [one for one in new if one.person_id not in offered],
        "amounts": [one for one in shown if one.what == Answered.What.AMOUNT],
        "closed": closed_links("\n\n".join(part.source for part in public), user=request.user),
        "is_correction": bool(note.slug),  # given when it was first published
        "has_draft": text_for(note, writer(request)).kept_at is not None,
        "for_everyone": for_everyone,
        "for_staff": for_staff,
        "pictures_kept": pictures_in(for_staff) if for_everyone else [],
        "empty": [part for part in parts if not part.body.strip()],
        "opened": [point for point in opened if point.is_written and not point.is_published],
        "unwritten": [point for point in opened if not point.is_written],
        "people": people,
        "people_choices": [(offer.value, _in_words(offer)) for offer in people],
    }


def _in_words(offer: PersonOffer) -> str:
    """A person in a section, with the sentence that names them there and why they are meant."""
    return f"{offer.name}, in “{offer.where}”: “{offer.sentence}” {offer.reason}"


def _publish_page(
    request: HttpRequest, context: dict[str, object], form: PublishForm, *, status: int = 200
) -> HttpResponse:
    return render(request, "weeknotes/weeknote_publish.html", {**context, "form": form}, status=status)
