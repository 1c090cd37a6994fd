"""An audit item of a DMT meeting on Monday 10 June 2019, and what a review recommends."""

from dataclasses import dataclass
from datetime import date

import pytest

from meetings.models import AgendaItem, Recommendation, Review
from tests import factories as make
from tests.meetings.lines.conftest import MONDAY, room

__all__ = ["room"]


@pytest.fixture
def on(monkeypatch) -> date:
    """Pages think that it is Monday 10 June 2019."""
    for module in ("views", "recommendation_views", "press_views", "committee_views"):
        monkeypatch.setattr(f"meetings.audit.{module}.today", lambda: MONDAY)
    return MONDAY


@pytest.fixture
def as_(client):
    """`as_(user)`: the client, signed in as that user."""

    def signed_in(user):
        client.force_login(user)
        return client

    return signed_in


@dataclass
class Audit:
    """An item of the meeting, a review, and of it one that is late and one with a date to come."""

    item: AgendaItem
    review: Review
    late: Recommendation
    coming: Recommendation


@pytest.fixture
def audit(room, on) -> Audit:
    item = make.make_item(room.meeting, "Audit", kind="audit", position=3)
    review = make.make_review("Access to systems", room.dmt, opinion="Limited assurance", lead=room.grace)
    late = make.make_recommendation(
        review, "End leavers' access at once", reference="1.2", priority="High", finding="Two of forty had access.",
        owner=room.daniel, due=date(2019, 5, 31), agreed="Switch off access on the last day",
    )  # fmt: skip
    coming = make.make_recommendation(
        review, "Review who has access each quarter", reference="1.10", priority="Low", owner=room.grace,
        due=date(2019, 9, 30),
    )  # fmt: skip
    return Audit(item, review, late, coming)
