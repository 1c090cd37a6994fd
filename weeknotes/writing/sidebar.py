"""What stands beside the sheet: suggestions, jottings not used yet, what will be left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F
from django.utils import timezone

from hackit.dates import british_day
from hackit.models import Entry, Person, Topic
from hackit.templatetags.records import clock
from hackit.text import Section as Stretch
from weeknotes.following import written_sections
from weeknotes.models import SectionSort, Weeknote
from weeknotes.writing.drafting import jottings_of_week, not_used
from weeknotes.writing.suggesting import Said, TopicOffer, previously, topic_offers
from weeknotes.writing.typed import Text


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
    stored = list(note.sections.annotate(**{f"topic_{name}": F(f"topics__{name}") for name in ("id", "name", "slug")}))
    by_row: dict[int, list[Topic]] = {}
    for row in stored:  # a row for each of its topics: one query for both
        found = [Topic(pk=row.topic_id, name=row.topic_name, slug=row.topic_slug)] if row.topic_id else []
        by_row.setdefault(row.pk, []).extend(found)
    rows = note.sections_in(text.body, rows=stored)
    topics = {anchor: by_row.get(row.pk, []) for anchor, row in rows.items()}
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


def others_words(note: Weeknote, person: Person, *, now: datetime) -> str:
    """Who else has typed something that is not saved yet: "Priya Nair has unsaved changes from 10:42am"."""
    rows = note.drafts.exclude(person=person).select_related("person").order_by("-saved_at")
    told = [f"{row.person.name} has unsaved changes from {_moment(row.saved_at, now=now)}" for row in rows]
    return ". ".join(told)


def saved_words(at: datetime | None, *, now: datetime) -> str:
    """ "Saved at 10:42am", with the day if it was not today."""
    if at is None:
        return ""
    moment = _moment(at, now=now)
    return f"Saved {moment}" if " at " in moment else f"Saved at {moment}"


def _moment(at: datetime, *, now: datetime) -> str:
    """ "10:42am", with the day if it was not today: "Mon 3 June at 10:42am"."""
    day, today = timezone.localtime(at).date(), timezone.localtime(now).date()
    return clock(at) if day == today else f"{british_day(day, year=day.year != today.year)} at {clock(at)}"
