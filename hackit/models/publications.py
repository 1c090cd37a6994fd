"""Published is a copy: numbered, never edited. Strangers read nothing but the newest one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils import timezone

from hackit.audience import Reach, VisibleQuerySet
from hackit.indexing import EntryData, Indexed
from hackit.links import links_in
from hackit.models.people import Forum, Person
from hackit.models.topics import Topic

PUBLICATIONS_LEARNT_FROM = 6
"""So many of an author's last ones tell on which day they usually publish."""


class PublicationQuerySet(VisibleQuerySet):
    def current(self) -> PublicationQuerySet:
        """The newest publication of each document that is still published."""
        return self.filter(is_current=True)

    def of(self, record: models.Model) -> PublicationQuerySet:
        """All publications of a meeting or weeknote, oldest first."""
        return self.filter(document_type=record._meta.label_lower, document_ref=record.ref).order_by("number")

    def usual_weekday(self, author: Person) -> int | None:
        """The weekday (Monday is 0) on which most of an author's last six came out first, by the clock here.

        Of two as frequent the one used last; None for who has published nothing under their name.
        """
        first = self.filter(authors=author, number=1).order_by("-first_at", "-pk").values_list("first_at", flat=True)
        days = [timezone.localtime(at).weekday() for at in first[:PUBLICATIONS_LEARNT_FROM]]
        return Counter(days).most_common(1)[0][0] if days else None


class Publication(models.Model):
    """One publication of a meeting or a weeknote: its address, title and lead as they were then.

    `url` is frozen at the first publication. `date` is the meeting's day or the week's Monday.
    """

    document_type = models.CharField(max_length=60)
    document_ref = models.CharField(max_length=36)
    number = models.PositiveSmallIntegerField()
    is_current = models.BooleanField(default=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    title = models.CharField(max_length=300)
    summary = models.TextField(blank=True)
    url = models.CharField(max_length=400)
    date = models.DateField()
    weeks_covered = models.PositiveSmallIntegerField(default=1)
    first_at = models.DateTimeField()
    forum = models.ForeignKey(Forum, models.PROTECT, null=True, related_name="+")
    reach = models.CharField(max_length=10, choices=Reach, default=Reach.EVERYONE)
    authors = models.ManyToManyField(Person, related_name="+")

    objects = PublicationQuerySet.as_manager()

    class Meta:
        app_label = "hackit"
        ordering = ["-date", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document_type", "document_ref", "number"], name="publication_number_once"
            ),
            models.UniqueConstraint(
                fields=["document_type", "document_ref"], condition=Q(is_current=True), name="publication_one_current"
            ),
            models.UniqueConstraint(fields=["url"], condition=Q(is_current=True), name="publication_url_once"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="publication_correction_has_reason"),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["document_type", "-date", "-id", "reach", "forum"],
                condition=Q(is_current=True), name="publication_current",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class PublishedPart(Indexed, models.Model):
    """One piece of a publication for one audience: a section, point, decision or what will happen next.

    `source_type` and `source_ref` name the live record where there is one; of an action only done or not
    done, of a caveat only its state, is read live.
    """

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="parts")
    reach = models.CharField(max_length=10, choices=Reach, default=Reach.EVERYONE)
    forum = models.ForeignKey(Forum, models.PROTECT, null=True, related_name="+")
    order = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    source_type = models.CharField(max_length=60, blank=True)
    source_ref = models.CharField(max_length=36, blank=True)
    anchor = models.CharField(max_length=120, blank=True)
    heading = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    markdown = models.TextField(blank=True, help_text="What it was made from; empty where it was not kept")
    status = models.CharField(max_length=20, blank=True)
    sort = models.CharField(max_length=20, blank=True)
    said = models.CharField(max_length=300, blank=True)
    topics = models.ManyToManyField(Topic, related_name="+")
    people = models.ManyToManyField(Person, related_name="+")

    objects = VisibleQuerySet.as_manager()

    class Meta:
        app_label = "hackit"
        ordering = ["publication", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["publication", "order", "reach"], name="part_order_once")]
        # Lists count ten thousands of sections: by this, and not by rows with the whole text in them.
        indexes = [models.Index(fields=["publication", "kind", "reach", "sort", "forum", "id"], name="part_facts")]

    def __str__(self) -> str:
        return self.heading or f"{self.kind} {self.order}"

    LIVE_TWIN = ("meeting", "decision", "caveat", "action")
    """Kinds that staff find live, so that their published copy is for strangers only."""

    NOT_FOUND_HERE = ("action", "embed")
    """Kinds that are no hits of their own: what will happen next, and a point that its meeting publishes."""

    @classmethod
    def to_index(cls) -> models.QuerySet:
        rows = cls.objects.filter(publication__is_current=True).select_related("publication")
        return rows.prefetch_related("topics", "people", "publication__authors")

    def entries(self) -> Iterable[EntryData]:
        """The current publication's parts can be found; those of an older one can't."""
        publication = self.publication
        if not publication.is_current or self.kind in self.NOT_FOUND_HERE:
            return
        url = f"{publication.url}#{self.anchor}" if self.anchor else publication.url
        authors = [(person.pk, "author") for person in publication.authors.all()]
        yield EntryData(
            kind=self.kind,
            title=self.heading or publication.title,
            heading="" if self.heading else publication.title,
            text=self.text,
            url=url,
            date=publication.date,
            reach=self.reach,
            forum_id=publication.forum_id,
            document=f"{publication.document_type}:{publication.document_ref}",
            document_title=publication.title,
            status=self.status,
            sort=self.sort,
            said=self.said,
            public_copy=self.kind in self.LIVE_TWIN,
            people=tuple(authors + [(person.pk, "mentioned") for person in self.people.all()]),
            topics=tuple(topic.pk for topic in self.topics.all()),
            links=tuple(sorted(links_in(self.html))),
        )
