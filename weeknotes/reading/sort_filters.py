"""Narrowing down the sections of a sort."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet

from hackit.filters import ticked_year_words
from hackit.models import Entry, Person, Publication, PublishedPart
from hackit.search.having import having_all
from weeknotes.reading.filters import ByYear, SeveralFilter, YearsFilter


class SectionFilter(ByYear):
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

    sorts = {
        "newest": ("-publication__date", "-publication_id", "order"),
        "oldest": ("publication__date", "publication_id", "order"),
    }
    facets = {
        "topic": ("Topic", "topics__slug"),
        "author": ("Author", "publication__authors__slug"),
        "year": ("Financial year", "financial_year"),
    }
    words = {
        "topic": "topics__name",
        "author": "publication__authors__name",
        "year": ticked_year_words,
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
        links = Publication.authors.through.objects.filter(person__in=Person.objects.of_slugs(*value))
        return rows.filter(publication_id__in=links.values("publication_id")) if value else rows
