"""What was read of a source and waits to be brought in: kept for a while only, for the person who sent it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from hackit.dates import british_day
from hackit.models import ImportRun, Person
from hackit.records import new_ref
from hackit.running.retention import kept_for


class PreparedImportQuerySet(models.QuerySet):
    def of(self, person: Person, *, at: datetime) -> PreparedImportQuerySet:
        """What this person has begun to bring in and is kept, newest first."""
        return self.filter(by=person, made_at__gt=at - timedelta(days=kept_for("imports")))


class PreparedImport(models.Model):
    """A source as it was read, with what was chosen for all of its notes.

    `passed_over` are (words, count) of what is no note; `failed` are (title, reason); `terms` what becomes of its
    categories: by the source's word a topic's name, "" where it is left out. `run` is what it became, once begun.
    """

    ref = models.CharField(max_length=36, unique=True, default=new_ref, editable=False)
    by = models.ForeignKey(Person, models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    source = models.CharField(max_length=200)
    form = models.CharField(max_length=100, blank=True)
    site = models.CharField(max_length=300, blank=True)
    warnings = models.JSONField(default=list)
    passed_over = models.JSONField(default=list)
    failed = models.JSONField(default=list)
    terms = models.JSONField(default=dict)
    authors = models.JSONField(default=dict)
    publish = models.BooleanField(default=False)
    run = models.OneToOneField(ImportRun, models.SET_NULL, null=True, related_name="+")

    objects = PreparedImportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["made_at"], name="prepared_import_age")]

    def __str__(self) -> str:
        return f"{self.source}, {british_day(timezone.localdate(self.made_at))}"

    def get_absolute_url(self) -> str:
        return reverse("weeknotes:import-list", args=[self.ref])


class PreparedNoteQuerySet(models.QuerySet):
    def light(self) -> PreparedNoteQuerySet:
        """Without their texts, for a list."""
        return self.defer("body")

    def to_bring_in(self) -> PreparedNoteQuerySet:
        """Those that were ticked and are not dealt with yet, in the order of the source."""
        return self.filter(is_wanted=True, outcome="").order_by("position")

    def not_ready(self) -> PreparedNoteQuerySet:
        """Those without a title or a week, which nobody but a person can give them."""
        return self.filter(Q(week=None) | Q(title=""))

    def with_warnings(self) -> PreparedNoteQuerySet:
        """Those of which something is to be told before they come in."""
        return self.exclude(warnings=[])


class PreparedNote(models.Model):
    """One note of a source: as it was read, as it was corrected, and what became of it.

    `note_ref` is the ref that the note has or will have, so that others can link to it before it is there.
    `here` says whether a note of the same text or source is here already; `was_draft` that its source had not
    published it; `told` is what a note of our own that comes back tells of its sections.
    """

    class Here(models.TextChoices):
        NEW = "new", "New"
        SAME = "same", "Here already"
        CHANGED = "changed", "Changed since at its source"
        BOTH = "both", "Changed since, there and here"

    class Outcome(models.TextChoices):
        MADE = "made", "Brought in"
        REVISED = "revised", "New text taken"
        KNOWN = "known", "Here already"
        FAILED = "failed", "Not brought in"

    prepared = models.ForeignKey(PreparedImport, models.CASCADE, related_name="notes")
    position = models.PositiveIntegerField()
    source_key = models.CharField(max_length=300)
    content_hash = models.CharField(max_length=64)
    note_ref = models.CharField(max_length=36, default=new_ref)
    title = models.CharField(max_length=200, blank=True)
    week = models.DateField(null=True)
    weeks_covered = models.PositiveSmallIntegerField(default=1)
    week_words = models.CharField(max_length=500, blank=True)
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    sections = models.PositiveIntegerField(default=0)
    words = models.PositiveIntegerField(default=0)
    published_on = models.DateField(null=True)
    was_draft = models.BooleanField(default=False)
    path = models.CharField(max_length=400, blank=True)
    addresses = models.JSONField(default=list)
    terms = models.JSONField(default=list)
    authors = models.JSONField(default=list)
    images = models.JSONField(default=dict)
    told = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    here = models.CharField(max_length=8, choices=Here, default=Here.NEW)
    is_wanted = models.BooleanField(default=True)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    objects = PreparedNoteQuerySet.as_manager()

    class Meta:
        ordering = ["prepared", "position"]
        constraints = [
            models.UniqueConstraint(fields=["prepared", "position"], name="prepared_note_place_once"),
            models.CheckConstraint(
                condition=Q(week=None) | Q(week__iso_week_day=1), name="prepared_note_begins_on_monday",
                violation_error_message="A week begins on a Monday.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title or self.source_key

    @property
    def may_be_wanted(self) -> bool:
        """Whether bringing it in would change anything."""
        return self.here in (self.Here.NEW, self.Here.CHANGED)

    @property
    def missing_images(self) -> list[str]:
        """The images of its text that were not sent with it."""
        return [source for source, path in self.images.items() if not path]


class PreparedImage(models.Model):
    """An image that came with a source and that a note of it shows; gone when the note is here or dropped."""

    prepared = models.ForeignKey(PreparedImport, models.CASCADE, related_name="files")
    path = models.CharField(max_length=400)
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prepared", "path"], name="prepared_image_once")]

    def __str__(self) -> str:
        return self.path
