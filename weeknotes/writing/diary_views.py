"""The diary of a note's week: pasted or as a file, a tick an entry, then lines of the note."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from hackit import tokens
from hackit.shortcuts import writer
from hackit.uploads import too_much
from weeknotes.following import written_sections
from weeknotes.models import Weeknote
from weeknotes.writing.diary_forms import DiaryForm, KeepForm, as_line
from weeknotes.writing.headings import UNSORTED
from weeknotes.writing.sheet import put_under
from weeknotes.writing.typed import text_for
from weeknotes.writing.whose import my_note


@require_http_methods(["GET", "HEAD", "POST"])
def weeknote_diary(request: HttpRequest, ref: str) -> HttpResponse:
    """Paste the week's diary, then see an entry a line, each to keep or to bin."""
    note = my_note(request, ref)
    is_sent = request.method == "POST"
    form = DiaryForm(request.POST if is_sent else None, request.FILES if is_sent else None, note=note)
    if is_sent and too_much(request):
        form.add_error("file", "The file is too big: at most 3 MB can be brought in")
    if not is_sent or not form.is_valid():
        context = {"nav": "weeknotes", "note": note, "form": form}
        return render(request, "weeknotes/weeknote_diary.html", context, status=422 if is_sent else 200)
    with_date = note.weeks_covered > 1
    rows = [(as_line(entry, with_date=with_date), entry.why_not, not entry.why_not) for entry in form.entries]
    return _keep_page(request, note, KeepForm(headings=_headings(request, note)), rows)


@require_POST
def weeknote_diary_keep(request: HttpRequest, ref: str) -> HttpResponse:
    """Put the ticked entries under a heading of the text as its author has it. The same press twice does it once."""
    note, person = my_note(request, ref), writer(request)
    form = KeepForm(request.POST, headings=_headings(request, note))
    if not form.is_valid():
        kept = form.kept()
        rows = [(line, "", f"- {line}" in kept) for line in form.lines()]
        return _keep_page(request, note, form, rows, status=422)
    with tokens.once(form.cleaned_data["token"], person=person) as claim:
        if not claim.used and form.kept():
            text = text_for(note, person)
            body = put_under(text.body, form.cleaned_data["heading"], "\n".join(form.kept()))
            note.keep_draft(person, based_on=text.version, title=text.title, summary=text.summary, body=body)
        claim.finish(note.get_edit_url())
    count = len(form.kept())
    what = f"{count} of your diary {'is' if count == 1 else 'are'} in the note." if count else "None kept."
    messages.success(request, what)
    return redirect(note.get_edit_url())


def _headings(request: HttpRequest, note: Weeknote) -> list[str]:
    """Where the entries may go: under what there is for the rest of the week, or under a heading of the text."""
    own = [part.heading for part in written_sections(text_for(note, writer(request)).body) if part.heading]
    return list(dict.fromkeys([UNSORTED, *own]))


def _keep_page(
    request: HttpRequest, note: Weeknote, form: KeepForm, rows: list[tuple[str, str, bool]], *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"nav": "weeknotes", "note": note, "form": form, "rows": rows}
    return render(request, "weeknotes/weeknote_diary_keep.html", context, status=status)
