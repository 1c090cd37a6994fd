"""What SQLite's index of words keeps of deleted ones, whatever was written before: nothing after a purge."""

import random

import pytest
from django.db import connection, transaction

from hackit.database_objects import rebuild_fts
from hackit.purging import merging
from hackit.word_tables import FTS_ALL, FTS_PUBLIC
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.plans_of_sqlite]
SECRET = "zqsecretqz"


@pytest.fixture(autouse=True)
def _begun_anew(db):
    """Where segments lie hangs on all that tests before wrote, also on what was taken back."""
    rebuild_fts(connection)


def written(number: int, words: str, *, delete: bool = False) -> None:
    """Straight into the index, and on to its pages: within a transaction FTS5 waits with it for the next savepoint."""
    command, told = (f", {FTS_ALL}", ["delete"]) if delete else ("", [])
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {FTS_ALL} (rowid, search_title, search_body, search_document{command})"
            f" VALUES (%s, %s, '', ''{', %s' if told else ''})",
            [number, words, *told],
        )
    with transaction.atomic():
        pass


def kept_anywhere(words: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT block FROM {FTS_ALL}_data")
        return any(words.encode() in bytes(block or b"") for (block,) in cursor.fetchall())


def a_past(small: int, large: int) -> list[tuple[int, str]]:
    """Short texts, a purge, which has FTS5 lay their segments on a higher level, and a long text after it: that is
    larger than all of them, so they come down to its level and the higher ones are left empty. Those rows.
    """
    chance = random.Random(small)
    texts = [" ".join(str(chance.randint(0, 300)) for _ in range(30)) for _ in range(small)]
    texts += [" ".join(str(chance.randint(0, 10**9)) for _ in range(large))] if large else []
    rows = list(enumerate(texts, 1000))
    for row in rows[:small]:
        written(*row)
    merging.merge_fts(connection)
    for row in rows[small:]:
        written(*row)
    return rows


PASTS = [(0, 0), (10, 20), (20, 3000), (40, 3000), (60, 200)]


def a_long_past(seed: int) -> list[tuple[int, str]]:
    """Some hundred texts that come and go; nothing of any other size. Those rows that stay."""
    chance, rows = random.Random(seed), []
    for number in range(1000, 1000 + chance.randint(140, 400)):
        if rows and chance.random() < 0.5:
            written(*rows.pop(chance.randrange(len(rows))), delete=True)
        else:
            words = (chance.choice("abcdefgh") * 3 + str(chance.randint(0, 300)) for _ in range(60))
            rows.append((number, " ".join(words)))
            written(*rows[-1])
    return rows


@pytest.mark.parametrize("everything", [True, False], ids=["all-goes", "some-stays"])
@pytest.mark.parametrize("past", PASTS, ids=str)
def test_a_deleted_word_is_in_no_page_of_the_index_whatever_was_written_before(past, everything):
    rows = a_past(*past)
    entry = make.make_action("Count the vans").text
    for row in rows if everything else rows[::2]:
        written(*row, delete=True)
    written(7, f"some {SECRET} here")
    assert kept_anywhere(SECRET[:8])
    written(7, f"some {SECRET} here", delete=True)
    merging.merge_fts(connection)
    assert not kept_anywhere(SECRET[:8])
    with connection.cursor() as cursor:
        for table in (FTS_ALL, FTS_PUBLIC):
            cursor.execute(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")
        cursor.execute(f"SELECT count(*) FROM {FTS_ALL} WHERE {FTS_ALL} MATCH 'van'")
        assert cursor.fetchone() == (1,), entry


@pytest.mark.parametrize("seed", [8, 28, 63])
def test_nor_where_no_segment_is_larger_than_what_is_written_to_have_them_merged(seed):
    rows = a_long_past(seed)
    for row in rows if seed % 2 else []:
        written(*row, delete=True)
    written(7, SECRET)
    written(7, SECRET, delete=True)
    merging.merge_fts(connection)
    assert not kept_anywhere(SECRET[:8])
