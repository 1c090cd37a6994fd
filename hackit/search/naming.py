"""What topics and people are called, so that any of their names in a query finds what is theirs.

"handset" finds what was tagged or written as mobile phones; "Cate D" finds what Catherine Dale wrote or owns.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from hackit.audience import Viewer
from hackit.models import EntryPerson, EntryRole, Person, Topic, TopicAlias
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
    own = Topic.objects.current().values_list("pk", "name").order_by()
    also = TopicAlias.objects.filter(topic__merged_into=None).values_list("topic_id", "text").order_by()
    texts: dict[int, set[str]] = {}
    for pk, text in own.union(also):
        texts.setdefault(pk, set()).add(text)
    near = [pk for pk, names in texts.items() if words & {word for one in names for word in _key(one)[:1]}]
    topics = Topic.objects.known_to(user).filter(pk__in=near).order_by("pk") if near else ()
    return {topic: [topic.name, *sorted(texts[topic.pk] - {topic.name})] for topic in topics}


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
    near = Q()
    for word in sorted(words):
        near |= Q(name__istartswith=f"{word} ") | Q(name__iendswith=f" {word}") | Q(name__iexact=word)
        near |= Q(aliases__text__istartswith=word)
        for plain in folded(word):  # the address is the name without accents
            near |= Q(slug__startswith=plain) | Q(slug__contains=f"-{plain}")
    found = people_known_to(user).filter(near).order_by("pk").distinct().prefetch_related("aliases")
    return list(found[:MOST_PEOPLE])
