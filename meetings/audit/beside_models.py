"""What stands beside recommendations: evidence with the day that it is of, and the scales that words are taken from."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models, transaction
from django.db.models import Q

from hackit.audience import Audience, Reach, VisibleQuerySet, reach_of
from hackit.models import Person
from hackit.records import Record

if TYPE_CHECKING:
    from meetings.audit.models import Recommendation


class EvidenceQuerySet(VisibleQuerySet):
    def of(self, recommendation: Recommendation) -> EvidenceQuerySet:
        """The evidence for one recommendation, newest first."""
        return self.filter(recommendation=recommendation).order_by("-dated", "-pk")


class Evidence(Record):
    """What shows that something was done: words, a link or both, and `dated`, the day that it is of."""

    recommendation = models.ForeignKey("meetings.Recommendation", models.CASCADE, related_name="evidence")
    words = models.CharField("what it shows", max_length=500, blank=True)
    url = models.CharField("link", max_length=800, blank=True)
    dated = models.DateField("date of the evidence")

    objects = EvidenceQuerySet.as_manager()
    history_fields: ClassVar[tuple[str, ...]] = ("words", "url", "dated")

    class Meta(Record.Meta):
        verbose_name_plural = "evidence"
        ordering = ["dated", "pk"]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(words="", url=""), name="evidence_says_something",
                violation_error_message="Say what shows it, or give a link.",
            ),
            models.CheckConstraint(
                condition=Q(url="") | Q(url__startswith="https://") | Q(url__startswith="http://"),
                name="evidence_link_is_of_the_web",
                violation_error_message="Enter a web address that starts with https://",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.words or self.url

    def compute_reach(self) -> Reach:
        """Never more open than its recommendation."""
        if self.is_deleted:
            return reach_of(self.audience, has_forum=False, deleted=True)
        return self.recommendation.reach

    def take_off(self, *, by: Person | None) -> None:
        """It was no evidence after all; `put_back` undoes it."""
        with transaction.atomic():
            self.delete_softly(by=by)
            self.recommendation.tell_of_evidence(self, by=by, is_there=False)

    def put_back(self, *, by: Person | None) -> None:
        """As it was before it was taken off."""
        with transaction.atomic():
            self.undelete(by=by)
            self.recommendation.tell_of_evidence(self, by=by, is_there=True)


class ScaleKind(models.TextChoices):
    OPINION = "opinion", "Opinion"
    PRIORITY = "priority", "Priority"


DEFAULTS = {
    ScaleKind.OPINION: ["Substantial assurance", "Reasonable assurance", "Limited assurance", "No assurance"],
    ScaleKind.PRIORITY: ["High", "Medium", "Low"],
}
"""What is offered until an administrator says otherwise: there is no national scale."""


class ScaleQuerySet(VisibleQuerySet):
    def now(self, kind: str) -> Scale:
        """The scale of that kind as it holds; one with the defaults, not saved, while nobody has set it."""
        found = self.filter(kind=kind).first()
        return found or Scale(kind=kind, grades=list(DEFAULTS[ScaleKind(kind)]), audience=Audience.STAFF)

    def grades(self) -> dict[str, list[str]]:
        """Of each kind its words, from best or most pressing to last: one question."""
        stored = dict(self.values_list("kind", "grades"))
        return {kind.value: stored.get(kind.value) or list(DEFAULTS[kind]) for kind in ScaleKind}


class Scale(Record):
    """The words that opinions or priorities are given in, in order. What was given in older words keeps them."""

    kind = models.CharField(max_length=10, choices=ScaleKind, unique=True)
    grades = models.JSONField(default=list)

    objects = ScaleQuerySet.as_manager()
    history_fields: ClassVar[tuple[str, ...]] = ("grades",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {', '.join(self.grades)}"
