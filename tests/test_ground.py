"""The ground that the tests stand on holds: no network, guarded history after a flush, databases as in service."""

import socket

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from hackit import database_objects
from hackit.history import Event


def test_no_test_reaches_another_machine():
    with socket.socket() as wire, pytest.raises(AssertionError, match="network is off"):
        wire.connect(("192.0.2.1", 80))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["before", "after"])
def test_history_is_guarded_before_a_flush_and_after_it(turn):
    assert database_objects.missing(connection) == []
    event = Event.objects.create(record_type="x", record_ref="x", verb="made", actor_label="A test")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(verb="unmade")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        event.delete()


@pytest.mark.django_db
def test_a_second_prepare_changes_nothing(django_assert_max_num_queries, settings):
    settings.TRIAL = False  # no sample data: they have tests of their own
    call_command("prepare")
    with django_assert_max_num_queries(25) as asked:
        call_command("prepare")
    verbs = {query["sql"].split()[0].upper() for query in asked.captured_queries}
    # PostgreSQL has the guards' function made again: CREATE OR REPLACE of the same.
    assert verbs <= {"SELECT", "SAVEPOINT", "RELEASE", "CREATE"}
