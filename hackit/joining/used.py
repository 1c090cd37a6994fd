"""Where somebody's own words stand in a note of theirs: joined here, so that neither app imports the other.

It is looked up whenever it is shown and stored nowhere: so it is right when the note is edited, deleted or taken back.
The app that owns notes registers how words are found in them, in its AppConfig.ready().
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hackit.models import Person


@dataclass(frozen=True)
class Jotted:
    """Something typed for a day: its primary key, its words as typed, and its sort, if it has one."""

    pk: int
    text: str
    sort: str
    date: date


@dataclass(frozen=True)
class Place:
    """Where the words stand now: "In your weeknote w/c 3 June"."""

    words: str
    url: str


Finder = Callable[[Person, Sequence[Jotted]], Mapping[int, Place]]
"""Where each of these stands, by its key, in as many queries for thirty as for one; only those that do."""

_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Say who knows. Called once, at start; again replaces one of the same name."""
    _finders[:] = [one for one in _finders if one.__qualname__ != finder.__qualname__] + [finder]


def places(person: Person, jotted: Sequence[Jotted]) -> dict[int, Place]:
    """Where these words of this person's stand, by their keys."""
    found: dict[int, Place] = {}
    for finder in _finders if jotted else ():
        found |= finder(person, jotted)
    return found
