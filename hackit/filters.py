"""Lists: filters with honest counts, chips that can be removed, numbered pages.

A count beside a choice says how many rows there would be with that choice and all *other* filters as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import django_filters
from django import forms
from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import Count, F, Q, Value
from django.db.models.functions import Cast
from django.http import HttpRequest, QueryDict
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from hackit.dates import financial_year_label

PAGE_SIZE = 25
CHOICES_SHOWN = 10
MORE_SHOWN = 40
MOST_WORDS = 12
"""So many words of a list's box narrow it down; those behind them are not looked at."""

_YEAR = re.compile(r"[0-9]{4}")
_CHECKED = format_html("{}", " checked")
_TICK = (
    '<label class="tick" for="{id}"><input type="checkbox" id="{id}" name="{name}" value="{value}"{checked}>'
    '<span>{label}</span><span class="count nums">{count}<span class="vh"> result{s}</span></span></label>'
)


@dataclass(frozen=True)
class Choice:
    """One tick of a facet: its value in the address, its words, how many rows, whether it is ticked."""

    value: str
    label: str
    count: int
    is_ticked: bool


@dataclass(frozen=True)
class Facet:
    """A group of ticks. `more` are the ones behind "4 more people"; a ticked one is never hidden. `cut` are so many
    more that nobody would read them all: words find those."""

    name: str
    label: str
    choices: list[Choice]
    more: list[Choice]
    cut: int = 0

    @property
    def choice_ticks(self) -> SafeString:
        """The ticks that are shown, as HTML: written here because a page has hundreds of them."""
        return self._ticks("c", self.choices)

    @property
    def more_ticks(self) -> SafeString:
        """The ticks behind "more"."""
        return self._ticks("m", self.more)

    def _ticks(self, key: str, choices: list[Choice]) -> SafeString:
        rows = (
            {
                "id": f"f-{self.name}-{key}{n}", "name": self.name, "value": choice.value, "label": choice.label,
                "checked": _CHECKED if choice.is_ticked else "", "count": choice.count,
                "s": "" if choice.count == 1 else "s",
            }
            for n, choice in enumerate(choices, 1)
        )  # fmt: skip
        return format_html_join("\n", _TICK, rows)


@dataclass(frozen=True)
class Chip:
    """A filter that is on, in words, and the query string without it."""

    label: str
    without: str


class TicksField(forms.MultipleChoiceField):
    """Ticked values of a facet. What no row has is no mistake: it finds nothing."""

    def valid_value(self, value: str) -> bool:
        """Whether it can be such a value at all: a word, slug or number."""
        return bool(re.fullmatch(r"[\w-]{1,140}", value))


class TicksFilter(django_filters.Filter):
    """Rows with any of the ticked values. `through` finds them across a many-to-many without doubling rows:
    a function from the values to a queryset of primary keys. `default` holds while nothing is ticked."""

    field_class = TicksField

    def __init__(
        self, *args: Any, through: Callable[[list[str]], models.QuerySet] | None = None,
        default: Sequence[str] = (), **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.through, self.default = through, list(default)

    def filter(self, qs: models.QuerySet, value: list[str]) -> models.QuerySet:
        wanted = value or self.default
        if not wanted:
            return qs
        if self.through:
            return qs.filter(pk__in=self.through(wanted))
        return qs.filter(**{f"{self.field_name}__in": wanted})


def ticked_years(values: Iterable[str]) -> list[int]:
    """The financial years among ticked values, by the calendar year in which they begin."""
    return [int(value) for value in values if _YEAR.fullmatch(value)]


def ticked_year_words(value: str) -> str:
    """The financial year that a tick names, as it is written here: "2019" gives "2019/20". What is none stays."""
    return financial_year_label(int(value)) if _YEAR.fullmatch(value) else value


class FacetedFilterSet(django_filters.FilterSet):
    """A FilterSet whose multiple-choice filters can be shown as ticks with counts.

    Sub-classes set `facets` to {filter name: (label, column)} where column is a path from the row to the value in
    the address ("status", "topics__slug"), and `words` to {filter name: another column (such as "topics__name"),
    a mapping of all values to their words, or a function}. `default_ticks` are on while the address is silent.
    `words_in` are the columns in which a filter with the method `with_words` looks; `sorts` the orders that the address
    may ask for.
    """

    facets: Mapping[str, tuple[str, str]] = {}
    words_in: Sequence[str] = ()
    sorts: Mapping[str, Any] = {}
    words: Mapping[str, str | Mapping[str, str] | Callable[[str], str]] = {}
    default_ticks: Mapping[str, list[str]] = {}

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(_without_nulls(data, self.facets), *args, **kwargs)

    def with_words(self, rows: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """The rows that have each of the words in one of the columns `words_in`."""
        for word in value.replace("\x00", " ").split()[:MOST_WORDS]:
            rows = rows.filter(Q(*((f"{column}__icontains", word) for column in self.words_in), _connector=Q.OR))
        return rows

    @property
    def sort(self) -> str:
        """The order asked for: one of `sorts`; the first of them unless another is."""
        asked = self.data.get("sort", "")
        return asked if asked in self.sorts else next(iter(self.sorts))

    def found(self) -> models.QuerySet:
        """The rows that the address asks for; none where something in it could not be taken, rather than all."""
        return self.qs if self.is_valid() else self.queryset.none()

    def for_page(self) -> dict[str, Any]:
        """What a list's page is told of its filters."""
        return {"filters": self, "form": self.form, "facets": self.facet_list(), "chips": self.chips()}

    def facet_list(self) -> list[Facet]:
        """Every facet, each counted with all other filters applied: one query for all of them."""
        counted = self._counted
        return [self._facet(name, label, dict(counted[name])) for name, (label, _column) in self.facets.items()]

    @cached_property
    def _counted(self) -> dict[str, dict[str, tuple[str, int]]]:
        """Of each facet the values that occur, with their words and how many rows there are of each."""
        parts = []
        for name, (_label, column) in self.facets.items():
            words = self.words.get(name, str)
            label = Cast(F(words), models.TextField()) if isinstance(words, str) else Value("", models.TextField())
            values = {"facet": Value(name, models.TextField()), "value": Cast(F(column), models.TextField())}
            rows = self.without(name).order_by().values(**values, label=label)
            parts.append(rows.annotate(n=Count("pk", distinct=True)).values_list("facet", "value", "label", "n"))
        found: dict[str, dict[str, tuple[str, int]]] = {name: {} for name in self.facets}
        for name, value, label, count in parts[0].union(*parts[1:], all=True) if parts else []:
            if value:
                words = self.words.get(name, str)
                found[name][value] = (label if isinstance(words, str) else self._in_words(name, value), count)
        return found

    def _facet(self, name: str, label: str, found: dict[str, tuple[str, int]]) -> Facet:
        ticked = set(self.ticked(name))
        words = self.words.get(name, str)
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
        more = [c for i, c in enumerate(choices) if i >= CHOICES_SHOWN and not c.is_ticked]
        return Facet(name, label, shown, more[:MORE_SHOWN], len(more[MORE_SHOWN:]))

    def _in_words(self, name: str, value: str) -> str:
        words = self.words.get(name, str)
        if isinstance(words, Mapping):
            return words.get(value, value)
        return value if isinstance(words, str) else words(value)

    def once(self, value: Hashable, find: Callable[[Any], Iterable[int]]) -> list[int]:
        """The ids that words (or a tuple of ticks) find, looked up once for the list and all its counts."""
        if value not in self._ids:
            self._ids[value] = list(find(value))
        return self._ids[value]

    @cached_property
    def _ids(self) -> dict[Hashable, list[int]]:
        return {}

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
        """What the address narrows the list down to, each with the address without it. Default ticks are none."""
        chips = []
        for name in self.filters:
            if name == "sort":
                continue
            for value in dict.fromkeys(v for v in self.data.getlist(name) if v):
                label = self._in_words(name, value) if name in self.facets else f"{self.filters[name].label}: {value}"
                chips.append(Chip(self._chip_words(name, value, label), query_without(self.data, name, value)))
        return chips

    def _chip_words(self, name: str, value: str, label: str) -> str:
        words = self.words.get(name)
        if name in self.facets and isinstance(words, str):
            if value in self._counted[name]:
                return self._counted[name][value][0]
            column = self.facets[name][1]
            rows = self.queryset.filter(**{column: value}).order_by()  # any of them: sorted, all would be read first
            return str(next(iter(rows.values_list(words, flat=True)[:1]), None) or label)
        return label


def _without_nulls(data: QueryDict | None, names: Iterable[str]) -> QueryDict | None:
    """The address with a sign of its own for null characters in ticks: PostgreSQL refuses to be asked for one."""
    if not data or "\x00" not in "".join(value for name in names for value in data.getlist(name)):
        return data
    clean = data.copy()
    for name in names:
        clean.setlist(name, [value.replace("\x00", "\ufffd") for value in data.getlist(name)])
    return clean


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
