"""Bringing in what a spreadsheet of recommendations was read as, all of it or nothing, and taking it back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from hackit.bulk import insert_rows
from hackit.models import ImportRun, Person
from hackit.records import save_all_new
from meetings.actions.models import Action, ActionHelper, ActionUpdate, as_ids
from meetings.audit.beside_models import Evidence
from meetings.audit.importing.reading import KIND, Plan, Planned, ReviewKey
from meetings.audit.models import Recommendation, Review
from meetings.audit.querysets import Stage
from meetings.importing.kept import (
    SomebodyWasQuicker,
    begin_run,
    forget_deleted,
    in_parts,
    index_new,
    keep_items,
    know,
    take_out,
)  # fmt: skip


def bring_in(plan: Plan, *, by: Person, audience: str, source: str, content_hash: str, on: date) -> ImportRun:
    """Make what a plan without problems says, in one transaction. What is here already stays as it is.

    Raises SomebodyWasQuicker if a review or recommendation of it has been made since it was looked at.
    """
    try:
        with transaction.atomic():
            run = begin_run(KIND, by=by, source=source, content_hash=content_hash)
            forget_deleted(KIND, [planned.key for planned in plan.new], Recommendation.objects.live())
            reviews = plan.stored | _reviews(plan, by=by, audience=audience)
            made = _recommendations(plan.new, reviews, by=by, on=on)
            keep_items(run, ((row.line, row.key, one) for row, one in zip(plan.new, made, strict=True)))
            run.told = {"reviews": [reviews[key].ref for key in plan.reviews]}
            run.save(update_fields=["told"])
    except IntegrityError as error:  # somebody typed one of them at the same moment
        raise SomebodyWasQuicker from error
    return run


def _reviews(plan: Plan, *, by: Person, audience: str) -> dict[ReviewKey, Review]:
    """The reviews that are not here yet. Who recommends something has reported."""
    made = {key: Review(**values, stage=Stage.FINAL, audience=audience) for key, values in plan.reviews.items()}
    save_all_new(list(made.values()), by=by, verb="brought in")
    index_new(list(made.values()))
    return made


def _recommendations(
    rows: Sequence[Planned], reviews: dict[ReviewKey, Review], *, by: Person, on: date
) -> list[Recommendation]:  # fmt: skip
    """The recommendations with actions, those "with" their owners, why dates moved, and evidence."""
    made = []
    for row in rows:
        review = reviews[row.review_key]
        one = Recommendation(**row.values, review=review, forum_id=review.forum_id, audience=review.audience)
        if row.action is not None:
            one.action = _action(one, row, by=by)
        made.append(one)
    pairs = list(zip(made, rows, strict=True))
    acting = [(one.action, row) for one, row in pairs if one.action is not None]
    ties = [{"helpers": as_ids(person.pk for person in row.helpers)} if row.helpers else {} for _action_, row in acting]
    save_all_new([action for action, _row in acting], by=by, verb="brought in", told=ties)
    for one in made:
        one.action = one.action  # once more, for its id
    save_all_new(made, by=by, verb="brought in")
    insert_rows([ActionHelper(action=action, person=person) for action, row in acting for person in row.helpers])
    moves = [_move(action, row, on=on) for action, row in acting if _is_moved(action)]
    save_all_new(moves, by=by, verb="noted")
    shown = [(one, row.evidence) for one, row in pairs if row.evidence is not None]
    evidence = [
        Evidence(
            recommendation=one, words=words, dated=dated, forum_id=one.forum_id, audience=one.audience
        )
        for one, (words, dated) in shown
    ]  # fmt: skip
    save_all_new(evidence, by=by, verb="added")
    said, keep = {move.action: move for move in moves}, {one.recommendation: one for one in evidence}
    for action, row in acting:
        updates = [said[action]] if action in said else []
        know(action, helpers=row.helpers, topics=[], updates=updates, links=[])
    for one in made:
        know(one, evidence=[keep[one]] if one in keep else [])
    index_new([action for action, _row in acting])
    index_new(made)
    return made


def _action(one: Recommendation, row: Planned, *, by: Person) -> Action:
    values = dict(row.action or {})
    text = values.pop("text")
    action = one.new_action(text, **values)
    if not action.is_open:
        action.ended_by = by
    return action


def _is_moved(action: Action) -> bool:
    return bool(action.first_due and action.due and action.first_due != action.due)


def _move(action: Action, row: Planned, *, on: date) -> ActionUpdate:
    """The line in its log that tells why its date is another than the first."""
    return ActionUpdate(
        action=action, text=row.why, on=on, old_due=action.first_due, new_due=action.due, audience=action.audience,
        forum_id=action.forum_id,
    )  # fmt: skip


def take_back(run: ImportRun, *, by: Person, at: datetime) -> tuple[int, int]:
    """Delete what a run made and nobody changed since: how many recommendations, and how many stay.

    Their actions go with them, and reviews that the run made and that recommend nothing any more.
    """
    with transaction.atomic():
        if not ImportRun.objects.standing().filter(pk=run.pk).update(undone_at=at):
            return 0, 0
        made = made_by(run)
        changed = changed_since(run, made)
        gone = [one for one in made if one.pk not in changed]
        take_out([one.action for one in gone if one.action is not None], by=by, at=at)
        take_out(gone, by=by, at=at)
        used = Recommendation.objects.live().values("review_id")
        made_here = Review.objects.live().filter(ref__in=run.told.get("reviews", []), version=1)
        take_out(list(made_here.exclude(pk__in=used)), by=by, at=at)
        stay = [one.ref for one in made if one.pk in changed]
        run.items.exclude(record_ref__in=stay).delete()
    return len(gone), len(stay)


def made_by(run: ImportRun) -> list[Recommendation]:
    """What the run made and is still here."""
    refs = list(run.items.filter(record_type=KIND).values_list("record_ref", flat=True))
    found: list[Recommendation] = []
    for some in in_parts(refs):
        rows = Recommendation.objects.live().filter(ref__in=some)
        found += rows.select_related("review", "action")
    return found


def changed_since(run: ImportRun, made: Iterable[Recommendation]) -> set[int]:
    """The ids of those that somebody changed or added to since they came."""
    made = list(made)
    changed = {one.pk for one in made if one.version > 1 or (one.action is not None and one.action.version > 1)}
    for some in in_parts(made):
        by_action = {one.action_id: one.pk for one in some if one.action_id}
        said = ActionUpdate.objects.live().filter(action__in=by_action, created_at__gt=run.at)
        changed |= {by_action[pk] for pk in said.values_list("action_id", flat=True)}
        shown = Evidence.objects.live().filter(recommendation__in=[one.pk for one in some], created_at__gt=run.at)
        changed |= set(shown.values_list("recommendation_id", flat=True))
    return changed
