"""What was finished or decided on some days, for whoever writes about them: registered by the app that keeps it.

A weeknote tells what its author's groups decided and what was done. Who writes may see more than who reads, so each
thing says how far it reaches now, and in which words everyone can read it already, if they can.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from hackit.audience import Reach


@dataclass(frozen=True)
class Happened:
    """One thing that ended or was decided on the day `on`, as the writer sees it.

    kind: "action" or "decision"; said: what came of it ("Agreed"); who: whose it is, "" for the writer's own;
    group: its group's name; reach: who sees the live record now; public: its words as everyone reads them now, "" if
    nobody outside does.
    """

    kind: str
    ref: str
    on: date
    text: str
    url: str
    reach: str
    said: str = ""
    who: str = ""
    group: str = ""
    public: str = ""

    @property
    def is_for_staff(self) -> bool:
        """Whether all staff may read it, but not everyone."""
        return not self.public and self.reach in (Reach.STAFF, Reach.EVERYONE)

    @property
    def is_kept(self) -> bool:
        """Whether only its group, or who is named on it, may read it."""
        return not self.public and not self.is_for_staff


class HappenedSource(Protocol):
    """What an app registers."""

    def of_days(self, first: date, last: date, user) -> Iterable[Happened]:
        """What was closed of this user's and their groups', and what those decided, on these days, in order of day."""


_sources: list[HappenedSource] = []


def register(source: HappenedSource) -> None:
    """Say who knows what was finished or decided. Called once, at start; again replaces one of the same type."""
    _sources[:] = [one for one in _sources if type(one) is not type(source)] + [source]


def of_days(first: date, last: date, user) -> list[Happened]:
    """All that was finished or decided on these days that this user may write about, in order of day."""
    return sorted((thing for one in _sources for thing in one.of_days(first, last, user)), key=lambda thing: thing.on)
