"""An author's own headings, learnt from their last notes: words, order, what sort stands under each, and for whom."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from hackit.audience import Audience
from hackit.models import Person
from weeknotes.following import written_sections
from weeknotes.models import SectionSort, Weeknote
from weeknotes.writing.quiet import ASKED

NOTES_LEARNT_FROM = 3
"""The last notes with headings; what stands in two of them is the author's habit."""
NOTES_LOOKED_AT = 6
MOST_HEADINGS = 12
LONGEST_NAME_OF_A_SORT = 6
"""Words: a longer heading that says "learnt" tells of something learnt that week."""

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
    SectionSort.HIGHLIGHT: r"\bhighlights?\b|\bwins?\b|\bwent well\b|\bgood (things|bits|news)\b|\bbest bits?\b",
    SectionSort.LEARNING: r"\blearn(t|ed|ing|ings)?\b|\blessons?\b",
    SectionSort.DIDNT_WORK: r"\b(didn[’']?t|did not)( quite)? (work|go well)\b|\bwent wrong\b|\bnot so (well|good)\b",
    SectionSort.THANKS: r"\bthank(s|ed| you|[\s-]?yous?)?\b|\bshout[\s-]?outs?\b|\bgratitude\b|\bgrateful\b",
    SectionSort.MET: r"\bmet\b|\bmeeting people\b|\bpeople i (saw|spoke to|talked to)\b",
    SectionSort.EVENT: r"\bevents?\b",
    SectionSort.TIP: r"\btips?\b",
    SectionSort.BENEFIT: r"\bbenefits?\b|\bsavings?\b",
    SectionSort.NUMBER: r"\bnumbers?\b|\bfigures\b|\bstatistics\b|\bstats\b",
    SectionSort.DISTRACTION: r"\bdistractions?\b",
}
CONVERSATIONS = re.compile(r"\bconversations?\b|\bdiscussed\b", re.IGNORECASE)
DECISIONS = re.compile(r"\bdecisions?\b|\bdecided\b|\bagreed\b", re.IGNORECASE)
CLOSED = re.compile(r"\bactions?\b|\bdone\b|\bfinished\b|\bdelivered\b|\bshipped\b|\bcompleted\b", re.IGNORECASE)

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_COUNTED = re.compile(
    r"^\s*\(?\d{1,3}[.):]\s+"  # "1. ", "2) "
    r"|[\s,–—:(-]*\b(?:weeks?|wk|sprint|part|episode|day)\s*#?\d{1,3}\b"
    r"(?:\s*(?:of|/)\s*\d{1,3})?(?!\s*[/-]?\d)"
    rf"|[\s,–—:(-]*(?:w/?c\.?\s+|week (?:commencing|ending|beginning)\s+)?{_WEEKDAY}\d{{1,2}}(?:st|nd|rd|th)?"
    rf"(?:\s*[-–—]\s*\d{{1,2}}(?:st|nd|rd|th)?)?\s+(?:of\s+)?{_MONTH}(?:\s+\d{{4}})?(?!\w)"
    rf"|[\s,–—:(-]*\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}})?"
    r"|[\s,–—:(-]*\b\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\b|[\s,–—:(-]*#\d{1,3}\b",
    re.IGNORECASE,
)
_LEFT_HANGING = re.compile(r"\s+(?:of|for|in|from|on|the)$", re.IGNORECASE)


@dataclass
class Heading:
    """A heading of the draft: the sort of what stands under it, what does, and who may see it."""

    words: str
    sort: str = ""
    lines: list[str] = field(default_factory=list)
    audience: str = Audience.EVERYONE


def sort_of(heading: str) -> str:
    """The sort that a heading's own words name, or ""."""
    return next((sort for sort, words in _WORDS_OF_SORT.items() if re.search(words, heading, re.IGNORECASE)), "")


def heading_for(sort: str) -> str:
    """The usual heading for a sort, also for none."""
    return HEADINGS.get(sort, UNSORTED)


def without_number(heading: str) -> str:
    """A heading without what is new every week: "1. Talks, 3 June" is "Talks", "Week 12" is nothing."""
    words = heading
    while (shorter := _COUNTED.sub("", words, count=1)) != words:
        words = shorter
    return heading if words == heading else _LEFT_HANGING.sub("", " ".join(words.split()).strip(" ,–—:-()"))


def usual_headings(conversations: str) -> list[Heading]:
    """What a first note begins with."""
    return [Heading(conversations), *(Heading(HEADINGS[sort], sort) for sort in list(HEADINGS)[:3])]


def own_headings(author: Person) -> list[Heading]:
    """The author's own headings in the order of their newest note; none where they have written none.

    Of several notes only what stands in two of the last three is the author's own, and what names a sort in the
    newest; the rest told of that week. Numbers and dates in a heading are nobody's habit.
    """
    notes = (
        Weeknote.objects.live().written_by(author).exclude(body="")
        .order_by("-week", "-pk").prefetch_related("sections")[:NOTES_LOOKED_AT]
    )  # fmt: skip
    outlines = [rows for note in notes if (rows := outline(note))][:NOTES_LEARNT_FROM]
    if not outlines:
        return []
    newest = outlines[0]
    seen = [{row.words.lower() for row in rows} for rows in outlines]
    if len(outlines) == 1:
        return newest
    habits = {words for words in set().union(*seen) if sum(words in one for one in seen) > 1}
    kept = [row for row in newest if row.words.lower() in habits or _names_a_kind(row.words)]
    _add_missing(kept, habits, outlines[1:])
    return kept[:MOST_HEADINGS] or newest


def _names_a_kind(words: str) -> bool:
    """Whether a heading is a name for what comes every week, though it was written once."""
    is_short = len(words.split()) <= LONGEST_NAME_OF_A_SORT
    return is_short and bool(sort_of(words) or CONVERSATIONS.search(words))


def _add_missing(kept: list[Heading], habits: set[str], earlier: list[list[Heading]]) -> None:
    """Put in the habits that the newest note left out, after what they stood behind."""
    for rows in earlier:
        for at, row in enumerate(rows):
            have = [one.words.lower() for one in kept]
            if row.words.lower() not in habits or row.words.lower() in have:
                continue
            before = next((r.words.lower() for r in reversed(rows[:at]) if r.words.lower() in have), None)
            kept.insert(have.index(before) + 1 if before else 0, row)


def outline(note: Weeknote) -> list[Heading]:
    """The headings of a note, each once, with the sort that the author gave the section or that its words name.

    A question that a quiet week asked is nobody's own heading.
    """
    rows = {row.anchor: row for row in note.sections.all()}
    found: dict[str, Heading] = {}
    for part in written_sections(note.body):
        words = without_number(part.heading)
        if words and part.heading not in ASKED:
            row = rows.get(part.anchor)
            sort = (row.sort if row else "") or sort_of(words)
            audience = row.audience if row else Audience.EVERYONE
            found.setdefault(words.lower(), Heading(words, sort, audience=audience))
    return list(found.values())[:MOST_HEADINGS]


def conversations_of(author: Person, *, on: date) -> str:
    """ "DMT conversations", by the group that the author belongs to."""
    membership = author.memberships.active(on=on).select_related("forum").order_by("pk").first()
    return f"{membership.forum.name} conversations" if membership else "Conversations"
