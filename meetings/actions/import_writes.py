"""Bringing in what a spreadsheet was read as, all of it or nothing, and taking it back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import prefetch_related_objects

from hackit import indexing
from hackit.models import ImportedItem, ImportRun, Person
from hackit.records import save_all_new
from meetings.actions.importing.reading import KIND, Plan, Planned, still_here
from meetings.actions.models import Action, ActionHelper, ActionUpdate, as_ids
from meetings.importing.kept import SomebodyWasQuicker, begin_run, forget, keep_items

TAKEN_BACK = "import taken back"


def bring_in(plan: Plan, *, by: Person, audience: str, source: str, content_hash: str, on: date) -> ImportRun:
    """Make the actions of a plan without problems, in one transaction. What is here already stays as it is.

    Raises SomebodyWasQuicker if a row of it has become an action since the plan was made.
    """
    with transaction.atomic():
        run = begin_run(KIND, by=by, source=source, content_hash=content_hash)
        _forget_deleted([planned.key for planned in plan.new])
        actions = _make(plan.new, by=by, audience=audience, source=run.source, on=on)
        keep_items(run, ((row.line, row.key, action) for row, action in zip(plan.new, actions, strict=True)))
    return run


def _forget_deleted(keys: list[str]) -> None:
    """Take away what is known of these rows, whose actions were deleted since."""
    items = ImportedItem.objects.brought_in(KIND, keys)
    if still_here(items.values()):
        raise SomebodyWasQuicker
    forget(list(items.values()))


def _make(rows: list[Planned], *, by: Person, audience: str, source: str, on: date) -> list[Action]:
    """The actions with those "with" them, their topics and notes: a thousand in a few statements each."""
    actions = [_action(row, by=by, audience=audience, source=source) for row in rows]
    save_all_new(actions, by=by, verb="brought in", told=[_ties_told(row) for row in rows])
    pairs = list(zip(actions, rows, strict=True))
    ActionHelper.objects.bulk_create(
        [ActionHelper(action=action, person=person) for action, row in pairs for person in row.helpers], batch_size=500
    )
    tagged = Action.topics.through
    tagged.objects.bulk_create(
        [tagged(action=action, topic=topic) for action, row in pairs for topic in row.topics], batch_size=500
    )
    notes = [
        ActionUpdate(action=action, text=row.note, on=on, audience=audience, forum_id=action.forum_id)
        for action, row in pairs
        if row.note
    ]
    save_all_new(notes, by=by, verb="noted")
    with indexing.topics_staying():
        for start in range(0, len(actions), 200):
            some = actions[start : start + 200]
            prefetch_related_objects(some, "helpers", "topics", "updates", "links")
            indexing.index_all(some)
    return actions


def _ties_told(row: Planned) -> dict[str, str]:
    """Helpers and topics as the history of an action tells them."""
    ties = {"helpers": as_ids(one.pk for one in row.helpers), "topics": as_ids(one.pk for one in row.topics)}
    return {name: ids for name, ids in ties.items() if ids}


def _action(row: Planned, *, by: Person, audience: str, source: str) -> Action:
    action = Action(**{"audience": audience, "source_label": source} | row.values)
    if not action.due_is_assumed:
        action.first_due = action.first_due or action.due
    if not action.is_open:
        action.ended_by = by
    return action


def take_back(run: ImportRun, *, by: Person, at: datetime) -> tuple[int, list[Action]]:
    """Delete the actions of a run that are still as they came: how many, and those that stay because they changed."""
    with transaction.atomic():
        if not ImportRun.objects.standing().filter(pk=run.pk).update(undone_at=at):
            return 0, []
        changed = changed_since(run)
        kept = {action.pk for action in changed}
        gone = [action for action in _actions_of(run) if action.pk not in kept]
        with indexing.topics_staying(), indexing.at_the_end():
            for action in gone:
                action.delete_softly(by=by, verb=TAKEN_BACK)
        run.items.exclude(record_ref__in=[action.ref for action in changed]).delete()
    return len(gone), changed


def changed_since(run: ImportRun) -> list[Action]:
    """Its actions that somebody changed or added to since they came."""
    actions = _actions_of(run)
    updated = ActionUpdate.objects.live().filter(action__in=[a.pk for a in actions], created_at__gt=run.at)
    said = set(updated.values_list("action_id", flat=True))
    return [action for action in actions if action.version > 1 or action.pk in said]


def _actions_of(run: ImportRun) -> list[Action]:
    rows = Action.objects.live().filter(ref__in=run.items.filter(record_type=KIND).values("record_ref"))
    return list(rows.select_related("owner", "forum").order_by("pk"))
