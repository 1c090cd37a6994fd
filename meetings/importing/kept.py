"""What was kept of a spreadsheet: a run with an item a row, so that no row is kept twice and all can go back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone

from hackit.models import ImportedItem, ImportRun, Person
from hackit.records import Record


class SomebodyWasQuicker(Exception):
    """The same rows were brought in between looking and keeping. Nothing was kept."""


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
            ImportedItem.objects.bulk_create(items, batch_size=500)
    except IntegrityError as error:  # another transaction was quicker by a moment
        raise SomebodyWasQuicker from error
    run.at = timezone.now()  # what is changed after this was changed by somebody
    run.save(update_fields=["at"])


def forget(items: Sequence[ImportedItem]) -> None:
    """Take away what is known of rows whose records are gone: they can be brought in anew."""
    for start in range(0, len(items), 500):
        ImportedItem.objects.filter(pk__in=[item.pk for item in items[start : start + 500]]).delete()
