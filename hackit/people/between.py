"""What is open between a reader and other people: on a person's page, and on This week for those one meets next.

An action ties two people where one owns it or helps and the other helps, wrote it down or is waited for. A question
or a call for help ties who asked and whom its words name, for four weeks: when it is answered it becomes something
else or is old. A caveat that somebody promised stands here as the action that it has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F

from hackit.matching import PersonName, find_people
from hackit.models import Entry, EntryKind, EntryPerson, EntryRole, Person
from hackit.models.entries import EntryQuerySet
from hackit.names import names

ASKED_FOR = timedelta(days=28)
MOST_LINKS = 400
MOST_QUESTIONS = 60
UNSEEN = ("entry__search_title", "entry__search_body", "entry__search_document")

# "Grace, can you …?" speaks to somebody, though a sentence may begin with such a word ("Grace periods end").
_SPOKEN_TO = re.compile(r"(^[\s?]*|:\s*)(?=\w+,)")

WITH, WAITS, RECORDED, ASKED = "with", "waits", "recorded", "asked"
_DOES = {EntryRole.OWNER, EntryRole.WITH}


@dataclass(frozen=True)
class Open:
    """One thing between the reader and `other`. `is_mine`: it is the reader's turn. `how`: what ties the two."""

    entry: Entry
    other: Person
    how: str
    is_mine: bool

    @property
    def words(self) -> str:
        """What ties the two, from the reader's side."""
        name = self.other.first_name
        mine, theirs = {
            WITH: (f"You, with {name}", f"{name}, with you"),
            WAITS: ("Waits for you", f"Waits for {name}"),
            RECORDED: (f"You; {name} wrote it down", f"{name}; you wrote it down"),
            ASKED: (f"{name} asked you", f"You asked {name}"),
        }[self.how]
        return mine if self.is_mine else theirs


def open_between(user, me: Person, others: Sequence[Person], *, on: date) -> list[Open]:
    """What is open between this reader, whose person is `me`, and each of the others, as the reader may see it.

    Actions first, by date, so that overdue ones lead; then questions, newest first. At most three queries.
    """
    people = {person.pk: person for person in others if person.pk != me.pk}
    if not people:
        return []
    return [*_actions(user, me, people), *_questions(user, me, people, on=on)]


def _actions(user, me: Person, people: dict[int, Person]) -> list[Open]:
    entries = Entry.objects.visible_to(user).open_actions().filter(pk__in=_tied([me.pk])).filter(pk__in=_tied(people))
    links = _links(entries, [me.pk, *people]).defer("entry__text", *UNSEEN)
    rows = links.order_by(F("entry__due").asc(nulls_last=True), "-entry__date", "entry_id", "pk")[:MOST_LINKS]
    roles: dict[int, dict[int, set[str]]] = {}
    found: dict[int, Entry] = {}
    for link in rows:
        entry = found.setdefault(link.entry_id, link.entry)
        roles.setdefault(entry.pk, {}).setdefault(link.person_id, set()).add(link.role)
    return [
        Open(entry, people[pk], *tie)
        for entry in found.values()
        for pk, theirs in roles[entry.pk].items()
        if pk != me.pk and (tie := _tie(entry, roles[entry.pk].get(me.pk, set()), theirs))
    ]


def _tied(ids: Iterable[int]):
    return EntryPerson.objects.filter(person_id__in=list(ids)).values("entry_id")


def _links(entries: EntryQuerySet, ids: Iterable[int]):
    return EntryPerson.objects.filter(entry__in=entries, person_id__in=list(ids)).select_related("entry")


def _tie(entry: Entry, mine: set[str], theirs: set[str]) -> tuple[str, bool] | None:
    """What ties the two over an action, and whether it is the reader's turn; None where nothing does."""
    if entry.status == "waiting" and EntryRole.MENTIONED in mine | theirs:
        waited_for, asking = (mine, theirs) if EntryRole.MENTIONED in mine else (theirs, mine)
        if asking & {*_DOES, EntryRole.RECORDED} and not waited_for & _DOES:
            return WAITS, waited_for is mine
    if EntryRole.OWNER in mine | theirs and mine & _DOES and theirs & _DOES:
        return WITH, EntryRole.OWNER in mine
    if (mine & _DOES and EntryRole.RECORDED in theirs) or (theirs & _DOES and EntryRole.RECORDED in mine):
        return RECORDED, bool(mine & _DOES)
    return None


def _questions(user, me: Person, people: dict[int, Person], *, on: date) -> list[Open]:
    asked = Entry.objects.visible_to(user).filter(
        kind__in=(EntryKind.QUESTION, EntryKind.ASK), date__gt=on - ASKED_FOR, date__lte=on
    )
    links = _links(asked, [me.pk, *people]).filter(role=EntryRole.AUTHOR).defer(*UNSEEN)
    rows = list(links.order_by("-entry__date", "-entry_id", "pk")[:MOST_QUESTIONS])
    if not rows:
        return []
    known = [PersonName(person.pk, person.name, person.also) for person in names(on=on).people]
    found = []
    for link in rows:
        matches = find_people(_SPOKEN_TO.sub(r"\1to ", link.entry.text), known)
        named = {match.key for match in matches} - {link.person_id}
        if link.person_id == me.pk:
            found += [Open(link.entry, people[pk], ASKED, is_mine=False) for pk in people if pk in named]
        elif me.pk in named:
            found.append(Open(link.entry, people[link.person_id], ASKED, is_mine=True))
    return found
