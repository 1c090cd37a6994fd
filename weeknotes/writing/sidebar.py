"""What stands beside the sheet: suggestions, jottings not used yet, what will be left out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from hackit.dates import british_day
from hackit.models import Entry, Person, Topic
from hackit.templatetags.records import clock
from hackit.text import Section as Stretch
from hackit.text import reading_minutes
from weeknotes.following import written_sections
from weeknotes.models import Answered, Section, SectionSort, Weeknote
from weeknotes.writing.drafting import jottings_of_week, not_used
from weeknotes.writing.links import Unclear, unclear_links
from weeknotes.writing.previously import Story, stories
from weeknotes.writing.quiet import ASKED
from weeknotes.writing.suggesting import (
    MOST_PEOPLE,
    PersonOffer,
    SortOffer,
    TopicOffer,
    people_offers,
    sort_offer,
    topic_offers,
)
from weeknotes.writing.typed import Text

What = Answered.What
REFUSALS = (What.TOPIC, What.PERSON, What.SORT)
SORTS = [("", "None"), *SectionSort.choices]


@dataclass(frozen=True)
class Jotting:
    """A jotting that is not in the text yet, and what it is called beside it ("Tue, Met")."""

    ref: int
    text: str
    label: str


@dataclass(frozen=True)
class SectionBeside:
    """A section of the text as it is now: what it is about, its sort (or what its heading says), for whom."""

    anchor: str
    heading: str
    sort: str
    sort_label: str
    for_staff: bool
    guess: SortOffer | None
    topics: list[Topic]
    people: list[Person]


@dataclass(frozen=True)
class Beside:
    stories: list[Story] = field(default_factory=list)
    links: list[Unclear] = field(default_factory=list)
    offers: list[TopicOffer] = field(default_factory=list)
    people: list[PersonOffer] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    jottings: list[Jotting] = field(default_factory=list)
    sections: list[SectionBeside] = field(default_factory=list)
    for_staff: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    refused: list[Answered] = field(default_factory=list)
    minutes: int = 1


def beside(note: Weeknote, text: Text, *, person: Person, user) -> Beside:
    """What may help with the text as this author has it now."""
    parts = written_sections(text.body)
    rows = note.sections_in(text.body, rows=note.sections.prefetch_related("topics", "people"))
    refused = list(note.answers.filter(what__in=REFUSALS).order_by("-pk"))
    no = {(answer.what, answer.key) for answer in refused}
    topics = {anchor: list(row.topics.all()) if row.pk else [] for anchor, row in rows.items()}
    tagged = {anchor: {topic.pk for topic in found} for anchor, found in topics.items()}
    claims: Counter[int] = Counter(topic.pk for found in topics.values() for topic in found)
    offers = topic_offers(parts, tagged, refused=_keys(no, What.TOPIC), claims=claims)
    known = {topic.pk: topic for found in topics.values() for topic in found}
    people = [offer for offer in people_offers(parts, rows) if str(offer.person_id) not in _keys(no, What.PERSON)]
    told = [pk for pk, _times in claims.most_common() if pk in known or str(pk) not in _keys(no, What.TOPIC)]
    jottings = jottings_of_week(note.week, note.ends_on, person, user)
    return Beside(
        stories=stories(told, before=note.week, person=person, user=user),
        links=unclear_links(text.body, user=user),
        offers=offers,
        people=list({offer.person_id: offer for offer in reversed(people)}.values())[::-1][:MOST_PEOPLE],
        topics=sorted(known.values(), key=lambda topic: topic.name),
        jottings=[_offered(jotting) for jotting in not_used(jottings, text.body)],
        sections=[_section(part, rows[part.anchor], topics[part.anchor], no) for part in parts if not _waits(part)],
        for_staff=[part.heading or "The beginning" for part in parts if rows[part.anchor].audience != "everyone"],
        empty=[part.heading for part in _empty(parts)],
        refused=refused,
        minutes=reading_minutes(f"{text.summary}\n\n{text.body}"),
    )


def _keys(no: set[tuple[str, str]], what: str) -> set[str]:
    return {key for kind, key in no if kind == what}


def _section(part: Stretch, row: Section, topics: list[Topic], no: set[tuple[str, str]]) -> SectionBeside:
    guess = None if row.sort else sort_offer(part)
    if guess and (What.SORT, guess.value) in no:
        guess = None
    return SectionBeside(
        part.anchor, part.heading or "The beginning", row.sort, row.get_sort_display(),
        row.audience != "everyone", guess, topics, list(row.people.all()) if row.pk else [],
    )  # fmt: skip


def _waits(part: Stretch) -> bool:
    """Whether it is a quiet week's question without an answer: there is nothing to say of it yet."""
    return part.heading in ASKED and not part.body.strip()


def _empty(parts: list[Stretch]) -> list[Stretch]:
    """The headings that will be left out: nothing is under them, not even a smaller one. Questions are told apart."""
    pairs = zip(parts, [*parts[1:], None], strict=True)
    return [
        part
        for part, after in pairs
        if not part.body.strip() and not _waits(part) and not (after and after.level > part.level)
    ]


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
