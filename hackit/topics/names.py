"""What topics are also called, how often each name helped, and words that found nothing. From the counted searches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hackit.models import Person, PersonAlias, SearchTold, Topic
from hackit.search.normalise import folded, norms

COUNTED_FOR = timedelta(days=180)
FEWEST = 2
"""Words searched once are nobody's business."""
MOST_SUGGESTED = 30


@dataclass(frozen=True)
class Name:
    """A name of a topic, and how many searches with it found something."""

    text: str
    helped: int


@dataclass(frozen=True)
class Named:
    """A topic with its other names."""

    topic: Topic
    names: list[Name]


@dataclass(frozen=True)
class Missed:
    """Words that found nothing."""

    words: str
    times: int
    last: date


def names_of_people() -> set[str]:
    """Every word of somebody's name or nickname, in lower case: who is looked for is not counted."""
    texts = [*Person.objects.values_list("name", flat=True), *PersonAlias.objects.values_list("text", flat=True)]
    return {word for text in texts for word in folded(text) if len(word) > 1}


def named_topics(*, on: date) -> list[Named]:
    """Every topic with its other names, those that helped most first. Three queries."""
    searched: dict[tuple[str, ...], int] = {}
    for row in SearchTold.objects.helpful(since=on - COUNTED_FOR):
        for key in _runs(norms(row["words"])):
            searched[key] = searched.get(key, 0) + row["times"]
    topics = Topic.objects.current().select_related("broader").prefetch_related("aliases").order_by("name", "pk")
    return [
        Named(topic, sorted(
            (Name(alias.text, searched.get(norms(alias.text), 0)) for alias in topic.aliases.all()),
            key=lambda name: (-name.helped, name.text.lower()),
        ))
        for topic in topics
    ]  # fmt: skip


def _runs(words: tuple[str, ...]) -> set[tuple[str, ...]]:
    """Every run of words in a row, each once."""
    return {words[start:end] for start in range(len(words)) for end in range(start + 1, len(words) + 1)}


def missed(*, on: date) -> list[Missed]:
    """What was looked for more than once and not found, unless it is a topic's name by now. Two queries."""
    rows = SearchTold.objects.fruitless(since=on - COUNTED_FOR, at_least=FEWEST)[: MOST_SUGGESTED * 2]
    known = {norms(text) for name in Topic.objects.names() for text in (name.name, *name.aliases)}
    found = [Missed(row["words"], row["times"], row["last"]) for row in rows if norms(row["words"]) not in known]
    return found[:MOST_SUGGESTED]
