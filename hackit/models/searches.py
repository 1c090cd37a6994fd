"""What was looked for: a row for each search that the log tells of, read from there by a command."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Count, Max


class SearchToldQuerySet(models.QuerySet):
    def fruitless(self, *, since: date, at_least: int) -> SearchToldQuerySet:
        """Words that found nothing so many times since that day, most often first: rows of words, times, last."""
        rows = self.filter(found=0, day__gte=since).order_by().values("words")
        counted = rows.annotate(times=Count("pk"), last=Max("day")).filter(times__gte=at_least)
        return counted.order_by("-times", "-last", "words")

    def helpful(self, *, since: date) -> SearchToldQuerySet:
        """Words that found something since that day: rows of words and times."""
        return self.filter(found__gt=0, day__gte=since).order_by().values("words").annotate(times=Count("pk"))

    def of_words(self, words: str) -> SearchToldQuerySet:
        return self.filter(words=words)


class SearchTold(models.Model):
    """One search: its words in lower case, how much it found, and the day. Not who asked."""

    ref = models.CharField(max_length=16, unique=True)
    words = models.CharField(max_length=100)
    found = models.PositiveIntegerField()
    day = models.DateField()

    objects = SearchToldQuerySet.as_manager()

    class Meta:
        app_label = "hackit"
        indexes = [models.Index(fields=["found", "day", "words"], name="search_told_fruitless")]

    def __str__(self) -> str:
        return self.words
