"""What the weekly mail says of what somebody follows: titles that all staff may read; of the rest only how many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from hackit.audience import Reach, viewer_of_person
from hackit.following.news import UNSEEN, mark_told, news
from hackit.mail.digest import Part
from hackit.models import Entry, Follow, Person

SHOWN = 5


@dataclass
class Told:
    """One thing followed: its newest things by name, and how many more there are."""

    follow: Follow
    entries: list[Entry] = field(default_factory=list)
    more: int = 0

    @property
    def count(self) -> int:
        return len(self.entries) + self.more


def find(people: Sequence[Person], on: date) -> Mapping[int, str]:
    """Who of these people has news of what they follow."""
    ids = set(Follow.objects.filter(person__in=list(people)).values_list("person_id", flat=True))
    found = {person.pk: sum(told.count for told in _all(person, on)) for person in people if person.pk in ids}
    return {pk: words_for(count) for pk, count in found.items() if count}


def write(person: Person, on: date) -> Part | None:
    """The part for one person, as they may see things when it leaves."""
    rows = _all(person, on)
    if not rows:
        return None
    return Part("hackit/mail/_following", {"rows": rows}, words_for(sum(told.count for told in rows)))


def told(person: Person, on: date) -> None:
    """The letter of that day leaves: what it told is not told again by the next."""
    for follow in Follow.objects.of(person):
        mark_told(follow, news(follow, person.user, on=on), day=on)


def _all(person: Person, on: date) -> list[Told]:
    if viewer_of_person(person).is_stranger:
        return []
    found = (_of(follow, person, on) for follow in Follow.objects.of(person))
    return [one for one in found if one.count]


def _of(follow: Follow, person: Person, on: date) -> Told:
    rows = news(follow, person.user, on=on)
    named = rows.filter(reach__in=(Reach.EVERYONE, Reach.STAFF)).defer(*UNSEEN)
    entries = list(named.order_by("-date", "-pk")[:SHOWN])
    return Told(follow, entries, rows.count() - len(entries))


def words_for(count: int) -> str:
    """ "3 new on what you follow"."""
    return f"{count} new on what you follow"
