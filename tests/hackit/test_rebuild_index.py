"""The index proves itself."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from hackit import database_objects
from hackit.models import Entry
from hackit.search.searching import search
from tests import factories as make

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
