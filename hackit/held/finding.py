"""Where somebody stands in the database: rows that are linked to them, and words that name them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from hackit.models import Entry, EntryPerson, Event, EventValue, Person, User

INDEX = (Entry, EntryPerson)
"""Made from the records, and made anew."""
SECRET = {"password", "key", "session_key", "session_data", "data", "token", "secret", "token_secret", "claim"}
"""Fields that open something or hold a password: they are told of, never shown."""


@dataclass(frozen=True)
class Mention:
    """A text that names somebody: the model, the row, its field, where it is read ("" for no page) and the spelling."""

    model: str
    ref: str
    field: str
    address: str
    spelling: str

    @property
    def is_history(self) -> bool:
        """Whether it stands where nothing is changed any more."""
        return self.model in (Event._meta.label, EventValue._meta.label)

    def __str__(self) -> str:
        return f"{self.model} {self.ref}, {self.field}: “{self.spelling}” {self.address}".strip()


def spellings_of(people: list[Person]) -> list[str]:
    """Every way in which these rows of one person are written: names, nicknames, addresses, parts of addresses."""
    found: list[str] = []
    for person in people:
        found += [person.name, *person.aliases.values_list("text", flat=True), person.email, person.slug]
        if person.user:
            found += [person.user.email, *person.user.emailaddress_set.values_list("email", flat=True)]
    return list(dict.fromkeys(one for one in found if one))


def full_names_of(people: list[Person]) -> list[str]:
    """Their names, earlier ones too, and email addresses."""
    earlier = EventValue.objects.filter(
        event__record_type="hackit.person", event__record_ref__in=[one.ref for one in people], field="name"
    )
    found = [person.name for person in people]
    found += [name for pair in earlier.order_by("pk").values_list("old", "new") for name in pair]
    for person in people:
        found.append(person.email)
        if person.user:
            found += [person.user.email, *person.user.emailaddress_set.values_list("email", flat=True)]
    return [one for one in dict.fromkeys(found) if one]


def theirs_alone(spellings: list[str], people: list[Person]) -> list[str]:
    """Those of the spellings that nobody else has as a name or nickname: of the others nobody can tell who is meant."""
    others = Person.objects.exclude(pk__in=[one.pk for one in people])
    return [one for one in spellings if not others.filter(Q(name__iexact=one) | Q(aliases__text__iexact=one)).exists()]


def pattern_of(spellings: list[str]) -> re.Pattern[str]:
    """Any of these as words of their own, whatever the capitals; initials ("PN") only as they are."""
    longest_first = sorted(spellings, key=len, reverse=True)
    parts = [re.escape(one) if len(one) <= 3 else f"(?i:{re.escape(one)})" for one in longest_first]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)") if parts else re.compile(r"(?!)")


def links() -> Iterator[tuple[type[models.Model], list[str]]]:
    """Every model, tables between two included, whose rows point to a Person or a User, with the fields that do."""
    for model in apps.get_models(include_auto_created=True):
        fields = [f.name for f in model._meta.concrete_fields if f.related_model in (Person, User)]
        if (fields or model is User) and model not in INDEX:
            yield model, fields


def rows_of(people: list[Person]) -> Iterator[tuple[type[models.Model], models.QuerySet]]:
    """The rows that point to these rows of one person, or to their logins, by model."""
    users = [person.user_id for person in people if person.user_id]
    for model, fields in links():
        wanted = Q(pk__in=[])
        for name in fields:
            ids = [person.pk for person in people] if model._meta.get_field(name).related_model is Person else users
            wanted |= Q(**{f"{name}__in": ids})
        if model in (Person, User):
            wanted |= Q(pk__in=[person.pk for person in people] if model is Person else users)
        yield model, model._base_manager.filter(wanted).order_by("pk")


def mentions(spellings: list[str]) -> Iterator[Mention]:
    """Every text of every table that names somebody by one of these spellings, the index left out."""
    wanted = pattern_of(spellings)
    for model in apps.get_models(include_auto_created=True):
        if model not in INDEX and not model._meta.label.startswith(("sessions.", "contenttypes.")):
            yield from _mentions_in(model, spellings, wanted)


def _mentions_in(model: type[models.Model], spellings: list[str], wanted: re.Pattern[str]) -> Iterator[Mention]:
    fields = [f for f in model._meta.concrete_fields if isinstance(f, models.CharField | models.TextField)]
    free = [f.name for f in fields if not f.choices and f.name not in SECRET]
    objects = [f.name for f in model._meta.concrete_fields if isinstance(f, models.JSONField) and f.name not in SECRET]
    if not free and not objects:
        return
    rows = model._base_manager.all()
    if not objects:  # what JSON escapes can't be asked for by its letters
        near = Q(pk__in=[])
        for name in free:
            for one in spellings:
                near |= Q(**{f"{name}__icontains": one})
        rows = rows.filter(near)
    for row in rows.order_by("pk").iterator(chunk_size=500):
        for name in (*free, *objects):
            found = wanted.search(text_of(getattr(row, name)))
            if found:
                yield Mention(model._meta.label, str(getattr(row, "ref", row.pk)), name, address_of(row), found[0])


def text_of(value: Any) -> str:
    """A field's value as text; "" for none."""
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False, default=str)


def address_of(row: models.Model) -> str:
    """The page of a row, or of the record that an old value belongs to; "" where there is none."""
    if isinstance(row, EventValue):
        return f"history of {row.event.record_type} {row.event.record_ref}"
    try:
        return row.get_absolute_url()
    except Exception:
        return ""
