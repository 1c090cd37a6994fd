"""Topics: the themes that run through notes, meetings, decisions and actions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.urls import reverse

from hackit import indexing
from hackit.audience import Audience, Reach, Viewer, VisibleQuerySet
from hackit.matching import TopicName
from hackit.models.merged import MergedQuerySet
from hackit.models.people import free_slug
from hackit.records import Record, new_ref


class TopicQuerySet(MergedQuerySet):
    def current(self) -> TopicQuerySet:
        """Topics that were not merged into another."""
        return self.filter(merged_into=None)

    def known_to(self, user) -> TopicQuerySet:
        """Topics whose page exists for this user: staff know all, a stranger those that a public Entry names."""
        topics = self.current()
        if not Viewer.of(user).is_stranger:
            return topics
        return topics.filter(self._named_to_everyone())

    def with_publicity(self) -> TopicQuerySet:
        """Each with `is_public`: whether a stranger knows it too, so that it has a feed."""
        return self.annotate(is_public=self._named_to_everyone())

    def _named_to_everyone(self) -> Exists:
        links = self.model._meta.apps.get_model("hackit", "EntryTopic").objects
        return Exists(links.filter(topic=OuterRef("pk"), reach=Reach.EVERYONE))

    def names(self) -> list[TopicName]:
        """Every topic's name and what it is also called, as `matching` takes them."""
        rows = self.current().order_by("name", "pk", "aliases__text").values_list("pk", "name", "aliases__text")
        called: dict[tuple[int, str], list[str]] = {}
        for pk, name, alias in rows:
            called.setdefault((pk, name), []).extend([alias] if alias else [])
        return [TopicName(pk, name, tuple(aliases)) for (pk, name), aliases in called.items()]


class Topic(models.Model):
    """A theme. What it is also called widens searches; a broader topic gives it its place."""

    ref = models.CharField(max_length=36, unique=True, default=new_ref, editable=False)
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=90, unique=True, editable=False)
    description = models.CharField(max_length=300, blank=True)
    broader = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="narrower")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", editable=False)

    objects = TopicQuerySet.as_manager()

    class Meta:
        app_label = "hackit"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"), condition=Q(merged_into=None), name="topic_name_once",
                violation_error_message="There is a topic of that name already.",
            ),
            models.CheckConstraint(condition=~Q(broader=models.F("pk")), name="topic_not_its_own_broader"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        if not self.slug:
            self.slug = free_slug(Topic, self.name, fallback="topic")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("topic", args=[self.slug])

    def set_aliases(self, texts: list[str]) -> None:
        """Make these what the topic is also called, and find again where it is named."""
        wanted = {text.strip().lower(): text.strip()[:80] for text in texts if text.strip()}
        wanted.pop(self.name.lower(), None)
        with transaction.atomic():
            stored = {alias.text.lower(): alias for alias in self.aliases.all()}
            for key in stored.keys() - wanted.keys():
                stored[key].delete()
            for key in wanted.keys() - stored.keys():
                self.aliases.create(text=wanted[key])
            indexing.rematch_topic(self)


class TopicAlias(models.Model):
    """What a topic is also called: "handset", "SIM"."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="aliases")
    text = models.CharField(max_length=80)

    class Meta:
        app_label = "hackit"
        ordering = ["text"]
        constraints = [models.UniqueConstraint("topic", Lower("text"), name="topic_alias_once")]
        verbose_name_plural = "topic aliases"

    def __str__(self) -> str:
        return self.text


class WordingQuerySet(VisibleQuerySet):
    def newest(self, topic: Topic, kind: str) -> TopicWording | None:
        """The newest wording of that kind among these rows (filter them with `visible_to` first)."""
        return self.filter(topic=topic, kind=kind).order_by("-said_on", "-pk").first()


class TopicWording(Record):
    """A dated sentence about a topic: where it stands, or how we explain it. A new one never overwrites.

    One row an audience: what everyone may read and what the group says stand in different rows.
    """

    class Kind(models.TextChoices):
        STANDS = "stands", "Where this stands"
        EXPLAIN = "explain", "How we explain it"

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="wordings")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField(max_length=1000)
    said_on = models.DateField("date")
    source_label = models.CharField(max_length=160, blank=True)
    source_url = models.CharField(max_length=400, blank=True)

    objects = WordingQuerySet.as_manager()
    history_fields: ClassVar[tuple[str, ...]] = ("text", "said_on", "audience")

    class Meta(Record.Meta):
        app_label = "hackit"
        indexes = [models.Index(fields=["topic", "kind", "-said_on"], name="wording_newest")]

    def __str__(self) -> str:
        return f"{self.topic}: {self.get_kind_display()}"

    def compute_reach(self) -> Reach:
        """Wording agreed for everyone is public as it stands: it is written to be said aloud."""
        if self.audience == Audience.EVERYONE and not self.is_deleted:
            return Reach.EVERYONE
        return super().compute_reach()
