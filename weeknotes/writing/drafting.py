"""The first draft of a week, half full: the author's own headings, the week's points, the week's jottings.

Nothing of anybody else's that is not shown to the author anyway is read, and nothing private of others is put in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from hackit.dates import monday_of
from hackit.embeds import Embed, source
from hackit.form_helpers import read_plain_day
from hackit.models import Entry, EntryKind, EntryPerson, EntryRole, Person
from weeknotes.following import written_sections
from weeknotes.models import SectionSort, Weeknote
from weeknotes.writing.sheet import put_under

WEEKS_OFFERED = 8
NOTES_LEARNT_FROM = 4
NOTES_READ_FOR_HEADINGS = 12

UNSORTED = "Also this week"
HEADINGS: dict[str, str] = {
    SectionSort.HIGHLIGHT: "Highlights",
    SectionSort.LEARNING: "Something I’m learning",
    SectionSort.DIDNT_WORK: "This didn’t work",
    SectionSort.THANKS: "Thanks",
    SectionSort.MET: "Met",
    SectionSort.EVENT: "Events",
    SectionSort.TIP: "Tips",
    SectionSort.BENEFIT: "Benefits",
    SectionSort.NUMBER: "Numbers",
    SectionSort.DISTRACTION: "Distractions",
}
"""What a section of each sort is called where the author has no heading of their own for it."""

_WORDS_OF_SORT: dict[str, str] = {
    SectionSort.HIGHLIGHT: r"\bhighlights?\b",
    SectionSort.LEARNING: r"\blearn(t|ed|ing|ings)?\b",
    SectionSort.DIDNT_WORK: r"\bdidn[’']?t work\b|\bdid not work\b",
    SectionSort.THANKS: r"\bthank(s|ed)?\b",
    SectionSort.MET: r"\bmet\b|\bmeeting people\b",
    SectionSort.EVENT: r"\bevents?\b",
    SectionSort.TIP: r"\btips?\b",
    SectionSort.BENEFIT: r"\bbenefits?\b",
    SectionSort.NUMBER: r"\bnumbers?\b",
    SectionSort.DISTRACTION: r"\bdistractions?\b",
}
_CONVERSATIONS = re.compile(r"\bconversations?\b|\bdiscussed\b", re.IGNORECASE)


@dataclass
class Heading:
    """A heading of the draft, the sort of what stands under it, and what does."""

    words: str
    sort: str = ""
    lines: list[str] = field(default_factory=list)


def sort_of(heading: str) -> str:
    """The sort that a heading's own words name, or ""."""
    return next((sort for sort, words in _WORDS_OF_SORT.items() if re.search(words, heading, re.IGNORECASE)), "")


# --- Which week ---


def weeks_to_offer(author: Person, *, on: date) -> list[date]:
    """The Mondays to choose from: the latest week without a published note of this author's, then the others."""
    this = monday_of(on)
    mondays = [this - timedelta(weeks=n) for n in range(WEEKS_OFFERED)]
    notes = Weeknote.objects.live().written_by(author).filter(week__in=mondays).exclude(published_at=None)
    published = set(notes.values_list("week", flat=True))
    first = next((monday for monday in mondays if monday not in published), this)
    return [first, *(monday for monday in mondays if monday != first)]


def read_day(text: str, *, on: date) -> date | None:
    """A day as typed, with or without its year ("3 June", "3/6"): the nearest that makes sense. None: not a day."""
    words = re.sub(r"^\s*w/c\s+", "", text.strip(), flags=re.IGNORECASE)
    with_year = read_plain_day(words)
    if with_year:
        return with_year
    joint = "/" if "/" in words else " "
    years = (on.year - 1, on.year, on.year + 1)
    found = [day for year in years if (day := read_plain_day(f"{words}{joint}{year}"))]
    return min(found, key=lambda day: abs(day - on), default=None)


# --- What stands in it ---


def first_body(week: date, author: Person, user, *, ends_on: date, on: date) -> str:
    """The Markdown that a new note of this week begins with."""
    headings = own_headings(author, on=on)
    points = points_of_week(week, ends_on, user)
    if points and not any(_CONVERSATIONS.search(heading.words) for heading in headings):
        headings.insert(0, Heading(_conversations(author, on=on)))
    for heading in headings:
        if points and _CONVERSATIONS.search(heading.words):
            heading.lines = [f"{{{{point:{point.ref}}}}}" for point in points]
            points = []
    jottings = jottings_of_week(week, ends_on, author, user)
    _make_room(headings, {jotting.sort for jotting in jottings})
    body = "\n\n".join(_block(heading) for heading in headings)
    by_sort = {heading.sort: heading.words for heading in headings if heading.sort}
    for jotting in jottings:
        body = put_under(body, by_sort.get(jotting.sort, UNSORTED), as_bullet(jotting))
    return body


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


def own_headings(author: Person, *, on: date) -> list[Heading]:
    """The author's own headings in the order of their last note; without one, those that most notes have.

    Of several notes only headings that come again, or that name a sort, are the author's own; the others told
    of that week.
    """
    notes = list(
        Weeknote.objects.live().written_by(author).exclude(body="")
        .order_by("-week", "-pk").prefetch_related("sections")[:NOTES_LEARNT_FROM]
    )  # fmt: skip
    outlines = [outline(note) for note in notes]
    last = next((rows for rows in outlines if rows), [])
    others = {row.words.lower() for rows in outlines if rows is not last for row in rows}
    if len(notes) > 1:
        kept = [row for row in last if row.sort or row.words.lower() in others or _CONVERSATIONS.search(row.words)]
        last = kept or last
    return last or [
        Heading(_conversations(author, on=on)),
        *(Heading(HEADINGS[sort], sort) for sort in list(HEADINGS)[:3]),
    ]


def outline(note: Weeknote) -> list[Heading]:
    """The headings of a note, each once, with the sort that the author gave the section or that its words name."""
    sorts = {row.anchor: row.sort for row in note.sections.all()}
    found: dict[str, Heading] = {}
    for part in written_sections(note.body):
        if part.heading:
            sort = sorts.get(part.anchor) or sort_of(part.heading)
            found.setdefault(part.heading.lower(), Heading(part.heading, sort))
    return list(found.values())[:NOTES_READ_FOR_HEADINGS]


def _conversations(author: Person, *, on: date) -> str:
    """ "DMT conversations", by the group that the author belongs to."""
    membership = author.memberships.active(on=on).select_related("forum").order_by("pk").first()
    return f"{membership.forum.name} conversations" if membership else "Conversations"


def points_of_week(week: date, ends_on: date, user) -> list[Embed]:
    """The week's conversation points that this user may embed; unwritten ones too, so that they can be written."""
    points = source("point")
    return list(points.of_week(week, ends_on, user)) if points else []


def jottings_of_week(week: date, ends_on: date, author: Person, user) -> list[Entry]:
    """The author's own jottings of these days, in the order in which they were typed."""
    mine = EntryPerson.objects.filter(person=author, role=EntryRole.AUTHOR)
    rows = Entry.objects.visible_to(user).filter(kind=EntryKind.JOTTING, date__range=(week, ends_on))
    return list(rows.filter(pk__in=mine.values("entry_id")).order_by("date", "source_id"))


def heading_for(sort: str) -> str:
    return HEADINGS.get(sort, UNSORTED)


def as_bullet(jotting: Entry) -> str:
    """A jotting as a line of the note: "- Mon: Period 2 closed early"; its further lines stay under it."""
    first, *more = jotting.text.strip().splitlines() or [""]
    return "\n".join([f"- {jotting.date:%a}: {first}", *(f"  {line.strip()}" for line in more if line.strip())])


def not_used(jottings: Iterable[Entry], text: str) -> list[Entry]:
    """The jottings whose words do not stand in the text yet."""
    have = _squeezed(text)
    return [jotting for jotting in jottings if _squeezed(jotting.text) not in have]


def _squeezed(text: str) -> str:
    return " ".join(text.split()).lower()
