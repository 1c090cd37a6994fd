"""Days that were said on a day: "this Thursday", read ten days later, is a Thursday nobody meant. Pure.

The words stay as they were written; the date they meant is added in brackets: "this Thursday (6 June)". What may mean
two days ("on Monday", written on a Friday) is left as it is: a wrong date is worse than none.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = (
    r"(?:monday|mon|tuesday|tues|tue|wednesday|weds|wed|thursday|thurs|thur|thu|friday|fri|saturday|sat|sunday|sun)"
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_PHRASE = re.compile(
    rf"\b(?:(?P<how>this coming|this|next|last|coming|by|until|till|before|on|from)\s+(?P<day>{_WEEKDAY})"
    rf"(?P<week>\s+week|\s+next\s+week)?"
    r"|(?P<word>the day after tomorrow|the day before yesterday|tomorrow|yesterday)"
    r"|(?P<span>next|last)\s+week)\b(?!['’]?\w)",
    re.IGNORECASE,
)
_DATED_AFTER = re.compile(
    rf"[,\s]*\(?\s*(?:the\s+|w/c\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s*(?:of\s+)?{_MONTH}|{_MONTH}\s+\d{{1,2}}"
    r"|\d{1,2}(?:st|nd|rd|th)\b|\d{1,2}/\d{1,2})",
    re.IGNORECASE,
)
STILL_THIS = 3
"""So many days after it, "this Monday" may still be the one that was."""

_WORDS = {"the day after tomorrow": 2, "tomorrow": 1, "yesterday": -1, "the day before yesterday": -2}


def dated(text: str, *, said_on: date) -> str:
    """The text with the date in brackets after each day that was said as seen from `said_on`.

    The year is added where it is another one. Nothing is added where a date stands there already.
    """

    def add(match: re.Match[str]) -> str:
        if _DATED_AFTER.match(text, match.end()):
            return match[0]
        found = _read(match, said_on)
        return f"{match[0]} ({found})" if found else match[0]

    return _PHRASE.sub(add, text)


def _read(match: re.Match[str], on: date) -> str:
    """The date that a phrase meant, as it is written in brackets; "" where it may mean two."""
    monday = on - timedelta(days=on.weekday())
    if match["word"]:
        return _plain(on + timedelta(days=_WORDS[match["word"].lower()]), on)
    if match["span"]:
        week = monday + timedelta(weeks=1 if match["span"].lower() == "next" else -1)
        return f"w/c {_plain(week, on)}"
    day = _weekday(match["how"].lower(), _DAYS.index(match["day"][:3].lower()), (match["week"] or "").split(), on)
    return _plain(day, on) if day else ""


def _weekday(how: str, weekday: int, week: list[str], on: date) -> date | None:
    """The day meant by "next Tuesday", "on Friday", "by Monday week"; None where it is not certain."""
    monday = on - timedelta(days=on.weekday())
    this_week = monday + timedelta(days=weekday)
    coming = this_week if weekday > on.weekday() else this_week + timedelta(weeks=1)
    if how == "last":
        return None if week or weekday < on.weekday() else this_week - timedelta(weeks=1)
    if week == ["week"]:
        return coming + timedelta(weeks=1)
    if week or how == "next":
        return this_week + timedelta(weeks=1)
    if how in ("this", "on", "from") and weekday == on.weekday():
        return on
    ago = on.weekday() - weekday
    if (how in ("on", "from") and ago > 0) or (how == "this" and 0 < ago <= STILL_THIS):
        return None  # the one that was, or the one to come
    return coming


def _plain(day: date, on: date) -> str:
    """ "6 June", with its year where that is not the year it was said in."""
    words = f"{day.day} {day:%B}"
    return words if day.year == on.year else f"{words} {day.year}"
