"""What a page of hits shows of its Entries, by prepared questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.db.models import F, QuerySet

from hackit.audience import Viewer
from hackit.models import Entry, EntryKind, EntryPerson, EntryRole, EntryTopic
from hackit.prepared import few_lengths, prepared

NOT_SHOWN = ("search_title", "search_body", "search_document")
"""Columns of an Entry that are for the engine alone."""

MOST_LATER = 100  # decisions that are looked through


class Linked(NamedTuple):
    """A person on an Entry, and as what."""

    role: str
    person_id: int
    name: str


class Later(NamedTuple):
    """What was agreed on a topic."""

    entry_id: int
    date: date
    url: str
    said: str


def entries_of(ids: Collection[int], user) -> dict[int, Entry]:
    """Those of these Entries that this user may see, each with `forum_name`. One query."""
    viewer = Viewer.of(user)
    found = _entries(
        ids=few_lengths(ids), public=viewer.is_stranger, person_id=viewer.person_id, forum_ids=viewer.forum_ids
    )
    return {entry.pk: entry for entry in found}


def people_of(ids: Collection[int], user) -> dict[int, list[Linked]]:
    """By Entry the people on it, by what they are on it; a stranger is told who wrote it. One query."""
    found: dict[int, list[Linked]] = defaultdict(list)
    for entry_id, *linked in _people(ids=few_lengths(ids), public=Viewer.of(user).is_stranger):
        found[entry_id].append(Linked(*linked))
    return found


def topics_of(ids: Collection[int]) -> dict[int, list[int]]:
    """By Entry the ids of its topics, the tagged ones after those that its words name. One query."""
    found: dict[int, list[int]] = defaultdict(list)
    for entry_id, topic_id in _topics(ids=few_lengths(ids)):
        found[entry_id].append(topic_id)
    return found


def later_decisions(topic_ids: Collection[int], after: date, user) -> dict[int, list[Later]]:
    """By topic what was agreed on it after that day, newest first, as this user may see it. One query or none."""
    if not topic_ids:
        return {}
    viewer = Viewer.of(user)
    rows = _later(
        topic_ids=few_lengths(sorted(topic_ids)), after=after,
        public=viewer.is_stranger, person_id=viewer.person_id, forum_ids=viewer.forum_ids,
    )  # fmt: skip
    found: dict[int, list[Later]] = defaultdict(list)
    for topic_id, *decision in rows:
        found[topic_id].append(Later(*decision))
    return found


def _who(public: bool, person_id: int | None, forum_ids: list[int]) -> Viewer:
    return Viewer(person_id, "none" if public else "staff", dict.fromkeys(forum_ids, "member"))


@prepared
def _entries(ids: list[int], public: bool, person_id: int | None, forum_ids: list[int]) -> QuerySet[Entry]:
    rows = Entry.objects.visible_to(_who(public, person_id, forum_ids)).filter(pk__in=ids)
    return rows.annotate(forum_name=F("forum__name")).defer(*NOT_SHOWN)


@prepared
def _people(ids: list[int], public: bool) -> QuerySet:
    links = EntryPerson.objects.filter(entry_id__in=ids)
    links = links.filter(role=EntryRole.AUTHOR) if public else links
    return links.order_by("role", "person__name").values_list("entry_id", "role", "person_id", "person__name")


@prepared
def _topics(ids: list[int]) -> QuerySet:
    links = EntryTopic.objects.filter(entry_id__in=ids).order_by("how", "topic__name")
    return links.values_list("entry_id", "topic_id")


@prepared
def _later(
    topic_ids: list[int], after: date, public: bool, person_id: int | None, forum_ids: list[int]
) -> QuerySet:  # fmt: skip
    links = EntryTopic.objects.visible_to(_who(public, person_id, forum_ids)).filter(
        topic_id__in=topic_ids, kind=EntryKind.DECISION, status__in=("agreed", "caveats"), date__gt=after
    )
    newest = links.order_by("-date", "-entry_id")
    return newest.values_list("topic_id", "entry_id", "entry__date", "entry__url", "entry__said")[:MOST_LATER]
