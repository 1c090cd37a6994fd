"""Updates of open actions typed in the line: "done 2", "2 moved to 31 July: leave". Each can be taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

from hackit.models import Person
from meetings.actions.answers import Answer
from meetings.capture import Recognised
from meetings.models import Action, ActionUpdate, Line

Heard = dict[str, Any]

DAYS = ("due", "first_due", "ended_on")
KEPT = (
    "status", "waiting_for", "due_text", "due_is_assumed", "times_moved", "ended_by_id", "owner_id", "owner_text",
    "waiting_on_id", *DAYS,
)  # fmt: skip
ANSWERS = {
    "done": Answer.DONE, "dropped": Answer.DROPPED, "moved": Answer.MOVED, "waiting": Answer.WAITING,
    "in_progress": Answer.ON_TRACK, "on_track": Answer.ON_TRACK,
}  # fmt: skip


def apply(line: Line, thing: Recognised, *, on: date) -> Heard:
    """Do what the update says; returns what the line is to remember of it."""
    if thing.target is None:
        return {}
    heard: Heard = {
        "status": thing.status,
        "due": thing.new_date.isoformat() if thing.new_date else "",
        "due_text": thing.due_text,
        "reason": thing.reason,
        "waiting_for": thing.waiting_for,
    }
    action = Action.objects.select_for_update().get(pk=thing.target)
    return heard | _done(line, action, heard, on=on)


def _done(line: Line, action: Action, heard: Heard, *, on: date) -> Heard:
    before = kept(action)
    newest = action.updates.order_by("-pk").values_list("pk", flat=True).first() or 0
    by, reason, status = line.author, heard["reason"][:1000], heard["status"]
    if status == "done":
        action.complete(by=by, on=on)
    elif status == "dropped":
        action.drop(by=by, on=on, reason=reason)
    elif status == "moved" and heard["due"]:
        action.move_to(date.fromisoformat(heard["due"]), by=by, on=on, reason=reason)
    elif status in ("in_progress", "waiting"):
        action.set_status(status, by=by, on=on, waiting_for=heard["waiting_for"][:120])
    elif status == "on_track":
        action.confirm(by=by, on=on)
    made = action.updates.filter(pk__gt=newest)
    if line.meeting:
        made.update(meeting=line.meeting, answer=ANSWERS.get(status, ""))
    return {
        "action": action.ref,
        "label": action.text,
        "owner": action.owner.name if action.owner_id else "",
        "updates": list(made.values_list("ref", flat=True)),
        "before": before,
        "version": action.version,
    }


def revert(entry: Heard, *, by: Person) -> list[str]:
    """Put the action back as it was before, unless somebody changed it since; then say so."""
    if "action" not in entry:
        return []
    action = Action.objects.select_for_update().filter(ref=entry["action"]).first()
    if action is None or action.is_deleted or not entry.get("updates"):
        return []
    if action.version != entry["version"]:
        return [f"“{action.text}” was changed since, so it stays as it is."]
    put_back(action, entry["before"], by=by)
    for update in ActionUpdate.objects.filter(action=action, ref__in=entry["updates"]):
        update.delete_softly(by=by)
    entry["updates"] = []
    return []


def again(line: Line, entry: Heard, *, on: date) -> None:
    """Do the update once more, after its line was brought back."""
    if "action" not in entry or entry.get("updates"):
        return
    action = Action.objects.select_for_update().filter(ref=entry["action"]).first()
    if action is not None and not action.is_deleted:
        entry |= _done(line, action, entry, on=on)


def kept(action: Action) -> Heard:
    """What an answer may change of an action, as plain values to be stored."""
    return {name: plain(getattr(action, name)) for name in KEPT}


def put_back(action: Action, before: Heard, *, by: Person) -> None:
    """Make the action again what `kept` gave, and what it sees to likewise."""
    for name, value in before.items():
        if name not in KEPT:
            continue
        setattr(action, name, date.fromisoformat(value) if value and name in DAYS else value)
    action.save_as(by=by, verb="update taken back")
    action.tell_what_it_sees_to(by=by)


def plain(value: Any) -> Any:
    """As it is stored in what a line remembers."""
    return value.isoformat() if isinstance(value, date) else value
