"""What pressing a button beside the sheet makes of the text."""

from __future__ import annotations

from hackit.models import Person, Topic
from weeknotes.following import written_sections
from weeknotes.models import SectionSort, Weeknote
from weeknotes.writing.drafting import as_bullet, jottings_of_week
from weeknotes.writing.headings import HEADINGS, heading_for, outline
from weeknotes.writing.image_writes import with_image
from weeknotes.writing.sheet import put_under
from weeknotes.writing.suggesting import as_quotation, previously
from weeknotes.writing.writes import tag


def change_from_beside(note: Weeknote, do: str, value: str, body: str, *, person: Person, user) -> str:
    """The text after a button beside the sheet was pressed.

    put-in:ID puts a jotting under its sort, put-image:REF an image at the end,
    quote:ID what was said before, topic:ID:ANCHOR tags a section.
    Anything else, or something that this author may not see, leaves the text as it is.
    """
    if do == "put-in":
        found = jottings_of_week(note.week, note.ends_on, person, user)
        jotting = next((entry for entry in found if str(entry.pk) == value), None)
        return put_under(body, _heading(note, body, jotting.sort), as_bullet(jotting)) if jotting else body
    if do == "put-image":
        image = note.images.visible_to(user).filter(ref=value).first()
        return with_image(body, image) if image else body
    if do == "quote":
        return _quoted(note, body, value, person=person, user=user)
    if do == "topic":
        pk, _colon, anchor = value.partition(":")
        topic = Topic.objects.current().filter(pk=pk).first() if pk.isdecimal() else None
        if topic:
            tag(note, body, anchor, topic, by=person)
    return body


def _heading(note: Weeknote, body: str, sort: str) -> str:
    """The author's own heading for a sort in this text, else the usual one."""
    own = outline(Weeknote(body=body, pk=note.pk))
    return next((row.words for row in own if sort and row.sort == sort), heading_for(sort))


def _quoted(note: Weeknote, body: str, value: str, *, person: Person, user) -> str:
    pk, _colon, topic_id = value.partition(":")
    if not (pk.isdecimal() and topic_id.isdecimal()):
        return body
    said = previously([int(topic_id)], before=note.week, person=person, user=user)
    if said is None or str(said.entry_id) != pk:
        return body
    rows = note.sections_in(body)
    about = [row.heading for row in rows.values() if row.pk and any(t.pk == int(topic_id) for t in row.topics.all())]
    named = [part.heading for part in written_sections(body) if part.heading]
    heading = next(iter([*filter(None, about), *named]), HEADINGS[SectionSort.HIGHLIGHT])
    return put_under(body, heading, as_quotation(said))
