"""The investment item of a DMT meeting on Monday 10 June 2019, with the cast of the room."""

from datetime import date

import pytest

from meetings.models import Proposal
from meetings.proposals.models import YearRow
from tests import factories as make
from tests.meetings.lines.conftest import MONDAY, room

__all__ = ["room"]


@pytest.fixture
def on(monkeypatch) -> date:
    """Pages think that it is Monday 10 June 2019."""
    for module in ("views", "press_views"):
        monkeypatch.setattr(f"meetings.proposals.{module}.today", lambda: MONDAY)
    monkeypatch.setattr("meetings.agenda.about_views.today", lambda: MONDAY)
    return MONDAY


@pytest.fixture
def as_(client):
    """`as_(user)`: the client, signed in as that user."""

    def signed_in(user):
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def phones(room, on) -> Proposal:
    """One phone for field staff: £590k of capital over two years, and £40k a year for good."""
    return make.make_proposal(
        "One phone for field staff", room.dmt, capital_total=59_000_000, lasting_cost=4_000_000, lead=room.grace,
        years=[YearRow(2019, 40_000_000), YearRow(2020, 19_000_000)], by=room.priya.person,
    )  # fmt: skip
