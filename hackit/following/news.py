"""What is new of what somebody follows, as they may see it now; and beginning and ending to follow."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from hackit.audience import Viewer
from hackit.models import Entry, EntryKind, Follow, FollowTold, Person, Topic
from hackit.models.entries import EntryQuerySet
from hackit.search.query import parse_query
from hackit.search.saying import saying

MOST_FOLLOWS = 50
NEW_FOR = timedelta(days=28)
"""How old a thing may be and still be new: notes and meetings are written up, shared and published days later."""
A_WEEK = timedelta(days=7)

NO_NEWS = (EntryKind.MEETING, EntryKind.JOTTING, EntryKind.UPDATE)
UNSEEN = ("text", "search_title", "search_body", "search_document")


class TooMany(ValueError):
    """Somebody follows as much as one can."""


def everything(follow: Follow, user, *, on: date) -> EntryQuerySet:
    """All there is of it up to that day, as this user may see it; nothing for who has no role (any more)."""
    rows = Entry.objects.visible_to(user).exclude(kind__in=NO_NEWS).filter(date__lte=on)
    if Viewer.of(user).is_stranger:
        return rows.none()
    return rows.about(follow.topic) if follow.topic else saying(rows, follow.query, user=user, on=on)


def recent(follow: Follow, user, *, on: date) -> EntryQuerySet:
    """What of it is new enough to be told."""
    return everything(follow, user, on=on).filter(date__gt=on - NEW_FOR)


def news(follow: Follow, user, *, on: date) -> EntryQuerySet:
    """What of it no letter told before the one of these days: one that is written again tells the same again."""
    told = FollowTold.objects.filter(follow=follow).before(on - A_WEEK)
    return recent(follow, user, on=on).exclude(pk__in=told.values("entry_id"))


def mark_told(follow: Follow, entries: EntryQuerySet, *, day: date) -> None:
    """Remember that these were told on that day."""
    rows = [FollowTold(follow=follow, entry_id=pk, day=day) for pk in entries.order_by().values_list("pk", flat=True)]
    FollowTold.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def begin(person: Person, user, *, topic: Topic | None = None, query: str = "", on: date) -> Follow:
    """Follow a topic or a search from now on: what is there already is not told. Again changes nothing.

    Two searches that ask the same are one. Raises TooMany.
    """
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        held = list(Follow.objects.of(person))
        for follow in held:
            if follow.topic == topic if topic else not follow.topic and _asks_as(follow.query, query):
                return follow
        if len(held) >= MOST_FOLLOWS:
            raise TooMany
        made = Follow.objects.create(person=person, topic=topic, query=query)
        mark_told(made, recent(made, user, on=on), day=on - NEW_FOR)
    return made


def _asks_as(one: str, other: str) -> bool:
    """Whether two searches ask the same, whatever the order of their words and filters."""
    return _asked(one) == _asked(other)


def _asked(text: str) -> tuple[frozenset[object], ...]:
    query = parse_query(text)
    filters = frozenset((found.field, str(found.value).lower(), found.without) for found in query.filters)
    words = frozenset(frozenset((term.kind, term.norms) for term in group) for group in query.all_of)
    return words, frozenset((term.kind, term.norms) for term in query.none_of), filters
