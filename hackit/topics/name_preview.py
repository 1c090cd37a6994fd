"""What another name of a topic would find, looked at before anybody gives it. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from hackit.matching import TopicName, find_topics
from hackit.models import Entry, EntryTopic, Topic
from hackit.search.normalise import normalise
from hackit.topics.story import NOT_IN_STORY

READ = 500
"""The newest things with its words that are looked at."""
SHOWN = 5


@dataclass
class WouldFind:
    """A name: in how many things it stands, how many of those are of the topic already, the newest of the others.

    `others` are topics that are called so already; `is_cut` where there are more things than were looked at.
    """

    name: str
    total: int = 0
    there: int = 0
    newest: list[Entry] = field(default_factory=list)
    others: list[Topic] = field(default_factory=list)
    is_cut: bool = False

    @property
    def more(self) -> int:
        """Things that would be of the topic and are not yet."""
        return self.total - self.there

    @property
    def left(self) -> int:
        return self.more - len(self.newest)


def would_find(name: str, topic: Topic | None, user) -> WouldFind:
    """What this user may see of what `name` would find for the topic (None: for a topic not chosen yet).

    Three queries. Looks as closely as the index does: the stems first, then whether the words really name it.
    """
    found = WouldFind(name)
    words = normalise(name).strip()
    if not words:
        return found
    needle = f" {words} "
    rows = Entry.objects.visible_to(user).exclude(kind__in=NOT_IN_STORY).select_related("forum")
    rows = rows.filter(Q(search_title__contains=needle) | Q(search_body__contains=needle)).order_by("-date", "-pk")
    entries = list(rows.defer("search_title", "search_body", "search_document")[: READ + 1])
    found.is_cut = len(entries) > READ
    named = [entry for entry in entries[:READ] if find_topics(_text(entry), [TopicName(0, name)])]
    found.total = len(named)
    of_it = _already_of(topic, named)
    found.there = len(of_it)
    found.newest = [entry for entry in named if entry.pk not in of_it][:SHOWN]
    called = Q(name__iexact=name) | Q(aliases__text__iexact=name)
    others = Topic.objects.known_to(user).filter(called).distinct().order_by("name", "pk")
    found.others = list(others.exclude(pk=topic.pk) if topic else others)
    return found


def _text(entry: Entry) -> str:
    return f"{entry.title}\n{entry.heading}\n{entry.text}"


def _already_of(topic: Topic | None, entries: Sequence[Entry]) -> set[int]:
    if topic is None:
        return set()
    links = EntryTopic.objects.filter(topic=topic, entry__in=[entry.pk for entry in entries])
    return set(links.values_list("entry_id", flat=True))
