"""What was said about something between two days, put together for an audience: "What did we say about…?"

An answer holds what its audience may read and nothing else, whoever makes it. What its maker may see and it leaves out
is counted for the maker by kind and reason, without a word of it, and never for the audience. What the maker may not
see is neither there nor counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, Count, IntegerField, Q, When

from hackit.audience import Reach
from hackit.models import Entry, EntryKind, EntryTopic, Forum, Topic
from hackit.models.entries import EntryQuerySet, EntryTopicQuerySet
from hackit.search.saying import saying
from hackit.topics.story import UNSEEN

PART = 50
"""Things of an answer on one page. What is taken out as a file is whole."""

READ_AT_ONCE = 500
"""Things that are loaded together for a file."""

PUBLIC, FOI, MEMBERS = "public", "foi", "members"
AUDIENCES = {
    PUBLIC: "The public: what is published",
    FOI: "A freedom of information request: what all staff may read",
    MEMBERS: "Members of one of my groups",
}
SECTIONS = (
    ("Decisions", (EntryKind.DECISION, EntryKind.CAVEAT, EntryKind.REFERRAL)),
    ("Actions", (EntryKind.ACTION, EntryKind.UPDATE)),
    ("Weeknotes and conversation points", (EntryKind.SECTION, EntryKind.POINT)),
    ("Said in meetings", (EntryKind.MEETING, EntryKind.ITEM, EntryKind.NOTE, EntryKind.QUESTION, EntryKind.ASK,
                          EntryKind.IDEA, EntryKind.COMING_UP, EntryKind.JOTTING)),
    ("Money", (EntryKind.BUDGET_LINE, EntryKind.POSITION, EntryKind.FIGURE, EntryKind.PROPOSAL, EntryKind.ENQUIRY)),
    ("Audit", (EntryKind.REVIEW, EntryKind.RECOMMENDATION)),
)  # fmt: skip
_KIND_ORDER = [kind for _title, kinds in SECTIONS for kind in kinds]
_SECTION_OF = {str(kind): title for title, kinds in SECTIONS for kind in kinds}

Facts = EntryQuerySet | EntryTopicQuerySet
"""Entries, or a topic's links to them, which hold all that decides whether a thing belongs to an answer."""


@dataclass(frozen=True)
class Question:
    """What is asked: about a topic or in words, from and to a day (both included), for whom."""

    topic: Topic | None = None
    words: str = ""
    since: date | None = None
    until: date | None = None
    audience: str = PUBLIC
    forum: Forum | None = None

    @property
    def about(self) -> str:
        return self.topic.name if self.topic else self.words

    @property
    def for_whom(self) -> str:
        """ "the public", "a freedom of information request", "members of DMT"."""
        if self.audience == MEMBERS and self.forum:
            return f"members of {self.forum.name}"
        return "a freedom of information request" if self.audience == FOI else "the public"


@dataclass(frozen=True)
class Withheld:
    """So many things of one kind that the answer leaves out, and why."""

    kind: str
    count: int
    reason: str


@dataclass(frozen=True)
class Section:
    """Things under one heading, newest first: those of them that are here, `first` to `last` of `total`."""

    title: str
    entries: list[Entry]
    first: int
    total: int

    @property
    def last(self) -> int:
        return self.first + len(self.entries) - 1


@dataclass
class Answer:
    """What there is of an answer: how many things under each heading, and how many were left out and why."""

    question: Question
    user: object
    on: date
    totals: dict[str, int] = field(default_factory=dict)
    withheld: list[Withheld] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.totals.values())

    def part(self, start: int, size: int) -> list[Section]:
        """Its things from number `start` (from 0) on, under their headings. Two queries."""
        here, before = [], 0
        for title, total in self.totals.items():
            if before < start + size and start < before + total:
                here.append((title, max(start - before, 0), before))
            before += total
        if not here:
            return []
        pks = self._ids([title for title, _first, _before in here], start - here[0][2], size)
        found: dict[str, list[Entry]] = {}
        for entry in self._loaded(pks):
            found.setdefault(_SECTION_OF[entry.kind], []).append(entry)
        return [
            Section(title, found[title], first + 1, self.totals[title]) for title, first, _ in here if title in found
        ]  # fmt: skip

    def whole(self) -> Iterator[tuple[str, Entry]]:
        """All of it in the order of its parts: each thing with its heading."""
        pks = self._ids([title for title, _kinds in SECTIONS])
        for start in range(0, len(pks), READ_AT_ONCE):
            for entry in self._loaded(pks[start : start + READ_AT_ONCE]):
                yield _SECTION_OF[entry.kind], entry

    def _ids(self, titles: list[str], start: int = 0, size: int | None = None) -> list[int]:
        """The ids of things under these headings, in their order; `size` of them or all."""
        facts, key = _readable(self.question, self.user, self.on)
        places = {kind: place for place, title in enumerate(titles) for kind in dict(SECTIONS)[title]}
        under = Case(*(When(kind=kind, then=place) for kind, place in places.items()), output_field=IntegerField())
        rows = facts.alias(under=under).filter(kind__in=list(places))
        rows = rows.order_by(*(["under"] if len(titles) > 1 else []), "-date", f"-{key}")
        return list(rows.values_list(key, flat=True)[start : start + size if size else None])

    def _loaded(self, pks: list[int]) -> list[Entry]:
        """Those of the things that may be read (still), in the order of their ids."""
        rows = Entry.objects.visible_to(_reader(self.question, self.user)).filter(_of_audience(self.question))
        found = {entry.pk: entry for entry in rows.filter(pk__among=pks).select_related("forum").defer(*UNSEEN)}
        return [found[pk] for pk in pks if pk in found]


def answer(question: Question, *, user, on: date) -> Answer:
    """The answer to a question, made by this user on that day. Raises ValueError for members of a group not one's own.

    Two queries about a topic, whatever there is; its things are read when they are asked for.
    """
    facts, _key = _readable(question, user, on)
    counted = dict(facts.order_by().values_list("kind").annotate(n=Count("pk")))
    totals = {title: sum(counted.get(kind, 0) for kind in kinds) for title, kinds in SECTIONS}
    made = Answer(question, user, on, {title: n for title, n in totals.items() if n})
    made.withheld = _withheld(question, user, on)
    return made


def _reader(question: Question, user) -> object:
    """As whom it is read: what the public reads is what nobody has to sign in for."""
    return None if question.audience == PUBLIC else user


def _readable(question: Question, user, on: date) -> tuple[Facts, str]:
    """What the audience may read, and the maker with it, and the column with the things' ids."""
    facts, key = _asked(question, _reader(question, user), user, on)
    return facts.filter(_of_audience(question)), key


def _of_audience(question: Question) -> Q:
    if question.audience == PUBLIC:
        return Q(reach=Reach.EVERYONE)
    for_staff = Q(reach__in=(Reach.EVERYONE, Reach.STAFF))
    if question.audience == FOI:
        return for_staff
    if question.forum is None:
        raise ValueError("Whose members?")
    return for_staff | Q(reach=Reach.MEMBERS, forum_id=question.forum.pk)


def _asked(question: Question, reader, user, on: date) -> tuple[Facts, str]:
    """What the question asks for of what the reader may see, and the column with the things' ids."""
    if question.topic:
        rows, key = EntryTopic.objects.visible_to(reader).filter(topic=question.topic), "entry_id"
    else:
        rows, key = saying(Entry.objects.visible_to(reader), question.words, user=user, on=on), "pk"
    if question.since:
        rows = rows.filter(date__gte=question.since)
    return (rows.filter(date__lte=question.until) if question.until else rows), key


def _withheld(question: Question, user, on: date) -> list[Withheld]:
    """What the maker may see and the audience may not. A published thing is not withheld for its live record."""
    mine, key = _asked(question, user, user, on)
    mine = mine.exclude(_of_audience(question)).exclude(kind=EntryKind.JOTTING, reach=Reach.NAMED)
    if question.audience == PUBLIC:
        facts, its_key = _readable(question, user, on)
        public = Entry.objects.visible_to(None).filter(pk__in=facts.order_by().values(its_key))
        published = Entry.objects.filter(pk__in=mine.order_by().values(key), url__in=public.values("url"))
        mine = mine.exclude(**{f"{key}__in": published.values("pk")})
    rows = mine.order_by().values_list("kind", "reach", "forum_id").annotate(n=Count("pk"))
    # Only members read which group keeps a thing: see _reason.
    names = dict(Forum.objects.values_list("pk", "name")) if question.audience == MEMBERS else {}
    counted: Counter[tuple[str, str]] = Counter()
    for kind, reach, forum_id, n in rows:
        counted[kind, _reason(reach, names.get(forum_id, ""), question)] += n
    order: dict[str, int] = {kind: place for place, kind in enumerate(_KIND_ORDER)}
    ordered = sorted(counted.items(), key=lambda row: (order.get(row[0][0], 99), row[0][1]))
    return [Withheld(str(EntryKind(kind).label), count, reason) for (kind, reason), count in ordered]


def _reason(reach: str, forum: str, question: Question) -> str:
    """Why it is left out. Which groups there are is not for the public to read in it."""
    if reach == Reach.MEMBERS:
        return f"kept to members of {forum}" if forum and question.audience == MEMBERS else "kept to a group"
    return "kept to the people named on it" if reach == Reach.NAMED else "kept to staff, not published"
