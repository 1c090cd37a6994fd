"""A diary as a calendar file (.ics): the entries of some days, repeats among them. Pure.

Only blocks that may lie in these days are read, so a file of ten years costs little, and of a repeat only the days that
are asked for are looked at, however often it says that it comes. Source of the rules: RFC 5545.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Event

from weeknotes.writing.diary import CANCELLED, LONGEST_TITLE, PRIVATE, Entry, in_order

LONDON = ZoneInfo("Europe/London")
MOST_EVENTS = 1_000
MOST_IN_BLOCK = 20_000
LONGEST_COUNT = 400
"""Days that are gone through to see whether a repeat of so many times has ended; an older one has."""

_BEGIN, _END = "BEGIN:VEVENT", "END:VEVENT"
_STARTS = re.compile(r"^DTSTART[^:\r\n]*:(\d{4})(\d{2})(\d{2})", re.MULTILINE)
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_AWAY = "Where you were, not what you did"


class NotACalendar(ValueError):
    """The file holds no calendar; the message says so."""


@dataclass(frozen=True)
class _Found:
    """One event as it was read: when it begins, here and of what day, and what it says of itself."""

    uid: str
    entry: Entry
    first: date
    last: date
    rule: dict[str, list]
    left_out: frozenset[date]
    instead_of: date | None


def read_file(text: str, *, monday: date, ends_on: date) -> list[Entry]:
    """The entries of these days in order of day and time. Raises NotACalendar."""
    if "BEGIN:VCALENDAR" not in text[:5_000]:
        raise NotACalendar("The file is not a calendar. Choose one that ends in .ics")
    events = [event for block in _blocks(text, ends_on) if (event := _event(block))]
    moved = {(event.uid, event.instead_of) for event in events if event.instead_of}
    entries = [
        _on(event.entry, day)
        for event in events
        for day in _days(event, monday, ends_on)
        if event.instead_of or (event.uid, day) not in moved
    ]
    return in_order(entries, monday, ends_on)


def _blocks(text: str, ends_on: date) -> Iterator[str]:
    """The blocks of the file that may have a day up to `ends_on`, at most MOST_EVENTS of them."""
    count = 0
    for piece in text.split(_BEGIN)[1:]:  # each letter is read once, whatever is missing
        inside, end, _rest = piece[:MOST_IN_BLOCK].partition(_END)
        starts = _STARTS.search(inside) if end else None
        if not starts or (int(starts[1]), int(starts[2]), int(starts[3])) > (ends_on.year, ends_on.month, ends_on.day):
            continue
        if "RRULE" not in inside and int(starts[1]) * 12 + int(starts[2]) < ends_on.year * 12 + ends_on.month - 6:
            continue
        count += 1
        if count > MOST_EVENTS:
            return
        yield f"{_BEGIN}{inside}{_END}\r\n"


def _event(block: str) -> _Found | None:
    """What a block says; None where it can't be read."""
    try:
        event = Event.from_ical(block)
        begins = event["DTSTART"].dt
        ends = event["DTEND"].dt if "DTEND" in event else None
        title = " ".join(str(event.get("SUMMARY", "")).split())
        rule = dict(event["RRULE"]) if "RRULE" in event and not isinstance(event["RRULE"], list) else {}
        left_out = frozenset(_here(value.dt)[0] for value in _values(event, "EXDATE"))
        instead_of = _here(event["RECURRENCE-ID"].dt)[0] if "RECURRENCE-ID" in event else None
        day, start = _here(begins)
    except Exception:
        return None
    if not re.search(r"[^\W_]", title):
        title = "Private appointment"
    last = day
    if start is None and isinstance(ends, date) and not isinstance(ends, datetime):
        last = max(day, ends - timedelta(days=1))
    where = " ".join(str(event.get("LOCATION", "")).split())[:100]
    entry = Entry(title[:LONGEST_TITLE], day, start, start is None, where, _against(event, start))
    return _Found(str(event.get("UID", ""))[:300], entry, day, last, rule, left_out, instead_of)


def _values(event: Event, name: str) -> list:
    found = event.get(name, [])
    return [value for part in (found if isinstance(found, list) else [found]) for value in part.dts][:500]


def _here(value: date | datetime) -> tuple[date, time | None]:
    """A day and time by the clock here; a time without a zone is one of here."""
    if not isinstance(value, datetime):
        return value, None
    if value.tzinfo is not None:
        value = value.astimezone(LONDON)
    return value.date(), value.time().replace(second=0, microsecond=0, tzinfo=None)


def _against(event: Event, start: time | None) -> str:
    """The reason against an entry that the file gives."""
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return CANCELLED
    if str(event.get("CLASS", "")).upper() in ("PRIVATE", "CONFIDENTIAL"):
        return PRIVATE
    busy = str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper()
    return _AWAY if busy in ("OOF", "WORKINGELSEWHERE") and start is None else ""


def _on(entry: Entry, day: date) -> Entry:
    return Entry(entry.title, day, entry.start, entry.all_day, entry.where, entry.why_not)


# --- Which days ---


def _days(event: _Found, monday: date, ends_on: date) -> Iterator[date]:
    """The days of the window on which the event is: its own, or those of its rule."""
    window = [monday + timedelta(days=n) for n in range(min((ends_on - monday).days, 120) + 1)]
    if not event.rule:
        yield from (day for day in window if event.first <= day <= event.last)
        return
    left = _left(event, monday)
    for day in window:
        if day >= event.first and left > 0 and _recurs(event, day):
            left -= 1
            if day not in event.left_out:
                yield day


def _recurs(event: _Found, day: date) -> bool:
    """Whether the rule has that day, and has not ended by a date before."""
    if not _fits(event.rule, event.first, day):
        return False
    until = next(iter(event.rule.get("UNTIL", [])), None)
    return until is None or day <= _here(until)[0]


def _left(event: _Found, monday: date) -> int:
    """How many times a rule that says how often it comes has left on that Monday."""
    count = next(iter(event.rule.get("COUNT", [])), None)
    gone = (monday - event.first).days
    if count is None:
        return MOST_EVENTS
    if gone <= 0:
        return int(count)
    if str(next(iter(event.rule.get("FREQ", [""])), "")).upper() == "WEEKLY":
        return int(count) - _times_weekly(event, monday)
    if gone > LONGEST_COUNT:
        return 0
    return int(count) - sum(_fits(event.rule, event.first, event.first + timedelta(days=n)) for n in range(gone))


def _times_weekly(event: _Found, monday: date) -> int:
    """How often a weekly rule came before that Monday: whole weeks, less the days before its first."""
    every = max(1, int(next(iter(event.rule.get("INTERVAL", [1])), 1)))
    days = [_WEEKDAYS.index(str(day)[-2:].upper()) for day in event.rule.get("BYDAY", [])] or [event.first.weekday()]
    weeks = (monday - (event.first - timedelta(days=event.first.weekday()))).days // 7
    return -(-weeks // every) * len(days) - sum(day < event.first.weekday() for day in days)


def _fits(rule: dict[str, list], first: date, day: date) -> bool:
    """Whether a day is one of the rule's, its end aside."""
    freq = str(next(iter(rule.get("FREQ", [""])), "")).upper()
    every = max(1, min(int(next(iter(rule.get("INTERVAL", [1])), 1)), 1_000))
    months = (day.year - first.year) * 12 + day.month - first.month
    weeks = (day - timedelta(days=day.weekday()) - (first - timedelta(days=first.weekday()))).days // 7
    gone = {"DAILY": (day - first).days, "WEEKLY": weeks, "MONTHLY": months, "YEARLY": day.year - first.year}.get(freq)
    if gone is None or gone % every:
        return False
    in_month = [int(month) for month in rule.get("BYMONTH", [])]
    if in_month and day.month not in in_month:
        return False
    by_day = [str(part).upper() for part in rule.get("BYDAY", [])]
    by_number = [int(number) for number in rule.get("BYMONTHDAY", [])]
    if not by_day and not by_number:
        return _like_the_first(freq, first, day, in_month=bool(in_month))
    if by_number and day.day not in by_number and day.day - _length(day) - 1 not in by_number:
        return False
    if by_day and not any(_is_weekday(part, day) for part in by_day):
        return False
    places = [int(place) for place in rule.get("BYSETPOS", [])]
    return not places or freq != "MONTHLY" or _place(by_day, day) & set(places) != set()


def _like_the_first(freq: str, first: date, day: date, *, in_month: bool) -> bool:
    """A rule that names no day means that of its first."""
    if freq == "WEEKLY":
        return day.weekday() == first.weekday()
    if freq == "MONTHLY":
        return day.day == first.day
    return freq == "DAILY" or (day.day == first.day and (in_month or day.month == first.month))


def _is_weekday(part: str, day: date) -> bool:
    """Whether a day is "MO", "2MO" (the second Monday of its month) or "-1FR" (the last Friday)."""
    match = re.fullmatch(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", part)
    if not match or _WEEKDAYS.index(match[2]) != day.weekday():
        return False
    if not match[1]:
        return True
    return int(match[1]) in ((day.day - 1) // 7 + 1, -((_length(day) - day.day) // 7 + 1))


def _place(by_day: list[str], day: date) -> set[int]:
    """Which one of the rule's days in its month a day is, counted from the front and from the back."""
    days = [n for n in range(1, _length(day) + 1) if any(_is_weekday(part, day.replace(day=n)) for part in by_day)]
    at = days.index(day.day) if day.day in days else 0
    return {at + 1, at - len(days)}


def _length(day: date) -> int:
    """How many days the month of `day` has."""
    following = day.replace(day=28) + timedelta(days=4)
    return (following - timedelta(days=following.day)).day
