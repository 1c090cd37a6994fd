"""Whether the service can do its work: what `/readyz` sums up in words that harm nobody, and `doctor` explains."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from hackit import database_objects
from hackit.models import BackupMade, Mail
from hackit.word_tables import ENTRY, FTS_ALL

MAIL_WAITS = timedelta(hours=1)
"""How long a letter may be due before somebody should look why nobody sends it."""
_LAST_WRITTEN = 100


@dataclass(frozen=True)
class Part:
    """One part of the service: whether it is as it should be, what is wrong, and how to mend it."""

    name: str
    says: str
    mend: str = ""

    @property
    def is_well(self) -> bool:
        return not self.mend


def parts(*, now: datetime) -> list[Part]:
    """Every part that was looked at; of a database that does not answer nothing else can be."""
    try:
        return [Part("database", "it answers"), _migrations(), _index(), _backup(now), _mail(now)]
    except (DatabaseError, InterfaceError) as error:
        mend = "See that the database runs and that DATABASE_URL or HACKIT_DATA names it; then run `manage.py prepare`."
        return [Part("database", f"it does not answer: {_first_line(error)}", mend)]


def _migrations() -> Part:
    if not (missing := sorted(_migrations_known() - set(MigrationRecorder(connection).applied_migrations()))):
        return Part("migrations", "all applied")
    app, name = missing[0]
    return Part("migrations", f"{len(missing)} not applied yet: {app}.{name}", "Run `manage.py prepare`.")


@cache
def _migrations_known() -> set[tuple[str, str]]:
    return set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {})


def _index() -> Part:
    """Everything that keeps the index right is there, and what was written last is in it."""
    if missing := database_objects.missing(connection):
        return Part("index", f"triggers or tables are missing: {', '.join(missing)}", "Run `manage.py prepare`.")
    if not _last_written_are_found():
        return Part("index", "what was written last can't be found by its words", "Run `manage.py rebuild_index`.")
    return Part("index", "it is kept with what is written")


def _last_written_are_found() -> bool:
    if connection.vendor != "sqlite":
        return True  # PostgreSQL itself computes the words from the row
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT 1 FROM (SELECT id FROM {ENTRY} ORDER BY id DESC LIMIT {_LAST_WRITTEN})"  # noqa: S608
            f" WHERE id NOT IN (SELECT id FROM {FTS_ALL}_docsize))"
        )
        return not cursor.fetchone()[0]


def _backup(now: datetime) -> Part:
    """The newest is not too old; where there is none yet, the day of the first migration counts."""
    if not settings.BACKUP_DAYS:
        return Part("backup", "nobody asked to watch it (HACKIT_BACKUP_DAYS)")
    newest = BackupMade.objects.newest()
    since = newest or min(MigrationRecorder.Migration.objects.values_list("applied", flat=True), default=now)
    says = f"the newest shows {newest:%-d %B %Y %H:%M} UTC" if newest else "none was made yet"
    if now - since <= timedelta(days=settings.BACKUP_DAYS):
        return Part("backup", says)
    return Part("backup", says, "Run `manage.py backup DIR` every day; see why it did not run, or failed.")


def _mail(now: datetime) -> Part:
    if not Mail.objects.due(now=now - MAIL_WAITS).exists():
        return Part("mail", "nothing waits for long")
    return Part(
        "mail", "a letter has been due for more than an hour",
        "See that `manage.py send_due` runs every minute, and what it says in the log.",
    )  # fmt: skip


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
