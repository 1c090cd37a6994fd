"""Whom a command is about: a person by address or name, told by their dates and ref where two are called the same."""

from __future__ import annotations

from django.core.management.base import CommandError
from django.db.models import Q

from hackit.models import Person


def person_of(words: str) -> Person:
    """The one person with this email address, name or ref. Raises CommandError where there is none, or are several."""
    words = words.strip()
    by_address = Q(email__iexact=words) | Q(user__email__iexact=words) | Q(ref=words)
    found = list(Person.objects.filter(by_address)) or list(Person.objects.named().filter(name__iexact=words))
    if not found:
        raise CommandError(f"Nobody here has the email address, name or ref “{words}”.")
    if len(found) > 1:
        listed = "; ".join(f"{one.name}, {one.role_title or 'no role'}, ref {one.ref}" for one in found)
        raise CommandError(f"There are {len(found)} of them. Give the ref of one: {listed}")
    return found[0]
