"""Which proposal a decision typed under an item of investment is of: tied where exactly one is named, else offered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from meetings.capture.people import fold
from meetings.capture.wordlists import SMALL

MOST = 2
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class KnownProposal:
    """A proposal that the group has before it: neither withdrawn nor finished. `key` is its primary key."""

    key: int
    ref: str
    title: str

    @property
    def told(self) -> list[str]:
        """What a line remembers of it."""
        return [self.ref, self.title]


@dataclass(frozen=True)
class Meant:
    """Of which proposal a decision is, and what may be meant where nobody can tell: the likeliest first."""

    tied: KnownProposal | None = None
    offered: tuple[KnownProposal, ...] = ()


def proposal_meant(text: str, proposals: Sequence[KnownProposal]) -> Meant:
    """What the words of a decision name: a title as a whole, or the address of its page.

    A title of one word names only where it is all that is said: "agreed the desks" may be any desks. One title within
    another ("Phones", "Phones for the field") is not named beside it. Two named, or only some words of one, are
    offered; where one proposal alone is before the group, it is.
    """
    words = _words(text)
    named = [(place, one) for one in proposals if (place := _named_at(one, text, words)) is not None]
    named = [(place, one) for place, one in named if not any(_lies_in(place, other) for other, _one in named)]
    if len(named) == 1:
        return Meant(named[0][1])
    if named:
        return Meant(offered=tuple(one for _place, one in named[:MOST]))
    said = {word for word in words if len(word) > 2} - SMALL
    shared = {one.key: len(said & set(_words(one.title))) for one in proposals}
    near = sorted((one for one in proposals if shared[one.key]), key=lambda one: (-shared[one.key], one.key))
    return Meant(offered=tuple(near[:MOST]) or (tuple(proposals) if len(proposals) == 1 else ()))


def _words(text: str) -> list[str]:
    return WORD.findall(fold(text))


def _named_at(one: KnownProposal, text: str, words: list[str]) -> range | None:
    """Where among the words its title stands; all of them where its page is linked."""
    if f"/proposals/{one.ref}" in text:
        return range(len(words))
    title = _words(one.title)
    if len(title) == 1:
        rest = [word for word in words if word not in SMALL]
        return range(len(words)) if rest == title else None
    for start in range(len(words) - len(title) + 1):
        if words[start : start + len(title)] == title:
            return range(start, start + len(title))
    return None


def _lies_in(place: range, other: range) -> bool:
    """Whether it is a part of a longer one."""
    return len(place) < len(other) and place.start >= other.start and place.stop <= other.stop
