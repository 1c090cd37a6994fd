"""Which deleted records may go now, what goes with them, and what keeps a row from going."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from django.db import models
from django.db.models import Exists, OuterRef

from hackit import purging
from hackit.history import PURGED, Event
from hackit.records import Record
from hackit.running import retention

Rows = dict[type[models.Model], dict[int, int]]
"""Ids of rows by their model, each with the id of the record (of the one model that is purged) that it belongs to."""


@dataclass(frozen=True)
class Pointer:
    """A foreign key that leads to a record. is_theirs: its row belongs to the record; lets_go: it is emptied when the
    record goes: that of a row without words always, that of a record where that is as long deleted.
    """

    model: type[models.Model]
    field: models.ForeignKey
    is_theirs: bool
    lets_go: bool

    def rows(self, pks: Collection[int]) -> models.QuerySet:
        """The rows that point to these."""
        return self.model._base_manager.filter(**{f"{self.field.name}__in": pks})


@cache
def pointers_to(model: type[Record]) -> list[Pointer]:
    """Every key of another table, or of its own, that leads to records of this model; links of many to many aside."""
    theirs = purging.decision_of(model).theirs
    found = []
    for relation in model._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or not (relation.one_to_many or relation.one_to_one):
            continue
        other, key = relation.related_model, relation.field
        if not other._meta.auto_created:
            label = f"{other._meta.label}.{key.name}"
            lets_go = key.remote_field.on_delete is models.SET_NULL
            found.append(Pointer(other, key, label in theirs, lets_go))
    return found


@cache
def owners_of(model: type[Record]) -> list[tuple[type[Record], str]]:
    """The models that such a record may belong to, each with the column that says to which of them it does."""
    return [
        (decision.model, pointer.field.attname)
        for decision in purging.decisions()
        for pointer in pointers_to(decision.model)
        if pointer.is_theirs and pointer.model is model
    ]


@cache
def in_order() -> tuple[type[Record], ...]:
    """Every model of records, each before those that it points to: whatever holds a record is looked at before it."""
    found: list[type[Record]] = []
    seen: set[type[Record]] = set()

    def visit(model: type[Record]) -> None:
        if model not in seen:
            seen.add(model)
            for pointer in pointers_to(model):
                if issubclass(pointer.model, Record):
                    visit(pointer.model)
            found.append(model)

    for decision in purging.decisions():
        visit(decision.model)
    return tuple(found)


def limit(model: type[Record], *, at: datetime) -> datetime:
    """Who was deleted before then can't be brought back at that instant."""
    return at - retention.kept_as_long_as(model.kept_by)


def old(model: type[Record], *, at: datetime) -> models.QuerySet:
    """Records of this model that nobody may bring back any more at that instant, shells among them."""
    return model._base_manager.filter(deleted_at__lt=limit(model, at=at))


def still_to_purge(model: type[Record], *, at: datetime) -> models.QuerySet:
    """Those of `old` that say something still."""
    purged = Event.objects.filter(
        record_type=model._meta.label_lower, record_ref=OuterRef("ref"), verb=PURGED
    )  # fmt: skip
    return old(model, at=at).filter(~Exists(purged))


@dataclass
class Found:
    """Records of one model with all that goes with them. parts: their own rows; held: the records that must stay, and
    held_parts the rows of theirs that must; holders: the rows that point to those and stay.
    """

    model: type[Record]
    pks: list[int]
    parts: Rows = field(default_factory=lambda: defaultdict(dict))
    held: set[int] = field(default_factory=set)
    held_parts: Rows = field(default_factory=lambda: defaultdict(dict))

    def record_parts(self) -> Iterator[tuple[type[Record], dict[int, int]]]:
        """Those of the parts that are records themselves."""
        for model, rows in self.parts.items():
            if issubclass(model, Record):
                yield model, rows


def look(model: type[Record], pks: list[int], *, at: datetime) -> Found:
    """What goes with these records, and which of them something holds."""
    found = Found(model, pks)
    waiting: list[tuple[type[Record], dict[int, int]]] = [(model, {pk: pk for pk in pks})]
    for some, owners in waiting:
        for pointer in pointers_to(some):
            if pointer.is_theirs and owners:
                rows = {
                    pk: owners[key] for pk, key in pointer.rows(owners).values_list("pk", pointer.field.attname)
                }  # fmt: skip
                found.parts[pointer.model].update(rows)
                if issubclass(pointer.model, Record):
                    waiting.append((pointer.model, rows))
    for some, owners in waiting:
        for pk in _held(some, owners, found, at=at):
            found.held.add(owners[pk])
            if some is not model:
                found.held_parts[some][pk] = owners[pk]
    return found


def _held(model: type[Record], owners: dict[int, int], found: Found, *, at: datetime) -> set[int]:
    """Which of these rows something else points to, that is not of the same record."""
    held: set[int] = set()
    for pointer in pointers_to(model):
        is_record = issubclass(pointer.model, Record)
        if pointer.is_theirs or not owners or (pointer.lets_go and not is_record):
            continue
        rows = pointer.rows(owners)
        if pointer.lets_go:
            rows = rows.exclude(deleted_at__lt=limit(pointer.model, at=at))
        own = found.parts.get(pointer.model, {})
        for pk, key in rows.values_list("pk", pointer.field.attname):
            if own.get(pk) != owners[key]:
                held.add(key)
    return held


def pointing_at(rows: dict[type[Record], set[int]]) -> dict[type[Record], set[int]]:
    """All living records that point to these, straight or by another one: they may be found by what these said."""
    found: dict[type[Record], set[int]] = defaultdict(set)
    waiting = list(rows.items())
    for model, pks in waiting:
        for pointer in pointers_to(model):
            if issubclass(pointer.model, Record):
                living = pointer.rows(pks).filter(deleted_at=None)
                new = set(living.values_list("pk", flat=True)) - found[pointer.model]
                if new:
                    found[pointer.model] |= new
                    waiting.append((pointer.model, new))
    return found
