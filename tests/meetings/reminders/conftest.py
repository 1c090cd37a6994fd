"""The world before a meeting, as pages see it on the Saturday on which its owners are asked."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client

from tests.meetings.reminders.before_world import SATURDAY, World


@pytest.fixture
def today(monkeypatch):
    """`today(day)`: from then on pages think that it is that day. It begins on Saturday 8 June 2019."""

    def set_day(day: date) -> None:
        monkeypatch.setattr("meetings.reminders.before_views.today", lambda: day)

    set_day(SATURDAY)
    return set_day


@pytest.fixture
def world(db, today) -> World:
    cache.clear()
    return World()


@pytest.fixture
def stranger() -> Client:
    """A browser that was never here, and whose posts must hold what any browser sends."""
    return Client(enforce_csrf_checks=True)
