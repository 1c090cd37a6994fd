"""Settling a late action by one press: another date, another owner, or no longer needed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from hackit.dates import british_day
from hackit.models import Person
from hackit.records import StaleRecord
from meetings.actions.models import Action
from meetings.reminders.late_forms import DATE, GIVE


def settle(action: Action, data: dict[str, Any], *, by: Person, on: date) -> str:
    """Do what a SettleForm's cleaned data say; returns it in words for the page.

    Raises StaleRecord if somebody else changed the action since the page was shown.
    """
    if action.version != data["version"]:
        raise StaleRecord(action)
    what, due = data["press"]
    with transaction.atomic():
        if what == DATE:
            action.move_to(due, by=by, on=on, reason=data["why"] or _why_moved(action))
            return f"Now due {british_day(due, year=due.year != on.year)}"
        if what == GIVE:
            action.give_to(data["owner"], by=by)
            if data["why"]:
                action.add_update(data["why"], by=by, on=on)
            return f"Given to {data['owner'].name}"
        action.drop(by=by, on=on, reason=data["why"])
        return "No longer needed"


def _why_moved(action: Action) -> str:
    """An agreed date moves with a reason: for one press without words, that it was late once more."""
    return f"Late after {action.times_moved} moves, so it was given another date" if action.has_agreed_date else ""
