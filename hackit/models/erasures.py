"""That what was held about somebody, or had been deleted, was erased: when, and how much. Not who or what it was."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Erasure(models.Model):
    """One erasure. While it is open, in its own transaction and seen by no other, words may leave the history.

    The triggers on the history ask for an open one (see `database_objects`). `person_ref` is the person's row, which
    stays under a neutral name, or empty where deleted records were purged; `told` counts by table what was removed and
    what was made neutral.
    """

    person_ref = models.CharField(max_length=36)
    at = models.DateTimeField(default=timezone.now, editable=False)
    is_open = models.BooleanField(default=False)
    told = models.JSONField(default=dict)

    class Meta:
        app_label = "hackit"

    def __str__(self) -> str:
        return f"{self.person_ref or 'deleted records'}, {self.at:%Y-%m-%d}"
