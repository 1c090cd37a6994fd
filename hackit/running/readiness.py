"""Whether the service can do its work: what `/readyz` sums up in words that harm nobody, and `doctor` explains."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Q

from hackit import database_objects
from hackit.models import BackupMade, Mail, SignInLetter
from hackit.word_tables import ENTRY, FTS_ALL

MAIL_WAITS = timedelta(hours=1)
"""How long a letter may be due before somebody should look why nobody sends it."""
FAILED_FOR_AN_HOUR = 5
"""After so many attempts, with their pauses of 2, 4, 8, 16 and 32 minutes, a letter has been tried for an hour."""
OF_ONE_ADDRESS = {"SMTPRecipientsRefused", "NotifyRefused"}
"""Errors that may be one reader's alone."""
_LAST_WRITTEN = 100
GO_ON_OR_BACK = "Install that version, or put a backup from before it into an empty database (`manage.py restore`)."
OURS = ("hackit", "weeknotes", "meetings")


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
        applied = set(MigrationRecorder(connection).applied_migrations())
        if not applied:
            return [Part("database", "it has no tables yet", "Run `manage.py prepare`.")]
        return [Part("database", "it answers"), _migrations(applied), _index(), _backup(now), _mail(now)]
    except (DatabaseError, InterfaceError) as error:
        mend = "See that the database runs and that DATABASE_URL or HACKIT_DATA names it; then run `manage.py prepare`."
        return [Part("database", f"it does not answer: {_first_line(error)}", mend)]


def _migrations(applied: set[tuple[str, str]]) -> Part:
    """All of this code's are applied, and none of newer code's: older code must not write into what newer code made."""
    if newer := newest_unknown(applied):
        return Part("migrations", f"the database is of newer code than this: {newer} is applied", GO_ON_OR_BACK)
    if missing := sorted(_migrations_known() - applied):
        app, name = missing[0]
        return Part("migrations", f"{len(missing)} not applied yet: {app}.{name}", "Run `manage.py prepare`.")
    return Part("migrations", "all applied")


def newest_unknown(applied: set[tuple[str, str]]) -> str:
    """A migration of ours that was applied by newer code and is not in this one, "" if there is none."""
    unknown = sorted(one for one in applied - _migrations_known() if one[0] in OURS)
    return ".".join(unknown[-1]) if unknown else ""


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
    """Neither is anything due that nobody sends, nor does everything fail that somebody tries to send.

    What is due since before it was made (the hour of a reminder that had been missed) waits since it was made. One
    address that is refused is that letter's misfortune; other errors, or two people's, are the mail server's or ours.
    """
    found = []
    for queue, reader in ((Mail.objects, "person"), (SignInLetter.objects, "address")):
        overdue = Q(pk__in=queue.due(now=now - MAIL_WAITS).values("pk"), made_at__lte=now - MAIL_WAITS)
        waiting = queue.waiting().filter(overdue | Q(attempts__gte=FAILED_FOR_AN_HOUR))
        found += list(waiting.values_list("why", reader, "attempts")[:_LAST_WRITTEN])
    failing = {(why, person) for why, person, attempts in found if attempts >= FAILED_FOR_AN_HOUR}
    if len(failing) < len({(why, person) for why, person, _attempts in found}):
        return Part(
            "mail", "a letter has been due for more than an hour",
            "See that `manage.py send_due` runs every minute, and what it says in the log.",
        )  # fmt: skip
    kinds = {why for why, _person in failing}
    if kinds - OF_ONE_ADDRESS or len({person for _why, person in failing}) > 1:
        return Part(
            "mail", f"letters have failed for an hour, by {' and '.join(sorted(kinds))}",
            "See the mail server, or HACKIT_MAIL_… and HACKIT_NOTIFY_…: letters are tried for two days, then given up.",
        )  # fmt: skip
    return Part("mail", "nothing waits for long")


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
