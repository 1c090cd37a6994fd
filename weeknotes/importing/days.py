"""A day as exports, feeds and front matter write it. Pure."""

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

EARLIEST, LATEST = 1990, 2100  # years; what lies outside is a slip

_LONDON = ZoneInfo("Europe/London")
_DAY = re.compile(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})", re.ASCII)
_US_WORDS = re.compile(r"([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", re.ASCII)


def day_in(value: object) -> date | None:
    """The day that a date, a time or their words mean in London; None for none, as `0000-00-00` is."""
    day = _day_in(value)
    return day if day and EARLIEST <= day.year <= LATEST else None


def _day_in(value: object) -> date | None:
    if isinstance(value, datetime):
        return _in_london(value)
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or len(value) > 100:
        return None
    return _with_time(value.strip()) or _numbers(value) or _words(value)


def _in_london(moment: datetime) -> date | None:
    try:
        return moment.astimezone(_LONDON).date() if moment.tzinfo else moment.date()
    except (OverflowError, ValueError):
        return None


def _with_time(text: str) -> date | None:
    """ISO 8601 and RFC 822 with a time, whose day depends on the place."""
    if not re.search(r"\d:\d", text):
        return None
    iso = re.sub(r"^(\d{4}-\d\d-\d\d)\s+(\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s*", r"\1T\2", text)
    iso = re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", iso)
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(iso if read is datetime.fromisoformat else text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return _in_london(moment)
    return None


def _numbers(text: str) -> date | None:
    if found := _DAY.match(text):
        return _made(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.match(text):
        day, month, year = int(found[1]), int(found[2]), int(found[3])
        return _made(year, month, day) if month <= 12 else _made(year, day, month)
    return None


def _words(text: str) -> date | None:
    for pattern, day, month in ((_WORDS, 1, 2), (_US_WORDS, 2, 1)):
        found = pattern.search(text)
        if found and found[month][:3].lower() in _MONTHS:
            return _made(int(found[3]), _MONTHS.index(found[month][:3].lower()) + 1, int(found[day]))
    return None


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
