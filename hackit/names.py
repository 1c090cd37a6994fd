"""Who and what is called what: everybody and everything that a text may name, in one question to the database.

Reading a typed line needs all names there are. Asked through six models that took longer than reading the line; one
UNION of plain rows takes a millisecond in a directory of hundreds.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db import connection

from hackit.matching import TopicName
from hackit.models.people import Forum, Organisation, Person, PersonAlias
from hackit.models.topics import Topic, TopicAlias


@dataclass(frozen=True)
class Named:
    """A row that a text may name: `address` is a person's ref or a topic's slug, "" of others."""

    pk: int
    name: str
    address: str
    also: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Names:
    """Everybody and everything that a text may name, each list in the order in which it is offered."""

    people: tuple[Named, ...]
    organisations: tuple[Named, ...]
    topics: tuple[Named, ...]
    groups: tuple[Named, ...]

    @cached_property
    def topic_names(self) -> list[TopicName]:
        """The topics as `matching.find_topics` takes them."""
        return [TopicName(topic.pk, topic.name, topic.also) for topic in self.topics]

    @cached_property
    def _people(self) -> dict[int, Named]:
        return {person.pk: person for person in self.people}

    @cached_property
    def _topics(self) -> dict[int, Named]:
        return {topic.pk: topic for topic in self.topics}

    def person(self, pk: int) -> Person | None:
        """That person, of whom ref and name are known and the rest is asked for when it is needed."""
        if named := self._people.get(pk):
            return Person.from_db(connection.alias, ["id", "ref", "name"], [pk, named.address, named.name])
        return Person.objects.filter(pk=pk).first()

    def topic(self, pk: int) -> Topic:
        """That topic, of which name and slug are known and the rest is asked for when it is needed."""
        if named := self._topics.get(pk):
            return Topic.from_db(connection.alias, ["id", "name", "slug"], [pk, named.name, named.address])
        return Topic.objects.get(pk=pk)


_PERSON, _ALIAS, _ORGANISATION, _TOPIC, _TOPIC_ALIAS, _GROUP = range(6)

_ROWS = f"""
SELECT {_PERSON} AS what, id, name, ref AS address, '' AS more FROM {Person._meta.db_table}
 WHERE merged_into_id IS NULL AND (from_date IS NULL OR from_date <= %s) AND (to_date IS NULL OR to_date >= %s)
UNION ALL SELECT {_ALIAS}, person_id, text, '', '' FROM {PersonAlias._meta.db_table}
UNION ALL SELECT {_ORGANISATION}, id, name, '', also_called FROM {Organisation._meta.db_table}
UNION ALL SELECT {_TOPIC}, id, name, slug, '' FROM {Topic._meta.db_table} WHERE merged_into_id IS NULL
UNION ALL SELECT {_TOPIC_ALIAS}, topic_id, text, '', '' FROM {TopicAlias._meta.db_table}
UNION ALL SELECT {_GROUP}, id, name, slug, full_name FROM {Forum._meta.db_table} WHERE is_active
ORDER BY 1, 3, 2
"""  # noqa: S608 (tables of ours, and two days as parameters)


def names(*, on: date) -> Names:
    """All names that hold on that day: people who are here, bodies, topics that were not merged, groups that meet.

    Who is called what is no secret among those who may write; what is said of them is.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [on.isoformat(), on.isoformat()])
        found = cursor.fetchall()
    global _last  # noqa: PLW0603 (what is in it is what was found just now, or it is not used)
    last = _last  # read once: another thread may ask for another day in between
    if last is None or last[0] != found:
        _last = last = found, _names_in(found)
    return last[1]


_Row = tuple[int, int, str, str, str]

_last: tuple[list[_Row], Names] | None = None
"""The rows that were found last and what was made of them: most lines find the same again."""


def _names_in(rows_found: list[_Row]) -> Names:
    found: dict[int, list[tuple[int, str, str, str]]] = defaultdict(list)
    for what, pk, name, address, more in rows_found:
        found[what].append((pk, name, address, more))
    called = {_PERSON: _also(found[_ALIAS]), _TOPIC: _also(found[_TOPIC_ALIAS])}

    def rows(what: int) -> tuple[Named, ...]:
        also = called.get(what, {})
        return tuple(Named(pk, name, address, tuple(also.get(pk, ()))) for pk, name, address, _more in found[what])

    return Names(
        people=rows(_PERSON),
        organisations=tuple(
            Named(pk, name, "", tuple(part.strip() for part in more.split(";") if part.strip()))
            for pk, name, _address, more in found[_ORGANISATION]
        ),
        topics=rows(_TOPIC),
        groups=tuple(
            Named(pk, name, "", tuple(filter(None, [full, slug.replace("-", " ")])))
            for pk, name, slug, full in found[_GROUP]
        ),
    )


def _also(rows: list[tuple[int, str, str, str]]) -> dict[int, list[str]]:
    also: dict[int, list[str]] = defaultdict(list)
    for pk, text, _address, _more in rows:
        also[pk].append(text)
    return also
