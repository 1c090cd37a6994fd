"""Things of one app that another shows and edits in place, joined here so that neither imports the other.

A weeknote embeds a conversation point by the line `{{point:REF}}`. The app that owns points registers how
they are fetched, saved and published, in its AppConfig.ready().
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.utils.safestring import SafeString

from hackit.models import Person


@dataclass(frozen=True)
class Embed:
    """An embedded thing as the reader or writer sees it.

    label: where it comes from ("Point from DMT, Mon 10 June"); html: its text, safe; edit_url: where it is
    edited, "" for who may not; is_written: whether it has text yet; topics: ids; on: its day, if known.
    """

    kind: str
    ref: str
    title: str
    text: str
    html: SafeString
    label: str
    url: str
    edit_url: str
    version: int
    is_written: bool
    is_published: bool
    topics: tuple[int, ...] = ()
    on: date | None = None


class EmbedSource(Protocol):
    """What an app registers for a kind of embeddable thing."""

    def fetch(self, refs: Iterable[str], user) -> dict[str, Embed]:
        """Those of the refs that this user may see, by ref. For a stranger: as published."""

    def of_week(self, monday: date, ends_on: date, user) -> list[Embed]:
        """What of this kind belongs to these days and could be embedded by this user."""

    def publish(self, refs: Iterable[str], *, by: Person) -> None:
        """Publish these to everyone with what embeds them."""


_sources: dict[str, EmbedSource] = {}


def register(kind: str, source: EmbedSource) -> None:
    """Say how things of this kind are fetched. Called once, at start."""
    _sources[kind] = source


def source(kind: str) -> EmbedSource | None:
    return _sources.get(kind)
