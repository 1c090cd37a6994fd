"""What was done to several actions at once, so that one press takes it back."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils import timezone

from hackit.models import Person
from hackit.records import new_ref


class ActionBatchQuerySet(models.QuerySet):
    def of(self, person: Person) -> ActionBatchQuerySet:
        """What this person did: nobody else may take it back, or know of it."""
        return self.filter(by=person)

    def since(self, at: datetime) -> ActionBatchQuerySet:
        """What was done since then."""
        return self.filter(at__gte=at)

    def to_undo(self) -> ActionBatchQuerySet:
        """What was not taken back yet."""
        return self.filter(undone_at=None)


class ActionBatch(models.Model):
    """One press on several actions: by whom, when, and what each was before.

    `changed` holds for each action its id, its version after the press, the values before it (see
    `several_writes.kept`) and the ids of the lines that the press wrote into its log; `left` the ids of actions that
    somebody else had changed meanwhile. `said` is what the page said. Of an action's words
    only those for owner, day and whom it waits for stand here.
    """

    ref = models.CharField(max_length=36, unique=True, default=new_ref, editable=False)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    said = models.CharField(max_length=300)
    changed = models.JSONField(default=list)
    left = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = ActionBatchQuerySet.as_manager()

    def __str__(self) -> str:
        return self.said
