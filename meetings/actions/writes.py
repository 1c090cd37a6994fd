"""What touches an action and more than the action itself, in one transaction each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from hackit.models import Person
from meetings.actions.models import Action
from meetings.actions.sources import Source
from meetings.agenda.models import Meeting


def record_action(
    data: Mapping[str, Any], *, by: Person, meeting: Meeting | None = None, source: Source | None = None
) -> Action:
    """A new action from an ActionForm's cleaned data; `source` is what it came from."""
    source = source or Source()
    action = Action(
        text=data["text"], owner=data["owner"], due=data["due"], audience=data["audience"], forum=data["forum"],
        meeting=meeting, source_label=source.label[:200], source_url=source.url, source_page=source.page,
        source_quote=source.quote,
    )  # fmt: skip
    action.tie(helpers=data["helpers"], topics=data.get("topics", []))
    action.save_as(by=by, verb="recorded")
    return action


def change_action(action: Action, data: Mapping[str, Any], *, by: Person, on: date, version: int) -> None:
    """Save an ActionEditForm's cleaned data. Another date is a move, with its reason in the log.

    Raises StaleRecord if it was saved by somebody else since `version`; then nothing of it is kept.
    """
    action.text, action.audience, action.forum = data["text"], data["audience"], data["forum"]
    if action.owner != data["owner"]:
        action.owner, action.owner_text = data["owner"], ""
    action.tie(helpers=data["helpers"], topics=data.get("topics", []))
    with transaction.atomic():
        action.save_as(by=by, verb="changed", expected_version=version)
        if data["due"] != action.due:
            action.move_to(data["due"], by=by, on=on, reason=data.get("why", ""))


def update_action(action: Action, data: Mapping[str, Any], *, by: Person, on: date) -> None:
    """Save an UpdateForm's cleaned data as lines of the action's log: words and status, then the date and why."""
    with transaction.atomic():
        if not action.stands_so(data["status"], data["waiting_for"], data["waiting_on"]):
            waiting = {"waiting_for": data["waiting_for"], "waiting_on": data["waiting_on"]}
            action.set_status(data["status"], by=by, on=on, note=data["text"], **waiting)
        elif data["text"]:
            action.add_update(data["text"], by=by, on=on)
        if data["due"] and data["due"] != action.due:
            action.move_to(data["due"], by=by, on=on, reason=data.get("why", ""))
