"""SQLite's full-text tables let go of words that stand in nothing any more.

FTS5 writes what it is told in segments, on levels, and notes what was deleted in a segment of its own. Word and note
are dropped together only when all segments are merged into one on the last level there is: below it FTS5 keeps the
note, for something older might follow. It merges where the segments are if all are on one level; then they come to lie
on the next, and that is not always the last (https://sqlite.org/fts5.html, "The 'merge' command"; fts5_index.c).
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from hackit.database_objects import rebuild_fts
from hackit.word_tables import FTS_ALL, FTS_COLUMNS, FTS_PUBLIC

PAGES = 500
"""Pages that one statement merges: no other write waits for more."""
STRUCTURE = 10
"""The number of the row in which FTS5 keeps what segments lie on what level."""


def merge_fts(connection: BaseDatabaseWrapper) -> None:
    """Drop from the index every word of which nothing is left, a little at a time.

    Does nothing on PostgreSQL, whose index holds no word apart from its rows.
    """
    if connection.vendor != "sqlite":
        return
    for table in (FTS_ALL, FTS_PUBLIC):
        _merge_all(connection, table)
        if not _nothing_kept(connection, table):
            # A segment more, on the first level: now they are on several, and FTS5 takes them all to the last one
            _write_and_delete(connection, table)
            _merge_all(connection, table)
    # FTS5 takes a segment that is no larger down to that new one. So few words are written anew in no time.
    if not all(_nothing_kept(connection, table) for table in (FTS_ALL, FTS_PUBLIC)):
        with transaction.atomic():
            rebuild_fts(connection)


def _merge_all(connection: BaseDatabaseWrapper, table: str) -> None:
    pages = -PAGES  # less than nothing: begin anew, with everything
    while _merge_some(connection, table, pages) >= 2:
        pages = PAGES


def _merge_some(connection: BaseDatabaseWrapper, table: str, pages: int) -> int:
    """How many rows that took; fewer than two where there was nothing to be merged."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT total_changes()")
        (before,) = cursor.fetchone()
        cursor.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', %s)", [pages])  # noqa: S608
        cursor.execute("SELECT total_changes()")
        return cursor.fetchone()[0] - before


def _write_and_delete(connection: BaseDatabaseWrapper, table: str) -> None:
    """A row that nobody sees, for no Entry has that number."""
    marks = ", ".join("'x'" for _ in FTS_COLUMNS.split(", "))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} (rowid, {FTS_COLUMNS}) VALUES (-1, {marks})")  # noqa: S608
        cursor.execute(f"INSERT INTO {table} ({table}, rowid, {FTS_COLUMNS}) VALUES ('delete', -1, {marks})")  # noqa: S608


def _nothing_kept(connection: BaseDatabaseWrapper, table: str) -> bool:
    """After merging: whether what was merged lies on the last level, with no note of anything deleted left.

    What others wrote meanwhile lies on levels before it.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT block FROM {table}_data WHERE id = %s", [STRUCTURE])  # noqa: S608
        (block,) = cursor.fetchone()
    numbers = _numbers(bytes(block)[4:])  # after a number that counts changes of the table's settings
    levels, segments, _written = next(numbers), next(numbers), next(numbers)
    here = 0
    for _ in range(levels):
        _merging, here = next(numbers), next(numbers)
        for _ in range(3 * here):  # of each segment its number, first and last page
            next(numbers)
    return segments == 0 or here == 1


def _numbers(block: bytes) -> Iterator[int]:
    """SQLite's numbers of 1 to 9 bytes: seven bits of each, the last one's highest bit is not set."""
    number = 0
    for byte in block:
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            yield number
            number = 0
