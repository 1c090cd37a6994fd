"""Many new rows of one model at once, without what Django's `bulk_create` does for each of their values.

A spreadsheet of 10,000 rows makes half a million values: asking each field to prepare each of them takes longer than
the database needs to keep them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models, transaction
from django.db.models import Field

AT_ONCE = 500
PLAIN = (str, int, bool)


def insert_rows(records: Sequence[models.Model]) -> None:
    """Insert new records of one model that has a unique `ref`, and give them their ids. Belongs into a transaction.

    What they point to must be saved, and fields must hold values of their own types: nothing is cleaned.
    """
    model = type(records[0])
    connection = transaction.get_connection()
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    rows = [[_value(field, record, connection) for field in fields] for record in records]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608 (tables of ours)
    ids: dict[str, int] = {}
    for start in range(0, len(records), AT_ONCE):
        refs = [record.ref for record in records[start : start + AT_ONCE]]
        ids |= dict(model._base_manager.filter(ref__in=refs).values_list("ref", "pk"))
    for record in records:
        record.pk = ids[record.ref]
        record._state.adding, record._state.db = False, connection.alias


def _value(field: Field, record: models.Model, connection: Any) -> Any:
    """What the database is given: plain values as they are, all others as the field prepares them."""
    value = field.pre_save(record, True) if getattr(field, "auto_now_add", False) else getattr(record, field.attname)
    if (value is None or type(value) in PLAIN) and not isinstance(field, models.JSONField):
        return value
    return field.get_db_prep_save(value, connection)
