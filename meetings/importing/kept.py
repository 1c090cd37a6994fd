"""What was kept of a spreadsheet: a run with an item a row, so that no row is kept twice and all can go back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone

from hackit import history, indexing
from hackit.audience import Reach
from hackit.bulk import insert_rows
from hackit.models import ImportedItem, ImportRun, Person
from hackit.records import Record

TAKEN_BACK = "import taken back"
AT_ONCE = 500
"""So many records are read, indexed and taken back in one statement."""


class SomebodyWasQuicker(Exception):
    """The same rows were brought in between looking and keeping, or changed while taken back. Nothing was done."""


def begin_run(kind: str, *, by: Person, source: str, content_hash: str) -> ImportRun:
    """The run of one go, to be begun in the transaction of all that it makes."""
    return ImportRun.objects.create(kind=kind, by=by, source=source[:200], content_hash=content_hash)


def keep_items(run: ImportRun, made: Iterable[tuple[int, str, Record]]) -> None:
    """Write down which line became which record, by (line, what knows the row again, record), and end the run.

    Raises SomebodyWasQuicker if a row of it has become a record since it was looked at.
    """
    items = [
        ImportedItem(
            run=run, source_key=f"line {line}", content_hash=key, record_type=run.kind, record_ref=record.ref
        )
        for line, key, record in made
    ]  # fmt: skip
    try:
        with transaction.atomic():
            insert_rows(items)
    except IntegrityError as error:  # another transaction was quicker by a moment
        raise SomebodyWasQuicker from error
    run.at = timezone.now()  # what is changed after this was changed by somebody
    run.save(update_fields=["at"])


def forget(items: Sequence[ImportedItem]) -> None:
    """Take away what is known of rows whose records are gone: they can be brought in anew."""
    for some in in_parts(items):
        ImportedItem.objects.filter(pk__in=[item.pk for item in some]).delete()


def forget_deleted(kind: str, keys: Sequence[str], live: models.QuerySet) -> None:
    """`forget` these rows, whose records were deleted since. Raises SomebodyWasQuicker if one of them is `live`."""
    items = list(ImportedItem.objects.brought_in(kind, keys).values())
    if refs_among(live, items):
        raise SomebodyWasQuicker
    forget(items)


def refs_among(live: models.QuerySet, items: Iterable[ImportedItem]) -> set[str]:
    """The refs of those of these items whose record is among `live`."""
    found: set[str] = set()
    for some in in_parts([item.record_ref for item in items]):
        found |= set(live.filter(ref__in=some).values_list("ref", flat=True))
    return found


def in_parts(rows: Sequence[Any], most: int = AT_ONCE) -> Iterator[list[Any]]:
    """The rows, so many of them at a time."""
    for start in range(0, len(rows), most):
        yield list(rows[start : start + most])


def know(record: Record, **rows: Sequence[Any]) -> None:
    """Let what was just written beside a record be read without asking, as if it had been prefetched."""
    record._prefetched_objects_cache = dict(rows)


def index_new(records: Sequence[Record]) -> None:
    """Bring the index up to date for records made just now."""
    with indexing.topics_staying():
        for some in in_parts(records):
            indexing.index_all(some, new={(one._meta.label_lower, one.pk) for one in some})


def take_out(records: Sequence[Record], *, by: Person, at: datetime) -> None:
    """Take records of one model out of everybody's sight, as `delete_softly` would each, in a few statements.

    Belongs into a transaction. Raises SomebodyWasQuicker if one of them was changed since it was read.
    """
    for some in in_parts(records):
        rows = type(some[0])._base_manager.filter(pk__in=[one.pk for one in some], version=some[0].version)
        told = {"deleted_at": at, "deleted_by": by, "reach": Reach.NOBODY, "version": F("version") + 1}
        if any(one.version != some[0].version for one in some) or rows.update(**told) != len(some):
            raise SomebodyWasQuicker
        with history.at_the_end():
            for one in some:
                one.deleted_at, one.deleted_by, one.reach, one.version = at, by, Reach.NOBODY, one.version + 1
                history.record_change(one, TAKEN_BACK, by=by)
        indexing.unindex_all(some)
