"""Actions that were due at a meeting whose day was changed: they are offered to follow it, each by a tick."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.apps import apps
from django.db import transaction

from hackit.dates import british_day
from hackit.models import Person
from meetings.agenda.models import Meeting

_NEXT = r"\bnext\s+(?:meeting|time|{name})\b"


def due_at(meeting: Meeting, old: date, user) -> list[Any]:
    """The group's open actions due on the day that the meeting was on, each with `said_next`.

    That is whether its date was assumed, or "next meeting" was what was said: those follow the meeting unless
    somebody says otherwise. Actions stand above this package: found by name.
    """
    rows = apps.get_model("meetings", "action").objects.visible_to(user).open()
    found = list(rows.filter(forum_id=meeting.forum_id, due=old).select_related("owner", "line").order_by("pk"))
    said = re.compile(_NEXT.format(name=re.escape(meeting.forum.name)), re.I)
    for action in found:
        action.said_next = action.due_is_assumed or bool(action.line_id and said.search(action.line.text))
    return found


def move_with(meeting: Meeting, actions: Iterable[Any], *, by: Person | None, on: date) -> int:
    """Give these actions the meeting's day; how many. An assumed date stays assumed, an agreed one counts as moved."""
    count = 0
    with transaction.atomic():
        for action in actions:
            if action.due_is_assumed:
                action.due = meeting.date
                action.save_as(by=by, verb="date moved with its meeting")
            else:
                reason = f"{meeting.forum.name} moved to {british_day(meeting.date)}"
                action.move_to(meeting.date, by=by, on=on, reason=reason)
            count += 1
    return count
