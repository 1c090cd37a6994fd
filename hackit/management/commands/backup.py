"""`manage.py backup DIR`: everything as one checked file in that folder, taken while people type."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from hackit.backups.archive import BackupError
from hackit.backups.making import Made, make_backup
from hackit.backups.thinning import Rule
from hackit.models import BackupMade


class Command(BaseCommand):
    help = "Write a checked backup of everything into a folder, and remove older ones that need not be kept."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder, and what is kept in it."""
        rule = Rule()
        parser.add_argument(
            "folder", metavar="DIR", type=Path, nargs="?", default=settings.BACKUPS or None,
            help="the folder that backups go to; without it HACKIT_BACKUPS",
        )  # fmt: skip
        for name, default, kept in (
            ("every", rule.every, "all backups of so many days"),
            ("daily", rule.daily, "then one a day up to so many days"),
            ("weekly", rule.weekly, "then one a week up to so many days, and one a month after that"),
        ):
            parser.add_argument(f"--{name}", type=int, default=default, metavar="DAYS", help=f"{kept} ({default})")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError with a sentence (exit 1); then the folder is as it was."""
        if options["folder"] is None:
            raise CommandError("Say which folder backups go to, or set HACKIT_BACKUPS.")
        rule = Rule(options["every"], options["daily"], options["weekly"])
        if not 0 <= rule.every <= rule.daily <= rule.weekly:
            raise CommandError(
                "--every, --daily and --weekly are numbers of days, each at least as long as the one before."
            )
        try:
            made = make_backup(connection.settings_dict, options["folder"].expanduser().absolute(), rule)
        except BackupError as refused:
            raise CommandError(f"No backup was made. {refused}") from None
        if options["verbosity"]:
            self._tell(made)
        try:
            BackupMade.objects.note(
                made_at=made.manifest.made, name=made.file.name, size=made.size, rows=made.manifest.rows
            )
        except DatabaseError as error:  # a database that takes no more writes is one more reason for a backup
            self.stderr.write(f"The backup is good, but the database takes no note of it: {error}")

    def _tell(self, made: Made) -> None:
        self.stdout.write(
            f"{made.file}: {made.manifest.rows:,} rows of {len(made.manifest.tables)} tables, "
            f"{made.size / 1e6:.1f} MB, checked."
        )
        for old in made.removed:
            self.stdout.write(f"Not kept any longer: {old.name}")
