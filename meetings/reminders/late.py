"""What a group has to settle: moved twice and late again, and what nobody sees to. For who runs the group."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hackit.dates import british_day, monday_of
from hackit.models import Forum, Person
from meetings.actions.models import Action
from meetings.actions.querysets import ActionQuerySet
from meetings.actions.rows import Row, for_rows, next_meetings, rows_of
from meetings.reminders import ladder

MOST = 50
OFFERED = 2
"""How many meetings ahead are offered as the new date."""


@dataclass(frozen=True)
class Choice:
    """One press: the value it sends, its words, and small ones under them."""

    value: str
    words: str
    small: str


@dataclass(frozen=True)
class ToSettle:
    """One action to settle, and to whom it can be given by one press."""

    row: Row
    asks: str
    people: list[Person]

    @property
    def action(self) -> Action:
        return self.row.action


@dataclass(frozen=True)
class LatePage:
    """What there is to settle, how many in all, and the days that each can be moved to."""

    rows: list[ToSettle]
    count: int
    days: list[Choice]


def late_page(forum: Forum, user, *, on: date) -> LatePage:
    """What this group has to settle as this user sees it. The same number of queries for few and many."""
    seen = Action.objects.visible_to(user).filter(forum=forum)
    found = to_settle(seen, on=on)
    rows = rows_of(for_rows(found, user)[:MOST], user=user, on=on)
    members = list(Person.objects.members_of(forum, on=on))
    asked = [
        ToSettle(row, _asks(row.action, on), [who for who in members if who.pk != row.action.owner_id]) for row in rows
    ]
    return LatePage(asked, found.count(), days_offered(forum, user, on=on))


def to_settle(rows: ActionQuerySet, *, on: date) -> ActionQuerySet:
    """Late after two moves, the most overdue first, then what nobody sees to."""
    return (ladder.moved_and_late(rows, on=on) | ladder.without_owner(rows, on=on)).order_by("due", "pk")


def _asks(action: Action, on: date) -> str:
    if action.owner_id is None:
        return "Nobody has this"
    if not action.is_overdue(on=on) or action.times_moved < ladder.OFTEN:
        return f"{action.owner.name} has left"
    return f"{action.owner.name} is late again"


def days_offered(forum: Forum, user, *, on: date) -> list[Choice]:
    """The group's next two meetings; where fewer are planned, the Fridays of the weeks after this one."""
    planned = next_meetings([forum.pk], user=user, on=on).get(forum.pk, [])
    named = (f"Next {forum.name}", f"The {forum.name} after")
    meetings = zip((day for day in planned if day > on), named, strict=False)
    friday = monday_of(on) + timedelta(days=4)
    offered = [
        *meetings,
        (friday + timedelta(weeks=1), "Friday next week"),
        (friday + timedelta(weeks=2), "In two weeks"),
    ]
    return [Choice(f"date:{day.isoformat()}", words, british_day(day, year=False)) for day, words in offered[:OFFERED]]
