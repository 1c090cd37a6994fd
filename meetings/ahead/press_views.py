"""One press each on what is coming up: happened, dropped, moved to, begun, undo; delete and bring back.

A press answers a script with the row drawn again, and a plain form by going back to where it was pressed.
"""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from hackit.models import Person
from hackit.presses import MEANWHILE, deleted_or_404, in_its_place
from hackit.records import StaleRecord
from hackit.shortcuts import back_to, sent, today, viewer, visible_or_404, writer
from meetings.ahead.forms import MovedForm
from meetings.ahead.models import ComingUp
from meetings.ahead.reading import for_rows, row_of
from meetings.ahead.views import changeable, detail


@require_POST
def coming_up_answer(request: HttpRequest, ref: str) -> HttpResponse:
    """What came of it: `answer` is happened, dropped, begun, moved (to `when`) or undo."""
    thing, by, on = changeable(request, ref), writer(request), today()
    answer = sent(request, "answer", longest=20)
    if answer == "moved":
        form = MovedForm(request.POST, on=on)
        if not form.is_valid():
            return detail(request, thing, form=form)
        return _answered(request, thing, answer, by, on, form)
    if answer not in ("happened", "dropped", "begun", "undo"):
        raise Http404("No such answer")
    return _answered(request, thing, answer, by, on)


def _answered(
    request: HttpRequest, thing: ComingUp, answer: str, by: Person, on: date, form: MovedForm | None = None
) -> HttpResponse:
    is_stale, said = False, MEANWHILE
    try:
        said = _act(thing, answer, by=by, on=on, form=form)
    except StaleRecord:
        is_stale = True
    words = f"{said}: {thing.title}" if not said.endswith(".") else said
    back = back_to(request, thing.get_absolute_url())
    if request.htmx and request.htmx.target == f"up-{thing.ref}":
        again = visible_or_404(for_rows(ComingUp.objects), request.user, ref=thing.ref)
        row = row_of(again, who=viewer(request), on=on, is_new=answer != "undo" and not is_stale)
        context = {"row": row, "back": back, "said": words}
        return render(request, "meetings/_coming_up_said.html", context)
    if is_stale:
        messages.error(request, words)
        return redirect(back)
    if answer == "undo" or urlsplit(back).path == thing.get_absolute_url():
        messages.success(request, words)
        return redirect(in_its_place(back, answered=""))
    if said.endswith("."):
        messages.success(request, said)
    return redirect(in_its_place(back, f"up-{thing.ref}", answered=thing.ref))


def _act(thing: ComingUp, answer: str, *, by: Person, on: date, form: MovedForm | None) -> str:
    """Do it. Returns what to say, a whole sentence where there is more to say than the answer. Raises StaleRecord."""
    if answer == "undo":
        return "Taken back" if thing.undo_answer(by=by) else "It was changed since, so nothing was taken back"
    if form is not None:
        thing.move_to(form.cleaned_data["when"], by=by)
        return f"Moved to {thing.when_words(on=on)}"
    if answer == "dropped":
        thing.drop(by=by, on=on)
        return "Dropped"
    if answer == "begun":
        thing.start(by=by, on=on)
        return "Begun"
    following = thing.happened(by=by, on=on)
    if following is None:
        return "Happened"
    return (
        f"Happened. Next year’s is kept by itself: {following.title}, {following.when_words(on=on) or 'no date yet'}."
    )


@require_POST
def coming_up_delete(request: HttpRequest, ref: str) -> HttpResponse:
    """Take it out of everybody's sight. The list that follows offers to bring it back."""
    thing, by = visible_or_404(ComingUp.objects, request.user, ref=ref), writer(request)
    if not thing.may_be_deleted_by(viewer(request)):
        raise PermissionDenied("Only who wrote it down and its group may delete it")
    thing.delete_softly(by=by)
    return redirect(f"{reverse('meetings:coming-up-list')}?deleted={thing.ref}")


@require_POST
def coming_up_restore(request: HttpRequest, ref: str) -> HttpResponse:
    """Bring back what one has deleted oneself."""
    by = writer(request)
    thing = deleted_or_404(ComingUp.objects, by, ref)
    thing.undelete(by=by)
    messages.success(request, "It is back")
    return redirect(thing)
