"""How the list of decisions is narrowed down. It lists Entries: a stranger's are the published copies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from hackit.filters import FacetedFilterSet, TicksFilter, ticked_year_words, ticked_years
from hackit.models import EntryKind, EntryTopic
from hackit.search.having import having_all
from meetings.decisions.models import Decision

SORTS = {"newest": ("-date", "-pk"), "oldest": ("date", "pk")}


def _with_topics(slugs: list[str]) -> QuerySet:
    """The decisions among a topic's things: what the link itself tells, so that of a large topic few are looked at."""
    return EntryTopic.objects.filter(topic__slug__in=slugs, kind=EntryKind.DECISION).values("entry_id")


class YearFilter(TicksFilter):
    """Financial years by the calendar year in which they begin; what is no year finds nothing."""

    def filter(self, qs: QuerySet, value: list[str]) -> QuerySet:
        return qs.filter(financial_year__in=ticked_years(value)) if value else qs


class DecisionFilter(FacetedFilterSet):
    """Words, outcome, group, topic and financial year."""

    q = django_filters.CharFilter(label="Words", method="with_words", max_length=200, widget=forms.SearchInput)
    outcome = TicksFilter(label="Outcome", field_name="status")
    group = TicksFilter(label="Group", field_name="forum__slug")
    topic = TicksFilter(label="Topic", through=_with_topics)
    year = YearFilter(label="Year")

    sorts = SORTS
    facets = {
        "outcome": ("Outcome", "status"),
        "group": ("Group", "forum__slug"),
        "topic": ("Topic", "topics__slug"),
        "year": ("Year", "financial_year"),
    }
    words: Mapping[str, Any] = {
        "outcome": dict(Decision.Outcome.choices),
        "group": "forum__name",
        "topic": "topics__name",
        "year": ticked_year_words,
    }

    def with_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Each word, in whatever form, in the decision or what belongs to it."""
        return rows.filter(pk__among=self.once(value, self._with_words))

    def _with_words(self, value: str) -> Iterable[int]:
        return having_all(self.queryset, value, self.request.user).order_by().values_list("pk", flat=True)

    def sorted(self, rows: QuerySet) -> QuerySet:
        return rows.order_by(*self.sorts[self.sort])
