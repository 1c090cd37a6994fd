"""What single cells say: days in British order, lists of names. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from meetings.capture import read_date
from meetings.capture.dates import MONTH
from meetings.form_fields import last_day

EARLIEST, LATEST = 1990, 2100
LONGEST_DAY, LONGEST_NAMES = 60, 400
"""Longer cells hold no such thing, and are not searched for one."""

_SERIAL_0 = date(1899, 12, 30)
"""Excel counts days from here."""

_NAMED_DAY = re.compile(rf"\d.*?{MONTH}|{MONTH}.*?\d", re.I)
_LIKE_A_DAY = re.compile(rf"\d{{1,4}}\s*[./-]\s*\d{{1,2}}(?!\d)|\d{{5,}}|{_NAMED_DAY.pattern}", re.I)

NO_DAY = ("-", "–", "—", "n/a", "na", "none", "nil", "tbc", "tbd", "tba", "?")


_CONTROL = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], " ")


def one_line(text: str) -> str:
    """Without control characters and line breaks."""
    return " ".join(text.translate(_CONTROL).split())


def several_lines(text: str) -> str:
    """Without control characters and blank lines."""
    lines = (one_line(line) for line in re.split(r"\r\n|\r|\n", text))
    return "\n".join(line for line in lines if line)


_MONTH_ALONE = re.compile(rf"(?:end\s+(?:of\s+)?)?{MONTH}\.?(?:\s+(?:\d{{4}}|[’']?\d{{2}}))?", re.I)


def is_month_alone(typed: str) -> bool:
    """Whether a cell names a month and no day of it: "June", "end of Sept", "March 2020"."""
    return len(typed) <= LONGEST_DAY and bool(_MONTH_ALONE.fullmatch(typed.strip()))


@lru_cache(maxsize=8192)
def read_due(typed: str, *, on: date) -> date | None:
    """`read_day`, and a month alone as its last working day: without a year the nearest such month."""
    if not is_month_alone(typed):
        return read_day(typed, on=on)
    words = re.sub(r"^end\s+(?:of\s+)?", "", typed.strip().rstrip("."), flags=re.I)
    words = re.sub(r"\s+[’']?(\d{2})$", lambda match: f" {_year(match[1])}", words)
    if year := re.search(r"\d{4}$", words):
        said = read_date(words.replace(year[0], "").strip(), on=date(int(year[0]), 1, 1)).date
        return _sensible(said) if said and said.year == int(year[0]) else None
    near = [read_date(words, on=date(on.year + more, 1, 1)).date for more in (-1, 0, 1)]
    found = min((day for day in near if day), key=lambda day: abs(day - on), default=None)
    return _sensible(found) if found else None


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


def read_year(typed: str) -> int | None:
    """The year in which a plan year begins: "2019/20", "19-20", "2019-2020", "2019". None for anything else."""
    match = re.fullmatch(r"(?:FY\s?)?(20\d\d|\d\d)(?:\s?[/–-]\s?((?:20)?\d\d))?", typed.strip(), re.I)
    if match is None or (len(match[1]) == 2 and not match[2]):
        return None
    first = int(match[1]) if len(match[1]) == 4 else 2000 + int(match[1])
    return first if not match[2] or (first + 1) % 100 == int(match[2]) % 100 else None


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
