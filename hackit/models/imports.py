"""What was brought in from elsewhere: one run for each go, and for each thing of it what it became."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from hackit.dates import british_day
from hackit.models.people import Person
from hackit.records import new_ref

UNDO_FOR = timedelta(days=30)


class ImportRunQuerySet(models.QuerySet):
    def of(self, person: Person, kind: str = "") -> ImportRunQuerySet:
        """What this person brought in, newest first; of that kind only ("meetings.action") if one is named."""
        runs = self.filter(by=person)
        return runs.filter(kind=kind) if kind else runs

    def standing(self) -> ImportRunQuerySet:
        """Those that were not taken back."""
        return self.filter(undone_at=None)

    def of_content(self, kind: str, content_hash: str) -> ImportRunQuerySet:
        """Those whose file held the same."""
        return self.filter(kind=kind, content_hash=content_hash)


class ImportRun(models.Model):
    """One go at bringing something in: from the browser or a command.

    `kind` is the label of the model whose records it made; `content_hash` knows the same file again. `told` is
    what there is to say of it beside its items: what failed and why, what was passed over, what it made besides.
    """

    ref = models.CharField(max_length=36, unique=True, default=new_ref, editable=False)
    kind = models.CharField(max_length=60)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=200)
    content_hash = models.CharField(max_length=64, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    told = models.JSONField(default=dict)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        app_label = "hackit"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["kind", "content_hash"], name="import_run_content")]

    def __str__(self) -> str:
        return f"{self.source}, {british_day(timezone.localdate(self.at))}"

    @property
    def undo_until(self) -> datetime:
        """When it can no longer be taken back."""
        return self.at + UNDO_FOR

    def may_be_undone(self, *, at: datetime) -> bool:
        return self.undone_at is None and at < self.undo_until


class ImportedItemQuerySet(models.QuerySet):
    def brought_in(self, record_type: str, hashes: Collection[str]) -> dict[str, ImportedItem]:
        """By their hash those of these contents that became such a record, with their runs."""
        found: dict[str, ImportedItem] = {}
        wanted = list(dict.fromkeys(hashes))
        for start in range(0, len(wanted), 500):
            rows = self.filter(record_type=record_type, content_hash__in=wanted[start : start + 500])
            found |= {row.content_hash: row for row in rows.select_related("run")}
        return found

    def from_source(self, record_type: str, keys: Collection[str]) -> dict[str, ImportedItem]:
        """By their source key those of these things that became such a record: the newest, with their runs."""
        found: dict[str, ImportedItem] = {}
        wanted = list(dict.fromkeys(keys))
        for start in range(0, len(wanted), 500):
            rows = self.filter(record_type=record_type, source_key__in=wanted[start : start + 500])
            found |= {row.source_key: row for row in rows.select_related("run").order_by("pk")}
        return found


class ImportedItem(models.Model):
    """One thing brought in: where it stood (`source_key`), a hash that knows it again, and the record it became."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="items")
    source_key = models.CharField(max_length=300)
    content_hash = models.CharField(max_length=64)
    record_type = models.CharField(max_length=60)
    record_ref = models.CharField(max_length=36)

    objects = ImportedItemQuerySet.as_manager()

    class Meta:
        app_label = "hackit"
        constraints = [models.UniqueConstraint(fields=["record_type", "content_hash"], name="imported_item_once")]
        indexes = [
            models.Index(fields=["record_type", "record_ref"], name="imported_item_record"),
            models.Index(fields=["record_type", "source_key"], name="imported_item_source"),
        ]

    def __str__(self) -> str:
        return self.source_key
