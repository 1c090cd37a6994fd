"""Time words and what they come to.

`PHRASE` is the grammar, `resolve` gives a phrase its date. Day comes before month. What has
no certain date is never given one: it is `loose` ("the summer break") or asks `when`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from meetings.capture import calendar
from meetings.capture.things import DateReading, KnownGroup

WEEKDAY = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)\b\.?"
)
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "a couple of": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12,
}  # fmt: skip
NUMBER = r"(?:\d{1,2}|an?(?: couple of)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve)"
CLOCK = (
    r"(?:(?:noon|midday|midnight|lunch(?:time)?|\d{1,2}(?:[:.]\d{2})?\s?[ap]m|\d{1,2}:\d{2}|first thing"
    r"|morning|afternoon|evening)\b)"
)
CLOSED = r"(?:(?:the )?(?:end|close) of (?:the )?(?:play|day|business)|cop|cob|eod)"
CLOSE = rf"(?:{CLOSED}|close)"

CALENDAR_DAY = (
    rf"(?:{WEEKDAY},?\s+)?(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?\s*(?:of\s+)?{MONTH}(?:,?\s*(?:20\d\d\b|[’']\d\d\b))?"
    rf"|(?:{WEEKDAY},?\s+)?{MONTH}\s*\d{{1,2}}(?:st|nd|rd|th)?\b(?![\d:/%])(?:,?\s*20\d\d\b)?"
)
DAY = (
    r"\d{4}-\d{1,2}-\d{1,2}\b"
    rf"|(?:{WEEKDAY},?\s+)?\d{{1,2}}/\d{{1,2}}(?:/\d{{4}}|/\d\d)?(?![\d/])"
    r"|\d{1,2}[.-]\d{1,2}[.-](?:20)?\d\d\b(?![.-]?\d)"
    rf"|{CALENDAR_DAY}"
    rf"|{WEEKDAY}\s+(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)\b"
    r"|(?:the\s+)?\d{1,2}(?:st|nd|rd|th)\b"
    r"|today\b|tomorrow\b|tonight\b"
    rf"|an? week on {WEEKDAY}|{WEEKDAY}\s+week\b|{WEEKDAY}\s+(?:of\s+)?next week\b"
    rf"|(?:this coming|the coming|this|next|coming)\s+{WEEKDAY}|{WEEKDAY}"
)
WEEK_OF = rf"(?:the\s+)?(?:w/?c\.?|week commencing|week of|week beginning)\s+(?:{DAY})"
YEARS = r"(?:\s*,?\s*(?:20)?\d\d/(?:20)?\d\d)"
END = (
    rf"(?:the\s+)?(?:end|end of|end-of)[\s-](?:the\s+)?(?:(?:this|next)\s+)?(?:working\s+)?"
    rf"(?:week|month|quarter|(?:financial |calendar |fiscal )?year|fy\b|{MONTH}(?:\s+20\d\d)?|q[1-4]\b{YEARS}?"
    r"|20\d\d/(?:20)?\d\d\b|20\d\d\b"
    r"|p(?:eriod\s)?\s?\d{1,2}\b)"
    r"|(?:the\s+)?month[\s-]end|(?:the\s+)?(?:(?:financial\s+)?year|fy)[\s-]end|eow\b|eom\b"
)
PERIOD = rf"{MONTH}(?:\s+20\d\d\b)?(?!\s*\d)|q[1-4]\b{YEARS}?|p\d{{1,2}}\b|period\s\d{{1,2}}\b"
AHEAD = (
    rf"(?:the next\s+)?{NUMBER}\s+(?:working\s+)?(?:day|week|month|fortnight)s?(?:[’']s?)?(?:\s+time)?"
    r"|(?:a|the next) fortnight(?:[’']s)?(?: time)?"
)
EVENT = r"(?:meeting|call|session|board|committee|catch[- ]?up|stand[- ]?up|review|steering group|workshop|time)"
VAGUE = (
    rf"a\.?s\.?a\.?p\b\.?|as soon as (?:possible|practicable|we can|they can|you can)|soon\b|shortly\b"
    r"|(?:the\s+)?weekend\b"
    rf"|urgent(?:ly)?\b|immediately\b|straight away|right away|in due course|at some point|when possible"
    rf"|(?:early|mid|late|mid to late)[\s-](?:{MONTH}|(?:this |next )?(?:week|month|year))"
    rf"|(?:the\s+)?(?:early|mid|late|start of|beginning of|middle of)[\s-](?:the\s+)?(?:{MONTH}|next week"
    rf"|next month|week|month|year|q[1-4]|financial year)"
    rf"|(?:the\s+)?(?:first|second|third|last|1st|2nd|3rd) (?:week|half|few days) (?:of|in) {MONTH}"
    rf"|(?:later\s+)?(?:this|next|the following) (?:week|month|quarter|year|financial year)\b"
    rf"|(?:the\s+)?(?:next|coming) few (?:days|weeks|months)|a few (?:days|weeks|months)"
    rf"|(?:the\s+|our\s+)?next (?:(?!next\b)[\w’'-]+ ){{0,3}}?{EVENT}\b(?:\s+meeting\b)?|{CLOCK}"
)
SEASON = (
    r"(?:the\s+)?(?:next\s+)?(?:(?:early|mid|late)[\s-])?(?:summer|autumn|winter|spring|christmas|xmas|easter"
    r"|new year|half[\s-]term|holidays|recess|school holidays)(?:\s+(?:break|holidays?|recess|period|term))?\b"
    rf"|next\s+{MONTH}(?!\s*\d)"
)


# Two days ("3–5 July", "14th or 15th June"): nobody said which of them.
DAYS = (
    rf"\d{{1,2}}(?:st|nd|rd|th)?(?:\s?[-–—/]\s?|\s+(?:to|or|and)\s+)\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH}"
    r"(?:\s+20\d\d\b)?"
)


@dataclass(frozen=True)
class Day:
    """The day something is said, and what "next meeting" means on it."""

    on: date
    next_meeting: date | None = None
    groups: tuple[KnownGroup, ...] = ()
    default_group: KnownGroup | None = None


@lru_cache(maxsize=64)
def phrase(names: tuple[str, ...]) -> str:
    """The grammar of one time phrase, given the names of the groups that meet."""
    meets = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    # With no group known at all, "next DMT" can only be the meeting that was passed in.
    next_one = rf"(?:{meets})" if meets else r"(?-i:[A-Z]{2,5})"
    meeting = rf"(?:the\s+|our\s+)?next (?:{next_one}\b(?:\s+meeting)?|(?:meeting|one)\b)"
    dated = rf"(?:{DAYS}|{WEEK_OF}|{END}|{AHEAD}|{DAY}|{meeting}|{SEASON}|{VAGUE}|{PERIOD})"
    return rf"(?:{CLOSE}(?:\s+on)?\s+)?(?:{CLOCK}(?:\s+on)?\s+)?{dated}(?:\s+(?:at\s+)?{CLOCK})?|{CLOSED}\b"


def group_names(groups: Sequence[KnownGroup]) -> tuple[str, ...]:
    """Every name a group goes by."""
    return tuple(name for group in groups for name in (group.name, *group.aliases) if name)


@lru_cache(maxsize=64)
def _whole(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{phrase(names)})\s*", re.I)


def read_date(
    text: str, *, on: date, next_meeting: date | None = None, groups: Sequence[KnownGroup] = ()
) -> DateReading:
    """Read a date typed into a form field: `14/6`, `14 June`, `Fri`, `by end of month`.

    Nothing typed gives no date and no question; anything not understood asks `when`.
    """
    typed = text.strip()
    if not typed:
        return DateReading(None, "")
    bare = re.sub(r"^(?:(?:by|before|on|due|deadline|until|within|in|for|at)\b[:\s]+)+", "", typed, flags=re.I)
    bare = bare.strip(" .,")
    if not _whole(group_names(groups)).fullmatch(bare):
        return DateReading(None, typed, when=True)
    reading = resolve(bare, Day(on, next_meeting, tuple(groups)))
    return DateReading(reading.date, typed, reading.loose, reading.when)


def resolve(typed: str, day: Day) -> DateReading:
    """Give a phrase that matched the grammar its date, or say why it has none."""
    words = " ".join(typed.lower().replace("’", "'").split())
    bare = re.sub(rf"^{CLOSE}(?:\s+on)?(?:\s+|$)", "", words)
    bare = re.sub(rf"^{CLOCK}(?:\s+on)?\s+(?=.)", "", bare)
    bare = re.sub(rf"\s+(?:at\s+)?{CLOCK}$", "", bare).strip()
    if not bare or bare in ("eod", "cop", "cob"):
        return DateReading(day.on, typed)
    bare = re.sub(r"^the ", "", bare)
    if re.fullmatch(SEASON, bare):
        return DateReading(None, typed, loose=True)
    try:
        found = _named(bare, day) or _counted(bare, day.on) or _dated(bare, day.on)
    except (ValueError, OverflowError):
        found = None
    return DateReading(found, typed, when=found is None)


def _named(words: str, day: Day) -> date | None:
    """Today, ends of things, periods, weekdays and meetings."""
    on = day.on
    if words in ("today", "tonight"):
        return on
    if words == "tomorrow":
        return on + timedelta(days=1)
    match = re.fullmatch(r"(?:our )?next (.+)", words)
    if match and (meeting := _next_meeting(match[1], day)):
        return meeting
    match = re.match(r"(?:w/?c\.?|week (?:commencing|of|beginning)) (.+)", words)
    if match:
        return _named(match[1], day) or _dated(match[1], on)
    return _ending(words, on) or _weekday(words, on)


def _next_meeting(words: str, day: Day) -> date | None:
    name = re.sub(r"\s+meeting$", "", words)
    if name in ("meeting", "one"):
        return day.next_meeting
    for group in day.groups:
        if name in {known.lower() for known in (group.name, *group.aliases)}:
            # The date passed in belongs to this meeting's own group and to no other.
            own = group == day.default_group or (day.default_group is None and len(day.groups) == 1)
            return group.next_meeting or (day.next_meeting if own else None)
    if not day.groups and re.fullmatch(r"[a-z]{2,5}", name) and not re.match(WEEKDAY, name):
        return day.next_meeting if name not in ("call", "week", "year", "month", "time", "board") else None
    return None


def _ending(words: str, on: date) -> date | None:
    """ "end of June", "month end", "Q3", "P3", "July 2019"."""
    if words in ("eow", "eom"):
        words = {"eow": "end week", "eom": "end month"}[words]
    words = re.sub(r"^(?:(?:financial )?year|fy)[ -]end$", "end financial year", words)
    words = re.sub(r"^month[ -]end$", "end month", words)
    ends = re.match(r"end(?:[ -]of)?[ -](?:the )?", words)
    what = words[ends.end() :].removeprefix("this ") if ends else words
    what = what.replace("working ", "")
    later = int(what.startswith("next "))
    what = what.removeprefix("next ")
    if ends and what == "week":
        return calendar.end_of_week(on=on, weeks=later)
    if ends and what == "month":
        month = calendar.add_months(on.replace(day=1), later)
        last = calendar.last_working_day(month.year, month.month)
        return last if last >= on else None
    if ends and what == "quarter":
        quarter = (on.month - 4) % 12 // 3 + 1
        return calendar.end_of_quarter((quarter - 1 + later) % 4 + 1, on=on)
    if ends and what in ("financial year", "fiscal year", "fy") and not later:
        return calendar.end_of_financial_year(on=on)
    if ends and what == "calendar year" and not later:
        return calendar.last_working_day(on.year, 12)
    if match := re.fullmatch(r"q([1-4])(?:\s*,?\s*((?:20)?\d\d)/(?:20)?\d\d)?", what):
        start = int(match[2]) % 100 + 2000 if match[2] else None
        return calendar.end_of_quarter(int(match[1]), on=on, start_year=start)
    if match := re.fullmatch(r"(?:p|period)\s?(\d{1,2})", what):
        return calendar.end_of_period(int(match[1]), on=on)
    if match := re.fullmatch(r"(20\d\d)(?:/(?:20)?(\d\d))?", what) if ends else None:
        begins = int(match[1])
        if match[2] and int(match[2]) != (begins + 1) % 100:
            return None
        return calendar.last_working_day(begins + 1, 3) if match[2] else calendar.last_working_day(begins, 12)
    if match := re.fullmatch(rf"({MONTH})(?:\s+(20\d\d))?", what):
        year = int(match[2]) if match[2] else None
        return calendar.end_of_month(_month(match[1]), on=on, year=year)
    return None


def _weekday(words: str, on: date) -> date | None:
    pattern = rf"(a week on |this coming |coming |this |next )?({WEEKDAY})( week| (?:of )?next week)?"
    match = re.fullmatch(pattern, words)
    if not match:
        return None
    coming = calendar.next_weekday(_weekday_number(match[2]), on=on)
    if match[1] == "a week on " or match[3] == " week":
        return coming + timedelta(weeks=1)
    if match[3] or match[1] == "next ":
        monday = on - timedelta(days=on.weekday())
        return monday + timedelta(days=7 + _weekday_number(match[2]))
    return coming


def _counted(words: str, on: date) -> date | None:
    """ "2 weeks", "a fortnight", "10 working days"."""
    words = re.sub(r"^next fortnight", "a fortnight", words)
    pattern = rf"(?:next )?({NUMBER}) (working )?(day|week|fortnight|month)s?(?:'s?)?(?: time)?"
    match = re.fullmatch(pattern, words)
    if not match:
        return None
    count = NUMBERS.get(match[1]) or int(match[1])
    if match[3] == "month":
        return calendar.add_months(on, count)
    if match[2]:
        day = on
        for _ in range(count):
            day += timedelta(days=3 if day.weekday() == 4 else 2 if day.weekday() == 5 else 1)
        return day
    return on + timedelta(days=count * {"day": 1, "week": 7, "fortnight": 14}[match[3]])


def _dated(words: str, on: date) -> date | None:
    """Days of the calendar in figures and words; day before month, the year if missing by nearness."""
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", words):
        return date(int(match[1]), int(match[2]), int(match[3]))
    weekday = None
    if match := re.match(rf"({WEEKDAY}),?\s+", words):
        weekday = _weekday_number(match[1])
        words = words[match.end() :].removeprefix("the ")
    if match := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d\d))?", words):
        return _checked(int(match[1]), int(match[2]), match[3], weekday, on)
    if match := re.fullmatch(rf"(\d{{1,2}})(?:st|nd|rd|th)? ?(?:of )?({MONTH})(?:,? ?'?(\d{{2,4}}))?", words):
        return _checked(int(match[1]), _month(match[2]), match[3], weekday, on)
    if match := re.fullmatch(rf"({MONTH}) ?(\d{{1,2}})(?:st|nd|rd|th)?(?:,? ?(\d{{4}}))?", words):
        return _checked(int(match[2]), _month(match[1]), match[3], weekday, on)
    if match := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)", words):
        return calendar.day_of_month(int(match[1]), on=on, weekday=weekday)
    return None


def _checked(day: int, month: int, year: str | None, weekday: int | None, on: date) -> date | None:
    """The day if it exists and is the weekday that was typed beside it."""
    if month > 12:
        return None
    if not year:
        return calendar.day_and_month(day, month, on=on, weekday=weekday)
    found = date(int(year) % 100 + 2000, month, day)
    return found if weekday is None or found.weekday() == weekday else None


def _month(word: str) -> int:
    return MONTHS.index(word[:3]) + 1


def _weekday_number(word: str) -> int:
    return WEEKDAYS.index(word[:3])
