"""Decisions and closed actions of the week that do not stand in the note: offered beside the sheet, one press each."""

from __future__ import annotations

from dataclasses import dataclass

from hackit.dates import british_day
from hackit.joining import happened
from hackit.joining.happened import Happened
from weeknotes.models import Weeknote
from weeknotes.writing.drafting import stands_in


@dataclass(frozen=True)
class LeftOver:
    """One of them, and who can read it so far ("DMT only", "All staff", "Everyone")."""

    thing: Happened
    value: str
    when: str
    readers: str


def left_over(note: Weeknote, body: str, user) -> list[LeftOver]:
    """What was decided or closed in the note's weeks and has no words in the text."""
    things = happened.of_days(note.week, note.ends_on, user)
    return [
        LeftOver(thing, f"{thing.kind}:{thing.ref}", british_day(thing.on, year=False), _readers(thing))
        for thing in things
        if not stands_in(thing, body)
    ]


def _readers(thing: Happened) -> str:
    if thing.public:
        return "Everyone"
    if thing.is_for_staff:
        return "All staff"
    return f"{thing.group} only" if thing.group else "Only who is named on it"
