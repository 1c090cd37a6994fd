"""What is wrong with an installation and how to mend it: what `manage.py doctor` says, a line for each thing."""

from __future__ import annotations

import os
import shutil
import smtplib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.db import connection

from hackit.models import BackupMade, Event, Role, User
from hackit.running import readiness

OK, WARNING, ERROR = "ok", "warning", "error"
LEAST_FREE = 500_000_000
"""Bytes that should be free beside the database; half of them is an error."""
CLOCK_BEHIND = timedelta(minutes=10)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: how grave it is, what was seen, and how to mend it."""

    state: str
    what: str
    mend: str = ""

    def __str__(self) -> str:
        return f"{self.state:<8}{self.what}" + (f"\n{'':<8}{self.mend}" if self.mend else "")


def examine(*, now: datetime) -> Iterator[Finding]:
    """Everything in turn. Changes nothing, and sends nothing but a greeting to the mail server."""
    yield from _settings()
    yield from _folder()
    yield from _backups()
    yield from _static_files()
    parts = readiness.parts(now=now)
    for part in parts:
        grave = WARNING if part.name in ("backup", "mail") else ERROR
        yield Finding(OK if part.is_well else grave, f"{part.name}: {part.says}", part.mend)
    yield from _django_checks()
    if parts[0].is_well:
        yield from _database()
        yield from _clock(now)
        yield from _administrators()
    yield from _mail_server()


def _settings() -> Iterator[Finding]:
    if settings.TRIAL:
        yield Finding(
            WARNING, "this is a trial: its passwords are known to everybody", "Unset HACKIT_TRIAL in service."
        )
        return
    yield Finding(
        OK, f"answers to {', '.join(settings.ALLOWED_HOSTS)}; links in mail begin with {settings.SITE_ADDRESS}"
    )
    if settings.SITE_DOMAIN not in {host.lstrip(".") for host in settings.ALLOWED_HOSTS}:
        yield Finding(
            WARNING, "links in mail lead to a host that this service does not answer to",
            "Set HACKIT_ADDRESS to one of HACKIT_HOSTS, or add that host.",
        )  # fmt: skip
    if not settings.PROXIES:
        yield Finding(
            WARNING, "no proxy is expected, so every address seems to be the proxy's, and HTTPS plain HTTP",
            "Set HACKIT_PROXIES to how many proxies of yours stand before the service, mostly 1.",
        )  # fmt: skip
    if settings.USE_TZ and settings.TIME_ZONE != "Europe/London":
        yield Finding(WARNING, f"the time zone is {settings.TIME_ZONE}", "See TIME_ZONE in hackit/settings.py.")


def _folder() -> Iterator[Finding]:
    folder = Path(settings.DATA)
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        yield Finding(ERROR, f"{folder} cannot be written", f"chown it to the user that runs the service: {_user()}.")
        return
    if folder.stat().st_mode & 0o007:
        yield Finding(WARNING, f"every user of the machine may look into {folder}", f"chmod 700 {folder}")
    for file in sorted(folder.glob("records.sqlite3*")):
        if not os.access(file, os.R_OK | os.W_OK):
            yield Finding(ERROR, f"{file} cannot be written", f"chown it to the user that runs the service: {_user()}.")
    free = shutil.disk_usage(folder).free
    state = OK if free >= LEAST_FREE else WARNING if free >= LEAST_FREE / 2 else ERROR
    yield Finding(state, f"{free / 1e9:.1f} GB are free in {folder}", "" if state == OK else "Make room on that disk.")


def _user() -> str:
    return f"this command runs as user {os.geteuid()}"


def _backups() -> Iterator[Finding]:
    """The folder for backups, where one is set: there, written to by this user, read by no other, with room."""
    if not settings.BACKUPS:
        return
    folder = Path(settings.BACKUPS).expanduser().absolute()
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        mend = f"Make or mount it, for the user that runs the service: {_user()}."
        yield Finding(ERROR, f"HACKIT_BACKUPS is {folder}, which is missing or cannot be written", mend)
        return
    if folder.stat().st_mode & 0o007:
        yield Finding(WARNING, f"every user of the machine may look into {folder}", f"chmod 700 {folder}")
    free = shutil.disk_usage(folder).free
    mend = "" if free >= LEAST_FREE else "Make room on that disk, or keep fewer (`manage.py backup --help`)."
    yield Finding(WARNING if mend else OK, f"{free / 1e9:.1f} GB are free for backups in {folder}", mend)


def _static_files() -> Iterator[Finding]:
    if (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        yield Finding(OK, "static files are collected")
    else:
        yield Finding(ERROR, "static files are not collected", "Run `manage.py collectstatic --noinput`.")


def _django_checks() -> Iterator[Finding]:
    """What `manage.py check --deploy` says, less what was said above."""
    said = checks.run_checks(include_deployment_checks=not settings.TRIAL, databases=["default"])
    for message in said:
        if message.is_silenced() or message.id == "hackit.W002":
            continue
        state = ERROR if message.is_serious() else WARNING
        hint = str(message.hint or "See `manage.py check --deploy`.")
        yield Finding(state, " ".join(str(message.msg).split()), " ".join(hint.split()))


def _database() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute("SELECT current_setting('server_version'), current_setting('server_encoding')")
            version, encoding = cursor.fetchone()
            yield Finding(OK, f"PostgreSQL {version}")
            if encoding != "UTF8":
                yield Finding(ERROR, f"the database keeps {encoding}", "Make one with createdb --encoding=UTF8.")
            if not (shutil.which("pg_dump") and shutil.which("pg_restore")):
                yield Finding(WARNING, "pg_dump is not on the PATH", "Install postgresql-client: backups need it.")
            return
        cursor.execute("SELECT sqlite_version()")
        yield Finding(OK, f"SQLite {cursor.fetchone()[0]}")
        for pragma, wanted in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)):
            cursor.execute(f"PRAGMA {pragma}")
            if (found := cursor.fetchone()[0]) != wanted:
                yield Finding(
                    ERROR, f"SQLite's {pragma} is {found} and not {wanted}",
                    "HACKIT_DATA must lie on a disk of this machine, on no network share.",
                )  # fmt: skip


def _clock(now: datetime) -> Iterator[Finding]:
    """The clock goes after what was written last; else letters wait and lists put things on the wrong day."""
    event = Event.objects.order_by("-pk").values_list("at", flat=True).first()
    last = max(filter(None, (event, BackupMade.objects.newest())), default=now)
    if last - now > CLOCK_BEHIND:
        yield Finding(
            ERROR, "the clock is behind what was written last", "Let the machine keep time (timedatectl set-ntp true)."
        )


def _administrators() -> Iterator[Finding]:
    """Nobody can sign up, so without an administrator nobody ever comes in."""
    if not User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exists():
        yield Finding(
            WARNING, "nobody may sign in as an administrator, who lets the others in",
            "Run `manage.py createsuperuser --email ADDRESS`.",
        )  # fmt: skip


def _mail_server() -> Iterator[Finding]:
    if settings.TRIAL or settings.NOTIFY_KEY:
        yield Finding(OK, "mail goes into files" if settings.TRIAL else "mail goes through GOV.UK Notify")
        return
    server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        speaks = smtplib.SMTP_SSL if settings.EMAIL_USE_SSL else smtplib.SMTP
        with speaks(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=settings.EMAIL_TIMEOUT) as greeted:
            greeted.noop()
    except (OSError, smtplib.SMTPException) as error:
        yield Finding(
            WARNING, f"the mail server {server} does not answer: {type(error).__name__}",
            "Set HACKIT_MAIL_HOST and HACKIT_MAIL_PORT, or let this machine through to it.",
        )  # fmt: skip
    else:
        yield Finding(OK, f"the mail server {server} answers")
    if settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
        yield Finding(WARNING, "mail is from an address at localhost", "Set HACKIT_MAIL_FROM: others refuse such mail.")
