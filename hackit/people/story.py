"""What the records hold of a person, as one reader sees it: from Entries and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.db.models import Case, F, IntegerField, Value, When

from hackit.models import Entry, EntryKind, EntryRole, Person
from hackit.models.entries import EntryQuerySet

OPEN = ("not_started", "in_progress", "waiting")
SHOWN = 8
"""Things of each sort on a person's page."""
READ = 200
"""Sections among which the notes that somebody wrote last are looked for."""

Thing = TypeVar("Thing")

WRITTEN = (EntryKind.SECTION, EntryKind.POINT)
ABOUT = (EntryRole.MENTIONED, EntryRole.LEAD, EntryRole.WITH)
UNSEEN = ("text", "search_title", "search_body", "search_document")


@dataclass(frozen=True)
class Piece:
    """A weeknote with the sections of it that somebody wrote, or a conversation point."""

    entry: Entry
    parts: list[Entry] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.entry.document_title or self.entry.title if self._is_note else self.entry.title

    @property
    def url(self) -> str:
        return self.entry.url.partition("#")[0] if self._is_note else self.entry.url

    @property
    def _is_note(self) -> bool:
        return self.entry.kind == EntryKind.SECTION


@dataclass(frozen=True)
class Stretch(Generic[Thing]):
    """One part of a person's page: its first things, and whether there are more than those."""

    entries: Sequence[Thing]
    has_more: bool


def wrote(user, person: Person) -> Stretch[Piece]:
    """Weeknotes with their sections, and conversation points, newest first."""
    rows = _of(user, person, EntryRole.AUTHOR).filter(kind__in=WRITTEN).order_by("-date", "-document", "pk")
    pieces: dict[object, Piece] = {}
    for entry in rows[:READ]:
        piece = pieces.setdefault(entry.document if entry.kind == EntryKind.SECTION else entry.pk, Piece(entry))
        if entry.title != piece.title:
            piece.parts.append(entry)
    found = list(pieces.values())
    return Stretch(found[:SHOWN], len(found) > SHOWN)


def owns(user, person: Person) -> Stretch[Entry]:
    """Actions: open ones by date first, then ended ones, newest first."""
    rank = Case(When(status__in=OPEN, then=0), default=1, output_field=IntegerField())
    open_due = Case(When(status__in=OPEN, then=F("due")), default=Value(None))
    rows = _of(user, person, EntryRole.OWNER).filter(kind=EntryKind.ACTION).annotate(rank=rank, open_due=open_due)
    return _first(rows.order_by("rank", F("open_due").asc(nulls_last=True), "-date", "-pk"))


def decided(user, person: Person) -> Stretch[Entry]:
    """Decisions that the person wrote down."""
    return _first(_of(user, person, EntryRole.RECORDED).filter(kind=EntryKind.DECISION).order_by("-date", "-pk"))


def mentioned(user, person: Person) -> Stretch[Entry]:
    """Where else the person comes in: named, leading an item, or with somebody on an action."""
    return _first(_of(user, person, *ABOUT).order_by("-date", "-pk").distinct())


def _of(user, person: Person, *roles: str) -> EntryQuerySet:
    rows = Entry.objects.visible_to(user).filter(people_links__person=person, people_links__role__in=roles)
    return rows.select_related("forum").defer(*UNSEEN)


def _first(rows: EntryQuerySet) -> Stretch[Entry]:
    found = list(rows[: SHOWN + 1])
    return Stretch(found[:SHOWN], len(found) > SHOWN)
