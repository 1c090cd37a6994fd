"""The list of what was read, page by page, corrected and ticked; then brought in, some at a time."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hackit.filters import page_of
from hackit.models import Person, Topic
from hackit.shortcuts import asked, sent, today, writer
from weeknotes.bringing_in.list_forms import ForAllForm, NoteForm, new_topics
from weeknotes.bringing_in.list_writes import begin, bring_some, may_publish_for_others
from weeknotes.bringing_in.preparing import counts
from weeknotes.bringing_in.whose import prepared_or_404
from weeknotes.models import PreparedImport, PreparedNote

ON_A_PAGE = 50
SHOW = {
    "": lambda rows: rows,
    "warnings": lambda rows: rows.with_warnings(),
    "unready": lambda rows: rows.not_ready(),
}

reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])


@reads_and_writes
def import_list(request: HttpRequest, ref: str) -> HttpResponse:
    """What each note becomes. A press keeps what was corrected on the page, then does what its button says."""
    by = writer(request)
    prepared = prepared_or_404(request, ref)
    if prepared.run_id:
        return redirect("weeknotes:import-going", prepared.ref)
    do = sent(request, "do")
    if request.method == "POST" and do == "drop":
        prepared.delete()
        messages.success(request, "Dropped. Nothing of it was kept.")
        return redirect("weeknotes:weeknote-import")
    people = list(Person.objects.named().only("pk", "name"))
    if request.method != "POST":
        page = page_of(request, _shown(prepared, asked(request, "show", longest=20)), size=ON_A_PAGE)
        rows = [NoteForm(row=row, on=today()) for row in page]
        return _list_page(request, prepared, page, rows, ForAllForm(prepared=prepared, people=people))
    page = _sent_page(request, prepared)
    # Only what was sent: a note that came into the list since, by a correction elsewhere, keeps its tick and title
    rows = [form for row in page if (form := NoteForm(request.POST, row=row, on=today())).was_sent()]
    for_all = ForAllForm(request.POST, prepared=prepared, people=people)
    wrong = [form for form in (for_all, *rows) if not form.is_valid()]  # every one says what is wrong with it
    if wrong:
        return _list_page(request, prepared, page, rows, for_all, status=422)
    for form in (for_all, *rows):
        form.save()
    if do in ("all", "none"):
        wanted = do == "all"
        for row in prepared.notes.light():
            if row.is_wanted != (wanted and row.may_be_wanted):
                row.is_wanted = not row.is_wanted
                row.save(update_fields=["is_wanted"])
    if do == "bring":
        return _bring_in(request, prepared, by)
    number = do.removeprefix("page-") if do.startswith("page-") else str(page.number)
    where = {"show": show, "page": number[:6]} if (show := sent(request, "show", longest=20)) else {"page": number[:6]}
    return redirect(f"{prepared.get_absolute_url()}?{urlencode(where)}#notes")


def _shown(prepared: PreparedImport, show: str) -> QuerySet[PreparedNote]:
    """The notes that a choice above the list leaves: all of them where it is none that there is."""
    return SHOW.get(show, SHOW[""])(prepared.notes.light())


def _sent_page(request: HttpRequest, prepared: PreparedImport) -> Page:
    """The page of the list that the form was sent from."""
    request.GET = request.GET.copy()
    request.GET["page"] = sent(request, "shown", longest=6)
    request.GET["show"] = show = sent(request, "show", longest=20)
    return page_of(request, _shown(prepared, show), size=ON_A_PAGE)


def _list_page(
    request: HttpRequest, prepared: PreparedImport, page: Page, rows: list[NoteForm], for_all: ForAllForm, *,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    context: dict[str, Any] = {
        "nav": "weeknotes", "prepared": prepared, "page": page, "rows": rows, "for_all": for_all,
        "error_forms": [for_all, *rows] if for_all.is_bound else [], "counts": counts(prepared),
        "people": [person.name for person in for_all.people.values()] if for_all.names else [],
        "topics": list(Topic.objects.current().values_list("name", flat=True)) if for_all.terms else [],
        "new_topics": new_topics(prepared), "show": request.GET.get("show", ""),
        "choices": _choices(prepared), "publishes_for_others": may_publish_for_others(request.user),
    }  # fmt: skip
    return render(request, "weeknotes/weeknote_import_list.html", context, status=status)


def _choices(prepared: PreparedImport) -> list[tuple[str, str, int]]:
    """What the list may be narrowed to: how the address says it, its words, how many there are."""
    words = {"": "All", "warnings": "With warnings", "unready": "Without a title or a week"}
    found = [(show, words[show], rows(prepared.notes.all()).count()) for show, rows in SHOW.items()]
    return [choice for choice in found if choice[2] or not choice[0]]


def _bring_in(request: HttpRequest, prepared: PreparedImport, by: Person) -> HttpResponse:
    found = counts(prepared)
    if not found["wanted"]:
        messages.error(request, "Tick at least one weeknote to bring in")
        return redirect(prepared)
    if found["unready"]:
        return _not_ready(request, prepared, found["unready"])
    begin(prepared, by=by, at=timezone.now())
    return _step(request, prepared, by)


def _not_ready(request: HttpRequest, prepared: PreparedImport, many: int) -> HttpResponse:
    """Back to the first ticked note that can't be saved as it is."""
    words = "1 ticked weeknote needs" if many == 1 else f"{many} ticked weeknotes need"
    messages.error(request, f"{words} a title or a week. Enter it, or take off the tick")
    first = prepared.notes.to_bring_in().not_ready().values_list("position", flat=True).first() or 0
    place = list(prepared.notes.values_list("position", flat=True)).index(first)
    return redirect(f"{prepared.get_absolute_url()}?page={place // ON_A_PAGE + 1}#note-{first}")


@reads_and_writes
def import_going(request: HttpRequest, ref: str) -> HttpResponse:
    """How far it is; with POST the next ones. Broken off, it goes on from here."""
    by = writer(request)
    prepared = prepared_or_404(request, ref)
    if not prepared.run_id:
        return redirect(prepared)
    if request.method == "POST":
        return _step(request, prepared, by)
    context = {"nav": "weeknotes", "prepared": prepared, "counts": counts(prepared)}
    return render(request, "weeknotes/weeknote_import_going.html", context)


def _step(request: HttpRequest, prepared: PreparedImport, by: Person) -> HttpResponse:
    run = prepared.run
    if bring_some(prepared, by=by, user=request.user, at=timezone.now()):
        return redirect(reverse("weeknotes:import-going", args=[prepared.ref]))
    return redirect("weeknotes:import-run", run.ref)
