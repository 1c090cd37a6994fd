"""When Entries are written: by the act of saving, or once at the end of a block that saves much."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from hackit import indexing
from hackit.models import Entry
from meetings.models import Action
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def action() -> Action:
    return make.make_action(
        "Send the audit plan", make.make_person("Henry Ade"), meeting=make.make_meeting(make.make_forum())
    )


def titles() -> list[str]:
    return list(Entry.objects.filter(kind="action").values_list("title", flat=True))


def test_saving_writes_at_once(action):
    action.text = "Send the audit plan to Michael"
    action.save()
    assert titles() == ["Send the audit plan to Michael"]


def test_in_a_block_the_last_of_several_saves_is_written_once(action):
    with CaptureQueriesContext(connection) as asked, transaction.atomic(), indexing.at_the_end():
        for number in range(4):
            action.text = f"Send plan {number}"
            action.save()
        assert titles() == ["Send the audit plan"]
    assert titles() == ["Send plan 3"]
    assert sum('UPDATE "hackit_entry"' in query["sql"] for query in asked) == 1


def test_a_block_that_fails_leaves_nothing_to_write(action):
    def fail() -> None:
        with transaction.atomic(), indexing.at_the_end():
            action.text = "Never said"
            action.save()
            raise RuntimeError

    with transaction.atomic(), indexing.at_the_end(), pytest.raises(RuntimeError):
        fail()
    assert titles() == ["Send the audit plan"]


def test_an_inner_block_is_written_with_the_outer(action):
    with transaction.atomic(), indexing.at_the_end():
        with indexing.at_the_end():
            action.text = "Inner"
            action.save()
        assert titles() == ["Send the audit plan"]
    assert titles() == ["Inner"]


def test_what_is_deleted_in_a_block_is_found_no_more(action):
    with transaction.atomic(), indexing.at_the_end():
        action.text = "Shortly"
        action.save()
        action.delete_softly(by=None)
    assert titles() == []


def test_many_records_take_as_many_statements_as_few(action):
    def cost(count: int) -> int:
        actions = [make.make_action(f"Thing {n}", action.owner, meeting=action.meeting) for n in range(count)]
        with CaptureQueriesContext(connection) as asked:
            indexing.index_all(Action.to_index().filter(pk__in=[one.pk for one in actions]))
        return len(asked)

    assert cost(12) == cost(2)
