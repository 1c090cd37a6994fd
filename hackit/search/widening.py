"""What a topic is also called widens a search: "handset" finds what was tagged or written as mobile phones."""

from __future__ import annotations

from dataclasses import dataclass

from hackit.models import Topic
from hackit.search.engines import Widening
from hackit.search.normalise import norms
from hackit.search.query import Query, Term


@dataclass(frozen=True)
class Widened:
    """How a query was widened: for the engine, the topics that its words name, and the other names searched."""

    widening: Widening | None
    topics: tuple[Topic, ...]
    also: tuple[str, ...]


def widen(query: Query, user) -> Widened:
    """Which topics the query's words name, as this user may know them, and what that adds to the search.

    A group of the query names a topic when one of its words or phrases is the topic's name or one of its other
    names; several words in a row that together make a name count as well. Two queries.
    """
    if not query.all_of:
        return Widened(None, (), ())
    named: dict[int, Topic] = {}
    groups: list[tuple[Term, ...]] = []
    rest: list[tuple[Term, ...]] = []
    also: dict[tuple[str, ...], str] = {}
    by_name = _names(user)
    typed = [group[0].norms if len(group) == 1 and group[0].kind != "prefix" else () for group in query.all_of]
    position = 0
    while position < len(query.all_of):
        length, topics = _longest_name(typed, position, by_name)
        span = query.all_of[position : position + max(length, 1)]
        if length:
            terms = _other_names(topics, span, also)
            groups.append((_together(span), *terms))
            named.update({topic.pk: topic for topic in topics})
        else:
            groups.extend(span)
            rest.extend(span)
        position += max(length, 1)
    if not named:
        return Widened(None, (), ())
    widening = Widening(tuple(named), tuple(groups), tuple(rest))
    return Widened(widening, tuple(named.values()), tuple(also.values()))


def _names(user) -> dict[tuple[str, ...], list[Topic]]:
    by_name: dict[tuple[str, ...], list[Topic]] = {}
    for topic in Topic.objects.known_to(user).prefetch_related("aliases"):
        for text in (topic.name, *(alias.text for alias in topic.aliases.all())):
            key = norms(text)
            if key and topic not in by_name.setdefault(key, []):
                by_name[key].append(topic)
    return by_name


def _longest_name(
    typed: list[tuple[str, ...]], start: int, by_name: dict[tuple[str, ...], list[Topic]]
) -> tuple[int, list[Topic]]:
    """How many groups from `start` on make the longest name of a topic, and the topics of that name."""
    words: tuple[str, ...] = ()
    best: tuple[int, list[Topic]] = (0, [])
    for length, tokens in enumerate(typed[start : start + 6], 1):
        if not tokens:
            break
        words += tokens
        if words in by_name:
            best = (length, by_name[words])
    return best


def _together(span: tuple[tuple[Term, ...], ...]) -> Term:
    if len(span) == 1:
        return span[0][0]
    tokens = tuple(token for group in span for token in group[0].norms)
    return Term("phrase", " ".join(group[0].text for group in span), tokens)


def _other_names(topics: list[Topic], span, also: dict[tuple[str, ...], str]) -> list[Term]:
    """The topics' names other than the one typed, as terms; `also` collects how they are written."""
    typed = tuple(token for group in span for token in group[0].norms)
    terms = []
    for topic in topics:
        for text in (topic.name, *(alias.text for alias in topic.aliases.all())):
            key = norms(text)
            if key and key != typed:
                terms.append(Term("phrase", text, key))
                also.setdefault(key, text)
    return terms
