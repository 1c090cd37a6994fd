"""What stands beside the sheet, and what pressing one of its buttons makes of the text."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from hackit.dates import british_day
from hackit.models import Entry, Person, Topic
from hackit.templatetags.records import clock
from hackit.text import Section as Stretch
from weeknotes.drafting import HEADINGS, as_bullet, heading_for, jottings_of_week, not_used, outline
from weeknotes.following import written_sections
from weeknotes.models import SectionSort, Weeknote
from weeknotes.sheet import put_under
from weeknotes.suggesting import Said, TopicOffer, as_quotation, previously, topic_offers
from weeknotes.writes import Text, tag


@dataclass(frozen=True)
class Jotting:
    """A jotting that is not in the text yet, and what it is called beside it ("Tue, Met")."""

    ref: int
    text: str
    label: str


@dataclass(frozen=True)
class Beside:
    said: Said | None = None
    offers: list[TopicOffer] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    jottings: list[Jotting] = field(default_factory=list)
    for_staff: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)


def beside(note: Weeknote, text: Text, *, person: Person, user) -> Beside:
    """What may help with the text as this author has it now."""
    parts = written_sections(text.body)
    rows = note.sections_in(text.body)
    topics = {anchor: list(row.topics.all()) if row.pk else [] for anchor, row in rows.items()}
    tagged = {anchor: {topic.pk for topic in found} for anchor, found in topics.items()}
    offers = topic_offers(parts, tagged)
    known = {topic.pk: topic for found in topics.values() for topic in found}
    jottings = jottings_of_week(note.week, note.ends_on, person, user)
    return Beside(
        said=previously([*known, *(offer.topic_id for offer in offers)], before=note.week, person=person, user=user),
        offers=offers,
        topics=sorted(known.values(), key=lambda topic: topic.name),
        jottings=[_offered(jotting) for jotting in not_used(jottings, text.body)],
        for_staff=[part.heading or "The beginning" for part in parts if rows[part.anchor].audience != "everyone"],
        empty=[part.heading for part in _empty(parts)],
    )


def _empty(parts: list[Stretch]) -> list[Stretch]:
    """The headings that will be left out: nothing stands under them, not even a smaller heading."""
    pairs = zip(parts, [*parts[1:], None], strict=True)
    return [part for part, after in pairs if not part.body.strip() and not (after and after.level > part.level)]


def _offered(jotting: Entry) -> Jotting:
    sort = SectionSort(jotting.sort).label if jotting.sort in SectionSort.values else ""
    return Jotting(jotting.pk, jotting.text, ", ".join(filter(None, [f"{jotting.date:%a}", sort])))


def change_from_beside(note: Weeknote, do: str, value: str, body: str, *, person: Person, user) -> str:
    """The text after a button beside the sheet was pressed.

    put-in:ID puts a jotting under its sort, quote:ID what was said before, topic:ID:ANCHOR tags a section.
    Anything else, or something that this author may not see, leaves the text as it is.
    """
    if do == "put-in":
        found = jottings_of_week(note.week, note.ends_on, person, user)
        jotting = next((entry for entry in found if str(entry.pk) == value), None)
        return put_under(body, _heading(note, body, jotting.sort), as_bullet(jotting)) if jotting else body
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


def saved_words(at: datetime | None, *, now: datetime) -> str:
    """ "Saved at 10:42am", with the day if it was not today."""
    if at is None:
        return ""
    day, today = timezone.localtime(at).date(), timezone.localtime(now).date()
    on = "" if day == today else f" {british_day(day, year=day.year != today.year)}"
    return f"Saved{on} at {clock(at)}"
