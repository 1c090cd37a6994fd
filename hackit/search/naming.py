"""What topics and people are called, so that any of their names in a query finds what is theirs.

"handset" finds what was tagged or written as mobile phones; "Cate D" finds what Catherine Dale wrote or owns.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, prefetch_related_objects

from hackit.audience import STRANGER, Viewer
from hackit.models import EntryPerson, EntryRole, Person, Topic, TopicAlias
from hackit.models.like import like
from hackit.prepared import few_lengths, prepared
from hackit.search.engines import engine
from hackit.search.normalise import folded, norms
from hackit.search.query import Query, Term

Name = tuple[str, ...]  # the words of a name, as the index holds them

MOST_NAMES = 200
"""Other names that are looked up in public texts for one query of a stranger's."""

MOST_PEOPLE = 60
"""People who are looked at for one query: a first name borne by more is no name to search by."""


@dataclass(frozen=True)
class Names:
    """What some words name, and the other names of it, as terms."""

    topics: tuple[Topic, ...] = ()
    people: tuple[Person, ...] = ()
    terms: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.topics or self.people)


def names_for(query: Query, user) -> dict[Name, Names]:
    """Every name that could stand in the query, as this user may know it. Three queries, for a stranger four.

    To a stranger a topic has its own name, and of the others the one that was typed and those that a public text
    holds: none is told that nothing public says.
    """
    called = _topics_near(query, user)
    if called and Viewer.of(user).is_stranger:
        called = _as_strangers_know(called, query)
    topics: dict[Name, list[Topic]] = {}
    for topic, texts in called.items():
        for text in texts:
            if (key := _key(text)) and topic not in topics.setdefault(key, []):
                topics[key].append(topic)
    people: dict[Name, list[Person]] = {}
    for person in people_near(query, user):
        for key in person_names(person):
            if person not in people.setdefault(key, []):
                people[key].append(person)
    return {key: _names(key, topics.get(key, []), people.get(key, []), called) for key in {*topics, *people}}


def _topics_near(query: Query, user) -> dict[Topic, list[str]]:
    """The topics a name of which begins with a word of the query, with their names, their own first. Two queries."""
    words = {group[0].norms[0] for group in query.all_of if len(group) == 1 and group[0].kind != "prefix"}
    if not words:
        return {}
    # All names are compared; which of those that fit this user may know is asked of them alone.
    texts: dict[int, set[str]] = {}
    near: set[int] = set()
    for pk, text in _topic_names():
        texts.setdefault(pk, set()).add(text)
        if (key := _key(text)) and key[0] in words:
            near.add(pk)
    topics = _known(ids=few_lengths(sorted(near)), public=Viewer.of(user).is_stranger) if near else []
    return {topic: [topic.name, *sorted(texts[topic.pk] - {topic.name})] for topic in topics}


@prepared
def _topic_names() -> QuerySet:
    """The id of each topic that was not merged into another, with each of its names."""
    own = Topic.objects.current().values_list("pk", "name").order_by()
    also = TopicAlias.objects.filter(topic__merged_into=None).values_list("topic_id", "text").order_by()
    return own.union(also)


@prepared
def _known(ids: list[int], public: bool) -> QuerySet[Topic]:
    return Topic.objects.known_to(STRANGER if public else _STAFF).filter(pk__in=ids).order_by("pk")


_STAFF = Viewer(role="staff")


@lru_cache(maxsize=4096)
def _key(text: str) -> Name:
    """The words of a name of a topic: the same few hundred at every search."""
    return norms(text)


def _as_strangers_know(called: dict[Topic, list[str]], query: Query) -> dict[Topic, list[str]]:
    """The topics that the query may name, each with its name, the other names typed and those that a public text holds.

    Who types a name has it already, and other names are there so that it finds what never uses it; no other is told.
    """
    typed = f" {' '.join(norm for group in query.all_of for term in group for norm in term.norms)} "
    near = {t: names for t, names in called.items() if any(f" {' '.join(norms(one))} " in typed for one in names)}
    said = _said_in_public({norms(other) for _own, *others in near.values() for other in others})

    def may_be_used(name: str) -> bool:
        return norms(name) in said or f" {' '.join(norms(name))} " in typed

    return {topic: [own, *filter(may_be_used, others)] for topic, (own, *others) in near.items()}


def _said_in_public(names: set[Name]) -> set[Name]:
    """Those of some names that a public text holds. One query, put to the public index alone."""
    asked = sorted(names - {()})[:MOST_NAMES]
    if not asked:
        return set()
    parts, params = [], []
    for number, name in enumerate(asked):
        sql, some = engine().ids([(Term("phrase", " ".join(name), name),)], [], public=True)
        parts.append(f"SELECT {number} AS n WHERE EXISTS ({sql})")
        params += some
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        return {asked[number] for (number,) in cursor.fetchall()}


def _names(key: Name, topics: list[Topic], people: list[Person], called: dict[Topic, list[str]]) -> Names:
    terms: dict[Name, Term] = {}
    texts = [text for topic in topics for text in called[topic]]
    if len(people) == 1:  # whom the words mean is sure, so the whole name does as well
        texts = [*texts, people[0].name]
    for text in texts:
        other = norms(text)
        if other and other != key:
            terms.setdefault(other, Term("phrase", text, other))
    return Names(tuple(topics), tuple(people), tuple(terms.values()))


def person_names(person: Person) -> Iterator[Name]:
    """The ways a person is named: in full, by first or last name, nickname, and "Cate D" or "Cate Dale" with either."""
    yield norms(person.name)
    also = [key for alias in person.aliases.all() if (key := norms(alias.text))]
    yield from also
    parts = [key for word in person.name.split() if (key := norms(word))]
    if len(parts) > 1:
        initial = folded(person.name.split()[-1])
        yield parts[0]
        yield parts[-1]
        for first in (parts[0], *also):
            yield (*first, *parts[-1])
            if initial:
                yield (*first, initial[0][0])


def people_known_to(user):
    """People by whose name this user may search: staff by everybody's, a stranger by those of public authors."""
    people = Person.objects.named()
    if not Viewer.of(user).is_stranger:
        return people
    wrote = EntryPerson.objects.filter(person_id=OuterRef("pk"), role=EntryRole.AUTHOR, entry__reach="everyone")
    return people.filter(Exists(wrote))


def people_near(query: Query, user) -> list[Person]:
    """People who have one of the query's words for a name or nickname."""
    words = {
        word
        for group in query.all_of
        if len(group) == 1 and group[0].kind != "prefix"
        for word in group[0].text.replace("’", "'").split()
        if len(word) > 1 and word[0].isalpha()
    }
    if not words:
        return []
    plain = sorted({part for word in words for part in folded(word)})  # the address is the name without accents
    found = _people_called(
        starts=few_lengths(f"{like(word)} %" for word in sorted(words)),
        ends=few_lengths(f"% {like(word)}" for word in sorted(words)),
        whole=few_lengths(like(word) for word in sorted(words)),
        aliases=few_lengths(f"{like(word)}%" for word in sorted(words)),
        slugs=few_lengths(f"{part}%" for part in plain),
        inside=few_lengths(f"%-{part}%" for part in plain),
        public=Viewer.of(user).is_stranger,
    )
    prefetch_related_objects(found, "aliases")
    return found


@prepared
def _people_called(
    starts: list[str], ends: list[str], whole: list[str], aliases: list[str], slugs: list[str], inside: list[str],
    public: bool,
) -> QuerySet[Person]:  # fmt: skip
    near = Q()
    for text in (*starts, *ends, *whole):
        near |= Q(name__like=text)
    for text in aliases:
        near |= Q(aliases__text__like=text)
    for text in (*slugs, *inside):
        near |= Q(slug__like=text)
    people = people_known_to(STRANGER if public else _STAFF)
    return people.filter(near).order_by("pk").distinct()[:MOST_PEOPLE]
