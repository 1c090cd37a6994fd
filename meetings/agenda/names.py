"""Whom a name means in a group: settled once by somebody, remembered for that group's meetings."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hackit.models import Forum, Person


class NameInGroupQuerySet(models.QuerySet):
    def of(self, forum: Forum | int | None) -> NameInGroupQuerySet:
        """What this group has settled, by name."""
        return self.filter(forum=forum).select_related("person").order_by("text", "pk")


class NameInGroup(models.Model):
    """In this group, `said` ("Sam", "Sven") is that person. `text` is the name folded: small letters, no accents."""

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="names")
    text = models.CharField(max_length=120)
    said = models.CharField("name", max_length=120)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    set_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    set_at = models.DateTimeField(auto_now=True)

    objects = NameInGroupQuerySet.as_manager()

    class Meta:
        ordering = ["forum", "text"]
        verbose_name = "name in a group"
        verbose_name_plural = "names in groups"
        constraints = [
            models.UniqueConstraint(
                fields=["forum", "text"], name="name_in_group_once",
                violation_error_message="This group has settled that name already.",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="name_in_group_has_text"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.said}: {self.person}"
