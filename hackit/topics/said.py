"""Figures said about a topic, and what goes with it: other topics and people on the same things. From Entries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count

from hackit.audience import Viewer
from hackit.matching import TopicName, find_topics
from hackit.models import Entry, EntryKind, EntryPerson, EntryTopic, Person, Topic
from hackit.quantities import in_words
from hackit.topics.course import Course
from hackit.topics.figures import Figure, find_figures, sentence_around
from hackit.topics.story import story

_MARKS = re.compile(r"(?:^|(?<=\s))[#!][A-Za-z][\w-]*")
"""A topic or an audience among typed words: no part of what was said."""

MOST_READ = 120
"""The newest things of a topic in which figures are looked for."""
LONGEST_READ = 20_000
GROUPS_SHOWN = 5
COMPANY = 5
MOST_BESIDE = 500
"""The newest things of a topic, on which is looked for what goes with it."""


@dataclass(frozen=True)
class Said:
    """A figure as it was said: the words, the sentence, and the thing that says it.

    `kept`: the key of the figure that a group keeps, "" where it only stands in a text.
    """

    figure: Figure
    sentence: str
    entry: Entry
    kept: str = ""

    @property
    def date(self) -> date:
        return self.entry.date

    @property
    def state(self) -> str:
        """How far a saving has come, in words; "" where it is none."""
        return self.entry.status.replace("_", " ") if self.kept else ""


@dataclass
class Told:
    """One figure over time: as it was said last, and before that."""

    latest: Said
    earlier: list[Said] = field(default_factory=list)

    @property
    def first(self) -> Said:
        """As it was said first, of what is known here."""
        return self.earlier[-1] if self.earlier else self.latest


def figures_about(user, topic: Topic, course: Course) -> list[Told]:
    """The figures said about a topic in what this user may see, newest first, the same thing together. One query.

    What nobody tagged tells only the figures of those of its lines that name the topic.
    """
    rows = story(user, topic, course.newest(MOST_READ)).select_related("forum")
    names = [TopicName(topic.pk, topic.name, tuple(alias.text for alias in topic.aliases.all()))]
    return together(_figures_of(list(rows.order_by("-date", "-pk")), names))


def _figures_of(entries: Sequence[Entry], names: Sequence[TopicName]) -> Iterable[Said]:
    for entry in entries:
        only_named = entry.how == EntryTopic.How.MATCHED and not find_topics(entry.title, names)
        yield from figures_in(entry, names if only_named else ())


def figures_in(entry: Entry, names: Sequence[TopicName] = ()) -> Iterable[Said]:
    """The figures of one thing; of its lines with one of the `names` only, if there are any.

    What a group keeps by name is told by that name, once.
    """
    if entry.kind == EntryKind.FIGURE:
        yield Said(Figure(entry.said, "kept", 0, "", (0, 0)), entry.document_title, entry, kept=entry.document)
        return
    text = entry.text[:LONGEST_READ]
    if entry.title not in text:
        text = f"{entry.title}\n{text}"
    for line in text.split("\n"):
        found = find_figures(line)  # first: few lines have any, and names are dearer to look for
        if names and found and not find_topics(line, names):
            continue
        for figure in found:
            said = " ".join(_MARKS.sub("", sentence_around(line, figure.where)).split())
            yield Said(figure, said, entry)


def together(said: Iterable[Said]) -> list[Told]:
    """Figures of the same thing as one, by their newest; the same value said again is not told twice.

    Those that a group keeps come first, with all that was said of them, and what they say is not told again.
    """
    every = list(said)
    kept: dict[str, Told] = {}
    for one in every:
        if one.kept:
            told = kept.setdefault(one.kept, Told(one))
            if told.latest is not one:
                told.earlier.append(one)
    said_of_kept = " ".join(one.figure.words for one in every if one.kept)
    found: dict[tuple[str, ...], Told] = {}
    for one in every:
        if one.kept or (said_of_kept and _is_said(one.figure, said_of_kept)):
            continue
        told = found.setdefault(one.figure.same_as, Told(one))
        known = {told.latest.figure.value, *(earlier.figure.value for earlier in told.earlier)}
        if told.latest is not one and one.figure.value not in known:
            told.earlier.append(one)
    return [*kept.values(), *found.values()]


def _is_said(figure: Figure, kept: str) -> bool:
    """Whether that value stands among those that are kept."""
    value = re.escape(in_words(figure.unit, figure.value))
    return bool(re.search(rf"(?<![\w.,£]){value}(?![\w.,]*\d|[kmb%])", kept))


@dataclass(frozen=True)
class Company:
    """What goes with a topic: topics and people on the same things, most often first."""

    topics: list[Topic]
    people: list[Person]


def company(user, topic: Topic, entries: Sequence[int]) -> Company:
    """The topics and, for those who are signed in, the people that stand most often beside a topic. Four queries.

    `entries`: the ids of its newest things that this user may see.
    """
    links = EntryTopic.objects.filter(entry__pk__among=entries).exclude(topic=topic).order_by().values("topic_id")
    often = {row["topic_id"]: row["n"] for row in links.annotate(n=Count("pk")) if row["n"] > 1}
    # Known to this user, as any topic is that something they may see belongs to
    topics = sorted(Topic.objects.current().filter(pk__in=often), key=lambda one: (-often[one.pk], one.name))[:COMPANY]
    if Viewer.of(user).is_stranger:
        return Company(topics, [])
    on_them = EntryPerson.objects.filter(entry__pk__among=entries, person__merged_into=None).order_by()
    counted = on_them.values("person_id").annotate(n=Count("entry_id", distinct=True)).order_by("-n", "person_id")
    places = {row["person_id"]: place for place, row in enumerate(counted[:COMPANY])}
    people = Person.objects.filter(pk__in=list(places))
    return Company(topics, sorted(people, key=lambda person: places[person.pk]))
