"""The database emptied after a test that commits (threads, the browser), in a fifth of the time of Django's flush.

Django's truncates every table and then writes content types and permissions anew. Here rows are deleted where there are
any, and what migrating wrote stays.
"""

from functools import cache

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from hackit import database_objects

WRITTEN_BY_MIGRATING = {"django_content_type", "auth_permission"}


def empty(alias: str) -> None:
    """Delete every row that tests wrote.

    The history's triggers refuse that. They are taken away for the length of it and made again after it: every test
    runs under them. Keys are checked at the end of the transaction, so the order of the tables does not matter.
    """
    connection = connections[alias]
    database_objects.drop_guards(connection)
    try:
        with transaction.atomic(using=alias), connection.cursor() as cursor:
            cursor.execute(rows_stand_in(connection))
            for (table,) in cursor.fetchall():
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
    finally:
        database_objects.create_all(connection)


@cache
def rows_stand_in(connection: BaseDatabaseWrapper) -> str:
    """A query for the names of those tables that hold rows of tests."""
    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False))
    quoted = {table: connection.ops.quote_name(table) for table in sorted(tables - WRITTEN_BY_MIGRATING)}
    asked = (f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {name})" for table, name in quoted.items())
    return " UNION ALL ".join(asked)
