"""Putting into a note what was decided or done and left out of it.

What everyone reads already goes under a heading for everyone, all else into a section that is for staff: also what a
group has kept so far, for who presses has then said so.
"""

from __future__ import annotations

from hackit.models import Person
from weeknotes.models import Weeknote
from weeknotes.writing.drafting import DECIDED, DONE, FOR_STAFF, told
from weeknotes.writing.left_over import left_over
from weeknotes.writing.sheet import put_under
from weeknotes.writing.writes import keep_for_staff


def put_in(note: Weeknote, body: str, value: str, *, person: Person, user) -> str:
    """The text with one of them put in; the text as it is where there is no such thing for this user."""
    found = next((row.thing for row in left_over(note, body, user) if row.value == value), None)
    if found is None:
        return body
    line = told(found, with_date=note.weeks_covered > 1)
    if found.public:
        return put_under(body, DECIDED if found.kind == "decision" else DONE, line)
    body = put_under(body, FOR_STAFF, line)
    keep_for_staff(note, body, FOR_STAFF, by=person)
    return body
