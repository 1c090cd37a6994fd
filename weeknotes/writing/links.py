"""`[[some words]]`: links from a note to earlier notes, decisions, actions, meetings and topics.

What is stored is a plain Markdown link. Only what the author may see is offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.text import Truncator

from hackit.dates import british_day
from hackit.models import Entry, EntryKind, Topic
from hackit.search.normalise import norms, prefix_forms

MOST = 8
MOST_MARKS = 12
MOST_ROWS = 40
LONGEST_WORDS = 120
MOST_CHARACTERS = 90

KINDS = (
    EntryKind.SECTION, EntryKind.DECISION, EntryKind.ACTION, EntryKind.MEETING, EntryKind.POINT, EntryKind.ITEM,
    EntryKind.COMING_UP,
)  # fmt: skip

_MARK = re.compile(r"\[\[([^\[\]\n]{1,120})\]\]")
_FENCE = re.compile(r" {0,3}(```|~~~)")


@dataclass(frozen=True)
class Target:
    """Where a link may lead. `key` is what its button sends; `small` says what it is."""

    key: str
    title: str
    url: str
    small: str

    @property
    def markdown(self) -> str:
        words = re.sub(r"([\\\[\]])", r"\\\1", self.title)
        return f"[{words}]({self.url})"


@dataclass(frozen=True)
class Unclear:
    """A mark that is no link yet, and what it may mean."""

    words: str
    targets: list[Target]


def links_like(typed: str, *, user) -> list[Target]:
    """What the words typed so far may mean, newest first; without words what is newest."""
    words = typed.strip()
    topics = _topics(words, user)[:2] if words else []
    return [*topics, *_entries([words], user, is_whole=False)[words]][:MOST]


def unclear_links(body: str, *, user) -> list[Unclear]:
    """The marks of a text that are no links, each with what it may mean. Three queries, none without marks."""
    marks = list(dict.fromkeys(match[1].strip() for match in _marks(body)))[:MOST_MARKS]
    marks = [words for words in marks if words]
    if not marks:
        return []
    entries = _entries(marks, user, is_whole=True)
    names = list(_known_topics(user))
    return [Unclear(words, [*_named(words, names), *entries[words]][:MOST]) for words in marks]


def resolved(body: str, *, user) -> str:
    """The text with a link for each mark that has one clear meaning; the others stay as typed."""
    clear = {unclear.words: target for unclear in unclear_links(body, user=user) if (target := _one(unclear))}
    return _replaced(body, {words: target.markdown for words, target in clear.items()})


def with_link(body: str, key: str, words: str, *, user) -> str:
    """The text with this mark as a link to what `key` names ("none": as bare words), if the author may see it."""
    if key == "none":
        return _replaced(body, {words: words})
    found = [one for unclear in unclear_links(body, user=user) if unclear.words == words for one in unclear.targets]
    target = next((one for one in found if one.key == key), None)
    return _replaced(body, {words: target.markdown}) if target else body


def _one(unclear: Unclear) -> Target | None:
    """The only thing that the words may mean: the only one of that very name, else the only one at all."""
    exact = [target for target in unclear.targets if norms(target.title) == norms(unclear.words)]
    for found in (exact, unclear.targets):
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _marks(body: str) -> Iterable[re.Match[str]]:
    """The marks outside code."""
    at, in_fence = 0, False
    for line in body.split("\n"):
        if _FENCE.match(line):
            in_fence = not in_fence
        elif not in_fence:
            for found in _MARK.finditer(body, at, at + len(line)):
                if body.count("`", at, found.start()) % 2 == 0:
                    yield found
        at += len(line) + 1


def _replaced(body: str, by: dict[str, str]) -> str:
    for found in reversed(list(_marks(body))):
        text = by.get(found[1].strip())
        if text is not None:
            body = body[: found.start()] + text + body[found.end() :]
    return body


# --- Topics ---


def _known_topics(user) -> Iterable[tuple[Topic, list[str]]]:
    topics = Topic.objects.known_to(user).prefetch_related("aliases").order_by("name")
    return ((topic, [topic.name, *(alias.text for alias in topic.aliases.all())]) for topic in topics)


def _topics(words: str, user) -> list[Target]:
    start = words.lower()
    return [_topic(t) for t, names in _known_topics(user) if any(n.lower().startswith(start) for n in names)]


def _named(words: str, names: Iterable[tuple[Topic, list[str]]]) -> list[Target]:
    wanted = norms(words)
    return [_topic(topic) for topic, called in names if any(norms(name) == wanted for name in called)]


def _topic(topic: Topic) -> Target:
    return Target(f"t{topic.pk}", topic.name, topic.get_absolute_url(), "Topic")


# --- Records ---


def _entries(marks: list[str], user, *, is_whole: bool) -> dict[str, list[Target]]:
    """For each of some words the records whose title, or whose note's title, has them all. One query."""
    condition = Q()
    for words in marks:
        condition |= _has(words, is_whole=is_whole)
    rows = Entry.objects.visible_to(user).filter(condition, kind__in=KINDS).exclude(status="draft", kind="section")
    rows = list(rows.order_by("-date", "id")[:MOST_ROWS])
    return {words: _targets(words, rows, is_whole=is_whole) for words in marks}


def _has(words: str, *, is_whole: bool) -> Q:
    *whole, last = words[:LONGEST_WORDS].split() or [""]
    condition = Q(document_title__icontains=words, kind=EntryKind.SECTION) if words else Q()
    title = Q()
    for norm in norms(" ".join([*whole, last] if is_whole else whole)):
        title &= Q(search_title__contains=f" {norm} ")
    if last and not is_whole:
        forms = prefix_forms(last)
        either = Q(search_title__contains=f" {forms.prefix}")
        for stem in forms.stems:
            either |= Q(search_title__contains=f" {stem} ")
        title &= either
    return (title | condition) if words else title


def _targets(words: str, rows: list[Entry], *, is_whole: bool) -> list[Target]:
    found: dict[str, Target] = {}
    for row in rows:
        wanted = norms(words) if is_whole else norms(" ".join(words.split()[:-1]))
        in_title = all(f" {norm} " in f" {row.search_title} " for norm in wanted)
        if not is_whole and in_title and words:
            forms = prefix_forms(words.split()[-1])
            in_title = any(word.startswith(forms.prefix) or word in forms.stems for word in row.search_title.split())
        if in_title:
            found.setdefault(row.url, _record(row))
        elif row.kind == EntryKind.SECTION and words.lower() in row.document_title.lower():
            url = row.url.partition("#")[0]
            found.setdefault(url, Target(f"n{row.pk}", row.document_title, url, f"Weeknote, w/c {_day(row)}"))
    return list(found.values())[:MOST]


def _record(row: Entry) -> Target:
    if row.kind == EntryKind.SECTION:
        return Target(f"e{row.pk}", row.title, row.url, f"{row.document_title}, w/c {_day(row)}")
    return Target(
        f"e{row.pk}", Truncator(row.title).chars(MOST_CHARACTERS), row.url, f"{row.get_kind_display()}, {_day(row)}"
    )


def _day(row: Entry) -> str:
    return british_day(row.date)[4:]
