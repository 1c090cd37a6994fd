"""Narrowing down one's jottings: by week, by sort, by whether they stand in a weeknote."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import django_filters
from django.db.models import QuerySet

from hackit.dates import monday_of
from hackit.filters import FacetedFilterSet
from hackit.joining.used import Jotted, places
from hackit.models import Person
from meetings.models import Line, Sort

WEEKS_OFFERED = 26
USED = {"no": "Not used yet", "yes": "Used in a weeknote"}


class JottingFilter(FacetedFilterSet):
    """`week` is a Monday (2019-06-03); `sort` one or several; `used` yes or no."""

    week = django_filters.ChoiceFilter(label="Week", method="in_week", empty_label="Any week")
    sort = django_filters.MultipleChoiceFilter(label="Sort", choices=Sort.choices)
    used = django_filters.ChoiceFilter(label="Used", choices=list(USED.items()), method="by_use", empty_label="Either")

    facets = {"sort": ("Sort", "sort")}
    words = {"sort": dict(Sort.choices)}

    class Meta:
        model = Line
        fields: list[str] = []

    def __init__(self, *args: Any, on: date, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        monday = monday_of(on)
        weeks = [monday - timedelta(weeks=number) for number in range(WEEKS_OFFERED)]
        self.filters["week"].extra["choices"] = [
            (week.isoformat(), f"w/c {week.day} {week:%B} {week.year}") for week in weeks
        ]

    def in_week(self, rows: QuerySet[Line], name: str, value: str) -> QuerySet[Line]:
        monday = date.fromisoformat(value)
        return rows.filter(day__gte=monday, day__lt=monday + timedelta(days=7))

    def by_use(self, rows: QuerySet[Line], name: str, value: str) -> QuerySet[Line]:
        """Read in the notes as they are now: two queries and, for thousands of jottings, part of a second."""
        jotted = [Jotted(*values) for values in rows.order_by().values_list("pk", "text", "sort", "day")]
        used = list(places(self.person, jotted))
        return rows.filter(pk__in=used) if value == "yes" else rows.exclude(pk__in=used)
