"""How the list of what is coming up is narrowed down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Case, F, Min, QuerySet, Value, When
from django.db.models.functions import Coalesce

from hackit.filters import FacetedFilterSet, TicksFilter
from meetings.actions.filters import DayFilter
from meetings.ahead.models import ComingUp, ComingUpQuerySet
from meetings.form_fields import know_day

SORTS = {"month": "Month", "topic": "Topic"}


def _with_topics(slugs: list[str]) -> QuerySet:
    return ComingUp.topics.through.objects.filter(topic__slug__in=slugs).values("comingup_id")


class ComingUpFilter(FacetedFilterSet):
    """Words, whether it is still ahead, topic, group, who sees to it, whether it repeats, between which days."""

    q = django_filters.CharFilter(label="Words", method="with_words", max_length=200, widget=forms.SearchInput)
    state = TicksFilter(label="State", default=[ComingUp.State.AHEAD])
    topic = TicksFilter(label="Topic", through=_with_topics)
    group = TicksFilter(label="Group", field_name="forum__slug")
    who = TicksFilter(label="Who", field_name="person__slug")
    repeats = TicksFilter(label="Repeats", field_name="does_repeat")
    after = DayFilter(label="From", field_name="by_day", lookup_expr="gte")
    before = DayFilter(label="To", field_name="by_day", lookup_expr="lte")

    words_in = ("title", "due_text", "person__name")
    sorts = SORTS
    facets = {
        "state": ("State", "state"),
        "topic": ("Topic", "topics__slug"),
        "group": ("Group", "forum__slug"),
        "who": ("Who", "person__slug"),
        "repeats": ("Repeats", "does_repeat"),
    }
    words = {
        "state": dict(ComingUp.State.choices),
        "topic": "topics__name",
        "group": "forum__name",
        "who": "person__name",
        "repeats": {"yes": "Every year"},
    }
    default_ticks = {"state": [ComingUp.State.AHEAD]}

    def __init__(self, data: Mapping[str, Any], queryset: ComingUpQuerySet, *, on: date) -> None:
        repeats = Case(When(yearly=True, then=Value("yes")), default=Value(""))
        super().__init__(data, queryset.annotate(does_repeat=repeats, by_day=Coalesce("due", "sorts_as")))
        know_day(self.form, on=on)

    def sorted(self, rows: ComingUpQuerySet) -> ComingUpQuerySet:
        """By month, or by the first of its topics and then by month; a wrong word gives months."""
        rows = rows.in_order()
        if self.sort == "topic":
            first = rows.annotate(first_topic=Min("topics__name"))
            return first.order_by(F("first_topic").asc(nulls_last=True), *rows.query.order_by)
        return rows

    @property
    def dates(self) -> list[forms.BoundField]:
        """The fields for days, as the page shows them."""
        return [self.form["after"], self.form["before"]]
