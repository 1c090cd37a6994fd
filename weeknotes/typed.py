"""A note's text as one of its authors has it."""

from __future__ import annotations

from dataclasses import dataclass

from hackit.models import Person
from weeknotes.models import Weeknote, WeeknoteDraft


@dataclass(frozen=True)
class Text:
    """A note's text as one author has it: their unsaved draft, or what is saved. `version` is what it began from."""

    title: str
    summary: str
    body: str
    version: int
    draft: WeeknoteDraft | None = None


def text_for(note: Weeknote, person: Person) -> Text:
    """What this author sees on the sheet: what they typed since the last save, else what is saved."""
    draft = WeeknoteDraft.objects.filter(weeknote=note, person=person).first()
    if draft:
        return Text(draft.title, draft.summary, draft.body, draft.based_on, draft)
    return Text(note.title, note.summary, note.body, note.version)
