"""Topics from a CSV beside those there are: what would be new, changed or unchanged, and writing it, all or nothing.

A row is known again by its topic's name, so the same file again changes nothing. Topics that the file does not name
stay as they are; no topic is ever taken away. What is the name of one topic is not brought in as another name of a
second: the plan notes which of its other names a topic loses or is not given.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.db import transaction

from hackit.models import Person, Topic
from hackit.topics.csv_in import COLUMNS, TopicLine, TopicTable, Wrong, key_of
from hackit.topics.writes import save_topic

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"


@dataclass(frozen=True)
class Fate:
    """What becomes of one row: `state`, and of a changed topic what changes, in words."""

    line: TopicLine
    state: str
    changes: tuple[str, ...] = ()


@dataclass
class Plan:
    """What bringing a table in would do. Nothing may be written while `wrong` holds anything.

    noted: other names that topics lose, or are not given; losing: those that they have now, by the topic's key.
    """

    fates: list[Fate] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    noted: list[Wrong] = field(default_factory=list)
    losing: dict[str, set[str]] = field(default_factory=dict)

    def count(self, state: str) -> int:
        return sum(fate.state == state for fate in self.fates)

    @property
    def words(self) -> str:
        """ "2 new, 1 changed, 3 unchanged"."""
        return ", ".join(f"{self.count(state)} {state}" for state in (NEW, CHANGED, UNCHANGED))

    @property
    def does_something(self) -> bool:
        return not self.wrong and any(fate.state != UNCHANGED for fate in self.fates)


@dataclass
class _Stored:
    """The topics there are, by the key of their name."""

    topics: dict[str, Topic]
    names: dict[str, str]
    aliases: dict[str, tuple[str, ...]]
    broader: dict[str, str]


def _stored() -> _Stored:
    found = list(Topic.objects.current().select_related("broader").prefetch_related("aliases"))
    return _Stored(
        {key_of(topic.name): topic for topic in found},
        {key_of(topic.name): topic.name for topic in found},
        {key_of(topic.name): tuple(alias.text for alias in topic.aliases.all()) for topic in found},
        {key_of(topic.name): key_of(topic.broader.name) for topic in found if topic.broader},
    )


def plan(table: TopicTable) -> Plan:
    """What bringing the table in would do now."""
    stored = _stored()
    made = Plan(wrong=list(table.wrong))
    made.losing = _losing(table.lines, stored)
    lines = [_without_names(line, stored, made, table.lines) for line in table.lines]
    made.noted += _lost(table.lines, stored, made)
    made.noted.sort(key=lambda noted: noted.row)
    made.wrong += _unknown_broader(lines, stored)
    made.wrong += _circles(lines, stored)
    made.wrong += _names_of_others(lines, stored)
    made.wrong.sort(key=lambda wrong: wrong.row)
    made.fates = [_fate(line, stored) for line in lines if line.name]
    return made


def _losing(lines: list[TopicLine], stored: _Stored) -> dict[str, set[str]]:
    """Of topics that there are, the other names that are the names of new ones."""
    new = {key_of(line.name) for line in lines if line.name} - stored.topics.keys()
    found = {key: new & set(map(key_of, texts)) for key, texts in stored.aliases.items()}
    return {key: words for key, words in found.items() if words}


def _without_names(line: TopicLine, stored: _Stored, made: Plan, lines: list[TopicLine]) -> TopicLine:
    """The row without other names that are names of topics; what two topics share already may stay."""
    key = key_of(line.name)
    names = {key_of(one.name) for one in lines if one.name} | stored.names.keys()
    left_off = names - {key} - set(map(key_of, stored.aliases.get(key, ()))) | made.losing.get(key, set())
    off = [text for text in line.aliases or () if key_of(text) in left_off]
    if not off:
        return line
    made.noted += [
        Wrong(line.row, f"“{text}” is a topic of its own, so {line.name} is not called that as well") for text in off
        if key_of(text) not in made.losing.get(key, ())
    ]  # fmt: skip
    return replace(line, aliases=tuple(text for text in line.aliases or () if text not in off))


def _lost(lines: list[TopicLine], stored: _Stored, made: Plan) -> Iterator[Wrong]:
    """For each new topic the topics that are no longer called so."""
    for line in lines:
        for key, words in made.losing.items():
            if key_of(line.name) in words:
                yield Wrong(
                    line.row, f"{stored.names[key]} is no longer called “{line.name}”: it is a topic of its own"
                )


def _fate(line: TopicLine, stored: _Stored) -> Fate:
    key = key_of(line.name)
    topic = stored.topics.get(key)
    if topic is None:
        return Fate(line, NEW)
    changes = []
    if line.name != topic.name:
        changes.append(f"written {line.name}")
    if line.aliases is not None:
        wanted = {key_of(text): text for text in line.aliases if key_of(text) != key}
        had = {key_of(text): text for text in stored.aliases[key]}
        if more := [text for one, text in wanted.items() if one not in had]:
            changes.append(f"also called {', '.join(more)}")
        if less := [text for one, text in had.items() if one not in wanted]:
            changes.append(f"no longer called {', '.join(less)}")
    if line.description is not None and line.description != topic.description:
        changes.append("another description" if line.description else "no description any more")
    if line.broader is not None and key_of(line.broader) != stored.broader.get(key, ""):
        changes.append(f"broader topic {line.broader}" if line.broader else "no broader topic any more")
    return Fate(line, CHANGED if changes else UNCHANGED, tuple(changes))


def _unknown_broader(lines: list[TopicLine], stored: _Stored) -> Iterator[Wrong]:
    """Broader topics that are neither here nor anywhere in the file."""
    known = stored.topics.keys() | {key_of(line.name) for line in lines}
    for line in lines:
        if line.broader and key_of(line.broader) not in known:
            yield Wrong(line.row, f"There is no topic “{line.broader}”, here or in the file, to be the broader one")


def _circles(lines: list[TopicLine], stored: _Stored) -> Iterator[Wrong]:
    """Rows by which a topic would be its own broader one, itself or by way of others."""
    above = dict(stored.broader)
    for line in lines:
        if line.broader is not None:
            above[key_of(line.name)] = key_of(line.broader)
    for line in lines:
        key, seen = key_of(line.name), set()
        here = above.get(key, "")
        while here and here != key and here not in seen:
            seen.add(here)
            here = above.get(here, "")
        if line.broader and here == key:
            yield Wrong(line.row, f"“{line.name}” would be its own broader topic: {line.broader} lies below it")


def _names_of_others(lines: list[TopicLine], stored: _Stored) -> Iterator[Wrong]:
    """Other names that another topic has as well. What two topics share already may stay."""
    names = dict(stored.names) | {key_of(line.name): line.name for line in lines if line.name}
    owners = _owners(lines, stored)
    for line in lines:
        key = key_of(line.name)
        known = {key, *map(key_of, stored.aliases.get(key, ()))}
        for alias in line.aliases or ():
            word = key_of(alias)
            other = next((owner for owner in owners[word] if owner != key), None)
            if other and word not in known:
                yield Wrong(line.row, f"“{alias}” is what {names[other]} is also called")


def _owners(lines: list[TopicLine], stored: _Stored) -> dict[str, list[str]]:
    """Of each other name the topics that it would belong to."""
    aliases = {key: {key_of(text) for text in texts} for key, texts in stored.aliases.items()}
    for line in lines:
        if line.aliases is not None:
            aliases[key_of(line.name)] = {key_of(text) for text in line.aliases}
    owners: dict[str, list[str]] = {}
    for key, texts in aliases.items():
        for text in texts:
            owners.setdefault(text, []).append(key)
    return owners


def bring_in(table: TopicTable, *, by: Person | None) -> Plan:
    """Write what the plan of this moment says, in one transaction. Does nothing where anything is wrong."""
    with transaction.atomic():
        list(Topic.objects.current().select_for_update().values_list("pk", flat=True))
        made = plan(table)
        if not made.does_something:
            return made
        stored = _stored()
        topics = dict(stored.topics)
        to_write = [fate.line for fate in made.fates if fate.state != UNCHANGED]
        for line in to_write:  # first all of them, so that a broader one may stand further down
            if key_of(line.name) not in topics:
                topics[key_of(line.name)] = save_topic(
                    Topic(), name=line.name, description=line.description or "", broader=None,
                    also_called=line.aliases or (), by=by,
                )  # fmt: skip
        for line in to_write:
            key = key_of(line.name)
            topic = topics[key]
            is_new = key not in stored.topics
            if is_new and not line.broader:
                continue
            broader = topic.broader if line.broader is None else topics.get(key_of(line.broader))
            description = topic.description if line.description is None else line.description
            aliases = _kept(key, stored, made) if line.aliases is None else line.aliases
            save_topic(topic, name=line.name, description=description, broader=broader, also_called=aliases, by=by)
        for key in made.losing.keys() - {key_of(line.name) for line in to_write}:
            topic = topics[key]
            save_topic(
                topic, name=topic.name, description=topic.description, broader=topic.broader,
                also_called=_kept(key, stored, made), by=by,
            )  # fmt: skip
    return made


def _kept(key: str, stored: _Stored, made: Plan) -> list[str]:
    """The other names that a topic has and does not lose."""
    return [text for text in stored.aliases.get(key, ()) if key_of(text) not in made.losing.get(key, ())]


def exported() -> Iterator[list[str]]:
    """Every topic as a row of `COLUMNS`, by name."""
    rows = Topic.objects.current().select_related("broader").prefetch_related("aliases").order_by("name", "pk")
    for topic in rows:
        aliases = "; ".join(alias.text for alias in topic.aliases.all())
        yield [topic.name, aliases, topic.description, topic.broader.name if topic.broader else ""]


HEADER = list(COLUMNS)
