"""Many new rows of one model at once, without what Django's `bulk_create` does for each of their values.

A spreadsheet of 10,000 rows makes two million values: asking each field to prepare each of them takes longer than the
database needs to keep them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import models, transaction
from django.db.models import Field

FEW = 100
"""Fewer rows than this are Django's own to insert."""
AT_ONCE = 2000
"""Rows in one statement."""

PLAIN = (str, int, bool)
PLAIN_ON_POSTGRES = (*PLAIN, date, datetime)


def insert_rows(records: Sequence[models.Model]) -> None:
    """Insert new records of one model, and give them their ids, which rise in their order. Belongs into a transaction.

    What they point to must be saved, and fields must hold values of their own types: nothing is cleaned. Raises
    RuntimeError outside a transaction.
    """
    if len(records) < FEW:
        if records:
            type(records[0])._base_manager.bulk_create(records)
        return
    model = type(records[0])
    connection = transaction.get_connection()
    for record, new_id in zip(records, _new_ids(connection, model, len(records)), strict=True):
        record.pk = new_id
    fields = model._meta.concrete_fields
    columns = [[read(record) for record in records] for read in (_reader(field, connection) for field in fields)]
    insert_values(model, [field.column for field in fields], zip(*columns, strict=True))
    for record in records:
        record._state.adding, record._state.db = False, connection.alias


def insert_values(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of values that the database takes as they are, of these columns. Belongs into a transaction.

    Some at a time: each statement has the limit that pages have, and search vectors and triggers take theirs of it.
    """
    connection = transaction.get_connection()
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(map(connection.ops.quote_name, columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            waiting = iter(rows)
            while some := list(islice(waiting, AT_ONCE)):
                # Django's cursor hands `copy` on as it is, and so its errors too
                with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                    for row in some:
                        copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608 (tables of ours)


def _new_ids(connection: Any, model: type[models.Model], count: int) -> Iterable[int]:
    """So many ids that no row of the model has or ever had, the lowest first."""
    if not connection.in_atomic_block:
        raise RuntimeError("insert_rows() must run in a transaction: ids are taken before their rows are there")
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [connection.ops.quote_name(table), column, count],
            )
            return sorted(new_id for (new_id,) in cursor.fetchall())
        # Nobody else writes: every transaction here begins with the lock for it (BEGIN IMMEDIATE)
        cursor.execute("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
        (last,) = cursor.fetchone()
        return range(last + 1, last + count + 1)


def _reader(field: Field, connection: Any) -> Callable[[models.Model], Any]:
    """What gives a record's value of this field as the database takes it: plain ones as they are."""
    name = field.attname
    plain = PLAIN_ON_POSTGRES if connection.vendor == "postgresql" else PLAIN
    is_plain_there = not isinstance(field, models.JSONField)
    is_set_there = getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False)

    def read(record: models.Model) -> Any:
        value = field.pre_save(record, True) if is_set_there else getattr(record, name)
        if is_plain_there:
            if value is None or type(value) in plain:
                return value
            if isinstance(value, str):  # one of a field's choices
                return str(value)
        return field.get_db_prep_save(value, connection)

    return read
