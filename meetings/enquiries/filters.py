"""How the list of questions is narrowed down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_filters
from django import forms
from django.db.models import F, Q, QuerySet

from hackit.filters import FacetedFilterSet, TicksFilter
from meetings.enquiries.models import AskedBy, Enquiry, EnquiryQuerySet


def _with_topics(slugs: list[str]) -> QuerySet:
    return Enquiry.topics.through.objects.filter(topic__slug__in=slugs).values("enquiry_id")


class EnquiryFilter(FacetedFilterSet):
    """Words, how far it is, who asks, who answers, group and topic. Open ones, while nothing is ticked."""

    q = django_filters.CharFilter(label="Words", method="with_words", max_length=200, widget=forms.SearchInput)
    state = TicksFilter(label="State", field_name="state", default=["open"])
    asked_by = TicksFilter(label="Asked by", field_name="asked_by")
    who = TicksFilter(label="Who answers", field_name="action__owner__slug")
    group = TicksFilter(label="Group", field_name="forum__slug")
    topic = TicksFilter(label="Topic", through=_with_topics)

    facets = {
        "state": ("State", "state"),
        "asked_by": ("Asked by", "asked_by"),
        "who": ("Who answers", "action__owner__slug"),
        "group": ("Group", "forum__slug"),
        "topic": ("Topic", "topics__slug"),
    }
    words: Mapping[str, Any] = {
        "state": dict(Enquiry.State.choices),
        "asked_by": dict(AskedBy.choices),
        "who": "action__owner__name",
        "group": "forum__name",
        "topic": "topics__name",
    }
    default_ticks = {"state": ["open"]}

    def with_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Each word in the question, its answer, or the name of who asks or answers."""
        for word in value.replace("\x00", " ").split()[:12]:
            named = Q(asker__name__icontains=word) | Q(asker_group__name__icontains=word)
            told = Q(text__icontains=word) | Q(answer__icontains=word) | Q(asker_text__icontains=word)
            rows = rows.filter(told | named | Q(action__owner__name__icontains=word))
        return rows

    def sorted(self, rows: EnquiryQuerySet) -> EnquiryQuerySet:
        """What waits longest first."""
        return rows.order_by(F("sent_back_on").desc(nulls_first=True), "asked_on", "pk")
