"""The room on Monday 10 June 2019, and pages that think it is that day."""

from datetime import date

import pytest

from tests.meetings.lines.conftest import MONDAY, room

__all__ = ["room"]


@pytest.fixture
def on(monkeypatch) -> date:
    """Pages think that it is Monday 10 June 2019."""
    for module in ("views", "press_views", "change_views"):
        monkeypatch.setattr(f"meetings.enquiries.{module}.today", lambda: MONDAY)
    return MONDAY


@pytest.fixture
def as_(client):
    """`as_(user)`: the client, signed in as that user."""

    def signed_in(user):
        client.force_login(user)
        return client

    return signed_in
