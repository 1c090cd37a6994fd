"""Settling whom a name means in a group, and forgetting it again."""

from __future__ import annotations

from django.db import transaction

from hackit.history import record_change
from hackit.models import Forum, Person
from meetings.agenda.names import NameInGroup
from meetings.capture.people import fold

NOBODYS_NAMES = frozenset((
    "all", "anybody", "anyone", "both", "each", "everybody", "everyone", "group", "members", "nobody", "none", "people",
    "somebody", "someone", "staff", "tba", "tbc", "tbd", "team", "them", "they", "us", "we",
))  # fmt: skip
LONGEST = 120
MOST_WORDS = 3


def is_a_name(typed: str) -> bool:
    """Whether words that named nobody we know can be a name to remember: "Sven", "AB", not "everyone", "the team"."""
    words = typed.split()
    if not 1 <= len(words) <= MOST_WORDS or len(typed) > LONGEST:
        return False
    return all(word[0].isupper() and fold(word) not in NOBODYS_NAMES for word in words)


def remember(forum: Forum, typed: str, person: Person, *, by: Person | None) -> None:
    """From now on `typed` means this person in the group's meetings. What was said last holds."""
    text, said = fold(typed), " ".join(typed.split())[:LONGEST]
    if not text:
        return
    with transaction.atomic():
        before = NameInGroup.objects.of(forum).filter(text=text).first()
        if before is not None and before.person_id == person.pk:
            return
        values = {"said": said, "person": person, "set_by": by}
        after, _made = NameInGroup.objects.update_or_create(forum=forum, text=text, defaults=values)
        record_change(forum, "name settled", by=by, changes={"name": (before or "", after)})


def forget(forum: Forum, text: str, *, by: Person | None) -> None:
    """The name is asked about again."""
    with transaction.atomic():
        row = NameInGroup.objects.of(forum).filter(text=fold(text)).first()
        if row is not None:
            record_change(forum, "name forgotten", by=by, changes={"name": (row, "")})
            row.delete()
