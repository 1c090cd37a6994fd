"""Several actions changed by one press, in one transaction, and put back by another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from hackit import indexing
from hackit.dates import british_day
from hackit.models import Person
from meetings.actions.batch_models import ActionBatch
from meetings.actions.models import Action
from meetings.actions.querysets import ActionQuerySet

DAYS = ("due", "first_due", "ended_on")
KEPT = (
    "status", "waiting_for", "waiting_on_id", "due_text", "due_is_assumed", "times_moved", "owner_id", "owner_text",
    "ended_by_id", *DAYS,
)  # fmt: skip
UNDO_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Change:
    """What becomes of each: `do` is one of "move" (to `due`, because `why`), "give" (to `owner`), "done", "drop"."""

    do: str
    due: date | None = None
    why: str = ""
    owner: Person | None = None

    def make(self, action: Action, *, by: Person, on: date) -> bool:
        """Change one; False where it is so already."""
        if self.do == "move":
            if action.due == self.due and action.has_agreed_date:
                return False
            action.move_to(self.due, by=by, on=on, reason=self.why)
        elif self.do == "give":
            if action.owner == self.owner:
                return False
            action.give_to(self.owner, by=by)
        elif self.do == "done":
            action.complete(by=by, on=on)
        else:
            action.drop(by=by, on=on)
        return True

    def said(self, count: int, *, on: date) -> str:
        """ "5 actions moved to Fri 14 June"."""
        if not count:
            return "No action was changed"
        done = {"give": f"given to {self.owner}", "done": "done", "drop": "no longer needed"}
        if self.due and self.do == "move":
            done["move"] = f"moved to {british_day(self.due, year=self.due.year != on.year)}"
        return f"{count} action{'' if count == 1 else 's'} {done[self.do]}"


def change_several(
    actions: ActionQuerySet, picked: Mapping[str, int], change: Change, *, by: Person, on: date
) -> ActionBatch:
    """Make the change of those of `actions` (which this person may change) that are picked: ref to version shown.

    One that was changed by somebody else since is left, and named by the batch. Raises nothing for it.
    """
    changed: list[dict[str, Any]] = []
    left: list[int] = []
    with transaction.atomic(), indexing.topics_staying(), indexing.at_the_end():
        rows = actions.filter(ref__in=list(picked)).select_for_update().order_by("pk")
        for action in rows.prefetch_related("helpers"):
            if action.version != picked[action.ref] or not action.is_open:
                left.append(action.pk)
                continue
            before = kept(action)
            newest = action.updates.order_by("-pk").values_list("pk", flat=True).first() or 0
            if change.make(action, by=by, on=on):
                lines = list(action.updates.filter(pk__gt=newest).values_list("pk", flat=True))
                changed.append({"id": action.pk, "version": action.version, "before": before, "lines": lines})
        said = change.said(len(changed), on=on)
        return ActionBatch.objects.create(by=by, said=said, changed=changed, left=left)


def undo_several(batch: ActionBatch, *, by: Person) -> tuple[int, list[int]]:
    """Put back each as it was before, unless somebody changed it since: how many, and the ids of those left.

    Who pressed may take it back, also where giving an action away took it out of their own sight.
    """
    entries = {entry["id"]: entry for entry in batch.changed}
    left = set(entries)
    with transaction.atomic(), indexing.topics_staying(), indexing.at_the_end():
        if not ActionBatch.objects.to_undo().filter(pk=batch.pk).update(undone_at=timezone.now()):
            return 0, []
        rows = Action.objects.live().filter(pk__in=entries).select_for_update().order_by("pk")
        for action in rows:
            entry = entries[action.pk]
            if action.version == entry["version"]:
                put_back(action, entry["before"], lines=entry["lines"], by=by)
                left.discard(action.pk)
    return len(entries) - len(left), sorted(left)


def kept(action: Action) -> dict[str, Any]:
    """What a press can change of an action, as plain values."""
    values = {name: getattr(action, name) for name in KEPT}
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
    return plain | {"helpers": [person.pk for person in action.helpers.all()]}


def put_back(action: Action, before: Mapping[str, Any], *, lines: list[int], by: Person) -> None:
    """The action as `kept` told, without the lines that the press wrote into its log."""
    was_open = action.is_open
    for name in KEPT:
        value = before[name]
        setattr(action, name, date.fromisoformat(value) if value and name in DAYS else value)
    action.tie(helpers=Person.objects.named().filter(pk__in=before["helpers"]))
    action.save_as(by=by, verb="undone")
    for update in action.updates.filter(pk__in=lines, deleted_at=None):
        update.delete_softly(by=by)
    if action.is_open != was_open:
        action.tell_what_it_sees_to(by=by)
