"""Going through the open actions of an item: a page of its own, and the piece of the live page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from hackit.records import StaleRecord
from hackit.shortcuts import asked, sent, viewer, visible_or_404, writer
from meetings.actions.answers import Answer
from meetings.models import Action, ActionUpdate, AgendaItem, Meeting
from meetings.room import board, loading, steps
from meetings.room.asking import Setting
from meetings.room.step_forms import StepForm
from meetings.room.step_writes import answer, take_back

MEANWHILE = "Somebody else changed that one at the same moment, so nothing was recorded. This is how it stands now"
WHERE_BOX = (Answer.MOVED, Answer.GIVEN)


@require_http_methods(["GET", "HEAD", "POST"])
def live_actions(request: HttpRequest, ref: str) -> HttpResponse:
    """The actions, with one asked about (`?at=`, and with `?open=` one of its boxes); a POST answers for one."""
    meeting, item, setting = _place(request, ref)
    if request.method == "POST":
        return _answer(request, meeting, item, setting)
    shown = steps.steps_of(meeting, item, request.user, setting, at=asked(request, "at"), anew=True)
    shown.open_box = asked(request, "open") if asked(request, "open") in WHERE_BOX else ""
    return _shown(request, meeting, item, shown)


def _answer(request: HttpRequest, meeting: Meeting, item: AgendaItem, setting: Setting) -> HttpResponse:
    by = writer(request)
    if not item.is_open_to(request.user):
        raise PermissionDenied("Only the group answers, while the meeting is on")
    action = visible_or_404(Action.objects, request.user, forum_id=item.forum_id, ref=sent(request, "ref"))
    form = StepForm(request.POST, setting=setting)
    if not form.is_valid():
        shown = steps.steps_of(meeting, item, request.user, setting, at=action.ref, anew=True)
        box = request.POST.get("answer", "")
        shown.problem, shown.news = form.problem, form.problem
        shown.open_box = box if box in WHERE_BOX else ""
        shown.typed = sent(request, "words" if box == Answer.MOVED else "owner")
        return _shown(request, meeting, item, shown, status=422)
    try:
        update = answer(action, form.answered, item=item, by=by, version=form.cleaned_data["version"])
    except StaleRecord:
        shown = steps.steps_of(meeting, item, request.user, setting, at=action.ref)
        shown.news = shown.problem = MEANWHILE
        return _shown(request, meeting, item, shown, status=409)
    shown = steps.steps_of(meeting, item, request.user, setting, at=sent(request, "next"))
    said = next((step.said for step in shown.settled if step.answer and step.answer.pk == update.pk), "Recorded")
    return _answered(request, meeting, item, shown, f"{said}: {action.text}")


@require_POST
def step_undo(request: HttpRequest, ref: str) -> HttpResponse:
    """Take back one answer given at this meeting; the action is asked about again."""
    meeting, item, setting = _place(request, ref)
    by = writer(request)
    if not item.is_open_to(request.user):
        raise PermissionDenied("Only the group answers, while the meeting is on")
    update = visible_or_404(ActionUpdate.objects, request.user, meeting=meeting, ref=sent(request, "update"))
    visible_or_404(Action.objects, request.user, pk=update.action_id, forum_id=item.forum_id)
    if not update.before:
        raise Http404("Not given here")
    problem = take_back(update, item=item, by=by)
    shown = steps.steps_of(meeting, item, request.user, setting, at=update.action.ref)
    return _answered(request, meeting, item, shown, problem or f"Taken back: {update.action.text}")


def _place(request: HttpRequest, ref: str) -> tuple[Meeting, AgendaItem, Setting]:
    """Meeting, item and who looks. Raises Http404, and PermissionDenied for who does not belong to the group."""
    meeting = visible_or_404(loading.meetings_with_next(), request.user, ref=ref)
    if not viewer(request).belongs_to(meeting.forum_id):
        raise PermissionDenied("Only the group has its live meeting")
    item_ref = request.POST.get("item", "") or request.GET.get("item", "")
    item = next((one for one in board.items_of(meeting, request.user) if one.ref == item_ref), None)
    if item is None:
        raise Http404("No such item on this agenda")
    return meeting, item, board.setting_of(meeting, request.user, on=meeting.date)


def _answered(
    request: HttpRequest, meeting: Meeting, item: AgendaItem, shown: steps.Steps, said: str
) -> HttpResponse:  # fmt: skip
    """With scripts the piece drawn again; without, the page at the next question."""
    if request.htmx:
        shown.news = said
        return _shown(request, meeting, item, shown)
    messages.success(request, said)
    query = {"item": item.ref, **({"at": shown.current.action.ref} if shown.current else {})}
    return redirect(f"{reverse('meetings:live-actions', args=[meeting.ref])}?{urlencode(query)}#steps")


def _shown(
    request: HttpRequest, meeting: Meeting, item: AgendaItem, shown: steps.Steps, *, status: int = 200
) -> HttpResponse:  # fmt: skip
    context: dict[str, Any] = {"nav": "meetings", "meeting": meeting, "item": item, "steps": shown}
    if shown.current and shown.setting.may_write:
        shown.names = steps.near_names(meeting)
    if request.htmx:
        return render(request, "meetings/_steps.html", context, status=status)
    if shown.problem:
        context["error_title"] = True
    return render(request, "meetings/steps.html", context, status=status)
