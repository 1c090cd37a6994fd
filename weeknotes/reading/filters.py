"""Narrowing down the list of published weeknotes."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, FilteredRelation, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Concat, ExtractYear

from hackit.audience import Reach, Viewer
from hackit.filters import Facet, FacetedFilterSet, ticked_year_words
from hackit.models import Entry, EntryKind, Person, Publication, PublishedPart
from hackit.search.having import having, tokens_of
from weeknotes.reading.published import DOCUMENT_TYPE, published_notes


class SeveralField(forms.MultipleChoiceField):
    """Several values of an address; one that nothing has is no error, it finds nothing."""

    def valid_value(self, value: str) -> bool:
        return len(value) <= 200


class SeveralFilter(django_filters.Filter):
    field_class = SeveralField


class YearsField(SeveralField):
    """Financial years by the calendar year in which they start. Cleans to whole numbers."""

    def to_python(self, value: Any) -> list[int]:
        years = super().to_python(value)
        if not all(len(year) == 4 and year.isdecimal() for year in years):
            raise ValidationError("Year must be four figures, like 2019 for 2019/20")
        return [int(year) for year in years]

    def validate(self, value: list[int]) -> None:
        """Nothing to check: a year without notes finds none."""


class YearsFilter(django_filters.Filter):
    field_class = YearsField


def notes_for(user) -> QuerySet[Publication]:
    """What the list shows and counts: published notes with their financial year and the parts this user may see."""
    reaches = [Reach.EVERYONE] if Viewer.of(user).is_stranger else [Reach.EVERYONE, Reach.STAFF]
    year = ExtractYear("date")
    return published_notes(user).annotate(
        financial_year=Case(When(date__month__lt=4, then=year - 1), default=year, output_field=IntegerField()),
        seen=FilteredRelation("parts", condition=Q(parts__reach__in=reaches)),
    )


class ByYear(FacetedFilterSet):
    """What a list of notes and one of their sections share: financial years, and `sorts` that name their columns."""

    def of_years(self, rows: QuerySet, name: str, value: list[int]) -> QuerySet:
        return rows.filter(financial_year__in=value) if value else rows

    def as_they_are(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """The order is no filter: `in_order` sets it."""
        return rows

    def in_order(self) -> QuerySet:
        """The rows, in the order asked for."""
        return self.qs.order_by(*self.sorts[self.sort])

    def facet_list(self) -> list[Facet]:
        """As of any list; the years newest first."""
        facets = super().facet_list()
        for facet in facets:
            if facet.name == "year":
                facet.choices.sort(key=lambda choice: choice.value, reverse=True)
        return facets


class WeeknoteFilter(ByYear):
    """By words, topic, author and financial year."""

    q = django_filters.CharFilter(label="Words", method="with_words", max_length=200)
    topic = SeveralFilter(label="Topic", method="on_topics")
    author = SeveralFilter(label="Author", method="by_authors")
    year = YearsFilter(label="Year", method="of_years")
    sort = django_filters.ChoiceFilter(
        label="Sort by",
        method="as_they_are",
        empty_label=None,
        choices=[("newest", "Newest week first"), ("oldest", "Oldest week first"), ("title", "Title")],
        error_messages={"invalid_choice": "Sort by newest, oldest or title"},
    )

    sorts = {
        "newest": ("-date", "-pk"),
        "oldest": ("date", "pk"),
        "title": ("title", "-date", "-pk"),
    }
    facets = {
        "topic": ("Topic", "seen__topics__slug"),
        "author": ("Author", "authors__slug"),
        "year": ("Financial year", "financial_year"),
    }
    words = {
        "topic": "seen__topics__name",
        "author": "authors__name",
        "year": ticked_year_words,
    }

    class Meta:
        model = Publication
        fields: list[str] = []

    @property
    def user(self):
        return self.request.user

    def with_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Notes in whose visible sections, title or 30 second read all the words stand, in any order."""
        return rows.filter(pk__among=self.once(value, self._with_words))

    def _with_words(self, value: str) -> list[int]:
        """The ids of those notes. The words of one may stand in several of its sections."""
        parts = Entry.objects.visible_to(self.user).filter(kind=EntryKind.SECTION)
        rows = published_notes(self.user).annotate(its_key=Concat(Value(f"{DOCUMENT_TYPE}:"), "document_ref"))
        in_parts = Q()
        for token in tokens_of(value):
            in_parts &= Q(its_key__in=having(parts, token, self.user).values("document"))
        said_above = Q(title__icontains=value) | Q(summary__icontains=value)
        found = rows.filter(in_parts | said_above) if in_parts else rows.filter(said_above)
        return list(found.order_by().values_list("pk", flat=True))

    def on_topics(self, rows: QuerySet, name: str, value: list[str]) -> QuerySet:
        if not value:
            return rows
        parts = PublishedPart.objects.visible_to(self.user).filter(topics__slug__in=value)
        return rows.filter(pk__in=parts.values("publication_id"))

    def by_authors(self, rows: QuerySet, name: str, value: list[str]) -> QuerySet:
        if not value:
            return rows
        links = Publication.authors.through.objects.filter(person__in=Person.objects.of_slugs(*value))
        return rows.filter(pk__in=links.values("publication_id"))
