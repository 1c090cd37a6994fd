"""The list of meetings, and the same as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hackit.access import public
from hackit.csv_out import csv_response
from hackit.filters import page_of
from hackit.shortcuts import today, viewer
from meetings.models import Meeting
from meetings.publishing.filters import MeetingFilter

CSV_HEADER = ("Meeting", "Day", "Group", "State", "30 second read", "Address")


@public
@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    """Meetings that this reader may know of: what is still to come first, then the past."""
    on, asker = today(), viewer(request)
    filters = MeetingFilter(request.GET, user=request.user, on=on)
    page = page_of(request, filters.sorted())
    context = {
        "nav": "meetings",
        "page": page,
        "ahead": [entry for entry in page.object_list if not entry.is_past],
        "past": [entry for entry in page.object_list if entry.is_past],
        **filters.for_page(),
        "clear": reverse("meetings:meeting-list"),
        "may_write": asker.may_write,
        "belongs": bool(asker.forum_roles),
        "is_stranger": asker.is_stranger,
    }
    return render(request, "meetings/meeting_list.html", context)


@public
@require_safe
def meeting_csv(request: HttpRequest) -> StreamingHttpResponse:
    """What the list shows, all pages of it, as CSV."""
    filters = MeetingFilter(request.GET, user=request.user, on=today())
    states = dict(Meeting.State.choices)
    rows = (
        (
            entry.title, entry.date.isoformat(), entry.forum.name, states.get(entry.status, "Published"),
            entry.text, request.build_absolute_uri(entry.url),
        )
        for entry in filters.sorted().iterator(chunk_size=500)
    )  # fmt: skip
    return csv_response("meetings.csv", CSV_HEADER, rows)
