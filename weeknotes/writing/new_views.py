"""Beginning a weeknote: which week, what is there for it, and of what draft one is told."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hackit import tokens
from hackit.shortcuts import asked, today, writer
from weeknotes.models import Weeknote
from weeknotes.writing import writes
from weeknotes.writing.forms import NewWeeknoteForm
from weeknotes.writing.offered import draft_of_week, drafts_for, there_for
from weeknotes.writing.weeks import weeks_of, weeks_to_offer


@require_http_methods(["GET", "HEAD", "POST"])
def weeknote_new(request: HttpRequest) -> HttpResponse:
    """Choose the week; the note then begins half full. `?go=draft` leads to what one writes about this week already."""
    person, on = writer(request), today()
    if request.method != "POST" and asked(request, "go") == "draft" and (draft := draft_of_week(person, on)):
        return redirect(draft.get_edit_url())
    there = there_for(weeks_of(on), person, request.user)
    mondays = weeks_to_offer(person, on=on, filled=[monday for monday, found in there.items() if str(found)])
    asked_for = asked(request, "week", longest=10)
    form = NewWeeknoteForm(
        request.POST or None, mondays=mondays, on=on, there=there, initial={"week": asked_for or None}
    )  # fmt: skip
    drafts: list[Weeknote] = []
    if request.method == "POST" and form.is_valid():
        monday, weeks = form.monday(), form.cleaned_data["weeks"]
        if form.cleaned_data["again"] != monday:
            drafts = drafts_for(monday, weeks, request.user)
        if not drafts:
            return _begun(request, form, monday, weeks)
        form.told_of(monday)
    desk = [note for note in Weeknote.objects.on_the_desk_of(person) if not note.is_deleted]
    context = {"nav": "weeknotes", "form": form, "mine": desk, "drafts": drafts, "first": there[mondays[0]]}
    return render(request, "weeknotes/weeknote_new.html", context, status=422 if form.errors else 200)


def _begun(request: HttpRequest, form: NewWeeknoteForm, monday: date, weeks: int) -> HttpResponse:
    """The note begun, once however often it is pressed; then its sheet, or its diary."""
    person = writer(request)
    with tokens.once(form.cleaned_data["token"], person=person) as claim:
        if claim.used:
            return redirect(claim.result_url)
        by_diary = request.POST.get("then") == "diary"
        note = writes.begin(monday, author=person, user=request.user, on=today(), weeks=weeks, asks=not by_diary)
        goes_to = note.get_edit_url()
        if by_diary:
            goes_to = reverse("weeknotes:weeknote-diary", args=[note.ref])
        claim.finish(goes_to)
    return redirect(goes_to)
