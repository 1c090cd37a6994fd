"""What an author typed and has not saved, and every state that was saved."""

from __future__ import annotations

from django.db import models

from hackit.dates import british_day
from hackit.models import Person


class WeeknoteDraft(models.Model):
    """What one author typed since the last save, overwritten by autosave. No revision and no event."""

    weeknote = models.ForeignKey("weeknotes.Weeknote", models.CASCADE, related_name="drafts")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    based_on = models.PositiveIntegerField(help_text="Version of the weeknote it was started from")
    title = models.CharField(max_length=200, blank=True)
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["weeknote", "person"], name="draft_once")]

    def __str__(self) -> str:
        return f"Draft of {self.weeknote_id} by {self.person_id}"


class Revision(models.Model):
    """A saved state of a weeknote: made by an explicit save, a publication or a restore."""

    weeknote = models.ForeignKey("weeknotes.Weeknote", models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=200, blank=True)
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["weeknote", "number"]
        constraints = [models.UniqueConstraint(fields=["weeknote", "number"], name="revision_number_once")]

    def __str__(self) -> str:
        return f"Revision {self.number} of {self.weeknote_id}, {british_day(self.at.date())}"
