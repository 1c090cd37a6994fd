"""What the line knows before it reads (people, groups, topics) and what it gives back.

Plain frozen dataclasses: no database, no Django. A `key` is whatever the caller uses to
find its own record again (a primary key, a ref, a name); it is only compared and handed back.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date

HERE, PRESENT, MEMBER, EVERYONE = 0, 1, 2, 3

KINDS = (
    "action",
    "decision",
    "note",
    "idea",
    "question",
    "ask",
    "update",
    "attendance",
    "agenda",
    "position",
    "coming_up",
    "enquiry",
    "answered",
    "request",
)
OUTCOMES = ("agreed", "agreed_with_caveats", "not_agreed", "put_off")
SORTS = (
    "highlight",
    "thanks",
    "met",
    "event",
    "learning",
    "didnt_work",
    "tip",
    "benefit",
    "number",
    "distraction",
)


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody a typed name may mean.

    `circle` says how near: 0 here for this item, 1 present, 2 member, 3 everyone. When a
    typed name fits people in several circles the nearest circle wins; two in one circle
    leave the owner open. `aliases` are nicknames and initials exactly as people type them.
    """

    key: Hashable
    name: str
    aliases: tuple[str, ...] = ()
    circle: int = EVERYONE


@dataclass(frozen=True, slots=True)
class KnownGroup:
    """A group that meets (DMT, HMT, away day); `next_meeting` answers "by next HMT"."""

    key: Hashable
    name: str
    aliases: tuple[str, ...] = ()
    next_meeting: date | None = None


@dataclass(frozen=True, slots=True)
class KnownOrganisation:
    """A team or outside body: it owns nothing, it is waited for."""

    key: Hashable
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownTopic:
    """A topic that `#slug` or `#name-with-hyphens` may mean."""

    key: Hashable
    name: str
    slug: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownBudget:
    """A budget line that the group follows: its name at the start of a line says what a position is of."""

    key: Hashable
    name: str


@dataclass(frozen=True, slots=True)
class OpenAction:
    """An open action shown on this item, with the number people see beside it.

    `reference`: what audit calls the recommendation that it sees to ("R2.1"), "" for none.
    """

    key: Hashable
    number: int
    text: str
    owner_name: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Owner:
    """One owner or helper. `key` is None while nobody, or no single person, is meant."""

    key: Hashable | None
    typed: str


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody here for one thing only: "Dawn for finance"."""

    person: Owner
    for_what: str


@dataclass(frozen=True, slots=True)
class Caveat:
    """A condition under a decision; `due_text` keeps a date that could not be worked out.

    `needed_before` is what must not happen without it ("launch").
    """

    text: str
    owner: Owner | None = None
    due: date | None = None
    due_text: str = ""
    needed_before: str = ""


@dataclass(frozen=True, slots=True)
class Position:
    """How a budget stands.

    `state`: in_line, over, under, not_known. `basis`: working, final or "" when not said.
    `period` as typed ("May", "P2"). `who` brings the next figures, `when` or `when_text`. `of` is the key of the
    budget line named before it, None where none is.
    """

    state: str
    basis: str = ""
    period: str = ""
    who: Owner | None = None
    when: date | None = None
    when_text: str = ""
    of: Hashable | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number offered, never taken: `raw[start:end] == text`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DateReading:
    """What a date typed by a person comes to.

    `date` is None when it cannot be known. Then either `loose` is true ("before the summer
    break": kept as it is) or `when` is true ("5/29", "ASAP": somebody must say when).
    """

    date: date | None
    typed: str
    loose: bool = False
    when: bool = False


@dataclass(frozen=True, slots=True)
class Recognised:
    """One thing read from one line.

    `line` counts from 1; `raw` is the line as typed. `text` is what is left once markers,
    owner, due date, topics and audience are taken out (for a plain note: the line as typed,
    without its bullet). The first of `owners` owns, the rest are "with". `reason` is why something
    was decided or moved, `alternatives` what else was looked at. Of an enquiry `asked_by` is finance, audit,
    board or other, and `asker` that other one: a person by key, a group by ("group", key), or words.
    """

    line: int
    raw: str
    kind: str
    text: str
    owners: tuple[Owner, ...] = ()
    candidates: tuple[Hashable, ...] = ()
    due: date | None = None
    due_text: str = ""
    due_loose: bool = False
    waiting_for: str = ""
    done: bool = False
    outcome: str = ""
    group_key: Hashable | None = None
    caveats: tuple[Caveat, ...] = ()
    caveats_to_follow: bool = False
    target: Hashable | None = None
    status: str = ""
    new_date: date | None = None
    reason: str = ""
    alternatives: str = ""
    present: tuple[Owner, ...] = ()
    apologies: tuple[Owner, ...] = ()
    guests: tuple[Guest, ...] = ()
    position: Position | None = None
    asked_by: str = ""
    asker: Owner | None = None
    sort: str = ""
    thanked: tuple[Owner, ...] = ()
    yearly: bool = False
    start_by: date | None = None
    start_text: str = ""
    topics: tuple[Hashable, ...] = ()
    topics_typed: tuple[str, ...] = ()
    audience: str = ""
    figures: tuple[Figure, ...] = ()
    flags: tuple[str, ...] = ()
