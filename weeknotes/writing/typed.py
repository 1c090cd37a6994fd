"""A note's text as one of its authors has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hackit.models import Person
from weeknotes.models import Weeknote, WeeknoteDraft, Window

LARGEST = 2**31 - 1
"""What a PositiveIntegerField can hold on each database."""


@dataclass(frozen=True)
class Text:
    """A note's text as one author has it: their unsaved draft, or what is saved.

    `version` is what it began from; `kept_at` when the draft was last kept (None: there is no draft), and
    `serial` how often.
    """

    title: str
    summary: str
    body: str
    version: int
    kept_at: datetime | None = None
    serial: int = 0


def text_for(note: Weeknote, person: Person) -> Text:
    """What this author sees on the sheet: what they typed since the last save, else what is saved.

    One query, or none for a note that was fetched `with_draft_of(person)`.
    """
    names = ("title", "summary", "body", "based_on", "saved_at", "serial")
    if hasattr(note, "draft_id"):
        draft = tuple(getattr(note, f"draft_{name}") for name in names) if note.draft_id else None
    else:
        draft = WeeknoteDraft.objects.filter(weeknote=note, person=person).values_list(*names).first()
    return Text(*draft) if draft else Text(note.title, note.summary, note.body, note.version)


def window_of(data: Mapping[str, str]) -> Window | None:
    """Which open page sent a sheet; None for a form that says nothing of it."""
    name = data.get("window", "").replace("\x00", "")[:40]
    serial, turn = _number(data.get("serial", "")), _number(data.get("turn", ""))
    return Window(name, serial or 0, turn) if name else None


def _number(text: str) -> int | None:
    """A count as a page sent it; None for what no column could hold."""
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST))):
        return None
    return int(text) if int(text) <= LARGEST else None
