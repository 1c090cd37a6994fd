"""Lists that are narrowed down by words: what is found, by whom, and that the full-text index is asked once."""

from __future__ import annotations

import pytest

from hackit.models import Entry
from hackit.search.having import having_all
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def dmt():
    return make.make_forum("DMT")


def found(user, typed):
    return sorted(having_all(Entry.objects.visible_to(user), typed, user).values_list("title", flat=True))


def test_every_word_is_needed_in_any_form_and_order(dmt):
    sam = make.make_user()
    make.make_decision("Order forty handsets for the depot", forum=dmt)
    make.make_decision("Count the handsets", forum=dmt)
    assert found(sam, "depot ordering") == ["Order forty handsets for the depot"]
    assert len(found(sam, "handset")) == 2
    assert found(sam, "handset gritters") == []


def test_a_documents_title_is_not_what_its_parts_say(dmt):
    """Else every section of a note about phones would be one about phones."""
    make.make_decision("Count them", forum=dmt)
    Entry.objects.update(document_title="Handsets", search_document=" handset ")
    assert found(make.make_user(), "handset") == []


def test_nothing_is_found_that_the_reader_may_not_see(dmt):
    make.make_decision("Count the handsets", forum=dmt, audience="members")
    assert found(make.make_user(), "handset") == []
    assert found(None, "handset") == []
    Entry.objects.update(reach="everyone")
    assert found(None, "handset") == ["Count the handsets"]


@pytest.mark.parametrize("typed", ['"', "x OR y", "a:b*", "follow-up (w/c)", "’; --", "£1.2m & more", "*"])
def test_whatever_is_typed_is_no_fault(dmt, typed):
    assert found(make.make_user(), typed) == []


@pytest.mark.plans_of_sqlite
def test_sqlite_asks_the_full_text_index_once_and_not_for_each_row():
    sam = make.make_user()
    plan = having_all(Entry.objects.visible_to(sam), "handsets", sam).explain()
    assert "CORRELATED" not in plan
    assert "LIST SUBQUERY" in plan
    assert "SCAN entry_fts_all VIRTUAL TABLE INDEX" in plan
