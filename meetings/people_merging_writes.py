"""Which rows of meetings there may be one of for a person, when two rows of one person are made one."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from hackit.models import Person
from hackit.people.merging_writes import Treat
from meetings.actions.beside_models import ActionHelper
from meetings.models import ActionBatch, ActionUpdate, Attendance, Line, Presence

_SAYS_MORE = [str(state) for state in (Attendance.State.APOLOGIES, Attendance.State.GUEST, Attendance.State.PRESENT)]
PEOPLE_KEPT = ("owner_id", "waiting_on_id", "ended_by_id")
"""What is kept of an action by a person's id, to put it back as it was."""


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
    helpers = [new if pk == old else pk for pk in before.get("helpers", [])]
    return _people_on(before, old, new) | {"helpers": list(dict.fromkeys(helpers))}


def _people_on(before: dict[str, Any], old: int, new: int) -> dict[str, Any]:
    return {name: new if name in PEOPLE_KEPT and value == old else value for name, value in before.items()}


def point_on_answers(one: Person, into: Person) -> None:
    """An answer about an action that is taken back gives it back to who stays."""
    for update in _with_id(ActionUpdate.objects.all(), "before", one):
        before = _people_on(update.before, one.pk, into.pk)
        if before != update.before:
            ActionUpdate.objects.filter(pk=update.pk).update(before=before)


def point_on_lines(one: Person, into: Person) -> None:
    """A line that is taken back, or brought back, says of who stays what it said of who goes.

    Where both are on the list of a meeting it says nothing of them any more: which of the two rows stays is settled
    with the lists (`join_attendance`).
    """
    both = set(Attendance.objects.filter(person=into).values_list("meeting", flat=True))
    for line in _with_id(Line.objects.select_related("item"), "heard", one):
        is_both = line.item is not None and line.item.meeting_id in both
        heard = [_heard_on(entry, one.pk, into.pk, is_both=is_both) for entry in line.heard]
        if heard != line.heard:
            Line.objects.filter(pk=line.pk).update(heard=heard)


def _with_id(rows: QuerySet, field: str, person: Person) -> QuerySet:
    """Those that may hold this person's id among what they keep of before."""
    texts = rows.annotate(kept_text=Cast(field, TextField())).filter(kept_text__contains=str(person.pk))
    return texts if field == "before" else texts.filter(kept_text__contains='"before"')


def _heard_on(entry: dict[str, Any], old: int, new: int, *, is_both: bool) -> dict[str, Any]:
    if "after" not in entry:  # what an action was
        kept = ((name, entry.get(name)) for name in ("before", "action_before"))
        return entry | {name: _people_on(before, old, new) for name, before in kept if before}
    states = {}
    for name in ("before", "after"):  # who was here
        said = dict(entry[name])
        mine = said.pop(str(old), None)
        if is_both:
            said.pop(str(new), None)
        elif str(old) in entry[name]:
            said.setdefault(str(new), mine)
        states[name] = said
    return entry if str(old) not in entry["after"] else entry | states


TREATMENTS: dict[str, Treat] = {
    Line._meta.label: point_on_lines,  # before the lists of who was there are joined
    ActionUpdate._meta.label: point_on_answers,
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
