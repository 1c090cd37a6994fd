"""Narrowing down the sections of a sort."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet

from hackit.dates import financial_year_label
from hackit.filters import Facet, FacetedFilterSet
from hackit.models import Entry, Publication, PublishedPart
from hackit.search.having import having_all
from weeknotes.reading.filters import SeveralFilter, YearsFilter

ORDERS = {
    "newest": ("-publication__date", "-publication_id", "order"),
    "oldest": ("publication__date", "publication_id", "order"),
}


class SectionFilter(FacetedFilterSet):
    """By words, topic, author and financial year."""

    q = django_filters.CharFilter(label="Words", method="with_words", max_length=200)
    topic = SeveralFilter(label="Topic", method="on_topics")
    author = SeveralFilter(label="Author", method="by_authors")
    year = YearsFilter(label="Year", method="of_years")
    sort = django_filters.ChoiceFilter(
        label="Sort by",
        method="as_they_are",
        empty_label=None,
        choices=[("newest", "Newest week first"), ("oldest", "Oldest week first")],
        error_messages={"invalid_choice": "Sort by newest or oldest"},
    )

    facets = {
        "topic": ("Topic", "topics__slug"),
        "author": ("Author", "publication__authors__slug"),
        "year": ("Financial year", "financial_year"),
    }
    words = {
        "topic": "topics__name",
        "author": "publication__authors__name",
        "year": lambda start: financial_year_label(int(start)) if start.isdecimal() else start,
    }

    class Meta:
        model = PublishedPart
        fields: list[str] = []

    def with_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Sections in which all the words stand, in any order."""
        return rows.filter(pk__among=self.once(value, self._with_words))

    def _with_words(self, value: str) -> list[int]:
        parts = Entry.objects.visible_to(self.request.user).filter(source_type=PublishedPart._meta.label_lower)
        found = having_all(parts, value, self.request.user)
        return list(self.queryset.filter(pk__in=found.values("source_id")).order_by().values_list("pk", flat=True))

    def on_topics(self, rows: QuerySet, name: str, value: list[str]) -> QuerySet:
        links = PublishedPart.topics.through.objects.filter(topic__slug__in=value)
        return rows.filter(pk__in=links.values("publishedpart_id")) if value else rows

    def by_authors(self, rows: QuerySet, name: str, value: list[str]) -> QuerySet:
        links = Publication.authors.through.objects.filter(person__slug__in=value)
        return rows.filter(publication_id__in=links.values("publication_id")) if value else rows

    def of_years(self, rows: QuerySet, name: str, value: list[int]) -> QuerySet:
        return rows.filter(financial_year__in=value) if value else rows

    def as_they_are(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """The order is no filter: `in_order` sets it."""
        return rows

    def in_order(self) -> QuerySet:
        """The rows, in the order asked for."""
        return self.qs.order_by(*ORDERS.get(self.data.get("sort", ""), ORDERS["newest"]))

    def facet_list(self) -> list[Facet]:
        """As of any list; the years newest first."""
        facets = super().facet_list()
        for facet in facets:
            if facet.name == "year":
                facet.choices.sort(key=lambda choice: choice.value, reverse=True)
        return facets
