"""That a backup was made, and when: so that the service itself can say when the last one is too old."""

from __future__ import annotations

from datetime import datetime

from django.db import models


class BackupMadeQuerySet(models.QuerySet):
    def newest(self) -> datetime | None:
        """The instant that the newest backup shows, or None where none was made."""
        return self.aggregate(newest=models.Max("made_at"))["newest"]

    def note(self, *, made_at: datetime, name: str, size: int, rows: int) -> BackupMade:
        """Write down that a backup was made."""
        return self.create(made_at=made_at, name=name[:100], size=size, rows=rows)


class BackupMade(models.Model):
    """A backup that was made and checked: the instant it shows, its file's name, its size in bytes, its rows."""

    made_at = models.DateTimeField(db_index=True)
    name = models.CharField(max_length=100)
    size = models.BigIntegerField()
    rows = models.BigIntegerField()

    objects = BackupMadeQuerySet.as_manager()

    class Meta:
        app_label = "hackit"
        verbose_name_plural = "backups made"

    def __str__(self) -> str:
        return self.name
