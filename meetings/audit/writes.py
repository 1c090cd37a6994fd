"""What touches a review or recommendation and more than that one record, in one transaction each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from hackit import indexing
from hackit.models import Person
from hackit.records import StaleRecord
from meetings.actions.models import Action
from meetings.audit.beside_models import Scale
from meetings.audit.models import Recommendation, Review
from meetings.audit.querysets import Response, State

WITH_ITS_RECOMMENDATION = "The recommendation that asked for it was deleted"
"""What the log of an action says when its recommendation is deleted; found again when that is undone."""

REVIEW_FIELDS = (
    "title", "plan_year", "stage", "note", "planned_for", "reported_on", "opinion", "lead", "forum", "topic",
    "audience",
)  # fmt: skip
FIELDS = ("reference", "finding", "text", "priority", "response", "response_words", "risk_until")


def record_review(data: Mapping[str, Any], *, by: Person) -> Review:
    """A new review from a ReviewForm's cleaned data."""
    review = Review()
    _fill_review(review, data)
    review.save_as(by=by, verb="recorded")
    return review


def change_review(review: Review, data: Mapping[str, Any], *, by: Person, version: int) -> None:
    """Save a form's cleaned data; what it recommends belongs to whom it belongs and is found by its new name.

    Raises StaleRecord if somebody else saved it since `version`.
    """
    before = (review.forum_id, review.audience, review.title, review.plan_year, review.topic_id, review.reported_on)
    _fill_review(review, data)
    after = (review.forum_id, review.audience, review.title, review.plan_year, review.topic_id, review.reported_on)
    with transaction.atomic():
        review.save_as(by=by, verb="changed", expected_version=version)
        if before == after:
            return
        for one in review.recommendations.filter(deleted_at=None).select_related("action"):
            one.review = review
            _belong(one, by=by)


def _belong(one: Recommendation, *, by: Person) -> None:
    """Let a recommendation, its evidence and its action be of the group and audience of its review."""
    one.forum_id, one.audience = one.review.forum_id, one.review.audience
    one.save()
    one.evidence.filter(deleted_at=None).update(forum_id=one.forum_id, audience=one.audience, reach=one.reach)
    action = one.promise
    if action is not None and (action.forum_id, action.audience) != (one.forum_id, one.audience):
        action.forum_id, action.audience = one.forum_id, one.audience
        action.recommendation = one
        action.save_as(by=by, verb="moved with its review")


def _fill_review(review: Review, data: Mapping[str, Any]) -> None:
    for name in REVIEW_FIELDS:
        setattr(review, name, data[name])
    review.auditor, review.auditor_text = data["auditor"]


def record_recommendation(review: Review, data: Mapping[str, Any], *, by: Person, on: date) -> Recommendation:
    """A new recommendation from a RecommendationForm's cleaned data, with its action where one was agreed."""
    one = Recommendation(review=review, forum_id=review.forum_id, audience=review.audience)
    _fill(one, data)
    with transaction.atomic():
        one.save_as(by=by, verb="recorded")
        _agree(one, data, by=by, on=on)
    return one


def change_recommendation(
    one: Recommendation, data: Mapping[str, Any], *, by: Person, on: date, version: int
) -> None:  # fmt: skip
    """Save a form's cleaned data and what was agreed. Raises StaleRecord if somebody else saved it since."""
    _fill(one, data)
    with transaction.atomic():
        one.save_as(by=by, verb="changed", expected_version=version)
        _agree(one, data, by=by, on=on)


def _agree(one: Recommendation, data: Mapping[str, Any], *, by: Person, on: date) -> None:
    if one.response == Response.NOT_AGREED and not one.promise and not data["owner"] and not data["due"]:
        return
    one.give_action(
        text=data["action_text"], owner=data["owner"], helpers=data["helpers"], due=data["due"], by=by, on=on,
        reason=data.get("why", ""),
    )  # fmt: skip


def _fill(one: Recommendation, data: Mapping[str, Any]) -> None:
    for name in FIELDS:
        setattr(one, name, data[name])
    one.risk_by, one.risk_by_text = data["risk_by"]


def delete_recommendation(one: Recommendation, *, by: Person, on: date) -> None:
    """Take it out of everybody's sight; what was still to be done for it is no longer needed."""
    action = one.promise
    with transaction.atomic():
        one.delete_softly(by=by)
        if action is not None and action.is_open:
            action.recommendation = one
            action.drop(by=by, on=on, reason=WITH_ITS_RECOMMENDATION)


def bring_back_recommendation(one: Recommendation, *, by: Person) -> None:
    """As it was, with the action that ended because it was deleted."""
    with transaction.atomic(), indexing.at_the_end():
        one.undelete(by=by)
        action: Action | None = one.promise
        said = action.updates.filter(text=WITH_ITS_RECOMMENDATION, deleted_at=None) if action else []
        if action is not None and not action.is_open and said:
            for update in said:
                update.delete_softly(by=by)
            action.recommendation = one
            action.undo_end(by=by)


def set_scale(scale: Scale, grades: list[str], *, by: Person, version: int) -> None:
    """Give the scale these words. Raises StaleRecord if somebody else set it since `version` (0: it was not set)."""
    if (scale.version if scale.pk else 0) != version:
        raise StaleRecord(scale)
    if scale.pk and scale.grades == grades:
        return
    scale.grades = grades
    try:
        with transaction.atomic():
            scale.save_as(by=by, verb="set", expected_version=version or None)
    except IntegrityError as error:  # two set it for the first time at one moment
        raise StaleRecord(None) from error


def reopen(one: Recommendation, *, by: Person, on: date, why: str = "") -> None:
    """It is to be done after all: we were wrong, or audit did not accept it."""
    one.say(State.OPEN, by=by, on=on, why=why)
