"""A topic's story as one reader sees it, from Entries: where it stands, what is open, what came when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    F,
    IntegerField,
    Max,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models import prefetch_related_objects as prefetch
from django.db.models.functions import Coalesce

from hackit.audience import Reach, Viewer
from hackit.models import Entry, EntryKind, EntryPerson, EntryRole, EntryTopic, Topic
from hackit.models.entries import EntryQuerySet
from hackit.search.normalise import normalise
from hackit.timeline import Mark, counted
from hackit.topics.course import NOT_IN_STORY, OPEN, Course

MAY_END = (EntryRole.OWNER, EntryRole.WITH, EntryRole.RECORDED)
"""As what a person on an action may say that it is done; the group's members may as well."""

UNSEEN = ("search_title", "search_body", "search_document")


@dataclass(frozen=True)
class TopicRow:
    """A topic in the list, with what the reader may see of it."""

    topic: Topic
    things: int
    last: date | None
    open_actions: int
    narrower: list[Topic]


@dataclass
class Family:
    """A topic with the broader and narrower ones that this reader knows."""

    topic: Topic
    broader: Topic | None = None
    narrower: list[Topic] = field(default_factory=list)


@dataclass(frozen=True)
class OpenAction:
    """An open action beside the story; `may_end`: whether this reader may say that it is done."""

    entry: Entry
    may_end: bool


@dataclass(frozen=True)
class Beside:
    """A thing beside the story, by the little that is read of all of them."""

    pk: int
    kind: str
    status: str
    due: date | None
    title: str
    url: str
    document: str


@dataclass
class Aside:
    """What stands beside the story: all open actions, caveats and what is coming up; the first of each, and the latest
    decision, are loaded."""

    actions: list[Beside] = field(default_factory=list)
    caveats: list[Beside] = field(default_factory=list)
    coming: list[Beside] = field(default_factory=list)
    decision: Entry | None = None
    loaded: dict[int, Entry] = field(default_factory=dict)

    def shown(self, rows: Sequence[Beside]) -> list[Entry]:
        """Those of the rows that are loaded, in their order."""
        return [self.loaded[row.pk] for row in rows if row.pk in self.loaded]


# --- Topics ---


def topic_rows(user, words: str = "", *, on: date) -> list[TopicRow]:
    """The topics this user knows, by name: those with all the `words` in name, description or also called."""
    every = list(Topic.objects.known_to(user))
    known = {topic.pk: topic for topic in every}
    below: dict[int, list[Topic]] = {}
    for topic in every:
        topic.broader = known.get(topic.broader_id)  # one that this reader does not know is not there
        below.setdefault(topic.broader_id or 0, []).append(topic)
    if words.strip():
        wanted = set(_matching(Topic.objects.known_to(user), user, words).values_list("pk", flat=True))
        every = [topic for topic in every if topic.pk in wanted]
    found = _counts(user, on)
    return [TopicRow(topic, *found.get(topic.pk, (0, None, 0)), narrower=below.get(topic.pk, [])) for topic in every]


def _counts(user, on: date) -> dict[int, tuple[int, date | None, int]]:
    """Of each topic: how many things this user may see, the day of the newest up to `on`, how many open actions."""
    links = EntryTopic.objects.visible_to(user)
    if Viewer.of(user).is_stranger:  # said so that SQLite reads one index through, and not a row for each public link
        public = Coalesce("reach", Value(""), output_field=CharField())
        links = EntryTopic.objects.alias(public=public).filter(public=Reach.EVERYONE)
    links = links.exclude(kind__in=NOT_IN_STORY).order_by().values("topic_id")
    is_open = Q(kind=EntryKind.ACTION, status__in=OPEN)
    rows = links.annotate(
        n=Count("entry"), last=Max("date", filter=Q(date__lte=on)), n_open=Count("entry", filter=is_open)
    )
    return {row["topic_id"]: (row["n"], row["last"], row["n_open"]) for row in rows}


def _matching(topics, user, words: str):
    """What a topic is also called is staff's to search in: no word of it need be public."""
    for word in words.split()[:12]:
        found = Q(name__icontains=word) | Q(description__icontains=word)
        if not Viewer.of(user).is_stranger:
            found |= Q(pk__in=Topic.objects.filter(aliases__text__icontains=word).values("pk"))
        topics = topics.filter(found)
    return topics


def family(user, slug: str) -> Family | None:
    """The topic of that slug with its relatives, as far as this user knows them; None if not. Each says `is_public`."""
    its_broader = Topic.objects.filter(slug=slug).values("broader_id")
    near = Topic.objects.current().filter(Q(slug=slug) | Q(broader__slug=slug) | Q(pk__in=its_broader))
    known = Topic.objects.known_to(user).with_publicity()
    rows = list(known.filter(pk__in=list(near.values_list("pk", flat=True))))
    topic = next((row for row in rows if row.slug == slug), None)
    if topic is None:
        return None
    prefetch([topic], "aliases")
    broader = next((row for row in rows if row.pk == topic.broader_id), None)
    return Family(topic, broader, [row for row in rows if row.broader_id == topic.pk])


def also_called(topic: Topic, user, newest: Sequence[int]) -> list[str]:
    """What the topic is also called; to a stranger only those that one of its newest public things says."""
    texts = [alias.text for alias in topic.aliases.all()]
    if not texts or not Viewer.of(user).is_stranger:
        return texts
    counts = {}
    for number, text in enumerate(texts):
        word = f" {normalise(text)} "
        counts[f"n{number}"] = Count("pk", filter=Q(search_title__contains=word) | Q(search_body__contains=word))
    found = Entry.objects.visible_to(user).filter(pk__among=newest).aggregate(**counts)
    return [text for number, text in enumerate(texts) if found[f"n{number}"]]


# --- Entries ---


def story(user, topic: Topic, pks: Sequence[int] | EntryQuerySet) -> EntryQuerySet:
    """Those of the things of a topic's story that this user may see; each with `how` it belongs to the topic.

    `pks`: their ids, or a question for them.
    """
    links = EntryTopic.objects.filter(topic=topic, entry=OuterRef("pk"))
    rows = Entry.objects.visible_to(user).filter(Q(pk__in=pks) if isinstance(pks, EntryQuerySet) else Q(pk__among=pks))
    return rows.annotate(how=Subquery(links.values("how"))).defer(*UNSEEN)


def in_order(rows: EntryQuerySet, *, oldest_first: bool) -> EntryQuerySet:
    """A story's order: by day; on a day what was talked about stands together, and the decision on top."""
    decided = Case(When(kind=EntryKind.DECISION, then=1), default=0, output_field=IntegerField())
    under = Case(When(kind=EntryKind.SECTION, then=Value("")), default=F("title"), output_field=CharField())
    # The date as it is; by its own name PostgreSQL may walk through the days of all Entries to find these few.
    day = Coalesce("date", Value(date.max), output_field=DateField())
    rows = rows.annotate(day=day, decided=decided, under=under)
    if oldest_first:
        return rows.order_by("day", "decided", "document", "under", "pk")
    return rows.order_by("-day", "-decided", "document", "under", "pk")


def load_people(entries: Sequence[Entry]) -> None:
    """The people on these entries, with their names, in one query."""
    people = EntryPerson.objects.select_related("person").order_by("role", "person__name")
    prefetch(list(entries), Prefetch("people_links", queryset=people))


def left_open(aside: Aside) -> list[str]:
    """What is open of a topic, in words: "two actions open", "one caveat to do"."""
    to_do = sum(caveat.status != "done" for caveat in aside.caveats)
    actions = [f"{counted(len(aside.actions), 'action')} open"] if aside.actions else []
    return [*actions, *([f"{counted(to_do, 'caveat')} to do"] if to_do else [])]


def latest_decision(marks: Iterable[Mark]) -> Mark | None:
    """The newest decision that was not replaced since."""
    return max((m for m in marks if m.status != "replaced"), key=lambda mark: (mark.date, mark.pk), default=None)


def beside_story(user, course: Course, *, most: int) -> Aside:
    """What stands beside a topic's story, `most` of each sort and the latest decision loaded, in two queries.

    Caveats to do come first, and what is no longer needed not at all; a caveat's own action is not said again.
    """
    rows = Entry.objects.visible_to(user).filter(pk__among=course.beside)
    rows = rows.order_by(F("due").asc(nulls_last=True), "-date", "pk")
    found = [Beside(*row) for row in rows.values_list(*(one.name for one in fields(Beside)))]
    caveats = [one for one in found if one.kind == EntryKind.CAVEAT]
    promised = {(caveat.title, caveat.due) for caveat in caveats}
    aside = Aside(
        [one for one in found if one.kind == EntryKind.ACTION and (one.title, one.due) not in promised],
        sorted(caveats, key=lambda caveat: caveat.status == "done"),
        [one for one in found if one.kind == EntryKind.COMING_UP],
    )
    latest = latest_decision(course.marks)
    pks = [one.pk for rows in (aside.actions, aside.caveats, aside.coming) for one in rows[:most]]
    pks += [latest.pk] if latest else []
    entries = Entry.objects.visible_to(user).filter(pk__in=pks).select_related("forum").defer(*UNSEEN)
    aside.loaded = {entry.pk: entry for entry in entries}
    aside.decision = aside.loaded.get(latest.pk) if latest else None
    return aside


def open_actions(aside: Aside, viewer: Viewer) -> list[OpenAction]:
    """The loaded ones of the open actions; `load_people` first."""
    return [OpenAction(entry, _may_end(entry, viewer)) for entry in aside.shown(aside.actions)]


def _may_end(entry: Entry, viewer: Viewer) -> bool:
    if not viewer.may_write:
        return False
    named = any(link.person_id == viewer.person_id and link.role in MAY_END for link in entry.people_links.all())
    return named or viewer.belongs_to(entry.forum_id)
