"""Which jottings stand in a note of their author's for that day's week, as the note reads now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from hackit.joining.used import Jotted, Place
from hackit.models import Person
from weeknotes.models import Weeknote
from weeknotes.writing.drafting import used_in
from weeknotes.writing.typed import text_for
from weeknotes.writing.weeks import MOST_WEEKS


def places(person: Person, jotted: Sequence[Jotted]) -> Mapping[int, Place]:
    """Where they stand, by their keys; a published note before a draft. One query.

    Read are the author's live notes of those weeks, with what they typed since the last save.
    """
    first, last = min(one.date for one in jotted), max(one.date for one in jotted)
    near = Weeknote.objects.live().written_by(person).with_draft_of(person)
    notes = near.filter(week__range=(first - timedelta(weeks=MOST_WEEKS), last)).order_by("-week", "-pk")
    found: dict[int, Place] = {}
    for note in sorted(notes, key=lambda note: not note.is_published):
        of_its_days = [one for one in jotted if note.week <= one.date <= note.ends_on and one.pk not in found]
        if of_its_days:
            place = _place(note)
            found |= {one.pk: place for one in used_in(of_its_days, text_for(note, person).body)}
    return found


def _place(note: Weeknote) -> Place:
    what = "weeknote" if note.is_published else "draft"
    return Place(f"In your {what} w/c {note.week.day} {note.week:%B}", note.get_absolute_url())
