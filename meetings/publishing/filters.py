"""How the list of meetings is narrowed down: words, group, financial year, topic."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Case, Count, DateField, F, IntegerField, Q, QuerySet, Value, When

from hackit.dates import financial_year_label
from hackit.filters import Facet, FacetedFilterSet, TicksFilter
from hackit.models import Entry, EntryKind, EntryTopic
from hackit.search.having import having_all

YEAR = re.compile(r"[0-9]{4}")


FEW = 200
"""Meetings that are few enough to be named in a question."""


class YearFilter(TicksFilter):
    """Financial years by the calendar year in which they start. What is no year finds nothing."""

    def filter(self, qs: QuerySet, value: list[str]) -> QuerySet:
        if not value:
            return qs
        return qs.filter(financial_year__in=[int(year) for year in value if YEAR.fullmatch(year)])


def year_words(value: str) -> str:
    """ "2019/20" for 2019; anything else as it is."""
    return financial_year_label(int(value)) if YEAR.fullmatch(value) else value


class MeetingFilter(FacetedFilterSet):
    """Meetings as Entries. Words and topics are sought in everything of a meeting that this reader may find."""

    q = django_filters.CharFilter(label="Words", method="with_words", max_length=200, widget=forms.SearchInput)
    group = TicksFilter(label="Group", field_name="forum__slug")
    year = YearFilter(label="Year")
    topic = TicksFilter(label="Topic", method="with_topics")

    facets = {"group": ("Group", "forum__slug"), "year": ("Year", "financial_year")}
    words = {"group": "forum__name", "year": year_words}

    def __init__(self, data: Mapping[str, Any], *, user, on: date) -> None:
        self.seen, self.user = Entry.objects.visible_to(user), user
        super().__init__(data, self.seen.filter(kind="meeting"))
        self.on = on

    def with_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Meetings of which something holds all the words."""
        return rows.filter(pk__among=self.once(value, self._with_words))

    def _with_words(self, value: str) -> Iterable[int]:
        found = having_all(self.seen, value.replace("\x00", " "), self.user).exclude(document="")
        rows = self.queryset.filter(document__in=found.values("document"))
        return rows.order_by().values_list("pk", flat=True)

    def with_topics(self, rows: QuerySet, name: str, value: list[str]) -> QuerySet:
        """Meetings of which something is about one of these topics."""
        return rows.filter(pk__among=self.once(tuple(value), self._with_topics)) if value else rows

    def _with_topics(self, slugs: Iterable[str]) -> Iterable[int]:
        about = self.seen.filter(topic_links__topic__slug__in=slugs).exclude(document="")
        rows = self.queryset.filter(document__in=about.values("document"))
        return rows.order_by().values_list("pk", flat=True)

    def facet_list(self) -> list[Facet]:
        """Group, year and topic, each counted with all other filters applied."""
        return [*super().facet_list(), self._topic_facet()]

    def _topic_facet(self) -> Facet:
        rows = self.without("topic").order_by()
        # Few are named one by one: PostgreSQL else reads the links of every topic to find those of a handful.
        few = list(rows.values_list("document", flat=True)[: FEW + 1])
        # Most things are of no document or sections of weeknotes: they are left out before anything is joined.
        links = EntryTopic.objects.visible_to(self.user).exclude(kind=EntryKind.SECTION)
        links = links.exclude(entry__kind=EntryKind.SECTION).exclude(entry__document="")
        links = links.filter(entry__document__in=few if len(few) <= FEW else rows.values("document"))
        counted = links.order_by().values_list("topic__slug", "topic__name")
        found = {slug: (name, n) for slug, name, n in counted.annotate(n=Count("entry__document", distinct=True))}
        self.topic_names = {slug: name for slug, (name, _n) in found.items()}
        return self._facet("topic", "Topic", found)

    def _chip_words(self, name: str, value: str, label: str) -> str:
        if name == "topic":
            return self.topic_names.get(value, value)
        return super()._chip_words(name, value, label)

    def sorted(self) -> QuerySet:
        """What is still to come first, the next one at the top; then the past, newest first."""
        ahead = Q(date__gte=self.on) & ~Q(status__in=("shared", "published", "wrapped_up", "cancelled", ""))
        rows = self.found().annotate(
            is_past=Case(When(ahead, then=Value(0)), default=Value(1), output_field=IntegerField()),
            next_first=Case(When(ahead, then=F("date")), default=None, output_field=DateField()),
        )
        return rows.select_related("forum").order_by("is_past", "next_first", "-date", "-pk")
