"""One press each: done, undo, I'll take it, accept a date, no longer needed, open again, give to, bring back.

A press answers a script with the row drawn again, and a plain form by going back to where it was pressed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from hackit.models import Person
from hackit.presses import MEANWHILE, deleted_or_404, in_its_place
from hackit.records import StaleRecord
from hackit.shortcuts import back_to, sent, today, viewer, visible_or_404, writer
from meetings.actions.detail_views import changeable
from meetings.actions.forms import GiveForm
from meetings.actions.models import Action
from meetings.actions.rows import for_rows, rows_of
from meetings.form_fields import KnownPeople


@require_POST
def action_done(request: HttpRequest, ref: str) -> HttpResponse:
    return _press(request, ref, lambda action, by, on: action.complete(by=by, on=on), "Done", stays=True)


@require_POST
def action_undo(request: HttpRequest, ref: str) -> HttpResponse:
    return _press(request, ref, lambda action, by, on: action.undo_end(by=by), "Not done after all")


@require_POST
def action_reopen(request: HttpRequest, ref: str) -> HttpResponse:
    return _press(request, ref, lambda action, by, on: action.reopen(by=by, on=on), "Open again")


@require_POST
def action_drop(request: HttpRequest, ref: str) -> HttpResponse:
    reason = sent(request, "reason", longest=1000)
    return _press(
        request, ref, lambda action, by, on: action.drop(by=by, on=on, reason=reason), "No longer needed", stays=True
    )


@require_POST
def action_take(request: HttpRequest, ref: str) -> HttpResponse:
    """I own it from now on, if nobody else was quicker."""

    def take(action: Action, by: Person, on: date) -> None:
        if action.owner_id is None:
            action.give_to(by, by=by)

    return _press(request, ref, take, "Yours")


@require_POST
def action_date(request: HttpRequest, ref: str) -> HttpResponse:
    """Agree to the date that was offered beside the action."""
    try:
        due = date.fromisoformat(request.POST.get("due", ""))
    except ValueError:
        raise Http404("No such date") from None

    def accept(action: Action, by: Person, on: date) -> None:
        if action.due is None or action.due_is_assumed:
            action.move_to(due, by=by, on=on)

    return _press(request, ref, accept, "Date agreed")


@require_http_methods(["GET", "HEAD", "POST"])
def action_give(request: HttpRequest, ref: str) -> HttpResponse:
    """Make somebody the owner, by name."""
    action = changeable(request, ref)
    form = GiveForm(request.POST or None, people=KnownPeople(on=today()))
    if request.method != "POST" or not form.is_valid():
        return render(request, "meetings/action_give.html", {"nav": "actions", "form": form, "action": action})
    owner = form.cleaned_data["owner"]
    return _press(request, ref, lambda action, by, on: action.give_to(owner, by=by), f"Given to {owner}")


@require_POST
def action_delete(request: HttpRequest, ref: str) -> HttpResponse:
    """Take it out of everybody's sight. The list that follows offers to bring it back."""
    action, by = visible_or_404(Action.objects, request.user, ref=ref), writer(request)
    if not action.may_be_deleted_by(viewer(request)):
        raise PermissionDenied("Only who recorded it and its group may delete it")
    action.delete_softly(by=by)
    return redirect(f"{reverse('meetings:action-list')}?deleted={action.ref}")


@require_POST
def action_restore(request: HttpRequest, ref: str) -> HttpResponse:
    """Bring back what one has deleted oneself."""
    by = writer(request)
    action = deleted_or_404(Action.objects, by, ref)
    action.undelete(by=by)
    messages.success(request, "It is back")
    return redirect(action)


def _press(
    request: HttpRequest, ref: str, act: Callable[[Action, Person, date], None], said: str, *, stays: bool = False
) -> HttpResponse:
    """Act, then answer. `stays` keeps an action that was ended on the list, where it can be undone."""
    action, by, on = changeable(request, ref), writer(request), today()
    is_stale = False
    try:
        act(action, by, on)
    except StaleRecord:
        is_stale, stays = True, False
    words = f"{MEANWHILE if is_stale else said}: {action.text}"
    again = for_rows(Action.objects, request.user).visible_to(request.user).filter(ref=ref).first()
    back = back_to(request, action.get_absolute_url())
    if again is None:  # given away by somebody who saw it only as its owner
        back = reverse("meetings:action-list")
    elif request.htmx and request.htmx.target == f"act-{ref}":
        row = rows_of([again], user=request.user, on=on)[0]
        return render(request, "meetings/_action_row_said.html", {"row": row, "back": back, "said": words})
    elif urlsplit(back).path == reverse("meetings:action-list") and not is_stale:
        return redirect(in_its_place(back, f"act-{action.ref}", done=action.ref if stays else ""))
    elif urlsplit(back).path == reverse("home") and stays:  # which offers to undo it
        return redirect(f"{reverse('home')}?{urlencode({'done': action.ref})}")
    (messages.error if is_stale else messages.success)(request, words)
    return redirect(back)
