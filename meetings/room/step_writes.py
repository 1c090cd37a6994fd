"""An answer to "how does it stand?", given in a meeting and kept for that meeting; and taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from hackit import indexing
from hackit.models import Person
from hackit.records import StaleRecord
from meetings.actions.answers import Answer
from meetings.actions.beside_models import ActionHelper
from meetings.models import Action, ActionUpdate, AgendaItem
from meetings.room import update_writes
from meetings.room.line_writes import begin_change


@dataclass(frozen=True)
class Answered:
    """What was said of an action: `due` and `reason` go with a new date, `owner` with giving it to somebody."""

    answer: Answer
    due: date | None = None
    reason: str = ""
    owner: Person | None = None


def answer(action: Action, answered: Answered, *, item: AgendaItem, by: Person, version: int) -> ActionUpdate:
    """Do what the answer says and keep it for the item's meeting.

    `version` is the action's as the person saw it. Raises StaleRecord where it is another by now, so that a press
    that was sent twice counts once and nobody answers for what somebody else has just changed.
    """
    on = item.meeting.date
    with transaction.atomic(), indexing.at_the_end():
        number = begin_change(item, by=by)
        action = Action.objects.select_for_update().get(pk=action.pk)
        if action.version != version or not action.is_open:
            raise StaleRecord(action)
        before = update_writes.kept(action)
        if answered.owner is not None:
            before["was_with"] = ActionHelper.objects.filter(action=action, person=answered.owner).exists()
        update = _act(action, answered, by=by, on=on)
        update.answer, update.meeting, update.change_no = answered.answer, item.meeting, number
        update.before = before | {"version": action.version}
        update.save()
    return update


def _act(action: Action, answered: Answered, *, by: Person, on: date) -> ActionUpdate:
    """The change itself; returns the line of the action's log that tells of it."""
    if answered.answer == Answer.ON_TRACK:
        return action.confirm(by=by, on=on)
    if answered.answer == Answer.GIVEN:
        if answered.owner is None:
            raise ValueError("Nobody was named")
        action.give_to(answered.owner, by=by)
        return action.add_update(f"Given to {answered.owner.name}", by=by, on=on)
    if answered.answer == Answer.DONE:
        action.complete(by=by, on=on)
    elif answered.answer == Answer.DROPPED:
        action.drop(by=by, on=on, reason=answered.reason)
    elif answered.answer == Answer.MOVED and answered.due:
        if answered.due == action.due and not action.due_is_assumed:
            action.save_as(by=by, verb="date kept")
            return action.add_update(answered.reason, by=by, on=on, new_due=answered.due)
        action.move_to(answered.due, by=by, on=on, reason=answered.reason)
    else:
        raise ValueError(f"{answered.answer} is no answer that is given here")
    return action.updates.latest("pk")


def take_back(update: ActionUpdate, *, item: AgendaItem, by: Person) -> str:
    """Put the action back as it was before that answer. Returns a sentence where somebody changed it since."""
    with transaction.atomic(), indexing.at_the_end():
        number = begin_change(item, by=by)
        action = Action.objects.select_for_update().get(pk=update.action_id)
        if action.is_deleted or update.is_deleted or action.version != update.before.get("version"):
            return f"“{action.text}” was changed since, so it stays as it is"
        new_owner = action.owner
        update_writes.put_back(action, update.before, by=by)
        if update.before.get("was_with") and new_owner:
            action.set_helpers([*action.helpers.all(), new_owner], by=by)
        update.change_no = number
        update.delete_softly(by=by, verb="taken back")
    return ""
