"""Several people put the order of priority right at once: it stays an order, and nobody's reason is lost."""

import pytest
from django.db import connection

from meetings.models import Proposal, ProposalMove
from meetings.proposals.order_writes import OrderChanged, move_to
from meetings.proposals.writes import end_proposal
from tests import factories as make
from tests.meetings.lines.conftest import MONDAY, make_room
from tests.meetings.lines.test_races import at_once


@pytest.fixture
def room(transactional_db):
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("an in-memory database has one writer")
    return make_room()


def places(forum) -> list[int | None]:
    return list(Proposal.objects.going().filter(forum=forum).in_order().values_list("place", flat=True))


@pytest.mark.campaign
def test_two_moves_at_the_same_moment_leave_one_order_and_each_reason(room):
    titles = ("Phones", "Desks", "Cars", "Bikes")
    rows = {title: make.make_proposal(title, room.dmt) for title in titles}
    by = room.priya.person

    def move(title: str, place: int, seen: int):
        return lambda: move_to(Proposal.objects.get(pk=rows[title].pk), place, seen=seen, reason=title, by=by)

    faults = at_once(move("Bikes", 1, 4), move("Phones", 4, 1))
    assert places(room.dmt) == [1, 2, 3, 4]
    stale = [fault for fault in faults if isinstance(fault, OrderChanged)]
    assert len(stale) == len(faults), faults
    assert len(stale) <= 1
    assert ProposalMove.objects.count() == 2 - len(stale)


@pytest.mark.campaign
def test_a_move_and_an_end_at_the_same_moment_leave_no_gap(room):
    rows = [make.make_proposal(f"Number {number}", room.dmt) for number in range(4)]
    by = room.priya.person
    faults = at_once(
        lambda: move_to(Proposal.objects.get(pk=rows[3].pk), 1, seen=4, reason="Sooner", by=by),
        lambda: end_proposal(Proposal.objects.get(pk=rows[1].pk), "withdrawn", by=by, on=MONDAY),
    )
    assert all(isinstance(fault, OrderChanged) for fault in faults), faults
    assert places(room.dmt) == [1, 2, 3]
