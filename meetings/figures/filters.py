"""How the list of figures is narrowed down, and what the savings in it come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import django_filters
from django import forms
from django.db.models import Case, CharField, Count, F, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, NullIf

from hackit.amounts import pounds
from hackit.filters import FacetedFilterSet, TicksFilter
from meetings.figures.models import Figure, FigureQuerySet


class FigureFilter(FacetedFilterSet):
    """Words, whether it is a saving and how far it has come, what it is counted in, group, topic, who speaks of it."""

    q = django_filters.CharFilter(label="Words", method="with_words", max_length=200, widget=forms.SearchInput)
    saving = TicksFilter(label="Saving", field_name="is_a")
    state = TicksFilter(label="How far it has come", field_name="come_to")
    unit = TicksFilter(label="Counted in", field_name="unit")
    group = TicksFilter(label="Group", field_name="forum__slug")
    topic = TicksFilter(label="Topic", field_name="topic__slug")
    lead = TicksFilter(label="Who speaks of it", field_name="lead__slug")

    words_in = ("title", "lead__name")
    facets = {
        "saving": ("Saving", "is_a"),
        "state": ("How far it has come", "come_to"),
        "unit": ("Counted in", "unit"),
        "group": ("Group", "forum__slug"),
        "topic": ("Topic", "topic__slug"),
        "lead": ("Who speaks of it", "lead__slug"),
    }
    words = {
        "saving": {"yes": "Savings", "no": "Other figures"},
        "state": dict(Figure.State.choices),
        "unit": dict(Figure.Unit.choices),
        "group": "forum__name",
        "topic": "topic__name",
        "lead": "lead__name",
    }

    def __init__(self, data: Mapping[str, Any], queryset: FigureQuerySet, *, user) -> None:
        super().__init__(
            data,
            queryset.with_latest(user).annotate(
                is_a=Case(When(is_saving=True, then=Value("yes")), default=Value("no")),
                come_to=NullIf(Coalesce("state", Value("")), Value(""), output_field=CharField()),
            ),
        )

    def sorted(self, rows: FigureQuerySet) -> FigureQuerySet:
        """What was said of last comes first."""
        return rows.order_by(F("latest_on").desc(nulls_last=True), "title", "pk")


@dataclass(frozen=True)
class Total:
    """What the savings of one state come to: "£1.2m, 3 savings"."""

    state: str
    label: str
    low: int
    high: int
    count: int

    @property
    def words(self) -> str:
        """To the penny, as what was said last of each adds up."""
        return pounds(self.high) if self.low == self.high else f"{pounds(self.low)} to {pounds(self.high)}"


def totals(rows: QuerySet) -> list[Total]:
    """What was said last of the savings among these figures, added up by how far they have come. One question."""
    found = (
        rows.filter(is_saving=True, latest_high__isnull=False).order_by().values("state")
        .annotate(low=Sum("latest_low"), high=Sum("latest_high"), n=Count("pk"))
    )  # fmt: skip
    by_state = {row["state"]: row for row in found}
    return [
        Total(value, str(label), int(by_state[value]["low"]), int(by_state[value]["high"]), by_state[value]["n"])
        for value, label in Figure.State.choices
        if value in by_state
    ]
