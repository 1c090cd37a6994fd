"""The weekly mail: one letter to a person, put together from what each subject has to say to them.

An app registers a *subject* in its `ready()`: actions, a week whose weeknote is not published. A subject
says of many people at once who has something to hear (a few queries, for the poster), and writes its part for one (when
the letter leaves, with that person's sight then). Nothing to say in any part means no mail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from hackit.mail import links as mail_links
from hackit.mail.outbox import Letter
from hackit.mail.reminders import Reminder, Window
from hackit.models import Mail, MailWishes, Person
from hackit.templatetags.records import clock

WEEKLY = "weekly"
READ_AT_ONCE = 500
"""How many people are asked about at once."""
STALE = timedelta(days=6)
"""A letter that could not leave for longer is given up: the next one says it better."""


@dataclass(frozen=True)
class Part:
    """What one subject says: the templates `<template>.txt` and `<template>.html`, and what of it the subject tells.

    In the templates `part` is the `context`. `headline` are a few words for the subject line ("2 overdue"); without
    any the part is a remark, which is said beside others and is never a reason to write.
    """

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    headline: str = ""

    @property
    def html(self) -> str:
        return f"{self.template}.html"

    @property
    def txt(self) -> str:
        return f"{self.template}.txt"


Finder = Callable[[Sequence[Person], date], Mapping[int, str]]
"""Who of these people has something to hear on that day, by id, in a few words without titles ("2 overdue")."""
Writer = Callable[[Person, date], Part | None]
"""The part for one person; None: nothing."""

Told = Callable[[Person, date], None]
"""Called when a letter leaves on that day: for a subject that tells each thing once only."""

USUAL = 5
"""Where a subject stands in the letter that does not say so."""

_subjects: dict[str, tuple[Finder, Writer]] = {}
_places: dict[str, int] = {}
_told: dict[str, Told] = {}


def register(name: str, find: Finder, write: Writer, told: Told | None = None, *, place: int = USUAL) -> None:
    """Say what the weekly mail has from this subject; the lowest place stands first. Again replaces."""
    _subjects[name] = (find, write)
    _places[name] = place
    if told:
        _told[name] = told


def _in_order() -> list[tuple[Finder, Writer]]:
    """The subjects as they stand in a letter."""
    return [_subjects[name] for name in sorted(_subjects, key=lambda name: _places.get(name, USUAL))]


def due_letters(window: Window) -> Iterator[Reminder]:
    """The weekly mails whose chosen day and hour lie in the window: the poster of the weekly mail."""
    on = window.days()[-1]
    for people in _batches(window, on):
        chosen = {person.pk: instant for person in people if (instant := _instant(person, window))}
        asked = [person for person in people if person.pk in chosen]
        says = _who_hears(asked, on)
        for person in asked:
            if person.pk in says:
                yield _reminder(person, chosen[person.pk], says[person.pk])


def _reminder(person: Person, leaves: datetime, says: str) -> Reminder:
    day = leaves.date()
    year, week, _weekday = day.isocalendar()
    return Reminder(
        person, WEEKLY, key=f"{WEEKLY}:{person.ref}:{year}-W{week:02d}", says=says, not_before=leaves,
        data={"day": day.isoformat()},
    )  # fmt: skip


def _who_hears(people: Sequence[Person], on: date) -> dict[int, str]:
    """What each has to hear, from all subjects."""
    found: dict[int, list[str]] = {}
    for find, _write in _in_order() if people else ():
        for pk, words in find(people, on).items():
            found.setdefault(pk, []).append(words)
    return {pk: ", ".join(words) for pk, words in found.items()}


def _batches(window: Window, on: date) -> Iterator[list[Person]]:
    """Who can be written to and may have chosen a day in the window, a batch at a time, by id."""
    weekdays = {day.weekday() for day in window.days()}
    wishes = Q(mail_wishes__weekly=True, mail_wishes__weekday__in=weekdays)
    if MailWishes().weekday in weekdays:
        wishes |= Q(mail_wishes=None)
    reachable = Q(user__is_active=True) | Q(user=None) & ~Q(email="")
    people = (
        Person.objects.serving(on=on).filter(wishes, reachable).select_related("user", "mail_wishes").order_by("pk")
    )
    last = 0
    while batch := list(people.filter(pk__gt=last)[:READ_AT_ONCE]):
        yield batch
        last = batch[-1].pk


def _instant(person: Person, window: Window) -> datetime | None:
    """When this person's letter leaves, if that lies in the window."""
    wishes = wishes_of(person)
    instants = [instant for day in window.days() if (instant := wishes.instant_on(day))]
    return next((instant for instant in instants if instant in window), None)


def wishes_of(person: Person) -> MailWishes:
    """What this person wants, or what holds for who never said."""
    return getattr(person, "mail_wishes", None) or MailWishes(person=person)


# --- The letter ---


def write(mail: Mail, on: date) -> Letter | None:
    """What the outbox asks for: the letter of this week as it is on that day. None for who wants none any more."""
    person = mail.person
    late = on - date.fromisoformat(mail.data["day"])
    if late > STALE or not _is_here(person, on) or not MailWishes.objects.of(person).weekly:
        return None
    letter = letter_for(person, on)
    for told in _told.values() if letter else ():
        told(person, on)
    return letter


def letter_for(person: Person, on: date) -> Letter | None:
    """The letter as this person would get it on that day; None where there is nothing to write for."""
    parts = [part for _find, write in _in_order() if (part := write(person, on))]
    headlines = [part.headline for part in parts if part.headline]
    if not headlines:
        return None
    context = {
        "parts": parts,
        "on": on,
        "when": said(MailWishes.objects.of(person)),
        "wishes_address": mail_links.address(person, WEEKLY),
    }
    return Letter(f"Your week: {', '.join(headlines)}", "mail/weekly", context, mail_links.headers(person, WEEKLY))


def _is_here(person: Person, on: date) -> bool:
    return person.merged_into_id is None and (person.to_date is None or person.to_date >= on)


def said(wishes: MailWishes) -> str:
    """ "on Mondays at 8am"."""
    return f"on {wishes.get_weekday_display()}s at {clock(wishes.at)}"


def counted(pairs: Iterable[tuple[int, str]]) -> str:
    """ "2 overdue, 1 due this week": the numbers that are not nought, each with its words."""
    return ", ".join(f"{count} {words}" for count, words in pairs if count)
