"""The finance item of a DMT meeting on Monday 10 June 2019, with the cast of the room; pages think it is that day."""

from datetime import date

import pytest

from tests.meetings.lines.conftest import MONDAY, room

__all__ = ["room"]


@pytest.fixture
def on(monkeypatch) -> date:
    """Pages think that it is Monday 10 June 2019."""
    for module in ("views", "press_views", "profile_views", "import_views"):
        monkeypatch.setattr(f"meetings.money.{module}.today", lambda: MONDAY)
    return MONDAY


@pytest.fixture
def as_(client):
    """`as_(user)`: the client, signed in as that user."""

    def signed_in(user):
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def ready(room, on):
    """The room, in which Grace Li and Daniel Okafor go by initials as well."""
    for person, short in ((room.grace, "GL"), (room.daniel, "DO")):
        person.aliases.create(text=short)
    return room
