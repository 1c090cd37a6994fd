"""Bringing old weeknotes in from the browser: paste or upload, look at what was understood, correct it, save."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hackit import tokens
from hackit.models import ImportRun, Person
from hackit.shortcuts import today, writer
from hackit.uploads import too_much
from weeknotes.bringing_in.changes import KIND
from weeknotes.bringing_in.forms import MOST_FILES, ONE_ADDRESS, PASTED, BringInForm, FoundForm
from weeknotes.bringing_in.looking import (
    Found,
    already_here,
    begin_run,
    bring_in,
    known_weeks,
    look_at,
    look_at_note,
    offers,
)
from weeknotes.bringing_in.preparing import is_one_plain_note, nothing_in, prepare, week_words
from weeknotes.importing.items import CannotRead, Read
from weeknotes.importing.plaintext import ParsedNote
from weeknotes.importing.sources import read_files, read_source
from weeknotes.models import PreparedImport, Weeknote
from weeknotes.publishing import writes


@require_http_methods(["GET", "HEAD", "POST"])
def weeknote_import(request: HttpRequest) -> HttpResponse:
    """Without `notes` in what was sent: read the texts and show what was understood. With it: save."""
    person = writer(request)
    if "notes" in request.POST:
        return _save(request, person)
    at = timezone.now()
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = BringInForm(*sent, too_much=too_much(request))
    if form.is_valid():
        answer = _pasted(request, form, person) if form.is_one_paste else _sent_files(request, form, person)
        if answer is not None:
            return answer
    context = {
        "nav": "weeknotes",
        "form": form,
        "begun": PreparedImport.objects.of(person, at=at)[:10],
        "runs": ImportRun.objects.of(person, KIND).annotate(count=Count("items"))[:10],
    }
    return render(request, "weeknotes/weeknote_import.html", context, status=422 if form.is_bound else 200)


def _pasted(request: HttpRequest, form: BringInForm, person: Person) -> HttpResponse:
    data = form.cleaned_data
    found = look_at(
        data["text"], source=PASTED, on=today(), year=data["year"], weeks=known_weeks(person), address=data["address"]
    )
    return _found_page(request, [_form_of(found)])


def _form_of(found: Found) -> FoundForm:
    return FoundForm(prefix="n0", on=today(), found=found, initial=FoundForm.initial_of(found))


def _sent_files(request: HttpRequest, form: BringInForm, person: Person) -> HttpResponse | None:
    """One plain note gets the page for one, all else the list. None: the form says what is wrong."""
    data, sources = form.cleaned_data, form.sources()
    try:
        read = _read(sources, on=today(), year=data["year"], weeks=known_weeks(person))
    except CannotRead as error:
        form.add_error("files" if data["files"] else "text", str(error))
        return None
    if not read.notes:
        form.add_error("files" if data["files"] else "text", nothing_in(read))
        return None
    if data["address"]:
        if len(read.notes) > 1:
            form.add_error("address", ONE_ADDRESS)
            return None
        read.notes[0] = replace(read.notes[0], address=data["address"])
    if is_one_plain_note(read):
        note = read.notes[0]
        found = look_at_note(note.note, source=form.source_name(), address=note.address)
        return _found_page(request, [_form_of(found)], warnings=list(read.warnings))
    return redirect(prepare(read, source=form.source_name(), by=person, user=request.user, at=timezone.now()))


def _read(sources: list[tuple[str, bytes]], *, on: date, year: int | None, weeks: list[date]) -> Read:
    if len(sources) == 1:
        (name, data), *_none = sources
        return read_source(name, data, today=on, year=year, known_weeks=weeks)
    return read_files(sources, today=on, year=year, known_weeks=weeks)


def _found_page(
    request: HttpRequest, forms: list[FoundForm], *, warnings: list[str] | None = None, status: int = 200
) -> HttpResponse:
    rows = [(form, week_words(form.found.note), form.found.note.warnings) for form in forms]
    context = {
        "nav": "weeknotes",
        "rows": rows,
        "error_forms": [form for form in forms if form.is_bound],
        "warnings": warnings or [],
    }
    return render(request, "weeknotes/weeknote_import_found.html", context, status=status)


def _save(request: HttpRequest, person: Person) -> HttpResponse:
    forms = _sent_forms(request)
    wanted = [form for form in forms if form.data.get(form.add_prefix("keep"))]
    wrong = [form for form in wanted if not form.is_valid()]  # all are asked: every form says what is wrong with it
    if wrong:
        return _found_page(request, forms, status=422)
    if not wanted:
        messages.info(request, "Nothing was brought in.")
        return redirect("weeknotes:weeknote-import")
    publish = request.POST.get("publish") == "1"
    with tokens.once(wanted[0].cleaned_data["token"], person=person) as claim:
        if claim.used:
            return redirect(claim.result_url)
        notes = _bring_in(request, wanted, person, publish=publish)
        new = [note for note, is_new in notes if is_new]
        single = notes[0][0] if len(notes) == 1 else None
        url = single.get_absolute_url() if single else "/weeknotes/"
        claim.finish(url)
    _say(request, new, len(notes) - len(new), publish=publish)
    return redirect(url)


def _sent_forms(request: HttpRequest) -> list[FoundForm]:
    """The forms of the page that was shown, made again from what it sent: offers are found in the text it sent."""
    on = today()
    forms = []
    count = request.POST.get("notes", "")
    for number in range(min(int(count) if count.isdecimal() and len(count) < 4 else 0, MOST_FILES + 1)):
        prefix = f"n{number}"
        body = request.POST.get(f"{prefix}-body", "")[:400_000]
        key = request.POST.get(f"{prefix}-key", "")[:64]
        topics, people, which = offers(body.replace("\r\n", "\n"))
        source = request.POST.get(f"{prefix}-source", "")
        found = Found(source, key, _as_sent(body, on), already_here(key), "", topics, people, which)
        forms.append(_lenient(FoundForm(request.POST, prefix=prefix, on=on, found=found)))
    return forms


def _as_sent(body: str, on: date) -> ParsedNote:
    return ParsedNote("", "", None, "", "Which week is it?", "", body)


def _lenient(form: FoundForm) -> FoundForm:
    """Ticks of a heading that was edited away are left out, not refused."""
    data = form.data.copy()
    for name in ("topics", "people"):
        if name in form.fields:
            known = {value for value, _words in form.fields[name].choices}
            full = form.add_prefix(name)
            data.setlist(full, [value for value in data.getlist(full) if value in known])
    form.data = data
    return form


def _bring_in(
    request: HttpRequest, forms: list[FoundForm], person: Person, *, publish: bool
) -> list[tuple[Weeknote, bool]]:
    """All of them or none, in one transaction."""
    with transaction.atomic():
        run = begin_run(", ".join(form.cleaned_data["source"] for form in forms), by=person)
        notes = []
        for form in forms:
            data = form.cleaned_data
            note, is_new = bring_in(
                run, title=data["title"], week=data["week"], summary=data["summary"], body=data["body"],
                author=person, source=data["source"], key=data["key"], topics=form.ticked("topics"),
                people=form.ticked("people"), address=data["address"],
            )  # fmt: skip
            if is_new and publish:
                writes.publish(note, by=person, user=request.user, at=timezone.now(), expected_version=note.version)
            notes.append((note, is_new))
    return notes


def _say(request: HttpRequest, new: list[Weeknote], known: int, *, publish: bool) -> None:
    said = []
    if new:
        what = "published" if publish else "brought in as a draft that only you see"
        said.append(f"{len(new)} weeknote{'s were' if len(new) > 1 else ' was'} {what}.")
    if known == 1:
        said.append("1 was here already and stayed as it is.")
    elif known:
        said.append(f"{known} were here already and stayed as they are.")
    messages.success(request, " ".join(said))
