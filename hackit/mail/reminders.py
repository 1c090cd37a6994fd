"""Mail that nobody asks for by pressing a button: the weekly one, the one before a meeting.

An app registers in its `ready()` a *poster*: it says which letters are due in a stretch of time. This module alone puts
them into the outbox, each once by its key, so posters only read, and a run can be repeated, doubled or tried dry.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from django.db import models
from django.utils import timezone

from hackit.mail import outbox
from hackit.models.mail import Mail
from hackit.models.people import Person
from hackit.models.wishes import ReminderRun

logger = logging.getLogger(__name__)

BATCH = 200
"""How many letters are written at once: memory stays the same for fifty people and for five thousand."""
LONGEST_CATCH_UP = timedelta(days=6)
"""How far back a run makes up for runs that did not happen. A week later the next weekly mail is due anyway."""


@dataclass(frozen=True)
class Window:
    """A stretch of time, its beginning included and its end not. What was to leave in it is due."""

    since: datetime
    until: datetime

    @classmethod
    def of_day(cls, day: date) -> Window:
        """The whole of one day by the clock here: 23 or 25 hours when the clocks change."""
        zone = timezone.get_default_timezone()
        return cls(datetime.combine(day, time(), zone), datetime.combine(day + timedelta(days=1), time(), zone))

    def __contains__(self, instant: datetime) -> bool:
        return self.since <= instant < self.until

    def days(self) -> list[date]:
        """The days here that it touches, earliest first: at least one."""
        first = timezone.localdate(self.since)
        last = max(first, timezone.localdate(self.until - timedelta(microseconds=1)))
        return [first + timedelta(days=number) for number in range((last - first).days + 1)]


@dataclass(frozen=True)
class Reminder:
    """A letter that is due: to whom, of which kind, and the `key` that it may be sent once for.

    `says` tells in a few words, without titles, why it is sent ("2 overdue"): for who runs the command. The rest is as
    `outbox.post` takes it.
    """

    person: Person
    kind: str
    key: str
    says: str = ""
    about: models.Model | None = None
    not_before: datetime | None = None
    data: dict[str, Any] = field(default_factory=dict)


Poster = Callable[[Window], Iterable[Reminder]]
"""Yields what is due in the window, person by person, reading a batch at a time. It writes nothing."""

_posters: dict[str, Poster] = {}


def register(name: str, poster: Poster) -> None:
    """Say who knows which letters of that name are due ("weekly"). Again replaces."""
    _posters[name] = poster


def names() -> list[str]:
    """The posters, in order of registration."""
    return list(_posters)


@dataclass(frozen=True)
class Batch:
    """What became of a batch: those put into the outbox (or, dry, that would be), and how many were there already."""

    name: str
    new: list[Reminder]
    already: int


def post_due(name: str, window: Window, *, dry_run: bool = False) -> Iterator[Batch]:
    """Put what one poster finds due into the outbox, batch by batch; `dry_run` only says what would be."""
    due = iter(_posters[name](window))
    while rows := list(islice(due, BATCH)):
        there = set(Mail.objects.filter(key__in=[row.key for row in rows]).values_list("key", flat=True))
        new = [row for row in rows if row.key not in there]
        if new and not dry_run:
            outbox.post_all([_mail(row) for row in new])
        yield Batch(name, new, len(rows) - len(new))


def window_since_last(name: str, *, now: datetime) -> Window:
    """From where the last run of this poster ended until now; the first one begins today."""
    today = Window.of_day(timezone.localdate(now)).since
    since = ReminderRun.objects.done_until(name) or today
    return Window(min(max(since, now - LONGEST_CATCH_UP), now), now)


def note_done(name: str, window: Window) -> None:
    """The window was gone through to its end: the next run begins there."""
    ReminderRun.objects.note(name, window.until)


def _mail(row: Reminder) -> Mail:
    return outbox.new_mail(
        row.kind, row.person, key=row.key, by=None, about=row.about, not_before=row.not_before, data=row.data
    )
