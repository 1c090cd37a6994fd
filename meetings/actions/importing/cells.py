"""What single cells say: days in British order, where an action stands, lists of names. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from meetings.capture import read_date
from meetings.capture.dates import MONTH
from meetings.form_fields import last_day

EARLIEST, LATEST = 1990, 2100
LONGEST_DAY, LONGEST_STATUS, LONGEST_NAMES = 60, 200, 400
"""Longer cells hold no such thing, and are not searched for one."""

_SERIAL_0 = date(1899, 12, 30)
"""Excel counts days from here."""

_NAMED_DAY = re.compile(rf"\d.*?{MONTH}|{MONTH}.*?\d", re.I)
_LIKE_A_DAY = re.compile(rf"\d{{1,4}}\s*[./-]\s*\d{{1,2}}(?!\d)|\d{{5,}}|{_NAMED_DAY.pattern}", re.I)

NO_DAY = ("-", "–", "—", "n/a", "na", "none", "nil", "tbc", "tbd", "tba", "?")

_STATUSES = {
    "not_started": "not started,new,open,outstanding,to do,todo,not begun,not yet started,planned,pending,no,n,false,0",
    "in_progress": "in progress,started,ongoing,on going,underway,under way,on track,active,wip,doing,red,amber,green,"
    "yellow,r,a,g,late,overdue,at risk,delayed,behind,partly done,partially complete,carried forward",
    "waiting": "waiting,blocked,on hold,paused,parked,waiting for,waiting on,awaiting",
    "done": "done,complete,completed,closed,finished,blue,b,yes,y,true,x,1,100,✓,✔,☑,✅,discharged,achieved",
    "dropped": "no longer needed,dropped,cancelled,canceled,withdrawn,not needed,superseded,abandoned,rejected,n/a,na",
}
_MEANING = {word: status for status, words in _STATUSES.items() for word in words.split(",")}
_WAITS = re.compile(
    r"(?:waiting|wait|blocked|on hold)\s*(?:for|on|by|:|-|–)\s+(?P<whom>.+)|awaiting\s+(?P<what>.+)", re.I
)


def one_line(text: str) -> str:
    """Without control characters and line breaks."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text).split())


def several_lines(text: str) -> str:
    """Without control characters and blank lines."""
    lines = (one_line(line) for line in re.split(r"\r\n|\r|\n", text))
    return "\n".join(line for line in lines if line)


@lru_cache(maxsize=8192)
def read_day(typed: str, *, on: date) -> date | None:
    """The day of a cell, day before month, without a year the nearest; a spreadsheet's own number too. Else None."""
    if len(typed) > LONGEST_DAY:
        return None
    bare = re.sub(r"[T ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[ap]m)?Z?$", "", typed.strip(), flags=re.I)
    if serial := re.fullmatch(r"(\d{5})(?:[.,]\d+)?", bare):
        return _sensible(_SERIAL_0 + timedelta(days=int(serial[1])))
    if iso := re.fullmatch(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", bare):
        return _made(int(iso[1]), int(iso[2]), int(iso[3]))
    if figures := re.fullmatch(r"(\d{1,2})[./\s-](\d{1,2})[./\s-](\d{4}|\d{2})", bare):
        return _made(_year(figures[3]), int(figures[2]), int(figures[1]))
    if not _NAMED_DAY.search(bare):
        return None
    named = re.sub(r"(\d)(?:st|nd|rd|th)?[-./]([A-Za-z]{3,9})(?:[-./](\d))?", r"\1 \2 \3", bare).strip()
    named = re.sub(
        r"([A-Za-z]{3,9}) (\d{2})$", lambda m: f"{m[1]} {_year(m[2])}" if named[0].isdigit() else m[0], named
    )
    coming, past = read_date(named, on=on).date, last_day(named, on=on)
    found = min((day for day in (coming, past) if day), key=lambda day: abs(day - on), default=None)
    year = re.search(r"(?<!\d)\d{4}(?!\d)", named)
    if found is None or (year and int(year[0]) != found.year):  # 1999 is not 2099
        return None
    return _sensible(found)


def looks_like_a_day(typed: str) -> bool:
    """Whether a cell that `read_day` can't read was meant for a day: "31/02/2019", but not "ASAP" or "Q3"."""
    return bool(_LIKE_A_DAY.search(typed[:LONGEST_DAY]))


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return _sensible(date(year, month, day))
    except ValueError:
        return None


def _sensible(day: date) -> date | None:
    return day if EARLIEST <= day.year <= LATEST else None


def read_status(typed: str) -> tuple[str, str] | None:
    """(status, what it is waiting for) of a cell; an empty one is not started; None where it is not known."""
    words = one_line(typed)
    if not words:
        return "not_started", ""
    if len(words) > LONGEST_STATUS:
        return None
    if waits := _WAITS.fullmatch(words):
        return "waiting", (waits["whom"] or waits["what"]).strip()
    plain = words.lower().strip(" .!…")
    if plain in _MEANING:
        return _MEANING[plain], ""
    if share := re.fullmatch(r"(\d{1,3})(?:\.0+)?\s*%(?:\s+(?:done|complete|completed))?", plain):
        part = int(share[1])
        return ("not_started" if part == 0 else "done" if part == 100 else "in_progress"), ""
    bare = re.sub(r"[\s✓✔☑✅]+$", "", plain)
    first = re.split(r"[-–:,(/]", bare)[0].strip()
    status = _MEANING.get(bare) or (_MEANING.get(first) if len(first) > 1 else None)
    return (status, "") if status else None


def names_in(cell: str, is_known: Callable[[str], bool]) -> list[str]:
    """The names in a cell: the whole cell if it is one, else what stands between commas, "and" and line breaks.

    A name that holds such a mark itself ("Money, and people") is found if it is known.
    """
    whole = one_line(cell)
    if not whole:
        return []
    if is_known(whole) or len(whole) > LONGEST_NAMES:
        return [whole]
    marks = re.split(r"(\s*[,;/&\n+]\s*|\s+and\s+)", whole if "\n" not in cell else several_lines(cell))
    parts, between = marks[::2], marks[1::2]
    names, at = [], 0
    while at < len(parts):
        for end in range(min(len(parts), at + 4), at, -1):
            joined = parts[at] + "".join(between[i] + parts[i + 1] for i in range(at, end - 1))
            if end == at + 1 or is_known(one_line(joined)):
                names.append(one_line(joined))
                at = end
                break
    return list(dict.fromkeys(name for name in names if name))
