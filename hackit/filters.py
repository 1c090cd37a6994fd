"""Lists: filters with honest counts, chips that can be removed, numbered pages.

A count beside a choice says how many rows there would be with that choice and all *other* filters as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import django_filters
from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import Count
from django.http import HttpRequest, QueryDict

PAGE_SIZE = 25
CHOICES_SHOWN = 10


@dataclass(frozen=True)
class Choice:
    """One tick of a facet: its value in the address, its words, how many rows, whether it is ticked."""

    value: str
    label: str
    count: int
    is_ticked: bool


@dataclass(frozen=True)
class Facet:
    """A group of ticks. `more` are the ones behind "4 more people"; a ticked one is never hidden."""

    name: str
    label: str
    choices: list[Choice]
    more: list[Choice]


@dataclass(frozen=True)
class Chip:
    """A filter that is on, in words, and the query string without it."""

    label: str
    without: str


class FacetedFilterSet(django_filters.FilterSet):
    """A FilterSet whose multiple-choice filters can be shown as ticks with counts.

    Sub-classes set `facets` to {filter name: (label, column)} where column is a path from the row to the value in
    the address ("status", "topics__slug"), and `words` to {filter name: another column (such as "topics__name"),
    a mapping of all values to their words, or a function}. `default_ticks` are on while the address is silent.
    """

    facets: Mapping[str, tuple[str, str]] = {}
    words: Mapping[str, str | Mapping[str, str] | Callable[[str], str]] = {}
    default_ticks: Mapping[str, list[str]] = {}

    def facet_list(self) -> list[Facet]:
        """Every facet, each counted with all other filters applied: one query a facet."""
        return [self._facet(name, *spec) for name, spec in self.facets.items()]

    def _facet(self, name: str, label: str, column: str) -> Facet:
        ticked = set(self.ticked(name))
        words = self.words.get(name, str)
        columns = [column, words] if isinstance(words, str) else [column]
        rows = self.without(name).order_by().values_list(*columns).annotate(n=Count("pk", distinct=True))
        found: dict[str, tuple[str, int]] = {}
        for row in rows:
            if row[0] in (None, ""):
                continue
            value = str(row[0])
            found[value] = (str(row[1]) if isinstance(words, str) else self._in_words(name, value), row[-1])
        for value in ticked - found.keys():
            found[value] = (self._in_words(name, value), 0)
        fixed = words if isinstance(words, Mapping) else None
        if fixed is not None:
            for value, text in fixed.items():
                found.setdefault(value, (text, 0))
            order = {value: i for i, value in enumerate(fixed)}
            pairs = sorted(found.items(), key=lambda pair: order.get(pair[0], len(order)))
        else:
            pairs = sorted(found.items(), key=lambda pair: (-pair[1][1], pair[1][0].lower()))
        choices = [Choice(value, text, n, value in ticked) for value, (text, n) in pairs]
        shown = [c for i, c in enumerate(choices) if i < CHOICES_SHOWN or c.is_ticked]
        return Facet(name, label, shown, [c for c in choices if c not in shown])

    def _in_words(self, name: str, value: str) -> str:
        words = self.words.get(name, str)
        if isinstance(words, Mapping):
            return words.get(value, value)
        return value if isinstance(words, str) else words(value)

    def ticked(self, name: str) -> list[str]:
        """The values of a filter that are on: what the address says, else the filter's default."""
        values = self.data.getlist(name) if hasattr(self.data, "getlist") else []
        return [v for v in values if v] or (list(self.default_ticks.get(name, [])) if name not in self.data else [])

    def without(self, name: str) -> models.QuerySet:
        """The rows with every filter but this one applied."""
        rows = self.queryset.all()
        cleaned = self.form.cleaned_data if self.form.is_valid() else {}
        for other, value in cleaned.items():
            if other != name and other in self.filters:
                rows = self.filters[other].filter(rows, value)
        return rows

    def chips(self) -> list[Chip]:
        """What the list is narrowed down to, each with the address without it."""
        chips = []
        for name in self.filters:
            if name == "sort":
                continue
            values = self.ticked(name) if name in self.facets else [v for v in self.data.getlist(name) if v]
            for value in values:
                label = self._in_words(name, value) if name in self.facets else f"{self.filters[name].label}: {value}"
                chips.append(Chip(self._chip_words(name, value, label), query_without(self.data, name, value)))
        return chips

    def _chip_words(self, name: str, value: str, label: str) -> str:
        words = self.words.get(name)
        if name in self.facets and isinstance(words, str):
            column = self.facets[name][1]
            row = self.queryset.filter(**{column: value}).values_list(words, flat=True).first()
            return str(row) if row else label
        return label


def query_without(data: QueryDict | Mapping[str, Any], name: str, value: str) -> str:
    """The query string of the same address without one value of one filter, and on page 1."""
    query = data.copy() if isinstance(data, QueryDict) else QueryDict(mutable=True)
    left = [v for v in query.getlist(name) if v != value]
    query.setlist(name, left)
    if not left:
        query.pop(name, None)
    query.pop("page", None)
    return query.urlencode()


def page_of(request: HttpRequest, rows: Any, *, size: int = PAGE_SIZE) -> Page:
    """The page of `rows` that the address asks for. A wrong page number gives the nearest that there is."""
    return Paginator(rows, size).get_page(request.GET.get("page"))
