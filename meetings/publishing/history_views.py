"""What happened to a meeting and to a conversation point, for who could see it all along."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hackit.record_history import history_or_404
from meetings.agenda.models import AgendaItem
from meetings.agenda.reading import seen_meeting
from meetings.decisions.models import Referral
from meetings.publishing import reading
from meetings.publishing.views import trail_of


@require_safe
def meeting_history(request: HttpRequest, ref: str) -> HttpResponse:
    """Every change of the meeting, of its items and what of them was sent up; what was published of it and why."""
    meeting = seen_meeting(request.user, ref.replace("\x00", ""))
    items = AgendaItem.objects.visible_to(request.user).filter(meeting=meeting)
    sent = Referral.objects.visible_to(request.user).filter(item__meeting=meeting, decision=None)
    history = history_or_404(meeting, request.user, beside=[*items, *sent.select_related("to_forum")])
    context = {
        "nav": "meetings",
        "title": meeting.label(),
        "history": history,
        "publications": reading.publications_of(meeting, request.user),
        "trail": trail_of(meeting),
    }
    return render(request, "meetings/meeting_history.html", context)


@require_safe
def point_history(request: HttpRequest, ref: str) -> HttpResponse:
    """Every change of a conversation point."""
    point = reading.seen_point(request.user, ref.replace("\x00", ""))
    history = history_or_404(point, request.user)
    context = {
        "nav": "meetings", "title": point.title, "history": history, "trail": trail_of(point.item.meeting),
    }  # fmt: skip
    return render(request, "meetings/meeting_history.html", context)
