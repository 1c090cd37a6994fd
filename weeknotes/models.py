"""Weeknotes: what is being written, what it was before, and what its sections are about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from hackit.audience import Audience, Reach, VisibleQuerySet
from hackit.dates import british_day
from hackit.indexing import EntryData, Indexed
from hackit.models import Person, Publication, Topic
from hackit.records import Record
from hackit.text import plain_text, split_sections

MAX_BODY = 200_000
"""Characters of Markdown in one weeknote: longer ones are refused with a sentence (source: TRUST rule on text)."""


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


class WeeknoteQuerySet(VisibleQuerySet):
    def written_by(self, person: Person) -> WeeknoteQuerySet:
        return self.filter(pk__in=WeeknoteAuthor.objects.filter(person=person).values("weeknote_id"))

    def unpublished(self) -> WeeknoteQuerySet:
        return self.filter(published_at=None)


class Weeknote(Indexed, Record):
    """A weeknote as its authors have it. Everybody else reads the published copy.

    `body` is Markdown as last saved (not the autosaved draft); a line `{{point:REF}}` embeds a conversation
    point. `week` is the Monday it begins on. `slug` is frozen at the first publication.
    """

    title = models.CharField(max_length=200, blank=True)
    slug = models.SlugField(max_length=90, blank=True, editable=False)
    week = models.DateField("week commencing")
    weeks_covered = models.PositiveSmallIntegerField(default=1)
    summary = models.TextField("30 second read", blank=True, max_length=1000)
    body = models.TextField(blank=True, max_length=MAX_BODY)
    published_at = models.DateTimeField(null=True, editable=False)
    authors = models.ManyToManyField(Person, through="WeeknoteAuthor", related_name="+")

    objects = WeeknoteQuerySet.as_manager()
    named_on: ClassVar[tuple[str, ...]] = ("authors",)
    history_fields: ClassVar[tuple[str, ...]] = (
        "title",
        "week",
        "weeks_covered",
        "summary",
        "body",
        "slug",
        "published_at",
    )

    class Meta(Record.Meta):
        ordering = ["-week", "-pk"]
        indexes = [models.Index(fields=["-week", "id"], name="weeknote_week")]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(week__iso_week_day=1), name="weeknote_begins_on_monday",
                violation_error_message="A week begins on a Monday.",
            ),
            models.CheckConstraint(
                condition=Q(weeks_covered__gte=1), name="weeknote_covers_a_week",
                violation_error_message="A weeknote covers at least one week.",
            ),
            models.UniqueConstraint(fields=["week", "slug"], condition=~Q(slug=""), name="weeknote_address_once"),
            models.CheckConstraint(condition=Q(published_at=None) | ~Q(slug=""), name="weeknote_published_has_slug"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title or f"Weeknote {self.week_label()}"

    def week_label(self) -> str:
        """ "w/c 3 June 2019"."""
        return f"w/c {self.week.day} {self.week:%B %Y}"

    def get_absolute_url(self) -> str:
        """The reading page once it has an address, else the page it is written on."""
        if self.slug:
            return reverse(
                "weeknotes:weeknote-detail",
                args=[f"{self.week:%Y}", f"{self.week:%m}", f"{self.week:%d}", self.slug],
            )
        return self.get_edit_url()

    def get_edit_url(self) -> str:
        return reverse("weeknotes:weeknote-edit", args=[self.ref])

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def ends_on(self) -> date:
        """The Sunday on which the last week covered ends."""
        return self.week + timedelta(days=7 * self.weeks_covered - 1)

    def compute_reach(self) -> Reach:
        """What an author writes is the authors' own; what others read is published from it."""
        return Reach.NOBODY if self.is_deleted else Reach.NAMED

    def current_publication(self) -> Publication | None:
        return Publication.objects.of(self).current().first()

    def set_authors(self, people: Iterable[Person]) -> None:
        """Make exactly these people its authors, in this order."""
        wanted = list(dict.fromkeys(people))
        with transaction.atomic():
            WeeknoteAuthor.objects.filter(weeknote=self).delete()
            WeeknoteAuthor.objects.bulk_create(
                WeeknoteAuthor(weeknote=self, person=person, position=i) for i, person in enumerate(wanted)
            )
            self.save()

    def save_revision(self, *, by: Person | None, reason: str = "", expected_version: int | None = None) -> Revision:
        """Save title, summary and body as a revision, and its sections with it.

        Raises StaleRecord if somebody else saved since `expected_version`.
        """
        with transaction.atomic():
            self.save_as(by=by, verb="saved", expected_version=expected_version)
            last = self.revisions.order_by("-number").first()
            if last and (last.title, last.summary, last.body) == (self.title, self.summary, self.body):
                revision = last
            else:
                number = last.number + 1 if last else 1
                revision = self.revisions.create(
                    number=number, at=timezone.now(), by=by, title=self.title, summary=self.summary,
                    body=self.body, reason=reason,
                )  # fmt: skip
            self.sync_sections()
            self.drafts.all().delete()
        return revision

    def sync_sections(self) -> None:
        """Make the section rows those of the body. A section keeps its row, topics and sort while its anchor stays."""
        stored = {section.anchor: section for section in self.sections.all()}
        found = [part for part in split_sections(self.body) if part.heading or part.body.strip()]
        wanted = {part.anchor for part in found}
        for anchor, section in stored.items():
            if anchor not in wanted:
                section.delete()
        for order, part in enumerate(found):
            section = stored.get(part.anchor) or Section(weeknote=self, anchor=part.anchor)
            if section.pk is None or (section.order, section.heading) != (order, part.heading[:300]):
                section.order, section.heading = order, part.heading[:300]
                section.save()
        self.save()

    @classmethod
    def to_index(cls) -> models.QuerySet:
        return cls.objects.prefetch_related("authors", "sections__topics", "sections__people")

    def entries(self) -> Iterable[EntryData]:
        """The sections of an unpublished note, for its authors. A published one is found by its parts."""
        if self.is_published:
            return
        sections = {section.anchor: section for section in self.sections.all()}
        for part in split_sections(self.body):
            section = sections.get(part.anchor)
            text = plain_text(part.body)
            if not text.strip() and not part.heading:
                continue
            yield EntryData(
                kind="section", part=part.anchor, title=part.heading or str(self), text=text,
                url=f"{self.get_absolute_url()}#{part.anchor}", date=self.week, reach=self.reach,
                document=f"{self._meta.label_lower}:{self.ref}", document_title=f"{self} (draft)", status="draft",
                sort=section.sort if section else "",
                people=tuple((person.pk, "author") for person in self.authors.all()),
                topics=tuple(topic.pk for topic in section.topics.all()) if section else (),
            )  # fmt: skip


class WeeknoteAuthor(models.Model):
    """One of the authors, in the order in which they are named."""

    weeknote = models.ForeignKey(Weeknote, models.CASCADE, related_name="author_links")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["weeknote", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["weeknote", "person"], name="weeknote_author_once")]

    def __str__(self) -> str:
        return f"{self.person} of {self.weeknote_id}"


class Section(models.Model):
    """What a part of a weeknote is about: its topics, people and sort. Its words stand in the note's body."""

    weeknote = models.ForeignKey(Weeknote, models.CASCADE, related_name="sections")
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


class WeeknoteDraft(models.Model):
    """What one author typed since the last save, overwritten by autosave. No revision and no event."""

    weeknote = models.ForeignKey(Weeknote, models.CASCADE, related_name="drafts")
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

    weeknote = models.ForeignKey(Weeknote, models.CASCADE, related_name="revisions")
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


class ImportRun(models.Model):
    """One go at bringing in old weeknotes: from the browser or the command."""

    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.source}, {british_day(self.at.date())}"


class ImportedItem(models.Model):
    """One note brought in: by its key the same text is known again, and changes nothing."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="items")
    source_key = models.CharField(max_length=300)
    content_hash = models.CharField(max_length=64, db_index=True)
    weeknote = models.ForeignKey(Weeknote, models.CASCADE, related_name="imported_from")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content_hash"], name="imported_content_once")]

    def __str__(self) -> str:
        return self.source_key
