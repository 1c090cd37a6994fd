"""Records in great number from a fixed seed: what is measured on. Each app registers who makes its own.

They are made by the thousand and indexed as any record is, but no event is written of them.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import connection, models, transaction

from hackit import indexing
from hackit.dates import monday_of
from hackit.models import Forum, Membership, Person, Topic, TopicAlias, User
from hackit.models.people import Role
from hackit.sample import holds_anything
from hackit.scale.prose import Prose
from hackit.scale.topics import TOPICS

BATCH = 500
"""Records that are written and indexed in one transaction."""

EMAIL = "scale@example.org"
"""Whom one looks as: staff, and a member of the first group. It cannot sign in: it has no password."""


class NotEmpty(Exception):
    """There is something in the database already; the message says so in a sentence."""


@dataclass(frozen=True)
class Size:
    """How many of each. A weeknote has six sections, a meeting three items and a decision."""

    weeknotes: int = 10_000
    meetings: int = 5_000
    actions: int = 100_000


@dataclass
class Scale:
    """What makers are given: the dice, the last day, the words, and who and what the records are about."""

    size: Size
    dice: random.Random
    on: date
    prose: Prose
    people: list[Person] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    forums: list[Forum] = field(default_factory=list)

    def monday(self, number: int, of: int) -> date:
        """The Monday of the record so numbered, when so many are spread evenly over ten years up to the last day."""
        weeks = 520 * (of - 1 - number) // max(of, 1)
        return monday_of(self.on) - timedelta(weeks=weeks + 1)

    def some_topics(self) -> list[int]:
        """None, one or two places in the list of topics; the first are far more usual than the last."""
        count = self.dice.choices((0, 1, 2), (50, 40, 10))[0]
        places = [int(len(self.topics) * self.dice.random() ** 2) for _ in range(count)]
        return list(dict.fromkeys(places))


Maker = Callable[[Scale], None]
_makers: dict[int, Maker] = {}


def register(place: int, make: Maker) -> None:
    """Say who makes an app's records, and in which place. Called once, at start."""
    _makers[place] = make


def make_scale(size: Size, *, on: date, seed: int = 7) -> Scale:
    """Fill an empty database with so much, all of it the same for the same seed, size and day.

    Raises NotEmpty where there is anything. What is begun and breaks off leaves what was made so far.
    """
    if holds_anything():
        raise NotEmpty("There are records or logins in this database already, so nothing was made.")
    dice = random.Random(seed)  # noqa: S311 - dice, not secrets
    scale = Scale(size, dice, on, Prose(dice, TOPICS))
    _make_ground(scale)
    with indexing.topics_staying():
        for place in sorted(_makers):
            _makers[place](scale)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return scale


def _make_ground(scale: Scale) -> None:
    """400 people, the topics with what they are also called, 12 groups, and one who looks at it all."""
    for names in TOPICS:
        topic = Topic(name=names[0])
        topic.save()
        TopicAlias.objects.bulk_create(TopicAlias(topic=topic, text=text) for text in names[1:])
        scale.topics.append(topic)
    for number in range(400):
        person = Person(name=f"{scale.prose.title().split()[0].title()} {scale.prose.words[-1 - number].title()}")
        person.save()
        scale.people.append(person)
    for number in range(12):
        forum = Forum(name=f"Group {number + 1}")
        forum.save()
        scale.forums.append(forum)
    me = User.objects.create_user(EMAIL, name="Robin Looker", role=Role.STAFF).person
    scale.people.append(me)
    Membership.objects.create(person=me, forum=scale.forums[0], from_date=scale.on - timedelta(days=3650))


def write(rows: Sequence[models.Model], *, links: Callable[[], Iterable[Sequence[models.Model]]] = tuple) -> None:
    """Write rows of one model and what `links` then gives (lists of join rows), and index them if they are findable."""
    with transaction.atomic():
        model = type(rows[0])
        model._base_manager.bulk_create(rows)
        for joined in links():
            if joined:
                type(joined[0])._base_manager.bulk_create(joined)
        if issubclass(model, indexing.Indexed):
            found = list(model.to_index().filter(pk__in=[row.pk for row in rows]))
            indexing.index_all(found, new={(model._meta.label_lower, row.pk) for row in rows})


def in_batches(total: int) -> Iterable[range]:
    """The numbers from 0, a batch at a time."""
    for begin in range(0, total, BATCH):
        yield range(begin, min(begin + BATCH, total))
