"""How the list of budget lines is narrowed down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_filters
from django import forms
from django.db.models import Case, CharField, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce

from hackit.filters import FacetedFilterSet, TicksFilter, ticked_year_words, ticked_years
from meetings.money.models import BudgetLineQuerySet, Position, RequestState
from meetings.money.profile_models import BudgetYear


def _with_money_in(years: list[str]) -> QuerySet:
    """Lines whose profile that holds asks for something in one of these years."""
    rows = BudgetYear.objects.filter(financial_year__in=ticked_years(years), profile__holds=True)
    return rows.values("profile__budget_line")


class BudgetFilter(FacetedFilterSet):
    """Words, how far a request is, how it stands, working or final, year, group, topic, whether it is followed."""

    q = django_filters.CharFilter(label="Words", method="with_words", max_length=200, widget=forms.SearchInput)
    request = TicksFilter(label="Request", field_name="request")
    money_in = TicksFilter(label="Money in", through=_with_money_in)
    stands = TicksFilter(label="How it stands", field_name="stands")
    basis = TicksFilter(label="Figures", field_name="basis")
    year = TicksFilter(label="Year", field_name="of_year")
    group = TicksFilter(label="Group", field_name="forum__slug")
    topic = TicksFilter(label="Topic", field_name="topic__slug")
    followed = TicksFilter(label="Followed", field_name="is_followed", default=["yes"])

    words_in = ("title", "lead__name")
    facets = {
        "request": ("Request to finance", "request"),
        "money_in": ("Money in", "holding__years__financial_year"),
        "stands": ("How it stands", "stands"),
        "basis": ("Figures", "basis"),
        "year": ("Year", "of_year"),
        "group": ("Group", "forum__slug"),
        "topic": ("Topic", "topic__slug"),
        "followed": ("Followed", "is_followed"),
    }
    words: Mapping[str, Any] = {
        "request": dict(RequestState.choices) | {"none": "Nothing asked for"},
        "money_in": ticked_year_words,
        "stands": dict(Position.State.choices) | {"none": "Nothing said yet"},
        "basis": dict(Position.Basis.choices) | {"none": "Nothing said yet"},
        "year": ticked_year_words,
        "group": "forum__name",
        "topic": "topic__name",
        "followed": {"yes": "Followed", "no": "No longer followed"},
    }
    default_ticks = {"followed": ["yes"]}

    def __init__(self, data: Mapping[str, Any], queryset: BudgetLineQuerySet, *, user) -> None:
        newest = Position.objects.visible_to(user).filter(budget_line=OuterRef("pk")).in_order()
        super().__init__(
            data,
            queryset.annotate(
                request=Case(When(state="", then=Value("none")), default="state", output_field=CharField()),
                holding=FilteredRelation("profiles", condition=Q(profiles__holds=True)),
                stands=Coalesce(Subquery(newest.values("state")[:1]), Value("none")),
                basis=Coalesce(Subquery(newest.values("basis")[:1]), Value("none")),
                of_year=Coalesce(Cast("financial_year", CharField()), Value("")),
                is_followed=Case(When(closed_on=None, then=Value("yes")), default=Value("no")),
            ),
        )

    def sorted(self, rows: BudgetLineQuerySet) -> BudgetLineQuerySet:
        """By year, the newest first, then by name."""
        return rows.order_by(F("financial_year").desc(nulls_last=True), "title", "pk")
