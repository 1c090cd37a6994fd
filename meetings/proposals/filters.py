"""How the list of proposals is narrowed down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import django_filters
from django import forms
from django.db.models import Case, QuerySet, TextField, Value, When

from hackit.filters import FacetedFilterSet, TicksFilter, ticked_year_words, ticked_years
from meetings.proposals.models import Proposal, ProposalQuerySet, ProposalYear
from meetings.proposals.standing import STATES, standing_of


def _with_topics(slugs: list[str]) -> QuerySet:
    return Proposal.topics.through._base_manager.filter(topic__slug__in=slugs).values("proposal_id")


def _of_years(years: list[str]) -> QuerySet:
    return ProposalYear.objects.filter(financial_year__in=ticked_years(years)).values("proposal_id")


class ProposalFilter(FacetedFilterSet):
    """Words, where it stands, what is asked, group, topic, who brings it, year, and whether it has ended."""

    q = django_filters.CharFilter(label="Words", method="with_words", max_length=200, widget=forms.SearchInput)
    stands = TicksFilter(label="Where it stands", field_name="stands")
    asked = TicksFilter(label="What is asked", field_name="asked")
    group = TicksFilter(label="Group", field_name="forum__slug")
    topic = TicksFilter(label="Topic", through=_with_topics)
    owner = TicksFilter(label="Who brings it", field_name="lead__slug")
    year = TicksFilter(label="Year", through=_of_years)
    live = TicksFilter(label="Live or ended", field_name="is_live", default=["yes"])

    words_in = ("title", "summary", "lead__name")
    facets = {
        "stands": ("Where it stands", "stands"),
        "asked": ("What is asked", "asked"),
        "group": ("Group", "forum__slug"),
        "topic": ("Topic", "topics__slug"),
        "owner": ("Who brings it", "lead__slug"),
        "year": ("Year", "years__financial_year"),
        "live": ("Live or ended", "is_live"),
    }
    words: Mapping[str, Any] = {
        "stands": STATES,
        "asked": {value: label.split(":")[0] for value, label in Proposal.Asked.choices},
        "group": "forum__name",
        "topic": "topics__name",
        "owner": "lead__name",
        "year": ticked_year_words,
        "live": {"yes": "Live", "no": "Withdrawn or finished"},
    }
    default_ticks = {"live": ["yes"]}

    def __init__(self, data: Mapping[str, Any], queryset: ProposalQuerySet, *, user) -> None:
        of_state: dict[str, list[int]] = defaultdict(list)
        self.standings = standing_of(queryset, user)
        for pk, one in self.standings.items():
            of_state[one.state].append(pk)
        cases = [When(pk__in=pks, then=Value(state)) for state, pks in of_state.items()]
        stands = Case(*cases, default=Value("undecided"), output_field=TextField()) if cases else Value("undecided")
        live = Case(When(ended="", then=Value("yes")), default=Value("no"), output_field=TextField())
        super().__init__(data, queryset.annotate(stands=stands, is_live=live))
