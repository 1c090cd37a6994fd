"""How the list of people is narrowed down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Case, FilteredRelation, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast

from hackit.filters import FacetedFilterSet, TicksFilter
from hackit.models import Membership, Person
from hackit.models.people import PersonQuerySet


class PersonFilter(FacetedFilterSet):
    """Words, who is here, organisation, group."""

    q = django_filters.CharFilter(label="Words", method="with_words", max_length=200, widget=forms.SearchInput)
    here = TicksFilter(label="Here", field_name="is_here", default=["yes"])
    organisation = TicksFilter(label="Organisation", field_name="body")
    group = TicksFilter(label="Group", method="in_groups")

    facets = {
        "here": ("Here", "is_here"),
        "organisation": ("Organisation", "body"),
        "group": ("Group", "present__forum__slug"),
    }
    words = {
        "here": {"yes": "Here now", "no": "Not here now"},
        "organisation": "organisation__name",
        "group": "present__forum__name",
    }
    default_ticks = {"here": ["yes"]}

    def __init__(self, data: Mapping[str, Any], queryset: PersonQuerySet, *, on: date) -> None:
        self.on = on
        serving = Person.objects.serving(on=on).values("pk")
        is_here = Case(When(pk__in=serving, then=Value("yes")), default=Value("no"))
        since = Q(memberships__from_date=None) | Q(memberships__from_date__lte=on)
        until = Q(memberships__to_date=None) | Q(memberships__to_date__gte=on)
        present = FilteredRelation("memberships", condition=since & until)
        body = Cast("organisation_id", TextField())  # what an address says of it is text, and need be no number
        super().__init__(data, queryset.annotate(is_here=is_here, body=body, present=present))

    def with_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Each word anywhere in the name, role, organisation, or what the person is also called."""
        for word in value.replace("\x00", " ").split()[:12]:
            nicknamed = Person.objects.filter(aliases__text__icontains=word).values("pk")
            found = Q(name__icontains=word) | Q(role_title__icontains=word) | Q(organisation__name__icontains=word)
            rows = rows.filter(found | Q(pk__in=nicknamed))
        return rows

    def in_groups(self, rows: QuerySet, name: str, value: list[str]) -> QuerySet:
        """People who belong to any of these groups today."""
        if not value:
            return rows
        members = Membership.objects.active(on=self.on).filter(forum__slug__in=value)
        return rows.filter(pk__in=members.values("person_id"))
