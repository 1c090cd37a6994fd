"""The index proves itself."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from hackit import database_objects, word_tables
from hackit.models import Entry
from hackit.search.searching import search
from tests import factories as make
from tests.hackit.notes import publish_note

pytestmark = pytest.mark.django_db


def test_a_check_of_a_sound_index_changes_nothing_and_says_so():
    make.make_action("Count the handsets", forum=make.make_forum(), topics=[make.make_topic()])
    out = StringIO()
    call_command("rebuild_index", check=True, stdout=out)
    assert "would change none" in out.getvalue()


def test_a_check_finds_an_entry_that_was_changed_behind_the_records_back():
    make.make_action("Count the handsets", forum=make.make_forum())
    Entry.objects.update(title="Something else")
    with pytest.raises(CommandError, match="rebuild"):
        call_command("rebuild_index", check=True)
    assert Entry.objects.get().title == "Something else"
    call_command("rebuild_index", stdout=StringIO())
    assert Entry.objects.get().title == "Count the handsets"


def test_a_rebuild_takes_entries_of_records_that_are_gone_away():
    make.make_action("Count the handsets", forum=make.make_forum())
    entry = Entry.objects.get()
    Entry.objects.filter(pk=entry.pk).update(source_id=999_999)
    call_command("rebuild_index", stdout=StringIO())
    assert Entry.objects.get().source_id != 999_999


def test_filling_the_full_text_tables_anew_keeps_secret_rows_out_of_the_public_one():
    staff = make.make_user("Grace Li")
    make.make_decision("Count the handsets", forum=make.make_forum())
    database_objects.rebuild_fts(connection)
    if connection.vendor == "sqlite":  # PostgreSQL has one index, and a condition instead of a second table
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM entry_fts_public WHERE entry_fts_public MATCH 'handset'")
            assert cursor.fetchone() == (0,)
    assert search("handset", user=None, on=make.TUESDAY).total == 0
    assert search("handset", user=staff, on=make.TUESDAY).total == 1


def words(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT term FROM {table}")
        return {term for (term,) in cursor.fetchall()}


def test_words_for_spellings_follow_what_is_written():
    public, every = word_tables.WORDS_PUBLIC, word_tables.WORDS_ALL
    publish_note([], "Lamps", "The lantern and the tripod cost 4,000.")
    publish_note([], "Stands", "A tripod.")
    make.make_decision("Count the handsets", forum=make.make_forum())
    assert {"lantern", "tripod", "handset"} <= words(every)
    assert {"lantern", "tripod"} <= words(public)
    assert not {"handset", "4000", ""} & words(public)
    assert not {"4000", ""} & words(every)
    lamps = Entry.objects.filter(title="Lamps")
    lamps.update(search_body=" a candl and a tripod ")
    assert {"candl", "tripod"} <= words(public)
    assert "lantern" not in words(public)
    assert word_tables.wrong_words(connection) == []
    lamps.update(reach="staff")
    assert "tripod" in words(public)  # of the other note
    assert "candl" not in words(public)
    lamps.update(reach="everyone")
    assert "candl" in words(public)
    Entry.objects.filter(title__in=("Lamps", "Stands")).delete()
    assert not {"candl", "tripod", "lantern"} & words(public)
    assert word_tables.wrong_words(connection) == []


@pytest.mark.parametrize(
    ("table", "sql"),
    [
        ("entry_words_all", "DELETE FROM entry_words_all WHERE term = 'lantern'"),
        ("entry_words_public", "DELETE FROM entry_words_public WHERE term = 'lantern'"),
        ("entry_words_public", "INSERT INTO entry_words_public VALUES ('secret')"),
    ],
)
def test_a_check_finds_words_for_spellings_that_are_not_right(table, sql):
    publish_note([], "Lamps", "The lanterns were lit.")
    with connection.cursor() as cursor:
        cursor.execute(sql)
    with pytest.raises(CommandError, match=table):
        call_command("rebuild_index", check=True)
    call_command("rebuild_index", stdout=StringIO())
    call_command("rebuild_index", check=True, stdout=StringIO())
    assert "lantern" in words(table)


def test_an_index_of_words_as_it_was_made_before_is_replaced():
    if connection.vendor == "postgresql":
        return
    publish_note([], "Lamps", "The lanterns were lit.")
    with connection.cursor() as cursor:
        for table, index in (("entry_words_all", "entry_fts_all"), ("entry_words_public", "entry_fts_public")):
            cursor.execute(f"DROP TABLE {table}")
            cursor.execute(f"CREATE VIRTUAL TABLE {table} USING fts5vocab('{index}', 'row')")
        for name in ("entry_words_all_ai", "entry_words_all_au"):
            cursor.execute(f"DROP TRIGGER {name}")
    database_objects.create_all(connection)
    assert "lantern" in words("entry_words_all") & words("entry_words_public")
    publish_note([], "Stands", "A tripod.")
    assert "tripod" in words("entry_words_all") & words("entry_words_public")
