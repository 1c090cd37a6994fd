"""How the lists of reviews and of recommendations are narrowed down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Case, CharField, F, Value, When
from django.db.models.functions import Cast, Coalesce, NullIf

from hackit.filters import FacetedFilterSet, TicksField, TicksFilter, ticked_year_words
from meetings.audit.forms import LONGEST_GRADE
from meetings.audit.querysets import RecommendationQuerySet, Response, ReviewQuerySet, Stage, Standing

NONE = "none"


class GradesField(TicksField):
    """Words of a scale, in whatever letters an administrator chose."""

    def valid_value(self, value: str) -> bool:
        return len(value) <= LONGEST_GRADE and value.isprintable()


class GradesFilter(TicksFilter):
    field_class = GradesField


class ReviewFilter(FacetedFilterSet):
    """Words, plan year, stage, opinion, our lead, group and topic."""

    q = django_filters.CharFilter(label="Words", method="with_words", max_length=200, widget=forms.SearchInput)
    year = TicksFilter(label="Plan year", field_name="of_year")
    stage = TicksFilter(label="Stage", field_name="stage")
    opinion = GradesFilter(label="Opinion", field_name="opinion")
    lead = TicksFilter(label="Our lead", field_name="lead__slug")
    group = TicksFilter(label="Group", field_name="forum__slug")
    topic = TicksFilter(label="Topic", field_name="topic__slug")

    words_in = ("title", "opinion", "auditor__name", "auditor_text", "lead__name")
    facets = {
        "year": ("Plan year", "of_year"),
        "stage": ("Stage", "stage"),
        "opinion": ("Opinion", "opinion"),
        "lead": ("Our lead", "lead__slug"),
        "group": ("Group", "forum__slug"),
        "topic": ("Topic", "topic__slug"),
    }
    words = {
        "year": ticked_year_words,
        "stage": dict(Stage.choices),
        "opinion": "opinion",
        "lead": "lead__name",
        "group": "forum__name",
        "topic": "topic__name",
    }

    def __init__(self, data: Mapping[str, Any], queryset: ReviewQuerySet) -> None:
        super().__init__(data, queryset.annotate(of_year=Cast("plan_year", CharField())))

    def sorted(self, rows: ReviewQuerySet) -> ReviewQuerySet:
        """By year, the newest first, then by title."""
        return rows.order_by("-plan_year", "title", "pk")


class RecommendationFilter(FacetedFilterSet):
    """Words, where it stands, priority, response, plan year, owner, group and review."""

    q = django_filters.CharFilter(label="Words", method="with_words", max_length=200, widget=forms.SearchInput)
    stands = TicksFilter(label="Where it stands", field_name="standing")
    priority = GradesFilter(label="Priority", field_name="priority")
    response = TicksFilter(label="Our response", field_name="answered")
    year = TicksFilter(label="Plan year", field_name="of_year")
    owner = TicksFilter(label="Owner", field_name="action__owner__slug")
    group = TicksFilter(label="Group", field_name="forum__slug")
    review = TicksFilter(label="Review", field_name="review__ref")

    words_in = ("reference", "text", "finding", "priority", "action__text", "action__owner__name", "review__title")
    facets = {
        "stands": ("Where it stands", "standing"),
        "priority": ("Priority", "priority"),
        "response": ("Our response", "answered"),
        "year": ("Plan year", "of_year"),
        "owner": ("Owner", "action__owner__slug"),
        "group": ("Group", "forum__slug"),
        "review": ("Review", "review__ref"),
    }
    words = {
        "stands": dict(Standing.choices),
        "priority": "priority",
        "response": dict(Response.choices) | {NONE: "Not answered yet"},
        "year": ticked_year_words,
        "owner": "action__owner__name",
        "group": "forum__name",
        "review": "review__title",
    }

    def __init__(self, data: Mapping[str, Any], queryset: RecommendationQuerySet, *, on: date) -> None:
        rows = queryset.with_standing(on=on).annotate(
            answered=Coalesce(NullIf("response", Value("")), Value(NONE)),
            of_year=Cast("review__plan_year", CharField()),
        )
        super().__init__(data, rows)

    def sorted(self, rows: RecommendationQuerySet) -> RecommendationQuerySet:
        """By need: overdue with the earliest first date before the others, then open, then what is over."""
        order = Case(*(When(standing=one, then=Value(place)) for place, one in enumerate(Standing)))
        first = F("action__first_due").asc(nulls_last=True)
        due = F("action__due").asc(nulls_last=True)
        return rows.order_by(order, first, due, "-review__plan_year", "review__title", "pk")


class CommitteeFilter(RecommendationFilter):
    """The same for the committee: what is not settled yet, unless the address says otherwise."""

    stands = TicksFilter(
        label="Where it stands", field_name="standing",
        default=[Standing.OVERDUE, Standing.OPEN, Standing.SAID_DONE, Standing.RISK],
    )  # fmt: skip
    default_ticks = {"stands": [Standing.OVERDUE, Standing.OPEN, Standing.SAID_DONE, Standing.RISK]}
