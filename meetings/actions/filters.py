"""How the list of actions is narrowed down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.functions import Lower
from django.utils.functional import cached_property

from hackit.filters import FacetedFilterSet, TicksFilter
from hackit.models import Person
from meetings.actions.counting import TICKED, WAS_MOVED, Counts, counts_of
from meetings.actions.models import Action
from meetings.actions.querysets import OPEN_STATES, ActionQuerySet
from meetings.actions.whose import ALL, MINE, WAITING, Whose
from meetings.form_fields import DayField, know_day

SORTS = {"due": "Due date", "newest": "Newest", "owner": "Owner"}
BY_WHOM = {"whom": "Whom it waits for"}


class DayFilter(django_filters.Filter):
    """A day typed as words."""

    field_class = DayField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, lean="nearest", **kwargs)


def _with_topics(slugs: list[str]) -> QuerySet:
    return Action.topics.through.objects.filter(topic__slug__in=slugs).values("action_id")


class ActionFilter(FacetedFilterSet):
    """Words, status, owner, group, topic, whether the date moved, and between which days it is due."""

    q = django_filters.CharFilter(label="Words", method="with_words", max_length=200, widget=forms.SearchInput)
    status = TicksFilter(label="Status", default=OPEN_STATES)
    owner = TicksFilter(label="Owner", field_name="owner__slug")
    group = TicksFilter(label="Group", field_name="forum__slug")
    topic = TicksFilter(label="Topic", through=_with_topics)
    moved = TicksFilter(label="Date", field_name="was_moved")
    after = DayFilter(label="Due after", field_name="due", lookup_expr="gt")
    before = DayFilter(label="Due before", field_name="due", lookup_expr="lt")

    facets = {
        "status": ("Status", "status"),
        "owner": ("Owner", "owner__slug"),
        "group": ("Group", "forum__slug"),
        "topic": ("Topic", "topics__slug"),
        "moved": ("Date", "was_moved"),
    }
    words = {
        "status": dict(Action.Status.choices),
        "owner": "owner__name",
        "group": "forum__name",
        "topic": "topics__name",
        "moved": {"yes": "Date moved"},
    }
    default_ticks = {"status": list(OPEN_STATES)}

    def __init__(
        self, data: Mapping[str, Any], queryset: ActionQuerySet, *, on: date, whose: Whose, person_id: int
    ) -> None:
        super().__init__(data, queryset.annotate(was_moved=WAS_MOVED))
        know_day(self.form, on=on)
        self.person_id, self.whose = person_id, whose
        self.sorts = BY_WHOM | SORTS if whose.key == WAITING else SORTS
        same = {MINE: "owner", WAITING: "status"}.get(whose.key, "group" if whose.forum else "")
        self.facets = {name: facet for name, facet in self.facets.items() if name != same}

    @cached_property
    def counts(self) -> Counts:
        """What stands beside the ticks, and how many rows there are: one statement."""
        cleaned = self.form.cleaned_data if self.form.is_valid() else {}
        rows = self.queryset.all()
        for name, value in cleaned.items():
            if name not in TICKED:
                rows = self.filters[name].filter(rows, value)
        ticks = {name: cleaned.get(name) or self.filters[name].default for name in TICKED}
        only = {name for name in self.form.fields if cleaned.get(name)}
        is_all = self.whose.key == ALL and not only & {"q", "after", "before"}
        has_ended = not ticks["status"] or "done" in ticks["status"]  # most of what was ever promised is done
        return counts_of(
            rows, ticks, list(self.facets), keep=self.whose.key != ALL or "q" in only,
            nearly_all=is_all and has_ended and not only & {"owner", "group", "moved"},
        )  # fmt: skip

    @property
    def _counted(self) -> dict[str, dict[str, tuple[str, int]]]:
        words = {name: words for name, words in self.words.items() if isinstance(words, Mapping)}
        return {
            name: {value: (words.get(name, {}).get(value, label), n) for value, (label, n) in found.items()}
            for name, found in self.counts.facets.items()
        }

    def with_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Each word anywhere in the action, in who owns it or in whom it waits for."""
        for word in value.split()[:12]:
            owners = Person.objects.named().filter(name__icontains=word).values("pk")
            said = Q(text__icontains=word) | Q(owner_text__icontains=word) | Q(waiting_for__icontains=word)
            rows = rows.filter(said | Q(owner__in=owners))
        return rows

    def sorted(self, rows: ActionQuerySet, *, on: date, kept: str = "") -> ActionQuerySet:
        """The rows in the order that the address asks for; a wrong word gives the order of need."""
        rows = rows.in_order_of_need(on=on, kept=kept)
        sort = self.sort
        if sort == "newest":
            return rows.order_by("-created_at", "-pk")
        if sort == "owner":
            return rows.order_by("owner__name", "owner_id", *rows.query.order_by)
        if sort == "whom":
            for_me = Case(When(waiting_on=self.person_id, then=Value(0)), default=Value(1))
            rows = rows.annotate(for_others=for_me, whom=Lower("waiting_for"))
            return rows.order_by("for_others", "whom", *rows.query.order_by)
        return rows

    @property
    def dates(self) -> list[forms.BoundField]:
        """The fields for days, as the page shows them."""
        return [self.form["after"], self.form["before"]]
