"""What a reader told the authors of a note. It is theirs alone, and kept for a while.

After that it is removed for good: who wrote it may have left a name and an address (`weeknotes.held`).
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Count, F
from django.db.models.expressions import Window
from django.db.models.functions import RowNumber, TruncHour

from hackit.audience import Viewer
from hackit.models import Person
from hackit.records import new_ref

LONGEST = 4000

MOST_AN_HOUR = 20
"""Messages about one note in one hour of the clock that its authors find at once; the others are held."""


class FeedbackQuerySet(models.QuerySet):
    def visible_to(self, user) -> FeedbackQuerySet:
        """What readers told this user of notes that they wrote. Nobody else sees any of it, no administrator either."""
        viewer = Viewer.of(user)
        if viewer.is_stranger or viewer.person_id is None:
            return self.none()
        return self.filter(weeknote__author_links__person_id=viewer.person_id)

    def unread(self) -> FeedbackQuerySet:
        return self.filter(read_at=None)

    def newest(self) -> FeedbackQuerySet:
        """Each with its note, what nobody has read first, then the newest."""
        return self.select_related("weeknote").order_by(F("read_at").asc(nulls_first=True), "-sent_at", "-pk")

    def at_once(self) -> FeedbackQuerySet:
        """Without what is held. Call it last: what is filtered after it is filtered before the counting."""
        return self._placed().filter(place__lte=MOST_AN_HOUR)

    def held(self) -> FeedbackQuerySet:
        """What came about a note in an hour in which MOST_AN_HOUR had come already. Call it last."""
        return self._placed().filter(place__gt=MOST_AN_HOUR)

    def _placed(self) -> FeedbackQuerySet:
        """Each with its place among those about its note in its hour."""
        hour = [F("weeknote_id"), TruncHour("sent_at")]
        return self.annotate(place=Window(RowNumber(), partition_by=hour, order_by=["sent_at", "pk"]))

    def on_note(self, ref: str) -> FeedbackQuerySet:
        """Of the note with this ref."""
        return self.filter(weeknote__ref=ref)

    def unread_since(self, day: date, people: list[Person]) -> dict[int, int]:
        """How many came to each of these people after that day and were not read, by id. One query."""
        rows = self.unread().filter(sent_at__date__gt=day, weeknote__author_links__person__in=people)
        counts = rows.order_by().values_list("weeknote__author_links__person_id").annotate(n=Count("pk"))
        return dict(counts.filter(weeknote__author_links__person__in=people))


class Feedback(models.Model):
    """One message to the authors of a note. No address of a machine, no browser: only what was typed."""

    ref = models.CharField(max_length=36, unique=True, default=new_ref, editable=False)
    weeknote = models.ForeignKey("weeknotes.Weeknote", models.CASCADE, related_name="feedback")
    text = models.TextField(max_length=LONGEST)
    name = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "feedback"
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["weeknote", "read_at"], name="feedback_of_note")]

    def __str__(self) -> str:
        return f"To the authors of {self.weeknote_id}"
