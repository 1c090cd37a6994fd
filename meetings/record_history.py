"""A record's history as its page shows it: who, when, what, from what to what.

It is shown to who may see the record now and could see it at every event; else there is none to show.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from hackit.dates import british_day
from hackit.history import Event
from hackit.models import Forum, Person, Topic
from hackit.records import Record
from hackit.templatetags.records import clock

LONGEST = 200
NAMED_MODELS = (Person, Forum, Topic)
BESIDE_FIELDS = {
    "publication": "Version", "reason": "Reason", "recipients": "People", "link": "Link", "evidence": "Evidence",
    "amounts": "Amounts by year",
}  # fmt: skip
"""What is written down that is no field of the record: by publishing, of links with an action, of evidence, of a
proposal's money and its place."""


@dataclass(frozen=True)
class Change:
    """One field before and after, in words."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Happening:
    """One event: when, who (empty: the system), what, and the fields that changed."""

    at: datetime
    who: str
    what: str
    changes: list[Change]


def history_of(record: Record, user) -> list[Happening]:
    """What happened to the record, newest first; empty for who could not see it all along. Up to four queries."""
    events = list(Event.objects.about(record).prefetch_related("values"))
    seen = Event.objects.about(record).visible_to(user).count()
    if seen != len(events):
        return []
    names = _names(record, events)
    return [
        Happening(event.at, event.actor_label, event.verb, _changes(record, event, names)) for event in reversed(events)
    ]


def _changes(record: Record, event: Event, names: dict[tuple[type, str], str]) -> list[Change]:
    found = []
    for value in event.values.all():
        field = _field(record, value.field)
        if field is None and value.field in BESIDE_FIELDS:
            found.append(Change(BESIDE_FIELDS[value.field], value.old, value.new))
        if field is None or (not value.old and not value.new):
            continue
        old, new = (_in_words(field, text, names) for text in (value.old, value.new))
        found.append(Change(str(field.verbose_name).capitalize(), old, new))
    return found


def _field(record: Record, name: str) -> models.Field | None:
    try:
        field = record._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    known = not field.is_relation or field.related_model in NAMED_MODELS
    return field if known and isinstance(field, models.Field) else None


def _in_words(field: models.Field, text: str, names: dict[tuple[type, str], str]) -> str:
    if not text:
        return ""
    if field.is_relation:
        found = (names.get((field.related_model, pk), "") for pk in text.split())
        return ", ".join(sorted(name for name in found if name))
    if field.choices:
        return str(dict(field.flatchoices).get(text, text))
    if isinstance(field, models.DateField):
        return british_day(date.fromisoformat(text[:10]))
    if isinstance(field, models.TimeField):
        return clock(time.fromisoformat(text))
    if isinstance(field, models.BooleanField):
        return "yes" if text == "True" else "no"
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _names(record: Record, events: list[Event]) -> dict[tuple[type, str], str]:
    """The names behind the ids that the history keeps of people and groups."""
    ids: dict[type[models.Model], set[str]] = {}
    for event in events:
        for value in event.values.all():
            field = _field(record, value.field)
            if field is not None and field.is_relation:
                ids.setdefault(field.related_model, set()).update(f"{value.old} {value.new}".split())
    return {
        (model, str(row.pk)): str(row) for model, pks in ids.items() if pks for row in model.objects.filter(pk__in=pks)
    }
