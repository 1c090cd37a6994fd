"""What people follow: a topic or a search. "Tell me when there's more", in the weekly mail and by a private feed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from hackit.models.entries import Entry
from hackit.models.people import Person
from hackit.models.topics import Topic
from hackit.search.in_words import in_words

if TYPE_CHECKING:
    from datetime import date

FOLLOWING = "following"
"""The scope of the key that opens the feed of what a person follows."""


class FollowQuerySet(models.QuerySet):
    def of(self, person: Person) -> FollowQuerySet:
        """What this person follows, with its topics, as a page lists it. A topic made part of another went with it."""
        return self.filter(person=person).select_related("topic").order_by("topic__name", "query", "pk")


class Follow(models.Model):
    """One topic or one search that somebody follows."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="follows")
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, related_name="+")
    query = models.CharField(max_length=400, blank=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = FollowQuerySet.as_manager()

    class Meta:
        app_label = "hackit"
        constraints = [
            models.UniqueConstraint(fields=["person", "topic", "query"], name="follow_once"),
            models.CheckConstraint(
                condition=Q(topic=None) & ~Q(query="") | Q(topic__isnull=False, query=""), name="follow_one_thing"
            ),
        ]

    def __str__(self) -> str:
        return self.topic.name if self.topic else in_words(self.query)


class FollowToldQuerySet(models.QuerySet):
    def before(self, day: date) -> FollowToldQuerySet:
        """What was told by letters up to that day."""
        return self.filter(day__lte=day)


class FollowTold(models.Model):
    """That a letter of that day told somebody of this thing, or that it was there already when they began to follow."""

    follow = models.ForeignKey(Follow, models.CASCADE, related_name="told")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+")
    day = models.DateField()

    objects = FollowToldQuerySet.as_manager()

    class Meta:
        app_label = "hackit"
        constraints = [models.UniqueConstraint(fields=["follow", "entry"], name="follow_told_once")]

    def __str__(self) -> str:
        return f"{self.follow_id}: {self.entry_id}"
