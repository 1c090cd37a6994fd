"""What topics and people are called, so that any of their names in a query finds what is theirs.

"handset" finds what was tagged or written as mobile phones; "Cate D" finds what Catherine Dale wrote or owns.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from hackit.audience import Viewer
from hackit.models import EntryPerson, EntryRole, Person, Topic
from hackit.search.normalise import folded, norms
from hackit.search.query import Query, Term

Name = tuple[str, ...]  # the words of a name, as the index holds them

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
    """Every name that could stand in the query, as this user may know it. Four queries."""
    topics: dict[Name, list[Topic]] = {}
    for topic in Topic.objects.known_to(user).prefetch_related("aliases"):
        for text in topic_names(topic):
            if (key := norms(text)) and topic not in topics.setdefault(key, []):
                topics[key].append(topic)
    people: dict[Name, list[Person]] = {}
    for person in people_near(query, user):
        for key in person_names(person):
            if person not in people.setdefault(key, []):
                people[key].append(person)
    return {key: _names(key, topics.get(key, []), people.get(key, [])) for key in {*topics, *people}}


def _names(key: Name, topics: list[Topic], people: list[Person]) -> Names:
    terms: dict[Name, Term] = {}
    texts = [text for topic in topics for text in topic_names(topic)]
    if len(people) == 1:  # whom the words mean is sure, so the whole name does as well
        texts += [people[0].name]
    for text in texts:
        other = norms(text)
        if other and other != key:
            terms.setdefault(other, Term("phrase", text, other))
    return Names(tuple(topics), tuple(people), tuple(terms.values()))


def topic_names(topic: Topic) -> list[str]:
    """The topic's name and what it is also called."""
    return [topic.name, *(alias.text for alias in topic.aliases.all())]


def person_names(person: Person) -> Iterator[Name]:
    """The ways a person is named: in full, by first or last name, nickname, and "Cate D"."""
    yield norms(person.name)
    yield from (key for alias in person.aliases.all() if (key := norms(alias.text)))
    parts = [key for word in person.name.split() if (key := norms(word))]
    if len(parts) > 1:
        initial = folded(person.name.split()[-1])
        yield parts[0]
        yield parts[-1]
        if initial:
            yield (*parts[0], initial[0][0])


def people_known_to(user):
    """People by whose name this user may search: staff by everybody's, a stranger by those of public authors."""
    people = Person.objects.named()
    if not Viewer.of(user).is_stranger:
        return people
    public = EntryPerson.objects.filter(entry__reach="everyone", role=EntryRole.AUTHOR)
    return people.filter(pk__in=public.values("person_id"))


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
