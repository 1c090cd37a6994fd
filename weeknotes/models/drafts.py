"""What an author typed and has not saved, and every state that was saved."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.db import models

from hackit.dates import british_day
from hackit.models import Person


@dataclass(frozen=True)
class Window:
    """Where words were typed: which open page sent them, the draft's serial when it last looked (0: none there),
    and the how manieth this page sends (`turn`; None without JavaScript)."""

    name: str
    serial: int
    turn: int | None = None


class OtherWindow(Exception):
    """Another window of the same author has kept other words meanwhile; `draft` holds them."""

    def __init__(self, draft: WeeknoteDraft) -> None:
        super().__init__("Another window of yours has other words")
        self.draft = draft


def first_serial() -> int:
    """Where a draft begins to count: unlike any that an earlier draft of the note came to."""
    return secrets.randbelow(2**30) + 1


class WeeknoteDraft(models.Model):
    """What one author typed since the last save, overwritten by autosave. No revision and no event."""

    weeknote = models.ForeignKey("weeknotes.Weeknote", models.CASCADE, related_name="drafts")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    based_on = models.PositiveIntegerField(help_text="Version of the weeknote it was started from")
    title = models.CharField(max_length=200, blank=True)
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    saved_at = models.DateTimeField(auto_now=True)
    serial = models.PositiveIntegerField(default=first_serial, help_text="One more each time it is kept")
    window = models.CharField(max_length=40, blank=True, help_text="Which open page kept it last")
    turn = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["weeknote", "person"], name="draft_once")]

    def __str__(self) -> str:
        return f"Draft of {self.weeknote_id} by {self.person_id}"

    @property
    def words(self) -> tuple[str, str, str]:
        return self.title, self.summary, self.body

    def is_known_to(self, window: Window) -> bool:
        """Whether that page has seen these words: it wrote them, or began from them."""
        return window.name == self.window or window.serial == self.serial

    def has_overtaken(self, window: Window) -> bool:
        """Whether the same page has sent later words that arrived first."""
        return window.name == self.window and window.turn is not None and window.turn <= self.turn


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


class Answered(models.Model):
    """What an author was offered or shown about a note and has answered: it is not offered or shown again.

    `key` says which: a topic's or person's id, a sort and where, a person's id and the sentence; `words` say it on
    screen, so that an answer can be taken back.
    """

    class What(models.TextChoices):
        TOPIC = "topic", "A topic, no thanks"
        PERSON = "person", "A person, no thanks"
        SORT = "sort", "A sort, no thanks"
        NAMED = "named", "A person named for everyone to read"
        AMOUNT = "amount", "An amount that a group keeps"

    weeknote = models.ForeignKey("weeknotes.Weeknote", models.CASCADE, related_name="answers")
    what = models.CharField(max_length=10, choices=What)
    key = models.CharField(max_length=200)
    words = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["weeknote", "pk"]
        constraints = [models.UniqueConstraint(fields=["weeknote", "what", "key"], name="answered_once")]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.words}"
