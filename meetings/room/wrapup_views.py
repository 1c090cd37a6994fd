"""Wrap-up: what needs somebody, with one press each; then share."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hackit.records import StaleRecord
from hackit.shortcuts import today, viewer, visible_or_404, writer
from meetings.models import AgendaItem, Meeting
from meetings.room import board, loading, wrapup
from meetings.room.change_writes import date_all


@require_http_methods(["GET", "HEAD", "POST"])
def wrap_up(request: HttpRequest, ref: str) -> HttpResponse:
    """The page; a POST answers for an item or for all actions without a date, or ends the typing."""
    meeting = visible_or_404(loading.meetings_with_next(), request.user, ref=ref)
    if not viewer(request).belongs_to(meeting.forum_id):
        raise PermissionDenied("Only the group wraps up its meeting")
    if request.method == "POST":
        try:
            return _answer(request, meeting)
        except StaleRecord:
            messages.warning(request, "Someone else answered at the same time. This is how it stands now.")
            return redirect("meetings:wrap-up", meeting.ref)
    setting = replace(board.setting_of(meeting, request.user, on=meeting.date), now=today())
    items = board.items_of(meeting, request.user, with_points=True)
    context = {
        "nav": "meetings",
        "meeting": meeting,
        "wrap": wrapup.wrap_up_of(meeting, items, request.user, setting),
        "setting": setting,
        "next_words": wrapup.next_words(setting),
        "runs": viewer(request).runs(meeting.forum_id),
        "is_open": meeting.state in (Meeting.State.PLANNED, Meeting.State.IN_PROGRESS),
        "is_shared": meeting.shared_with_staff(),
    }
    return render(request, "meetings/wrapup.html", context)


def _answer(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    person = writer(request)
    if not viewer(request).writes_in(meeting.forum_id):
        raise PermissionDenied("Only the group wraps up its meeting")
    what, value = request.POST.get("what", ""), request.POST.get("value", "")
    if what == "item" and value in (AgendaItem.State.DISCUSSED, AgendaItem.State.RAN_OUT):
        item = visible_or_404(AgendaItem.objects, request.user, meeting=meeting, ref=request.POST.get("ref", "")[:36])
        item.mark(value, by=person)
    elif what == "untouched" and value in (AgendaItem.State.DISCUSSED, AgendaItem.State.RAN_OUT):
        taken_up = _taken_up(meeting, request.user)
        for item in AgendaItem.objects.visible_to(request.user).filter(meeting=meeting, state=AgendaItem.State.OPEN):
            if item not in taken_up:
                item.mark(value, by=person)
    elif what == "undated":
        count = date_all(meeting, _day(value), by=person)
        messages.success(request, f"{count} action{'' if count == 1 else 's'} settled.")
    elif what == "end":
        for item in _taken_up(meeting, request.user):
            item.mark(AgendaItem.State.DISCUSSED, by=person)
        meeting.wrap_up(by=person)
        messages.success(request, "Wrapped up. Nothing was shared yet.")
        return redirect(meeting.get_absolute_url())
    else:
        raise Http404("No such answer")
    return redirect("meetings:wrap-up", meeting.ref)


def _taken_up(meeting: Meeting, user) -> list[AgendaItem]:
    """The meeting's open items under which a line, a decision or an action stands."""
    things = ("lines", "decisions", "actions")
    under = [Q(**{f"{name}__isnull": False, f"{name}__deleted_at": None}) for name in things]
    rows = AgendaItem.objects.visible_to(user).filter(meeting=meeting, state=AgendaItem.State.OPEN)
    return list(rows.filter(under[0] | under[1] | under[2]).distinct())


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise Http404("No such day") from None
