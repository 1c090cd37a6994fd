"""What stands beside the sheet: topics and people that a section names, with the reason, and what was said before.

All of it is offered and none of it taken: what the author adds is stored on the section.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from hackit.dates import british_day
from hackit.matching import PersonName, find_people, find_topics
from hackit.models import Entry, EntryKind, EntryPerson, EntryRole, Person, Topic
from hackit.text import Section as Stretch
from hackit.text import excerpt, plain_text
from weeknotes.models import Section

MOST_TOPICS = 6
WORDS_QUOTED = 32
MOST_AUTHORS = 6


@dataclass(frozen=True)
class TopicOffer:
    """A topic that a section's words name. `value` is what its button sends: the section's anchor and the topic."""

    anchor: str
    topic_id: int
    name: str
    reason: str

    @property
    def value(self) -> str:
        return f"{self.topic_id}:{self.anchor}"


@dataclass(frozen=True)
class PersonOffer:
    """A person whom a section names; `is_sure` when named in full. `value` as of a topic's offer."""

    anchor: str
    person_id: int
    name: str
    where: str
    reason: str
    is_sure: bool

    @property
    def value(self) -> str:
        return f"{self.person_id}:{self.anchor}"


def topic_offers(parts: Iterable[Stretch], tagged: Mapping[str, set[int]]) -> list[TopicOffer]:
    """The topics that sections name and are not tagged with (`tagged`: topic ids by anchor), each once."""
    names = Topic.objects.names()
    called = {name.key: name.name for name in names}
    offers: dict[int, TopicOffer] = {}
    for part in parts:
        in_heading = {match.key for match in find_topics(part.heading, names)}
        for match in find_topics(f"{part.heading}\n{plain_text(part.body)}", names):
            if match.key in tagged.get(part.anchor, ()) or match.key in offers:
                continue
            place = f"In “{part.heading}”. " if part.heading else ""
            reason = "It is in a heading" if match.key in in_heading else f"{place}{match.reason}"
            offers[match.key] = TopicOffer(part.anchor, match.key, called[match.key], reason)
    return list(offers.values())[:MOST_TOPICS]


def people_names() -> list[PersonName]:
    """Everybody who can be named in a note, as `matching` takes them."""
    rows = Person.objects.named().select_related("organisation").prefetch_related("aliases")
    return [
        PersonName(
            person.pk, person.name, tuple(alias.text for alias in person.aliases.all()), person.role_title,
            person.organisation.name if person.organisation else "",
        )
        for person in rows
    ]  # fmt: skip


def people_offers(parts: Iterable[Stretch], rows: Mapping[str, Section]) -> list[PersonOffer]:
    """The people whom sections name and who are not confirmed there yet. Of several of a name, all are."""
    names = people_names()
    called = {name.key: (f"{name.name}, {name.role}" if name.role else name.name) for name in names}
    offers = []
    for part in parts:
        row = rows.get(part.anchor)
        known = {person.pk for person in row.people.all()} if row and row.pk else set()
        for match in find_people(f"{part.heading}\n{plain_text(part.body)}", names):
            if known & set(match.candidates):
                continue
            is_sure = match.key is not None and match.reason.endswith("is named in full")
            offers += [
                PersonOffer(part.anchor, key, called[key], part.heading or "the beginning", match.reason, is_sure)
                for key in match.candidates
            ]
    return offers


@dataclass(frozen=True)
class Said:
    """What was written on a topic before: when, by whom ("you", a name), in which words."""

    entry_id: int
    topic: Topic
    week: str
    by: str
    words: str
    url: str


def previously(topic_ids: Iterable[int], *, before: date, person: Person, user) -> Said | None:
    """The last thing that a weeknote said on one of these topics before that week, as far as this user may read."""
    wanted = set(topic_ids)
    if not wanted:
        return None
    sections = Entry.objects.visible_to(user).filter(kind=EntryKind.SECTION, date__lt=before).exclude(text="")
    topic = {f"topic_{name}": F(f"entry__topic_links__topic__{name}") for name in ("id", "name", "slug")}
    authors = list(
        EntryPerson.objects.filter(
            entry__topic_links__topic_id__in=wanted, entry__in=sections.values("pk"), role=EntryRole.AUTHOR
        )
        .annotate(**topic).select_related("entry", "person").order_by("-entry__date", "entry_id", "topic_id", "pk")
    [:MOST_AUTHORS])  # fmt: skip
    if not authors:
        return None
    first = authors[0]
    entry, of = first.entry, (first.entry_id, first.topic_id)
    names = [
        "you" if one.person_id == person.pk else one.person.name
        for one in authors
        if (one.entry_id, one.topic_id) == of
    ]
    names.sort(key=lambda name: name != "you")
    return Said(
        entry.pk, Topic(pk=first.topic_id, name=first.topic_name, slug=first.topic_slug),
        f"w/c {british_day(entry.date, year=entry.date.year != before.year)[4:]}", " and ".join(names),
        excerpt(entry.text, WORDS_QUOTED), entry.url,
    )  # fmt: skip


def as_quotation(said: Said) -> str:
    """The words as a quotation in Markdown, with where they stand."""
    return f"> {said.words}\n>\n> [{said.week}]({said.url})"
