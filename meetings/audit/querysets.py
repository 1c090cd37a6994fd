"""Questions about reviews and recommendations: which still ask for something, how each stands on a day."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Case, F, Q, Value, When

from hackit.audience import VisibleQuerySet


class Stage(models.TextChoices):
    """How far a review is. The first five follow one another; the last two end it."""

    PLANNED = "planned", "Planned"
    FIELDWORK = "fieldwork", "Fieldwork"
    DRAFT = "draft", "Draft report"
    FINAL = "final", "Final report"
    FOLLOW_UP = "follow_up", "Follow-up"
    PUT_OFF = "put_off", "Put off"
    CANCELLED = "cancelled", "Cancelled"


REPORTED = (Stage.FINAL, Stage.FOLLOW_UP)
"""The review itself is over: its report is there."""


class Response(models.TextChoices):
    """What we answered a recommendation."""

    AGREED = "agreed", "Agreed"
    PARTLY = "partly", "Partly agreed"
    NOT_AGREED = "not_agreed", "Not agreed, risk accepted"


class State(models.TextChoices):
    """What we say became of a recommendation. Whether audit has checked it is another question."""

    OPEN = "open", "Open"
    DONE = "done", "We say done"
    NOT_RELEVANT = "not_relevant", "No longer relevant"
    REPLACED = "replaced", "Replaced"


class Standing(models.TextChoices):
    """Where a recommendation stands on a day, in the order of need."""

    OVERDUE = "overdue", "Overdue"
    OPEN = "open", "Open"
    SAID_DONE = "said_done", "We say done, not checked yet"
    RISK = "risk", "Risk accepted"
    CHECKED = "checked", "Audit checked"
    NOT_RELEVANT = "not_relevant", "No longer relevant"
    REPLACED = "replaced", "Replaced"


ASKING = Q(state=State.OPEN) & ~Q(response=Response.NOT_AGREED)
"""Open, and not a risk that was accepted instead."""


def late_on(on: date) -> Q:
    """Its action has an agreed date before that day and was not ended."""
    agreed = Q(action__deleted_at=None, action__due_is_assumed=False)
    return agreed & Q(action__due__lt=on, action__status__in=("not_started", "in_progress", "waiting"))


class ReviewQuerySet(VisibleQuerySet):
    def with_names(self) -> ReviewQuerySet:
        """Each with its group, its topic and who leads it."""
        return self.select_related("forum", "lead", "auditor", "topic")

    def of_group(self, forum_id: int | None) -> ReviewQuerySet:
        return self.filter(forum_id=forum_id)


class RecommendationQuerySet(VisibleQuerySet):
    def of_group(self, forum_id: int | None) -> RecommendationQuerySet:
        return self.filter(forum_id=forum_id)

    def asking(self) -> RecommendationQuerySet:
        """Those that still ask for something to be done."""
        return self.filter(ASKING)

    def overdue(self, *, on: date) -> RecommendationQuerySet:
        """Asking, with an agreed date before that day: the earliest first date first."""
        return self.filter(ASKING & late_on(on)).order_by(
            F("action__first_due").asc(nulls_last=True), "action__due", "pk"
        )

    def to_check(self) -> RecommendationQuerySet:
        """We say done or no longer relevant, and audit has not said whether it agrees."""
        return self.filter(state__in=(State.DONE, State.NOT_RELEVANT), checked_on=None)

    def with_standing(self, *, on: date) -> RecommendationQuerySet:
        """Each with its `standing` on that day: the rule of `Recommendation.standing_on` for many."""
        standing = Case(
            When(state=State.DONE, checked_on=None, then=Value(Standing.SAID_DONE)),
            When(state=State.DONE, then=Value(Standing.CHECKED)),
            When(state=State.NOT_RELEVANT, then=Value(Standing.NOT_RELEVANT)),
            When(state=State.REPLACED, then=Value(Standing.REPLACED)),
            When(response=Response.NOT_AGREED, then=Value(Standing.RISK)),
            When(late_on(on), then=Value(Standing.OVERDUE)),
            default=Value(Standing.OPEN),
            output_field=models.CharField(),
        )
        return self.annotate(standing=standing)
