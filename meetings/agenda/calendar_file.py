"""Meetings as a calendar file (RFC 5545): their own title, place and address, and nothing of the agenda."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from icalendar import Event

from hackit.calendar_out import new_calendar, plain_line
from meetings.agenda.models import Meeting

USUAL_LENGTH = timedelta(hours=1)
"""How long a calendar keeps free for a meeting, of which we know only when it begins."""

KEPT = timedelta(days=92)
"""How far back a group's feed goes: a calendar program drops what is no longer in it."""


def meetings_in_feed(meetings, *, on: date) -> list[Meeting]:
    """Of a group's meetings (a QuerySet) those that its feed names on that day: cancelled ones too, so that
    calendars learn of it."""
    return list(meetings.filter(date__gte=on - KEPT).order_by("date", "start_time", "pk")[:200])


def calendar_of(meetings: Iterable[Meeting], *, name: str, site: str, now: datetime) -> bytes:
    """The file: UTF-8, CRLF, lines folded at 75 octets. `site` such as "https://records.example", `now` aware.

    Each meeting comes with its group loaded. Times are given as UTC instants, so that no program needs to know
    our time zone; a meeting without a time is a whole day.
    """
    calendar = new_calendar(name, "Meetings")
    for meeting in meetings:
        calendar.add_component(_event(meeting, site=site, now=now))
    return calendar.to_ical()


def _event(meeting: Meeting, *, site: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"meeting-{meeting.ref}@hackit-records")
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", meeting.version)
    event.add("summary", plain_line(meeting.title or meeting.forum.name))
    if meeting.starts:
        begins = meeting.starts.astimezone(UTC)
        event.add("dtstart", begins)
        event.add("dtend", begins + USUAL_LENGTH)
    else:
        event.add("dtstart", meeting.date)
        event.add("dtend", meeting.date + timedelta(days=1))
    if meeting.location:
        event.add("location", plain_line(meeting.location))
    event.add("url", site + meeting.get_absolute_url())
    event.add("status", "CANCELLED" if meeting.state == Meeting.State.CANCELLED else "CONFIRMED")
    return event
