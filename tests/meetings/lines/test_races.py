"""Several people at once: nothing lost, nothing twice, nobody overwritten."""

import threading
import uuid
from collections.abc import Callable

import pytest
from django.db import connection, connections

from hackit.history import Event
from meetings.models import AgendaItem, Line, Meeting
from meetings.room.line_writes import type_line
from tests.meetings.lines.conftest import MONDAY, make_room


def at_once(*jobs: Callable[[], object]) -> list[BaseException]:
    """Run the jobs in threads that start together; returns what they raised."""
    gate, faults = threading.Barrier(len(jobs)), []

    def run(job: Callable[[], object]) -> None:
        try:
            gate.wait()
            job()
        except BaseException as fault:  # the test looks at it
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


@pytest.fixture
def room(transactional_db):
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("an in-memory database has one writer")
    return make_room()


@pytest.mark.campaign
def test_lines_typed_at_once_are_all_there_in_an_order_with_one_start(room, campaign, proof):
    each = campaign(4, 50)
    people = [room.priya.person, room.helen.person, room.grace, room.daniel]

    def typing(person):
        item = AgendaItem.objects.select_related("meeting__forum").get(pk=room.phones.pk)
        for number in range(each):
            type_line(f"Grace to ring {number} by Fri", author=person, item=item, ref=str(uuid.uuid4()), on=MONDAY)

    faults = at_once(*(lambda person=person: typing(person) for person in people))
    assert faults == []
    lines = Line.objects.filter(item=room.phones)
    assert lines.count() == 4 * each
    assert len(set(lines.values_list("change_no", flat=True))) == 4 * each
    assert len(set(lines.values_list("position", flat=True))) == 4 * each
    assert Meeting.objects.get(pk=room.meeting.pk).change_no == 4 * each
    assert Event.objects.filter(record_ref=room.meeting.ref, verb="started").count() == 1
    proof(f"4 people typed {4 * each} lines at once: all kept, each with a number of its own, one start")


@pytest.mark.campaign
def test_one_line_sent_by_several_requests_at_once_is_there_once(room, campaign, proof):
    rounds = campaign(3, 50)
    for _round in range(rounds):
        ref = str(uuid.uuid4())

        def send(ref=ref):
            item = AgendaItem.objects.select_related("meeting__forum").get(pk=room.phones.pk)
            type_line("Grace to ring by Fri", author=room.priya.person, item=item, ref=ref, on=MONDAY)

        assert at_once(send, send, send) == []
        assert Line.objects.filter(ref=ref).count() == 1
    assert Line.objects.count() == rounds
    proof(f"{rounds} lines sent three times at once: each there once")


def test_a_meeting_saved_from_an_older_copy_keeps_the_number_of_changes(room):
    older = Meeting.objects.get(pk=room.meeting.pk)
    room.type("one")
    room.type("two")
    older.refresh_from_db(fields=["version"])
    older.location = "Room 4"
    older.save_as(by=None, verb="changed")
    stored = Meeting.objects.get(pk=room.meeting.pk)
    assert (stored.change_no, stored.location) == (2, "Room 4")
