"""Meetings for calendar programs: one as a file, a group's as a feed at a private address."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from hackit.access import public
from hackit.audience import Viewer
from hackit.calendar_out import calendar_response
from hackit.models import FeedKey
from hackit.shortcuts import today, viewer, writer
from meetings.agenda import reading
from meetings.agenda.calendar_file import calendar_of, meetings_in_feed
from meetings.agenda.models import Meeting


@public
@require_safe
def meeting_calendar(request: HttpRequest, ref: str) -> HttpResponse:
    """One meeting as a file, for those who see the meeting itself."""
    meeting = reading.seen_meeting(request.user, ref)
    return _file(request, [meeting], name=meeting.label(), saved_as=f"{meeting.forum.slug}-{meeting.date}.ics")


@login_not_required
@require_safe
def feed(request: HttpRequest, key: str, slug: str) -> HttpResponse:
    """A group's meetings for a calendar program, which shows a key instead of signing in.

    Asked anew each time: the person behind the key still has a login and a role and is in the group. If not,
    there is nothing at this address, as at one that never was.
    """
    opened = FeedKey.objects.opening(key, slug)
    if opened is None:
        raise Http404("No such feed")
    person, forum = opened
    asker = Viewer.of(person.user)
    if asker.is_stranger or not asker.belongs_to(forum.pk):
        raise Http404("No such feed")
    rows = Meeting.objects.visible_to(person.user).filter(forum=forum).select_related("forum")
    return _file(request, meetings_in_feed(rows, on=today()), name=f"{forum.name} meetings")


@require_POST
def forum_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Make one's private address of the group's feed; `do=renew` makes a new one, and the old one is dead."""
    forum, by = reading.group_or_404(request.user, slug), writer(request)
    if not viewer(request).belongs_to(forum.pk):
        raise PermissionDenied("Only the group's members subscribe to its meetings")
    if request.POST.get("do") == "renew":
        FeedKey.objects.renew(by, forum)
        messages.success(request, "There is a new address. The old one shows nothing any more.")
    else:
        FeedKey.objects.ensure(by, forum)
    return redirect(f"{forum.get_absolute_url()}#subscribe")


def _file(request: HttpRequest, meetings: list[Meeting], *, name: str, saved_as: str = "") -> HttpResponse:
    site = request.build_absolute_uri("/").rstrip("/")
    content = calendar_of(meetings, name=name, site=site, now=timezone.now())
    return calendar_response(content, saved_as=saved_as)
