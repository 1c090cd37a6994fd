"""A line of a pasted agenda: what to talk about, and who leads it and for how long where the line says so plainly.

"Phones (Tomasz, 20 mins)", "Desks - Yusuf - 10 minutes", and columns from a spreadsheet. What is not understood for
certain stays in the title: a name that two people bear, one that nobody bears, a bare number, "20m", which may be
millions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hackit.list_signs import SIGN
from hackit.models import Person
from meetings.capture.people import fold
from meetings.capture.wordlists import ALSO_WORDS
from meetings.form_fields import KnownPeople

# A list of things to talk about may have its signs close to the words: "-Phones", "1.Phones".
BULLET = re.compile(rf"^(?:{SIGN}|[-*–]|\d{{1,2}}[.)](?!\d)|\d{{1,2}}(?=\t))\s*")
_MINUTES = re.compile(r"(\d{1,3})\s*(?:minutes?|mins?\.?)", re.I)
_IN_BRACKETS = re.compile(r"(?P<title>.*\S)\s*\((?P<said>[^()]+)\)", re.S)
_DASH = re.compile(r"\s+[-–—|]\s+")
_NAMES_THE_LIST = re.compile(r"\bagenda\b", re.I)
LONGEST_MINUTES = 480


@dataclass(frozen=True)
class PastedItem:
    """What one line says; `minutes` is 1 to 480 or None."""

    title: str
    lead: Person | None = None
    minutes: int | None = None


def items_in(text: str) -> list[str]:
    """The lines that are items. What stands above a list with signs, without one, and calls it an agenda is no item:
    "DMT agenda, Monday 3 June"."""
    lines = [line for line in text.splitlines() if line.strip()]
    has_sign = [bool(BULLET.match(line.strip())) for line in lines]
    is_title = len(lines) > 1 and not has_sign[0] and has_sign[1] and _NAMES_THE_LIST.search(lines[0])
    return lines[1:] if is_title else lines


def read_pasted(line: str, known: KnownPeople) -> PastedItem:
    """The item that the line stands for; its title is "" only for a line without words."""
    words = BULLET.sub("", line.strip(), count=1).strip()
    if "\t" in words:
        return _columns([cell.strip() for cell in words.split("\t") if cell.strip()], known)
    if match := _IN_BRACKETS.fullmatch(words):
        return _with(match["title"], re.split(r"\s*[,;]\s*", match["said"]), known) or PastedItem(words)
    # After a dash a name alone may be what is talked about ("Appraisal - Priya"): with the minutes it is who leads.
    # Behind an earlier dash than the last two stands more than the two of them.
    for dash in list(_DASH.finditer(words))[-2:]:
        found = _with(words[: dash.start()], re.split(r"\s*[,;]\s*|\s+[-–—|]\s+", words[dash.end() :]), known)
        if found and found.minutes:
            return found
    return PastedItem(words)


def _with(title: str, parts: list[str], known: KnownPeople) -> PastedItem | None:
    """The item, if each part is understood, and none twice; else None."""
    lead: Person | None = None
    minutes: int | None = None
    for part in parts:
        if minutes is None and (counted := _minutes(part)):
            minutes = counted
        elif lead is None and (person := _person(part, known)):
            # "Budget (May)" is as likely a month.
            if len(parts) == 1 and fold(part) in ALSO_WORDS:
                return None
            lead = person
        else:
            return None
    return PastedItem(title, lead, minutes) if title else None


def _columns(cells: list[str], known: KnownPeople) -> PastedItem:
    """The first column is the title; a name or minutes in one of its own is taken, and any other stays with it."""
    title, *rest = cells
    lead: Person | None = None
    minutes: int | None = None
    kept = [title]
    for cell in rest:
        if minutes is None and (counted := _minutes(cell)):
            minutes = counted
        elif lead is None and (person := _person(cell, known)):
            lead = person
        else:
            kept.append(cell)
    return PastedItem(" – ".join(kept), lead, minutes)


def _minutes(text: str) -> int | None:
    match = _MINUTES.fullmatch(text.strip())
    return int(match[1]) if match and 1 <= int(match[1]) <= LONGEST_MINUTES else None


def _person(text: str, known: KnownPeople) -> Person | None:
    """The one person of this name who is here at the time, or None."""
    text = text.strip()
    found = known.find(text) if text[:1].isupper() else []
    return found[0] if len(found) == 1 and known.labels[found[0].pk] in known.offered else None
