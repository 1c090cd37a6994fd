"""`manage.py restore FILE`: put a backup back into an empty place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format

from hackit.backups import restoring
from hackit.backups.archive import BackupError


class Command(BaseCommand):
    help = "Put a backup back into an empty database. With --check, only say whether it is whole."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and whether to check it only."""
        parser.add_argument("file", metavar="FILE", type=Path, help="what `manage.py backup` wrote")
        parser.add_argument("--check", action="store_true", help="read it through and say whether it is whole")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError with a sentence (exit 1); then nothing was written."""
        file, database = options["file"].expanduser().absolute(), connection.settings_dict
        try:
            manifest = (restoring.check if options["check"] else restoring.restore)(file, database)
        except BackupError as refused:
            raise CommandError(str(refused) if options["check"] else f"Nothing was put back. {refused}") from None
        shows = date_format(timezone.localtime(manifest.made), "j F Y H:i:s")
        rows = f"{manifest.rows:,} rows of {len(manifest.tables)} tables, as of {shows}"
        if options["check"]:
            self.stdout.write(f"The backup is whole: {rows}.")
        else:
            self.stdout.write(f"Put back: {rows}. Now run `manage.py prepare`, then start the service.")
