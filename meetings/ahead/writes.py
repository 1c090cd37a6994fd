"""Writing down what is coming up from a form, and changing it: one transaction each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from hackit.models import Person
from meetings.ahead.models import ComingUp


def record_coming_up(data: Mapping[str, Any], *, by: Person) -> ComingUp:
    """A new one from a ComingUpForm's cleaned data."""
    thing = ComingUp()
    _fill(thing, data)
    with transaction.atomic():
        thing.save_as(by=by, verb="written down")
        thing.set_topics(data.get("topics", []))
    return thing


def change_coming_up(thing: ComingUp, data: Mapping[str, Any], *, by: Person, version: int) -> None:
    """Save a ComingUpEditForm's cleaned data. Another date is a move, and one that was over is ahead again.

    Raises StaleRecord if it was saved by somebody else since `version`; then nothing of it is kept.
    """
    before = thing.when
    _fill(thing, data)
    moved = bool(before != thing.when and before != type(before)())
    if moved:
        thing.times_moved += 1
        thing.state, thing.ended_on = ComingUp.State.AHEAD, None
    with transaction.atomic():
        thing.save_as(by=by, verb="moved" if moved else "changed", expected_version=version)
        thing.set_topics(data.get("topics", []))
        _tell_line(thing)


def _fill(thing: ComingUp, data: Mapping[str, Any]) -> None:
    when, (start_by, start_text) = data["when"], data["start"]
    if start_by != thing.start_by:
        thing.started_on = None
    thing.title, thing.person, thing.yearly = data["title"], data["person"], data["yearly"]
    thing.due, thing.due_text, thing.sorts_as = when.day, when.text, when.around
    thing.start_by, thing.start_text = start_by, start_text
    thing.forum, thing.audience = data["forum"], data["audience"]


def _tell_line(thing: ComingUp) -> None:
    """The line it was typed in asks by when to start only while nobody has said."""
    line = thing.line
    entry = next((heard for heard in line.heard if heard.get("ref") == thing.ref), None) if line else None
    if line is not None and entry is not None and entry.get("start", False) != bool(thing.start_by):
        entry["start"] = bool(thing.start_by)
        line.save(update_fields=["heard"])
