"""A topic's story as one reader sees it, from Entries: where it stands, what is open, what came when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import BooleanField, Case, CharField, Count, F, IntegerField, Max, Prefetch, Q, Value, When
from django.db.models import prefetch_related_objects as prefetch

from hackit.audience import Viewer
from hackit.models import Entry, EntryKind, EntryPerson, EntryRole, EntryTopic, Topic
from hackit.models.entries import EntryQuerySet
from hackit.search.normalise import normalise
from hackit.timeline import Day, Mark, counted

OPEN = ("not_started", "in_progress", "waiting")
MAY_END = (EntryRole.OWNER, EntryRole.WITH, EntryRole.RECORDED)
"""As what a person on an action may say that it is done; the group's members may as well."""

NOT_IN_STORY = (EntryKind.CAVEAT, EntryKind.UPDATE)
"""Told with their decision or action."""

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


@dataclass
class Aside:
    """What stands beside the story."""

    decision: Entry | None = None
    actions: list[OpenAction] = field(default_factory=list)
    caveats: list[Entry] = field(default_factory=list)
    coming: list[Entry] = field(default_factory=list)


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
    visible = Entry.objects.visible_to(user).exclude(kind__in=NOT_IN_STORY)
    is_open = Q(entry__kind=EntryKind.ACTION, entry__status__in=OPEN)
    links = EntryTopic.objects.filter(entry__in=visible).order_by().values("topic_id")
    rows = links.annotate(
        n=Count("pk"), last=Max("entry__date", filter=Q(entry__date__lte=on)), n_open=Count("pk", filter=is_open)
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
    """The topic of that slug with its relatives, as far as this user knows them; None if not."""
    its_broader = Topic.objects.filter(slug=slug).values("broader_id")
    rows = Topic.objects.known_to(user).filter(Q(slug=slug) | Q(broader__slug=slug) | Q(pk__in=its_broader))
    rows = list(rows)
    topic = next((row for row in rows if row.slug == slug), None)
    if topic is None:
        return None
    prefetch([topic], "aliases")
    broader = next((row for row in rows if row.pk == topic.broader_id), None)
    return Family(topic, broader, [row for row in rows if row.broader_id == topic.pk])


def also_called(topic: Topic, user) -> list[str]:
    """What the topic is also called; to a stranger only those that a public thing about it says."""
    texts = [alias.text for alias in topic.aliases.all()]
    if not texts or not Viewer.of(user).is_stranger:
        return texts
    counts = {}
    for number, text in enumerate(texts):
        word = f" {normalise(text)} "
        counts[f"n{number}"] = Count("pk", filter=Q(search_title__contains=word) | Q(search_body__contains=word))
    found = Entry.objects.visible_to(user).about(topic).aggregate(**counts)
    return [text for number, text in enumerate(texts) if found[f"n{number}"]]


# --- Entries ---


def story(user, topic: Topic) -> EntryQuerySet:
    """Everything of the topic's story that this user may see; each with `how` it belongs to the topic."""
    rows = Entry.objects.visible_to(user).exclude(kind__in=NOT_IN_STORY).filter(topic_links__topic=topic)
    return rows.annotate(how=F("topic_links__how")).defer(*UNSEEN)


def days_and_marks(user, topic: Topic) -> tuple[list[Day], list[Mark]]:
    """The story's days and decisions, oldest first, in one query that reads no text."""
    decided = Q(kind=EntryKind.DECISION)
    rows = (
        Entry.objects.visible_to(user)
        .exclude(kind__in=NOT_IN_STORY)
        .filter(topic_links__topic=topic)
        .order_by()
        .annotate(
            of_week=Case(When(kind=EntryKind.SECTION, then=True), default=False, output_field=BooleanField()),
            mark=Case(When(decided, then=F("pk")), default=None, output_field=IntegerField()),
            mark_said=Case(When(decided, then=F("said")), default=Value(""), output_field=CharField()),
            mark_status=Case(When(decided, then=F("status")), default=Value(""), output_field=CharField()),
            mark_url=Case(When(decided, then=F("url")), default=Value(""), output_field=CharField()),
        )
        .values_list("date", "of_week", "mark", "mark_said", "mark_status", "mark_url")
        .annotate(n=Count("pk"))
    )
    days, marks = [], []
    for day, of_week, mark, said, status, url, n in rows:
        days.append(Day(day, n, day + timedelta(days=6) if of_week else day))
        if mark:
            marks.append(Mark(day, status, said, url, mark))
    return sorted(days, key=lambda one: one.date), sorted(marks, key=lambda one: (one.date, one.pk))


def in_order(rows: EntryQuerySet, *, oldest_first: bool) -> EntryQuerySet:
    """A story's order: by day; on a day what was talked about stands together, and the decision on top."""
    decided = Case(When(kind=EntryKind.DECISION, then=1), default=0, output_field=IntegerField())
    under = Case(When(kind=EntryKind.SECTION, then=Value("")), default=F("title"), output_field=CharField())
    rows = rows.annotate(decided=decided, under=under).select_related("forum")
    if oldest_first:
        return rows.order_by("date", "decided", "document", "under", "pk")
    return rows.order_by("-date", "-decided", "document", "under", "pk")


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


def beside_story(user, topic: Topic, marks: Iterable[Mark]) -> list[Entry]:
    """Open actions, caveats, what is coming up and the latest decision of the topic in one query, for `aside_of`."""
    latest = latest_decision(marks)
    wanted = Q(kind=EntryKind.ACTION, status__in=OPEN) | Q(kind=EntryKind.CAVEAT)
    wanted |= Q(kind=EntryKind.COMING_UP, status="ahead")
    if latest:
        wanted |= Q(pk=latest.pk)
    rows = Entry.objects.visible_to(user).about(topic).filter(wanted).select_related("forum")
    return list(rows.defer(*UNSEEN).order_by(F("due").asc(nulls_last=True), "-date", "pk"))


def aside_of(entries: Iterable[Entry], viewer: Viewer) -> Aside:
    """What stands beside the story, sorted: caveats to do come first, and what is no longer needed not at all."""
    aside = Aside()
    for entry in entries:
        if entry.kind == EntryKind.ACTION:
            aside.actions.append(OpenAction(entry, _may_end(entry, viewer)))
        elif entry.kind == EntryKind.CAVEAT and entry.status != "not_needed":
            aside.caveats.append(entry)
        elif entry.kind == EntryKind.COMING_UP:
            aside.coming.append(entry)
        elif entry.kind == EntryKind.DECISION:
            aside.decision = entry
    aside.caveats.sort(key=lambda caveat: caveat.status == "done")
    promised = {(caveat.title, caveat.due) for caveat in aside.caveats}  # a caveat's own action: said once
    aside.actions = [one for one in aside.actions if (one.entry.title, one.entry.due) not in promised]
    return aside


def _may_end(entry: Entry, viewer: Viewer) -> bool:
    if not viewer.may_write:
        return False
    named = any(link.person_id == viewer.person_id and link.role in MAY_END for link in entry.people_links.all())
    return named or viewer.belongs_to(entry.forum_id)
