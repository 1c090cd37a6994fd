"""What is suggested beside the sheet: topics and people that a section names, and what sort it is, with the reason.

All of it is offered and none of it taken: what the author adds is stored on the section.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from hackit.matching import PersonName, find_people, find_topics
from hackit.models import Person, Topic
from hackit.text import Section as Stretch
from hackit.text import plain_text
from weeknotes.models import Section, SectionSort
from weeknotes.writing.headings import sort_of

MOST_TOPICS = 6
MOST_PEOPLE = 6
LONGEST_SENTENCE = 240

_SENTENCE_END = re.compile(r"[.!?…](?=\s)|\n")


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
    """A person whom a section names, first in `sentence`; `is_sure` when named in full.

    `value` as of a topic's offer.
    """

    anchor: str
    person_id: int
    name: str
    where: str
    sentence: str
    reason: str
    is_sure: bool

    @property
    def value(self) -> str:
        return f"{self.person_id}:{self.anchor}"


@dataclass(frozen=True)
class SortOffer:
    """What sort a section's heading says it is."""

    anchor: str
    sort: str
    name: str
    reason: str

    @property
    def value(self) -> str:
        return f"{self.sort}:{self.anchor}"


def sort_offer(part: Stretch) -> SortOffer | None:
    """The sort that a heading names: of a section that has none yet."""
    sort = sort_of(part.heading)
    return SortOffer(part.anchor, sort, SectionSort(sort).label, f"“{part.heading}” says so") if sort else None


def topic_offers(
    parts: Iterable[Stretch],
    tagged: Mapping[str, set[int]],
    *,
    refused: Collection[str] = (),
    claims: Counter[int] | None = None,
) -> list[TopicOffer]:
    """The topics that sections name and are not tagged with (`tagged`: topic ids by anchor), each once.

    `refused` are ids that the author wants no more; into `claims` is counted how often each topic is named.
    """
    names = Topic.objects.names()
    called = {name.key: name.name for name in names}
    offers: dict[int, TopicOffer] = {}
    for part in parts:
        in_heading = {match.key for match in find_topics(part.heading, names)}
        for match in find_topics(f"{part.heading}\n{plain_text(part.body)}", names):
            if claims is not None:
                claims[match.key] += len(match.where) + (match.key in in_heading)
            if match.key in tagged.get(part.anchor, ()) or match.key in offers or str(match.key) in refused:
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


def people_offers(
    parts: Iterable[Stretch], rows: Mapping[str, Section], names: Sequence[PersonName] | None = None
) -> list[PersonOffer]:
    """The people whom sections name and who are not confirmed there yet. Of several of a name, all are."""
    names = people_names() if names is None else names
    called = {name.key: (f"{name.name}, {name.role}" if name.role else name.name) for name in names}
    offers = []
    for part in parts:
        row = rows.get(part.anchor)
        known = {person.pk for person in row.people.all()} if row and row.pk else set()
        text = f"{part.heading}\n{plain_text(part.body)}"
        for match in find_people(text, names):
            if known & set(match.candidates):
                continue
            is_sure = match.key is not None and match.reason.endswith("is named in full")
            where, sentence = part.heading or "the beginning", sentence_at(text, match.where[0][0])
            offers += [
                PersonOffer(part.anchor, key, called[key], where, sentence, match.reason, is_sure)
                for key in match.candidates
            ]
    return offers


def sentence_at(text: str, at: int) -> str:
    """The sentence around a place of a plain text."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    start = max((end for end in ends if end <= at), default=0)
    end = min((end for end in ends if end > at), default=len(text))
    sentence = " ".join(text[start:end].split())
    return sentence if len(sentence) <= LONGEST_SENTENCE else f"{sentence[:LONGEST_SENTENCE].rstrip()} …"
