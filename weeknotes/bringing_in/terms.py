"""Categories and tags of old notes, and the topics here that they may be. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypedDict

from hackit.matching import TopicName
from hackit.search.normalise import norms

MOST_TERMS = 80
"""Terms that are asked about; those of a source that uses more, each seldom, are left out."""

GENERIC = (
    "weeknote", "weeknotes", "week notes", "weekly notes", "uncategorised", "blog", "blog post", "post", "news",
    "update", "updates", "weekly update", "general", "misc", "miscellaneous", "other", "all", "notes",
    "work", "featured",
)  # fmt: skip
"""What says that something is a weeknote, or nothing at all."""


class Term(TypedDict):
    """A term as most notes spell it, how many bear it, the topic it becomes ("" none), and why."""

    word: str
    count: int
    topic: str
    why: str


def key_of(term: str) -> str:
    """The same for terms that differ in capitals, hyphens, plural or British and American spelling."""
    return " ".join(norms(term)) or term.strip().casefold()


_GENERIC = frozenset(key_of(word) for word in GENERIC)


def terms_of(notes: Iterable[Sequence[str]], topics: Sequence[TopicName]) -> tuple[dict[str, Term], int]:
    """The terms of all notes by their key, most used first, each with the topic that is called so; how many are left
    out as the least used of more than MOST_TERMS."""
    called: dict[str, set[str]] = {}
    for topic in topics:
        for name in (topic.name, *topic.aliases):
            called.setdefault(key_of(name), set()).add(topic.name)
    found: dict[str, Term] = {}
    for terms in notes:
        for key, word in {key_of(term): term.strip() for term in terms if term.strip()}.items():
            term = found.setdefault(key, Term(word=word[:80], count=0, topic="", why=""))
            term["count"] += 1
    for key, term in found.items():
        term["topic"], term["why"] = _topic_for(key, term["word"], called.get(key, set()))
    ordered = sorted(found.items(), key=lambda pair: (-pair[1]["count"], pair[0]))
    return dict(ordered[:MOST_TERMS]), max(0, len(ordered) - MOST_TERMS)


def _topic_for(key: str, word: str, names: set[str]) -> tuple[str, str]:
    if len(names) == 1:
        name = next(iter(names))
        return name, "A topic of that name" if key_of(name) == key else f"{name} is also called that"
    if names:
        return "", f"It may be {' or '.join(sorted(names))}"
    if key in _GENERIC:
        return "", "It says nothing about what a note is about"
    return "", "No topic is called that"
