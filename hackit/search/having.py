"""The Entries that have a word, for lists that are narrowed down by words: asked of the full-text index at once."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.db.models.expressions import RawSQL

from hackit.audience import Viewer
from hackit.database_objects import ENTRY, FTS_ALL, FTS_PUBLIC
from hackit.models.entries import EntryQuerySet
from hackit.search.engines import Groups, engine
from hackit.search.normalise import normalise
from hackit.search.query import Term

MOST_WORDS = 12


def having_all(rows: EntryQuerySet, typed: str, user) -> EntryQuerySet:
    """Those of the rows (narrowed down to what this user may see) in whose title or text every word stands, in any
    form and order; of very many words the first dozen count."""
    for token in tokens_of(typed):
        rows = having(rows, token, user)
    return rows


def having(rows: EntryQuerySet, token: str, user) -> EntryQuerySet:
    """Those of the rows in whose title or text the word stands, a token as the index holds it.

    A stranger's question reads the index of public text alone.
    """
    is_public = Viewer.of(user).is_stranger
    if connection.vendor == "sqlite":
        table = FTS_PUBLIC if is_public else FTS_ALL
        # The limit, which is none, makes SQLite ask FTS5 once and keep the answer; else it may ask for each row.
        sql = f"SELECT rowid FROM {table} WHERE {table} MATCH %s LIMIT -1"  # noqa: S608 (names of ours)
        asked = f'{{search_title search_body}} : "{token}"'
    else:
        only = " AND reach = 'everyone'" if is_public else ""
        sql = f"SELECT id FROM {ENTRY} WHERE search_vector @@ to_tsquery('simple', %s){only}"  # noqa: S608
        asked = f"'{token}':AD"
    return rows.filter(pk__in=RawSQL(sql, [asked]))  # noqa: S611 (what is typed is a parameter, letters and digits)


def meeting(groups: Groups, user, without: Sequence[Term] = ()) -> RawSQL:
    """The ids of the Entries that meet every group of a query and hold none of `without`, for `pk__in` of rows that are
    narrowed down to what this user may see. A stranger's question reads the index of public text alone."""
    sql, params = engine().ids(groups, without, public=Viewer.of(user).is_stranger)
    once = " LIMIT -1" if connection.vendor == "sqlite" else ""  # as above
    return RawSQL(f"{sql}{once}", params)  # noqa: S611 (made by the engine; what is typed is a parameter or letters)


def tokens_of(typed: str) -> list[str]:
    """The words of a text as the index holds them, the first dozen."""
    return normalise(typed).split()[:MOST_WORDS]
