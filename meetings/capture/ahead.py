"""What is coming up: "telephony contract runs out next April, yearly", "budget round …, start by 3 May (Dawn)"."""

from __future__ import annotations

import re
from datetime import date

from meetings.capture.actions import Reading
from meetings.capture.dates import Day, read_date
from meetings.capture.due import Due, find_due, tidy
from meetings.capture.loose import is_month, read_loose
from meetings.capture.names import settle, trailing
from meetings.capture.things import DateReading, Owner, Recognised

_TRAILING_DAY = re.compile(r"(?:\b(?:on|from|at|launches|starts|begins|is|due)\s+)(?=[^,;]*$)", re.I)
_BREAK = re.compile(r"\s(?P<when>(?:before|after|during|until|over)\s+the\s+(?:break|half[\s-]term))[\s.]*$", re.I)
_CLOSE = r"[\s).]*$"
_YEARLY = re.compile(rf"[\s,;(–—-]+(?:repeats\s+)?(?:yearly|annually|(?:every|each)\s+year){_CLOSE}", re.I)
_START = re.compile(
    r"\s*[,;(–—-]+\s*(?:start|begin)(?:ning|ing)?\s+(?:work\s+)?(?:by|before|in|no later than)\s+"
    rf"(?P<when>[^,;()]+?){_CLOSE}",
    re.I,
)


def coming_up(line: int, raw: str, text: str, reading: Reading) -> Recognised:
    """Something with a date exact or loose, who sees to it, whether it repeats, and by when to start."""
    day = reading.day
    text, owner, yearly, start_by, start_text = _extras(text, reading)
    due = _due(text, day)
    read = due.reading if due else None
    if read is None or due is None:
        found, typed, loose = None, "", False
    elif read.date and not is_month(read.typed):
        found, typed, loose = read.date, "", False
    else:
        found, typed = None, read.typed
        loose = read.loose or read_loose(typed, on=day.on).around is not None
    rest = (due.without(text) if due else text) or text
    if owner is None and (named := _named(rest, reading)):
        owner, rest = named
    return Recognised(
        line, raw, "coming_up", rest, owners=(owner,) if owner else (),
        due=found, due_text=typed, due_loose=loose, yearly=yearly, start_by=start_by, start_text=start_text,
        flags=("when",) if typed and not loose else (),
    )  # fmt: skip


def _extras(text: str, reading: Reading) -> tuple[str, Owner | None, bool, date | None, str]:
    """What stands after the thing itself, in any order, and the text without it."""
    owner, yearly, start_by, start_text = None, False, None, ""
    while True:
        if not yearly and (match := _YEARLY.search(text)):
            yearly, text = True, tidy(text[: match.start()])
        elif not (start_by or start_text) and (match := _START.search(text)):
            start_by, start_text = _start(match["when"], reading.day)
            if not (start_by or start_text):
                break
            text = tidy(text[: match.start()])
        elif owner is None and (named := _named(text, reading)):
            owner, text = named
        else:
            break
    return text, owner, yearly, start_by, start_text


def _start(words: str, day: Day) -> tuple[date | None, str]:
    """The day to start by, or words that tell about when; neither where the words tell nothing."""
    read = read_date(words, on=day.on, next_meeting=day.next_meeting, groups=day.groups)
    if read.date and not is_month(words):
        return read.date, ""
    return None, words.strip() if read_loose(words, on=day.on).around else ""


def _named(text: str, reading: Reading) -> tuple[Owner, str] | None:
    """The one known person in brackets at the end; a name that fits several, or nobody, stays in the words."""
    found, rest = trailing(text, reading.directory, loose=False)
    who = settle(found) if len(found) == 1 and rest.strip() else None
    return (who.owners[0], rest) if who and who.owners and who.owners[0].key is not None else None


def _due(text: str, day: Day) -> Due | None:
    """When it is; here "on 10 June" is its date, and so is "next April" at the end."""
    due = find_due(text, day)
    if due is None or not due.reading.date:
        for match in _TRAILING_DAY.finditer(text):
            spoken = find_due(", " + text[match.end() :], day)
            if spoken and (spoken.reading.date or due is None):
                return Due(spoken.reading, match.start(), len(text))
    if due is None and (last := _BREAK.search(text)):
        return Due(DateReading(None, last["when"], loose=True), last.start(), len(text))
    if due is None and (last := re.search(r"\s(next\s+\w+(?:\s+\w+)?)\s*\.?$", text)):
        found = find_due("by" + text[last.start() :], day)
        return Due(found.reading, last.start(), len(text)) if found else None
    return due
