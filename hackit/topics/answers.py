"""What was said about something between two days, put together for an audience: "What did we say about…?"

An answer holds what its audience may read and nothing else, whoever makes it. What its maker may see and it leaves out
is counted for the maker by kind and reason, without a word of it, and never for the audience. What the maker may not
see is neither there nor counted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from hackit.audience import Reach
from hackit.models import Entry, EntryKind, Forum, Topic
from hackit.models.entries import EntryQuerySet
from hackit.search.saying import saying
from hackit.topics.said import Said, figures_in
from hackit.topics.story import UNSEEN

MOST = 500
"""Things in one answer; one that is cut says so."""

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
)  # fmt: skip
_KIND_ORDER = [kind for _title, kinds in SECTIONS for kind in kinds]


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


@dataclass
class Answer:
    """What was found, newest first, and what was left out. `total`: how many there are when it is cut at `MOST`."""

    question: Question
    entries: list[Entry] = field(default_factory=list)
    total: int = 0
    figures: list[Said] = field(default_factory=list)
    withheld: list[Withheld] = field(default_factory=list)

    @property
    def is_cut(self) -> bool:
        return self.total > len(self.entries)

    def sections(self) -> list[tuple[str, list[Entry]]]:
        """Its things under headings, those headings only that have any."""
        parts = [(title, [entry for entry in self.entries if entry.kind in kinds]) for title, kinds in SECTIONS]
        return [part for part in parts if part[1]]


def answer(question: Question, *, user, on: date) -> Answer:
    """The answer to a question, made by this user on that day. Raises ValueError for members of a group not one's own.

    Four queries, whatever there is.
    """
    found = _asked(_readable(question, user), question, user, on)
    made = Answer(question)
    rows = found.select_related("forum").defer(*UNSEEN).order_by("-date", "-pk")
    made.entries = list(rows[:MOST])
    made.total = found.count()
    made.figures = [said for entry in made.entries for said in figures_in(entry)]
    made.withheld = _withheld(question, found, user, on)
    return made


def _readable(question: Question, user) -> EntryQuerySet:
    """What the audience may read, and the maker with it."""
    if question.audience == PUBLIC:
        return Entry.objects.visible_to(None)
    rows = Entry.objects.visible_to(user)
    for_staff = rows.filter(reach__in=(Reach.EVERYONE, Reach.STAFF))
    if question.audience == FOI:
        return for_staff
    if question.forum is None:
        raise ValueError("Whose members?")
    return for_staff | rows.filter(reach=Reach.MEMBERS, forum=question.forum)


def _asked(rows: EntryQuerySet, question: Question, user, on: date) -> EntryQuerySet:
    rows = rows.about(question.topic) if question.topic else saying(rows, question.words, user=user, on=on)
    if question.since:
        rows = rows.filter(date__gte=question.since)
    return rows.filter(date__lte=question.until) if question.until else rows


def _withheld(question: Question, found: EntryQuerySet, user, on: date) -> list[Withheld]:
    """What the maker may see and the audience may not. A published thing is not withheld for its live record."""
    mine = _asked(Entry.objects.visible_to(user), question, user, on).select_related(None)
    mine = mine.exclude(pk__in=found.order_by().values("pk")).exclude(kind=EntryKind.JOTTING, reach=Reach.NAMED)
    if question.audience == PUBLIC:
        mine = mine.exclude(url__in=found.order_by().values("url"))
    rows = mine.order_by().values_list("kind", "reach", "forum__name")
    counted = Counter((kind, _reason(reach, forum or "", question)) for kind, reach, forum in rows)
    order = {kind: place for place, kind in enumerate(_KIND_ORDER)}
    ordered = sorted(counted.items(), key=lambda row: (order.get(row[0][0], 99), row[0][1]))
    return [Withheld(str(EntryKind(kind).label), count, reason) for (kind, reason), count in ordered]


def _reason(reach: str, forum: str, question: Question) -> str:
    """Why it is left out. Which groups there are is not for the public to read in it."""
    if reach == Reach.MEMBERS:
        return f"kept to members of {forum}" if forum and question.audience == MEMBERS else "kept to a group"
    return "kept to the people named on it" if reach == Reach.NAMED else "kept to staff, not published"
