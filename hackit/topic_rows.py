"""A page of a topic's story as rows: what was said under one agenda item stands together, silences stand between."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from hackit.audience import Reach
from hackit.models import Entry, EntryKind, EntryRole, EntryTopic
from hackit.text import plain_text
from hackit.timeline import Mark, Silence, later_decision, silence_between
from hackit.topic_story import decision_heading

WORDS = 45
MOST_TEXTS = 5

UNDER_AN_ITEM = (EntryKind.ITEM, EntryKind.NOTE, EntryKind.QUESTION, EntryKind.ASK, EntryKind.IDEA)
CAN_BE_OVERTAKEN = (EntryKind.SECTION, EntryKind.POINT, EntryKind.QUESTION, EntryKind.IDEA)
"""Words that a later decision may have answered."""

_STATES = {"done": "Done", "dropped": "No longer needed"}


@dataclass(frozen=True)
class Text:
    """One thing said: the tag that names its kind where it is not a plain note, its first words, who sees it
    where that is not who sees the row."""

    tag: str
    words: str
    url: str
    reach: str = ""


@dataclass
class StoryRow:
    """One mark on the timeline: a thing, or several of one agenda item; or a silence, and then nothing else."""

    entry: Entry | None = None
    silence: Silence | None = None
    title: str = ""
    kind: str = ""
    state: str = ""
    texts: list[Text] = field(default_factory=list)
    more: int = 0
    later: Mark | None = None

    @property
    def is_decision(self) -> bool:
        return self.entry is not None and self.entry.kind == EntryKind.DECISION

    @property
    def is_matched(self) -> bool:
        """Nobody tagged it: its words name the topic."""
        return self.entry is not None and self.entry.how == EntryTopic.How.MATCHED

    @property
    def shows_audience(self) -> bool:
        """Who sees it is said of a decision, and of whatever not all staff see."""
        return self.is_decision or (self.entry is not None and self.entry.reach in (Reach.MEMBERS, Reach.NAMED))


def story_rows(
    entries: Sequence[Entry], *, before: Entry | None = None, silences: Iterable[Silence] = (),
    marks: Sequence[Mark] = (), caveats: Sequence[Entry] = (), now: Silence | None = None,
) -> list[StoryRow]:  # fmt: skip
    """The rows of a page. `before` is the entry on top of it on the page before; `now` a silence that goes on."""
    rows = [StoryRow(silence=now)] if now else []
    silences = list(silences)
    for entry in entries:
        if before is not None:
            newer, older = max(before.date, entry.date), min(before.date, entry.date)
            between = silence_between(newer, older, silences)
            if between:
                rows.append(StoryRow(silence=between))
        if rows and _belongs_to(rows[-1], entry):
            _add(rows[-1], entry)
        else:
            rows.append(_row(entry, marks, caveats))
        before = entry
    return rows


def _belongs_to(row: StoryRow, entry: Entry) -> bool:
    head = row.entry
    return (
        head is not None
        and head.kind in UNDER_AN_ITEM
        and entry.kind in UNDER_AN_ITEM
        and bool(head.document)
        and (head.document, head.title) == (entry.document, entry.title)
    )


def _row(entry: Entry, marks: Sequence[Mark], caveats: Sequence[Entry]) -> StoryRow:
    row = StoryRow(entry=entry, title=entry.title, kind=_kind(entry), state=_STATES.get(entry.status, ""))
    if entry.kind == EntryKind.DECISION:
        row.title = decision_heading(entry, caveats)
        row.texts.append(Text("", _first_words(entry.title), entry.url))
    else:
        _add(row, entry)
    if entry.kind in CAN_BE_OVERTAKEN:
        row.later = later_decision(entry.date, marks)
    return row


def _add(row: StoryRow, entry: Entry) -> None:
    words = _first_words(plain_text(entry.text) if entry.kind == EntryKind.POINT else entry.text)
    if not words or words == row.title:
        return
    if len(row.texts) == MOST_TEXTS:
        row.more += 1
        return
    is_tagged = entry.kind in (EntryKind.QUESTION, EntryKind.ASK, EntryKind.IDEA) and row.entry is not entry
    reach = "" if row.entry is None or entry.reach == row.entry.reach else entry.reach
    row.texts.append(Text(entry.get_kind_display() if is_tagged else "", words, entry.url, reach))


def _first_words(text: str) -> str:
    words = text[: WORDS * 40].split(maxsplit=WORDS)
    return " ".join(words) if len(words) <= WORDS else " ".join(words[:WORDS]).rstrip(",;:–-. ") + " …"


def _kind(entry: Entry) -> str:
    """ "Decision, HMT", "Weeknote, Helen Marsh", "Note, DMT", "Number"."""
    kind = entry.get_kind_display()
    if entry.kind == EntryKind.JOTTING and entry.sort:
        kind = entry.sort.replace("_", " ").capitalize()
    if entry.kind in (EntryKind.SECTION, EntryKind.POINT) and entry.status == "draft":
        kind += " (draft)"
    whose = entry.said if entry.kind in (EntryKind.DECISION, EntryKind.ACTION) else None
    if whose is None and entry.kind in (EntryKind.SECTION, EntryKind.JOTTING, EntryKind.COMING_UP):
        links = entry.people_links.all()
        whose = ", ".join(link.person.name for link in links if link.role == EntryRole.AUTHOR)
    elif whose is None:
        whose = entry.forum.name if entry.forum_id else ""
    return f"{kind}, {whose}" if whose else kind


def next_page_words(left: int, *, oldest_first: bool) -> str:
    """ "Earlier: 12 more things"."""
    return f"{'Later' if oldest_first else 'Earlier'}: {left} more thing{'' if left == 1 else 's'}"
