"""Which rows of meetings there may be one of for a person, when two rows of one person are made one."""

from __future__ import annotations

from typing import Any

from hackit.models import Person
from hackit.people.merging_writes import Treat
from meetings.actions.beside_models import ActionHelper
from meetings.models import ActionBatch, Attendance, Presence

_SAYS_MORE = [str(state) for state in (Attendance.State.APOLOGIES, Attendance.State.GUEST, Attendance.State.PRESENT)]
PEOPLE_KEPT = ("owner_id", "waiting_on_id", "ended_by_id")
"""What a press on several actions keeps by a person's id, beside the helpers."""


def join_attendance(one: Person, into: Person) -> None:
    """At a meeting that has both, whoever was there was there: it counts more than a visit, and that than apologies."""
    theirs = {row.meeting_id: row for row in Attendance.objects.filter(person=into)}
    for mine in Attendance.objects.filter(person=one, meeting__in=theirs):
        other = theirs[mine.meeting_id]
        min(mine, other, key=lambda row: _SAYS_MORE.index(row.state)).delete()


def join_helpers(one: Person, into: Person) -> None:
    """Nobody helps with what is theirs, or twice."""
    ActionHelper.objects.filter(person=one, action__owner=into).delete()
    ActionHelper.objects.filter(person=into, action__owner=one).delete()


def join_presence(one: Person, into: Person) -> None:
    """Of two open pages of a meeting the one that was seen last is the person's."""
    theirs = {row.meeting_id: row for row in Presence.objects.filter(person=into)}
    for mine in Presence.objects.filter(person=one, meeting__in=theirs):
        (theirs[mine.meeting_id] if theirs[mine.meeting_id].seen_at < mine.seen_at else mine).delete()


def point_on_undoing(one: Person, into: Person) -> None:
    """A press on several actions that can be taken back gives them back to who stays."""
    for batch in ActionBatch.objects.to_undo():
        changed = [{**entry, "before": _pointed_on(entry["before"], one.pk, into.pk)} for entry in batch.changed]
        if changed != batch.changed:
            batch.changed = changed
            batch.save()


def _pointed_on(before: dict[str, Any], old: int, new: int) -> dict[str, Any]:
    found = {name: new if name in PEOPLE_KEPT and value == old else value for name, value in before.items()}
    helpers = [new if pk == old else pk for pk in before.get("helpers", [])]
    return found | {"helpers": list(dict.fromkeys(helpers))}


TREATMENTS: dict[str, Treat] = {
    Attendance._meta.label: join_attendance,
    ActionHelper._meta.label: join_helpers,
    Presence._meta.label: join_presence,
    ActionBatch._meta.label: point_on_undoing,
}

COUNTED = {
    "meetings.attendance.person": "Meetings with them on the list",
    "meetings.action.owner": "Actions they own",
    "meetings.actionhelper.person": "Actions they help with",
    "meetings.decision.created_by": "Decisions they wrote down",
    "meetings.line.author": "Lines they typed",
}
