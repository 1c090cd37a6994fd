"""Who writes, who may read, and a shelf of conversation points that stands in for an app that keeps them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client
from django.utils.html import format_html

from hackit.audience import Viewer
from hackit.joining import embeds
from hackit.joining.embeds import Embed
from hackit.models import Person, User
from tests.factories import make_user
from weeknotes.models import Weeknote
from weeknotes.publishing.writes import now, publish
from weeknotes.writing.writes import begin

MONDAY = date(2019, 6, 3)
BODY = """## Highlights

- Mon: the pilot of mobile phones ended

## Something I’m learning

Ask how many people share one.
"""


class Shelf:
    """Points in memory: staff may embed and read all, strangers the published ones."""

    def __init__(self) -> None:
        self.points: dict[str, Embed] = {}
        self.published: list[str] = []
        self.refuses = False

    def add(self, ref: str, title: str, text: str = "", **extra) -> Embed:
        point = Embed(
            "point", ref, title, text, format_html("<p>{}</p>\n", text), "Point from DMT, Mon 3 June", "/meetings/x/",
            f"/points/{ref}/edit/", 1, bool(text), False, **extra,
        )  # fmt: skip
        self.points[ref] = point
        return point

    def fetch(self, refs: Iterable[str], user) -> dict[str, Embed]:
        found = {ref: self.points[ref] for ref in refs if ref in self.points}
        if Viewer.of(user).is_stranger:
            return {ref: point for ref, point in found.items() if point.is_published}
        return found

    def of_week(self, monday: date, ends_on: date, user) -> list[Embed]:
        return list(self.points.values())

    def publish(self, refs: Iterable[str], *, by: Person) -> None:
        for ref in refs:
            if not self.refuses:
                self.points[ref] = replace(self.points[ref], is_published=True)
                self.published.append(ref)


@pytest.fixture
def shelf(monkeypatch) -> Shelf:
    """The points of these tests; the app that really keeps them is tested beside it."""
    kept = Shelf()
    monkeypatch.setitem(embeds._sources, "point", kept)
    return kept


@pytest.fixture
def helen(db) -> User:
    """She writes the notes."""
    return make_user("Helen Marsh")


@pytest.fixture
def sam(db) -> User:
    """Staff, and no author."""
    return make_user("Sam Whitfield")


@pytest.fixture
def as_helen(helen) -> Client:
    return _signed_in(helen)


@pytest.fixture
def as_sam(sam) -> Client:
    return _signed_in(sam)


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def make_note(user: User, body: str = BODY, *, title: str = "Fewer phones", week: date = MONDAY, **extra) -> Weeknote:
    """A note as its author saved it."""
    note = begin(week, author=user.person, user=user, on=week)
    note.title, note.body, note.summary = title, body, extra.pop("summary", "One phone, or none.")
    for name, value in extra.items():
        setattr(note, name, value)
    note.save_revision(by=user.person)
    return note


def make_published(user: User, body: str = BODY, **extra) -> Weeknote:
    """A note that everyone can read."""
    note = make_note(user, body, **extra)
    publish(note, by=user.person, user=user, at=now(), expected_version=note.version)
    return note
