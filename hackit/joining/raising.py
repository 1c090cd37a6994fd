"""Actions raised from a text of one app and shown beside it: joined here, so that neither app imports the other.

A page that has sections, points or decisions asks `beside` for what was raised from it, and draws each with the tag
`raise_beside`. The app that owns actions registers how they are fetched, in its AppConfig.ready().
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from hackit.audience import Viewer


@dataclass(frozen=True)
class Raised:
    """One action as this reader may see it. `state`: "Grace Li, due Fri 14 June", or "Done"."""

    text: str
    url: str
    state: str
    is_open: bool


@dataclass(frozen=True)
class Raising:
    """What was raised from a page, by the address of the very place; and whether this reader may raise more."""

    may_raise: bool = False
    by_address: dict[str, list[Raised]] = field(default_factory=dict)

    def at(self, address: str) -> list[Raised]:
        """What was raised from this place."""
        return self.by_address.get(address, [])


@dataclass(frozen=True)
class Text:
    """A published text as one reader has it, whose actions are asked for.

    `page`: its address; `places`: those of the parts that this reader sees; `points`: refs of the conversation points
    in it; `links`: pages that it links to.
    """

    page: str
    places: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


@dataclass(frozen=True)
class Next:
    """Something that will happen, or has. To a stranger `url` and `state` are "": nobody's name and no date."""

    text: str
    url: str = ""
    state: str = ""
    is_done: bool = False
    is_dropped: bool = False


class RaiseSource(Protocol):
    """What the app that owns actions registers."""

    def raised_from(self, pages: Iterable[str], user, *, on: date) -> dict[str, list[Raised]]:
        """The actions that this user may see and that came from these pages (addresses without anchors)."""

    def what_happens_next(self, text: Text, user, *, on: date) -> list[Next]:
        """The actions raised from a text or its points, linked in it, or agreed under the points' agenda items.

        Each once, those still to do first. A stranger gets what was published of them.
        """


_sources: list[RaiseSource] = []


def register(source: RaiseSource) -> None:
    """Say how actions are fetched. Called once, at start."""
    _sources[:] = [source]


def beside(pages: Iterable[str], user, *, on: date) -> Raising:
    """For one page of texts. A stranger is shown no action and offered nothing, at no query; others at one."""
    viewer = Viewer.of(user)
    if viewer.is_stranger or not _sources:
        return Raising()
    return Raising(viewer.may_write, _sources[0].raised_from(pages, user, on=on))


def what_happens_next(text: Text, user, *, on: date) -> list[Next]:
    """What follows from a text, each action once, as this reader may see it. Nothing where no app owns actions."""
    return _sources[0].what_happens_next(text, user, on=on) if _sources else []
