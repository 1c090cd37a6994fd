"""A page of a topic's story as rows: what was said under one agenda item stands together, silences stand between."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from hackit.audience import Audience, Reach
from hackit.models import Entry, EntryKind, EntryRole, EntryTopic
from hackit.text import plain_text
from hackit.timeline import Mark, Silence, later_decision, silence_between
from hackit.topics.standing import decision_heading
from hackit.topics.story import Beside

WORDS = 45
WORDS_OF_SEVERAL = 25
MOST_TEXTS = 5

UNDER_AN_ITEM = (EntryKind.ITEM, EntryKind.NOTE, EntryKind.QUESTION, EntryKind.ASK, EntryKind.IDEA)
CAN_BE_OVERTAKEN = (EntryKind.SECTION, EntryKind.POINT, EntryKind.QUESTION, EntryKind.IDEA)
"""Words that a later decision may have answered."""

_TYPED = (EntryKind.JOTTING, EntryKind.COMING_UP, EntryKind.NOTE, EntryKind.QUESTION, EntryKind.ASK, EntryKind.IDEA)
_MARKS = re.compile(r"(?:^|(?<=\s))[#!][A-Za-z][\w-]*")
"""A topic or an audience among typed words: said by the page itself, so left out of its rows."""

_ASKED = (EntryKind.QUESTION, EntryKind.ASK, EntryKind.IDEA)
_KIND_TYPED = re.compile(r"(?:question|ask|idea)\s*:\s*", re.IGNORECASE)
"""The word by which a line became one of these kinds: said by its tag."""

_STATES = {"done": "Done", "dropped": "No longer needed", "happened": "Happened"}


@dataclass(frozen=True)
class Text:
    """One thing said: the tag that names its kind or heading where several stand together, its first words, who
    sees it where that is not who sees the row."""

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
    url: str = ""
    within: str = ""
    kind: str = ""
    state: str = ""
    texts: list[Text] = field(default_factory=list)
    more: int = 0
    later: Mark | None = None
    is_matched: bool = False
    """Nobody tagged any of it: its words name the topic."""

    @property
    def is_decision(self) -> bool:
        return self.entry is not None and self.entry.kind == EntryKind.DECISION

    @property
    def shows_audience(self) -> bool:
        """Who sees it is said of a decision, and of whatever not all staff see."""
        return self.is_decision or (self.entry is not None and self.entry.reach in (Reach.MEMBERS, Reach.NAMED))

    @property
    def audience(self) -> str:
        """Who sees it, as a page says it: a jotting of one's own is "Only me"."""
        is_own = self.entry.kind in (EntryKind.JOTTING, EntryKind.COMING_UP) and self.entry.reach == Reach.NAMED
        return Audience.ME if is_own else self.entry.reach


def story_rows(
    entries: Sequence[Entry], *, before: Entry | None = None, silences: Iterable[Silence] = (),
    marks: Sequence[Mark] = (), caveats: Sequence[Beside] = (), now: Silence | None = None,
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
    """Sections of one weeknote stand together; so does what was said under one agenda item."""
    head = row.entry
    if head is None or not head.document or head.document != entry.document:
        return False
    if head.kind == entry.kind == EntryKind.SECTION:
        return head.date == entry.date
    return head.kind in UNDER_AN_ITEM and entry.kind in UNDER_AN_ITEM and head.title == entry.title


def _row(entry: Entry, marks: Sequence[Mark], caveats: Sequence[Beside]) -> StoryRow:
    row = StoryRow(entry=entry, title=_said(entry, entry.title), url=entry.url, kind=_kind(entry))
    row.state = _STATES.get(entry.status, "")
    row.is_matched = _is_matched(entry)
    if entry.kind == EntryKind.SECTION and entry.document_title != entry.title:
        row.within = entry.document_title
    if entry.kind == EntryKind.DECISION:
        row.title = decision_heading(entry, caveats)
        row.texts.append(Text("", _first_words(entry.title), entry.url))
    else:
        row.texts += _texts(row, entry, WORDS)
    if entry.kind in CAN_BE_OVERTAKEN:
        row.later = later_decision(entry.date, marks)
    return row


def _is_matched(entry: Entry) -> bool:
    return entry.how == EntryTopic.How.MATCHED


def _add(row: StoryRow, entry: Entry) -> None:
    """One more of the same note or item. A second section makes the row the note's own."""
    row.is_matched = row.is_matched and _is_matched(entry)
    if row.within:
        head = row.entry
        row.title, row.url, row.within = row.within, head.url.split("#")[0], ""
        row.texts = _texts(row, head, WORDS_OF_SEVERAL)
    texts = _texts(row, entry, WORDS_OF_SEVERAL if entry.kind == EntryKind.SECTION else WORDS)
    if len(row.texts) >= MOST_TEXTS:
        row.more += len(texts)
    else:
        row.texts += texts


def _texts(row: StoryRow, entry: Entry, words: int) -> list[Text]:
    """What an entry says, if it says more than the row's title."""
    said = _first_words(_said(entry, entry.text), words)
    if not said or said.casefold().endswith(row.title.casefold()):  # "learning: four people…", under those words
        return []
    tag = ""
    if entry.kind == EntryKind.SECTION and entry.title != row.title:
        tag = entry.title
    elif entry.kind in _ASKED and row.entry is not entry:
        tag = entry.get_kind_display()
    reach = "" if row.entry is None or entry.reach == row.entry.reach else entry.reach
    return [Text(tag, said, entry.url, reach)]


def _said(entry: Entry, text: str) -> str:
    """Words of an entry without what is written for the machine: Markdown, topics and audiences typed among them."""
    if entry.kind == EntryKind.POINT:
        return plain_text(text)
    if entry.kind in _ASKED:
        text = _KIND_TYPED.sub("", text, count=1) if _KIND_TYPED.match(text) else text
    if entry.kind in _TYPED:
        return " ".join(_MARKS.sub("", text).split()) or text
    return text


def _first_words(text: str, most: int = WORDS) -> str:
    words = text[: most * 40].split(maxsplit=most)
    return " ".join(words) if len(words) <= most else " ".join(words[:most]).rstrip(",;:–-. ") + " …"


def _kind(entry: Entry) -> str:
    """ "Decision, HMT", "Weeknote, Helen Marsh", "Note, DMT", "Number"."""
    kind = entry.get_kind_display()
    if entry.kind == EntryKind.JOTTING and entry.sort:
        kind = entry.sort.replace("_", " ").capitalize()
    if entry.kind in (EntryKind.SECTION, EntryKind.POINT) and entry.status == "draft":
        kind += " (draft)"
    whose = entry.said if entry.kind in (EntryKind.DECISION, EntryKind.ACTION) else None
    if whose is None and entry.kind in (EntryKind.SECTION, EntryKind.JOTTING, EntryKind.COMING_UP):
        links, role = entry.people_links.all(), EntryRole.AUTHOR
        if entry.kind == EntryKind.COMING_UP:
            role = EntryRole.WITH  # who sees to it
        whose = ", ".join(link.person.name for link in links if link.role == role)
    elif whose is None:
        whose = entry.forum.name if entry.forum_id else ""
    return f"{kind}, {whose}" if whose else kind


def next_page_words(left: int, *, oldest_first: bool) -> str:
    """ "Earlier: 12 more things"."""
    return f"{'Later' if oldest_first else 'Earlier'}: {left} more thing{'' if left == 1 else 's'}"
