"""What was said and promised before on the topics of a note: the last sections, open actions, the agreed wording.

All of it as this author may see it; nothing of it is put into the note unless the author presses for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Prefetch, QuerySet, Window
from django.db.models.functions import RowNumber

from hackit.dates import british_day
from hackit.models import Entry, EntryKind, EntryPerson, EntryRole, EntryTopic, Person, Topic, TopicWording
from hackit.text import excerpt

MOST_TOPICS = 4
MOST_SAID = 3
MOST_ACTIONS = 3
WORDS_QUOTED = 32


@dataclass(frozen=True)
class Said:
    """What was written on a topic before: when, by whom ("you", a name), in which words."""

    entry_id: int
    topic_id: int
    week: str
    by: str
    words: str
    url: str

    @property
    def value(self) -> str:
        return f"{self.entry_id}:{self.topic_id}"


@dataclass(frozen=True)
class Promise:
    """An open action on a topic."""

    text: str
    url: str
    owner: str
    due: date | None


@dataclass
class Story:
    """One topic of the note: what was said on it, what is open, how we explain it."""

    topic: Topic
    said: list[Said] = field(default_factory=list)
    actions: list[Promise] = field(default_factory=list)
    explain: str = ""


def stories(topic_ids: Sequence[int], *, before: date, person: Person, user) -> list[Story]:
    """The stories of these topics, in that order, of those that have one. Six queries, however many there are."""
    wanted = list(dict.fromkeys(topic_ids))[:MOST_TOPICS]
    if not wanted:
        return []
    found = {topic.pk: Story(topic) for topic in Topic.objects.current().filter(pk__in=wanted)}
    sections = Entry.objects.visible_to(user).filter(kind=EntryKind.SECTION, date__lt=before).exclude(text="")
    for link in _newest(sections, wanted, MOST_SAID, F("entry__date").desc(), EntryRole.AUTHOR):
        if link.topic_id in found:
            found[link.topic_id].said.append(_said(link, before, person))
    due = F("entry__due").asc(nulls_last=True)
    for link in _newest(Entry.objects.visible_to(user).open_actions(), wanted, MOST_ACTIONS, due, EntryRole.OWNER):
        if link.topic_id in found:
            owner = ", ".join(_names(link.entry, person)) or "no owner yet"
            promise = Promise(link.entry.title, link.entry.url, owner, link.entry.due)
            found[link.topic_id].actions.append(promise)
    wordings = TopicWording.objects.visible_to(user).filter(topic_id__in=wanted, kind=TopicWording.Kind.EXPLAIN)
    for wording in wordings.order_by("-said_on", "-pk"):
        if wording.topic_id in found and not found[wording.topic_id].explain:
            found[wording.topic_id].explain = wording.text
    told = [found[pk] for pk in wanted if pk in found]
    return [story for story in told if story.said or story.actions or story.explain]


def _newest(entries: QuerySet, topic_ids: list[int], most: int, order, role: str) -> QuerySet[EntryTopic]:
    """The first few entries of each topic."""
    place = Window(RowNumber(), partition_by=F("topic_id"), order_by=[order, F("entry_id").asc()])
    people = EntryPerson.objects.filter(role=role).select_related("person").order_by("pk")
    return (
        EntryTopic.objects.filter(topic_id__in=topic_ids, entry__in=entries.values("pk"))
        .annotate(place=place).filter(place__lte=most).order_by("topic_id", "place")
        .select_related("entry").prefetch_related(Prefetch("entry__people_links", queryset=people, to_attr="named"))
    )  # fmt: skip


def _names(entry: Entry, person: Person) -> list[str]:
    names = ["you" if link.person_id == person.pk else link.person.name for link in entry.named]
    return sorted(names, key=lambda name: name != "you")


def _said(link: EntryTopic, before: date, person: Person) -> Said:
    entry = link.entry
    week = f"w/c {british_day(entry.date, year=entry.date.year != before.year)[4:]}"
    by = " and ".join(_names(entry, person)) or "somebody"
    return Said(entry.pk, link.topic_id, week, by, excerpt(entry.text, WORDS_QUOTED), entry.url)


def as_quotation(said: Said) -> str:
    """The words as a quotation in Markdown, with where they stand."""
    return f"> {said.words}\n>\n> [{said.week}]({said.url})"
