"""Purging what was deleted: some records at a time, each batch whole in one transaction or not at all.

Killed in its midst it goes on at the next run: what is left is found again by when it was deleted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F

from hackit import indexing, purging
from hackit.history import PURGED, record_change
from hackit.models import Erasure, Person
from hackit.purging import elsewhere
from hackit.purging.finding import Found, in_order, limit, look, old, owners_of, pointing_at, still_to_purge
from hackit.purging.merging import merge_fts
from hackit.records import Record

AT_ONCE = 100
"""Records in one transaction, each with what is its own."""
GONE = "(deleted)"
"""What a shell says where its table wants a word."""
KEPT = ("created_by", "deleted_by")
"""Who wrote and who deleted a shell stays, as in its history."""


def count_old(at: datetime, *, by: str = "deleted") -> int:
    """How many deleted records there are, of models that go by this rule, of which nothing is to be left at that
    instant.
    """
    return sum(still_to_purge(model, at=at).count() for model in in_order() if model.kept_by == by)


def purge_old(at: datetime, *, by: str = "deleted") -> int:
    """Purge them; how many. What was only held by what is gone now goes as well."""
    done = 0
    while True:
        purged, gone = _go_round(at, by)
        done += purged
        if not gone:
            break
    if done:
        merge_fts(transaction.get_connection())
    return done


def _go_round(at: datetime, by: str) -> tuple[int, int]:
    """Every model of the rule once: how many records were purged, and how many rows went."""
    purged = gone = 0
    for model in in_order():
        if model.kept_by != by:
            continue
        last = 0
        while pks := list(old(model, at=at).filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
            last = pks[-1]
            some = _purge_some(model, pks, at=at)
            purged, gone = purged + some[0], gone + some[1]
    return purged, gone


def _purge_some(model: type[Record], pks: list[int], *, at: datetime) -> tuple[int, int]:
    """These records, or nothing of them: how many were purged, and how many rows of them went."""
    with transaction.atomic():
        # Locked, and asked for once more: one that came back meanwhile stays.
        rows = model._base_manager.select_for_update().filter(pk__in=pks, deleted_at__lt=limit(model, at=at))
        records = {one.pk: one for one in rows.order_by("pk")}
        fresh = set(still_to_purge(model, at=at).filter(pk__in=records).values_list("pk", flat=True))
        found = look(model, list(records), at=at)
        going = records.keys() - found.held
        shells = fresh & found.held
        if not going and not shells:
            return 0, 0
        _purge(found, {pk: records[pk] for pk in going | shells}, shells, fresh)
    return len(fresh), len(going)


def _purge(found: Found, records: dict[int, Record], shells: set[int], fresh: set[int]) -> None:
    """records: those of the batch that go or become shells; fresh: those that still say something."""
    erasure = Erasure.objects.create(is_open=True)
    parts = _parts(found, records)
    gone: dict[type[Record], list[Record]] = {found.model: list(records.values())}
    for part, some in parts.items():
        if issubclass(part, Record):
            gone[part] = [*gone.get(part, []), *some.values()]
    words = elsewhere.words_of(
        [row for rows in (*gone.values(), *(s.values() for s in parts.values())) for row in rows]
    )
    words |= elsewhere.words_in_history(gone)
    for take_out in (elsewhere.take_out, *purging.everywhere_else()):
        take_out(gone)
    values = elsewhere.forget_history(gone)
    for pk, one in records.items():
        if pk in fresh:
            record_change(one, PURGED, by=None)
    for rows in gone.values():
        indexing.unindex_all(rows)
    _delete_parts(found, parts)
    found.model._base_manager.filter(pk__in=records.keys() - shells).delete()
    _make_shells(found, parts, records, shells)
    _index_owners(gone)
    elsewhere.forget_words(words)
    erasure.told = {
        "purged": {found.model._meta.label: len(records)}, "history": values, "shells": len(shells),
    }  # fmt: skip
    erasure.is_open = False
    erasure.save()


def _parts(found: Found, records: dict[int, Record]) -> dict[type[models.Model], dict[int, Any]]:
    """The rows that belong to these records, by their model and id."""
    parts: dict[type[models.Model], dict[int, Any]] = {}
    for model, owners in found.parts.items():
        pks = [pk for pk, owner in owners.items() if owner in records]
        if pks:
            parts[model] = {row.pk: row for row in model._base_manager.filter(pk__in=pks)}
    return parts


def _delete_parts(found: Found, parts: dict[type[models.Model], dict[int, Any]]) -> None:
    """All that belongs to these records, but for what something else points to."""
    for model in reversed(parts):  # what belongs to a part before the part
        model._base_manager.filter(pk__in=parts[model].keys() - found.held_parts[model].keys()).delete()


def _make_shells(
    found: Found, parts: dict[type[models.Model], dict[int, Any]], records: dict[int, Record], shells: set[int]
) -> None:  # fmt: skip
    """Leave of these rows, and of those of theirs that must stay, nothing but that they were there."""
    made: dict[type[Record], set[int]] = defaultdict(set)
    if shells:
        leave_blank(found.model, shells)
        made[found.model] |= shells
    for model, owners in found.held_parts.items():
        if issubclass(model, Record):
            for pk in owners.keys() & parts.get(model, {}).keys():
                owner = records[owners[pk]]
                leave_blank(model, [pk], deleted_at=owner.deleted_at, deleted_by_id=owner.deleted_by_id, reach="nobody")
                made[model].add(pk)
    for model, pks in pointing_at(made).items():
        if issubclass(model, indexing.Indexed):
            indexing.index_all(model.to_index().filter(pk__in=pks))


def _index_owners(gone: purging.Gone) -> None:
    """What lives and was found by the words of a part that went is found by them no more."""
    for model, rows in gone.items():
        for owner, column in owners_of(model):
            if issubclass(owner, indexing.Indexed):
                pks = {getattr(one, column) for one in rows}
                indexing.index_all(owner.to_index().filter(pk__in=pks, deleted_at=None))


def leave_blank(model: type[Record], pks: Iterable[int], **besides: Any) -> None:
    """Take the words, names and tags out of these rows, which stay."""
    pks = list(pks)
    model._base_manager.filter(pk__in=pks).update(version=F("version") + 1, **blank(model), **besides)
    for many in model._meta.many_to_many:
        through = many.remote_field.through
        if through._meta.auto_created:
            through._base_manager.filter(**{f"{many.m2m_field_name()}__in": pks}).delete()


def blank(model: type[Record]) -> dict[str, Any]:
    """What a shell of this model holds in its fields: no words, and nobody's name."""
    decision = purging.decision_of(model)
    kept = ("ref", *decision.no_words)
    values: dict[str, Any] = {}
    for one in model._meta.concrete_fields:
        if one.name in kept or one.choices:
            continue
        if isinstance(one, models.JSONField):
            values[one.name] = one.get_default()
        elif isinstance(one, models.CharField | models.TextField):
            values[one.name] = "" if one.blank and one.name not in decision.must_say else GONE
        elif one.related_model is Person and one.null and one.name not in KEPT:
            values[one.name] = None
    return values
