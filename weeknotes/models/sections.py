"""The parts of a weeknote, what each is about, and who wrote it."""

from __future__ import annotations

from django.db import models

from hackit.audience import Audience
from hackit.models import Person, Topic


class SectionSort(models.TextChoices):
    """What a section is, so that each sort can be listed ("everyone's learnings")."""

    HIGHLIGHT = "highlight", "Highlight"
    THANKS = "thanks", "Thanks"
    MET = "met", "Met"
    EVENT = "event", "Event"
    LEARNING = "learning", "Something I’m learning"
    DIDNT_WORK = "didnt_work", "This didn’t work"
    TIP = "tip", "Tip"
    BENEFIT = "benefit", "Benefit"
    NUMBER = "number", "Number"
    DISTRACTION = "distraction", "Distraction"


class WeeknoteAuthor(models.Model):
    """One of the authors, in the order in which they are named."""

    weeknote = models.ForeignKey("weeknotes.Weeknote", models.CASCADE, related_name="author_links")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["weeknote", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["weeknote", "person"], name="weeknote_author_once")]

    def __str__(self) -> str:
        return f"{self.person} of {self.weeknote_id}"


class Section(models.Model):
    """What a part of a weeknote is about: its topics, people and sort. Its words stand in the note's body."""

    weeknote = models.ForeignKey("weeknotes.Weeknote", models.CASCADE, related_name="sections")
    anchor = models.CharField(max_length=120)
    order = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=300, blank=True)
    sort = models.CharField(max_length=20, choices=SectionSort, blank=True)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.EVERYONE)
    topics = models.ManyToManyField(Topic, blank=True, related_name="+")
    people = models.ManyToManyField(Person, blank=True, related_name="+")

    class Meta:
        ordering = ["weeknote", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["weeknote", "anchor"], name="section_anchor_once")]

    def __str__(self) -> str:
        return self.heading or "Beginning"
