"""When each item of an agenda begins, and how long all of it takes, from the minutes that were given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from hackit.templatetags.records import clock
from meetings.agenda.models import AgendaItem, Meeting


def begin_times(meeting: Meeting, items: Sequence[AgendaItem]) -> dict[str, time | None]:
    """For each item's ref when it begins, on the meeting's own clock.

    None from the first item on that follows one without minutes, and where the meeting has no time: a time that
    nobody can know is not told.
    """
    at = datetime.combine(meeting.date, meeting.start_time) if meeting.start_time else None
    times: dict[str, time | None] = {}
    for item in items:
        times[item.ref] = at.time() if at else None
        at = at + timedelta(minutes=item.minutes) if at and item.minutes else None
    return times


def plan_words(meeting: Meeting, items: Sequence[AgendaItem]) -> str:
    """ "75 minutes planned, until 11:15am", "35 minutes planned, 4 items without minutes", or ""."""
    minutes = sum(item.minutes or 0 for item in items)
    if not minutes:
        return ""
    words = f"{minutes} minute{'s' if minutes != 1 else ''} planned"
    without = sum(not item.minutes for item in items)
    if without:
        return f"{words}, {without} item{'s' if without != 1 else ''} without minutes"
    if meeting.start_time:
        words += (
            f", until {clock((datetime.combine(meeting.date, meeting.start_time) + timedelta(minutes=minutes)).time())}"
        )
    return words
