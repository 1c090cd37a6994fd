"""How the list of questions is narrowed down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_filters
from django import forms
from django.db.models import F, QuerySet

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

    words_in = ("text", "answer", "asker_text", "asker__name", "asker_group__name", "action__owner__name")
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

    def sorted(self, rows: EnquiryQuerySet) -> EnquiryQuerySet:
        """What waits longest first."""
        return rows.order_by(F("sent_back_on").desc(nulls_first=True), "asked_on", "pk")
