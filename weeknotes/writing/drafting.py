"""The first draft of a week, half full: the author's own headings, points, jottings, decisions, what was done.

Nothing of anybody else's that is not shown to the author anyway is read. What everyone cannot read yet never stands in
a part for everyone: what all staff may read goes into one for staff, what a group keeps is offered beside the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from hackit.audience import Audience
from hackit.dates import monday_of
from hackit.joining import happened
from hackit.joining.embeds import Embed, source
from hackit.joining.happened import Happened
from hackit.joining.used import Jotted
from hackit.models import Entry, EntryKind, EntryPerson, EntryRole, Person
from weeknotes.writing.bullets import bullet, words_of
from weeknotes.writing.headings import (
    CLOSED,
    CONVERSATIONS,
    DECISIONS,
    HEADINGS,
    UNSORTED,
    Heading,
    conversations_of,
    own_headings,
    usual_headings,
)
from weeknotes.writing.quiet import questions_for
from weeknotes.writing.said_days import dated
from weeknotes.writing.sheet import put_under

AnyJotting = TypeVar("AnyJotting", Entry, Jotted)

FOR_STAFF = "Decided and done, for staff"
DECIDED = "Decisions"
DONE = "Actions closed"


@dataclass(frozen=True)
class Week:
    """What is there for a week, or several, as its author may see it."""

    monday: date
    ends_on: date
    points: list[Embed] = field(default_factory=list)
    jottings: list[Entry] = field(default_factory=list)
    happened: list[Happened] = field(default_factory=list)

    @property
    def is_quiet(self) -> bool:
        return not (self.points or self.jottings or self.happened)

    @property
    def is_long(self) -> bool:
        """Whether "Mon" would be a Monday of several."""
        return (self.ends_on - self.monday).days > 6


@dataclass(frozen=True)
class FirstText:
    """The Markdown that a note begins with, and which of its headings are for staff."""

    body: str
    for_staff: tuple[str, ...] = ()


def week_of(monday: date, ends_on: date, author: Person, user) -> Week:
    """All that a note of these days begins with."""
    return Week(
        monday,
        ends_on,
        points_of_week(monday, ends_on, user),
        jottings_of_week(monday, ends_on, author, user),
        happened.of_days(monday, ends_on, user),
    )


def first_text(week: Week, author: Person, *, on: date, asks: bool = True) -> FirstText:
    """What a new note of this week begins with, written on the day `on`; a quiet one, if it `asks`, with questions."""
    headings = own_headings(author) or usual_headings(conversations_of(author, on=on))
    _put_points(headings, week.points, author, on=on)
    if asks and week.is_quiet:
        headings[:0] = _questions(headings, week.monday)
    public = [thing for thing in week.happened if thing.public]
    for_staff = [thing for thing in week.happened if thing.is_for_staff]
    _put_things(headings, public, week, Audience.EVERYONE)
    _make_room(headings, {jotting.sort for jotting in week.jottings})
    body = "\n\n".join(_block(heading) for heading in headings)
    by_sort: dict[str, str] = {}
    for heading in headings:
        if heading.sort:
            by_sort.setdefault(heading.sort, heading.words)
    for jotting in week.jottings:
        body = put_under(body, by_sort.get(jotting.sort, UNSORTED), as_bullet(jotting, on=on, with_date=week.is_long))
    staff_headings = [heading.words for heading in headings if heading.audience == Audience.STAFF]
    for thing in for_staff:
        body = put_under(body, FOR_STAFF, told(thing, with_date=week.is_long))
    if for_staff:
        staff_headings.append(FOR_STAFF)
    return FirstText(body, tuple(dict.fromkeys(staff_headings)))


def _questions(headings: list[Heading], monday: date) -> list[Heading]:
    """What a quiet week asks, of the author's own subjects; nothing of what they keep for staff."""
    kept = [heading.sort for heading in headings if not _is_open(heading)]
    return [Heading(words) for words in questions_for([one.sort for one in headings], monday, kept=kept)]


def _put_points(headings: list[Heading], points: list[Embed], author: Person, *, on: date) -> None:
    """Embed the points under the heading for conversations; it is made where the author has none for everyone."""
    if not points:
        return
    heading = next((one for one in headings if _is_open(one) and CONVERSATIONS.search(one.words)), None)
    if heading is None:
        heading = Heading(_free(conversations_of(author, on=on), headings))
        headings.insert(0, heading)
    heading.lines += [f"{{{{point:{point.ref}}}}}" for point in points]


def _put_things(headings: list[Heading], things: list[Happened], week: Week, audience: str) -> None:
    """Decisions and closed actions that everyone can read anyway, each under a heading of their own."""
    for kind, pattern, usual in (("decision", DECISIONS, DECIDED), ("action", CLOSED, DONE)):
        lines = [told(thing, with_date=week.is_long) for thing in things if thing.kind == kind]
        if not lines:
            continue
        heading = next((one for one in headings if _is_open(one) and not one.sort and pattern.search(one.words)), None)
        if heading is None:
            talks = [at for at, one in enumerate(headings) if CONVERSATIONS.search(one.words) or one.words == DECIDED]
            heading = Heading(_free(usual, headings), audience=audience)
            headings.insert(talks[-1] + 1 if talks else len(headings), heading)
        heading.lines.append("\n".join(lines))


def _is_open(heading: Heading) -> bool:
    return heading.audience == Audience.EVERYONE


def _free(words: str, headings: list[Heading]) -> str:
    """A heading's words, made others where the author has one of them that is for staff."""
    taken = {heading.words.lower() for heading in headings}
    return words if words.lower() not in taken else f"{words} for everyone"


def _make_room(headings: list[Heading], sorts: set[str]) -> None:
    """Add the usual heading for each of the sorts that has none, before those that usually come after it."""
    usual = list(HEADINGS)
    for sort in reversed([one for one in usual if one in sorts]):
        if any(heading.sort == sort for heading in headings):
            continue
        later = usual[usual.index(sort) + 1 :]
        at = next((i for i, heading in enumerate(headings) if heading.sort in later), len(headings))
        headings.insert(at, Heading(HEADINGS[sort], sort))


def _block(heading: Heading) -> str:
    return "\n\n".join([f"## {heading.words}", *heading.lines])


# --- What there is for some days ---


def points_of_week(week: date, ends_on: date, user) -> list[Embed]:
    """The week's conversation points that this user may embed; unwritten ones too, so that they can be written."""
    points = source("point")
    return list(points.of_week(week, ends_on, user)) if points else []


def jottings_of_week(week: date, ends_on: date, author: Person, user) -> list[Entry]:
    """The author's own jottings of these days, in the order in which they were typed."""
    mine = EntryPerson.objects.filter(person=author, role=EntryRole.AUTHOR)
    rows = Entry.objects.visible_to(user).filter(kind=EntryKind.JOTTING, date__range=(week, ends_on))
    return list(rows.filter(pk__in=mine.values("entry_id")).order_by("date", "source_id"))


# --- As lines of the note ---


def as_bullet(jotting: Entry, *, on: date | None = None, with_date: bool = False) -> str:
    """A jotting as a line of the note: "- Mon: Period 2 closed early"; its further lines stay under it.

    `on` is the day the note is written: in a later week "this Thursday" is given its date.
    """
    words = words_of(jotting.text, jotting.sort)
    if on is not None and monday_of(on) > monday_of(jotting.date):
        words = dated(words, said_on=jotting.date)
    return bullet(jotting.date, words, with_date=with_date)


def told(thing: Happened, *, with_date: bool = False) -> str:
    """A decision or closed action as a line of the note. Whose it was is told to staff only."""
    words = thing.public or thing.text
    said = f"{thing.said}: " if thing.said else ""
    who = f" ({thing.who})" if thing.who and not thing.public else ""
    return bullet(thing.on, f"{said}{' '.join(words.split())}{who}", with_date=with_date)


# --- What of it stands in a text ---


def not_used(jottings: Iterable[Entry], text: str) -> list[Entry]:
    """The jottings whose words do not stand in the text yet."""
    jottings = list(jottings)
    used = used_in(jottings, text)
    return [jotting for jotting in jottings if jotting not in used]


def used_in(jottings: Iterable[AnyJotting], text: str) -> list[AnyJotting]:
    """Those whose words stand in the text."""
    have = _squeezed(text)
    return [jotting for jotting in jottings if any(words in have for words in _ways_to_write(jotting))]


def stands_in(thing: Happened, text: str) -> bool:
    """Whether a decision's or action's words stand in the text."""
    return _squeezed(thing.text) in _squeezed(text)


def _ways_to_write(jotting: Entry | Jotted) -> Iterator[str]:
    """A jotting's words as they may stand in a note: as typed, without marks, with the dates that it meant."""
    words = words_of(jotting.text, jotting.sort)
    yield _squeezed(jotting.text)
    yield _squeezed(words)
    yield _squeezed(dated(words, said_on=jotting.date))


def _squeezed(text: str) -> str:
    return " ".join(re.sub(r"\\(?=[^\w\s])", "", text).split()).lower()
