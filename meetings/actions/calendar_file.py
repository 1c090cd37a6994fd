"""Open actions with a date as a calendar file: each a whole day on which it is due, that keeps nobody busy.

A private address is no safer than mail: whoever has it reads the file. So the words of an action are in it only
where all staff may read them; of what is kept with a group the file says that there is something, and leads to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from icalendar import Event

from hackit.audience import Reach
from hackit.calendar_out import new_calendar, plain_line
from meetings.actions.models import Action, ActionQuerySet

MOST = 500
KEPT = timedelta(days=366)
"""How far back the file goes: what is overdue for longer is no matter for a calendar."""


def actions_in_feed(actions: ActionQuerySet, *, on: date) -> list[Action]:
    """Of these actions those that are promised for a day: neither done nor dropped, and the date agreed."""
    dated = actions.open().filter(due__gte=on - KEPT, due_is_assumed=False)
    return list(dated.select_related("owner", "forum").order_by("due", "pk")[:MOST])


def calendar_of(actions: Iterable[Action], *, person_id: int | None, name: str, site: str, now: datetime) -> bytes:
    """The file: UTF-8, CRLF, folded. `person_id` is whose calendar it is, `site` like "https://records.example"."""
    calendar = new_calendar(name, "Actions", is_feed=True)
    for action in actions:
        calendar.add_component(_event(action, person_id=person_id, site=site, now=now))
    return calendar.to_ical()


def _event(action: Action, *, person_id: int | None, site: str, now: datetime) -> Event:
    address = site + action.get_absolute_url()
    event = Event()
    event.add("uid", f"action-{action.ref}@hackit-records")
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", action.version)
    event.add("summary", _summary(action, person_id))
    event.add("dtstart", action.due)
    event.add("dtend", action.due + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("description", f"Say how it goes: {address}")
    event.add("url", address)
    event.add("status", "CONFIRMED")
    return event


def _summary(action: Action, person_id: int | None) -> str:
    """What needs doing and, unless it is one's own, whose it is; less where that is not for all staff."""
    is_own = action.owner_id is not None and action.owner_id == person_id
    if action.reach not in (Reach.STAFF, Reach.EVERYONE):
        what = "An action of yours" if is_own else "An action"
        return plain_line(f"{what}, kept with {action.forum.name}" if action.forum_id else what)
    if is_own:
        return plain_line(action.text)
    return plain_line(f"{action.text} ({action.owner.name if action.owner_id else 'no owner yet'})")
