"""Conversation points: an agenda item in prose, for people who weren't there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from hackit.audience import Audience, Reach
from hackit.indexing import EntryData, Indexed
from hackit.models import PublishedPart
from hackit.records import Record
from meetings.agenda.models import AgendaItem


class Point(Indexed, Record):
    """One text with one home: a weeknote that embeds it shows this text, and editing either edits both.

    Strangers and staff read the published copy; the group sees the live text.
    """

    item = models.OneToOneField(AgendaItem, models.CASCADE, related_name="point")
    title = models.CharField(max_length=200)
    text = models.TextField(max_length=20000, blank=True)

    history_fields: ClassVar[tuple[str, ...]] = ("title", "text", "audience")

    class Meta(Record.Meta):
        ordering = ["item__position", "pk"]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(condition=~Q(title=""), name="point_has_title"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def anchor(self) -> str:
        return f"point-{self.ref}"

    def get_absolute_url(self) -> str:
        return f"{self.item.meeting.get_absolute_url()}#{self.anchor}"

    def get_edit_url(self) -> str:
        return reverse("meetings:point-edit", args=[self.ref])

    def compute_reach(self) -> Reach:
        """The live text stays with the group: others read what was published of it."""
        if self.is_deleted:
            return Reach.NOBODY
        return Reach.NAMED if self.audience == Audience.ME else Reach.MEMBERS

    def published_part(self) -> PublishedPart | None:
        """The newest published copy, or None while there is none."""
        parts = PublishedPart.objects.filter(source_type=self._meta.label_lower, source_ref=self.ref)
        return parts.filter(publication__is_current=True).select_related("publication").order_by("-pk").first()

    @classmethod
    def to_index(cls) -> models.QuerySet:
        return cls.objects.select_related("item__meeting__forum")

    def entries(self) -> Iterable[EntryData]:
        """The live text, for the group, unless what everyone reads is the same."""
        part = self.published_part()
        if not self.text or (part and part.text == self.text and part.heading == self.title):
            return
        meeting = self.item.meeting
        yield EntryData(
            kind="point", title=self.title, text=self.text, url=self.get_absolute_url(), date=meeting.date,
            reach=self.reach, forum_id=meeting.forum_id, document=f"meetings.meeting:{meeting.ref}",
            document_title=meeting.label(), status="draft",
            people=((self.created_by_id, "author"),) if self.created_by_id else (),
            topics=tuple(topic.pk for topic in self.item.topics.all()),
        )  # fmt: skip
