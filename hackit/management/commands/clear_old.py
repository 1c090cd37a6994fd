"""`manage.py clear_old [--dry-run]`: clear what has been kept long enough. Every day, by a timer; safe to run again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from hackit.running import retention


class Command(BaseCommand):
    help = "Clear what has been kept as long as HACKIT_KEEP_DAYS says: what was deleted, sessions, letters …"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how much of what it would clear")

    def handle(self, *args: Any, **options: Any) -> None:
        """A line for each rule, with what it cleared."""
        at = timezone.now()
        counts = retention.count_old(at=at) if options["dry_run"] else retention.clear_old(at=at)
        for rule in retention.rules():
            self.stdout.write(f"{counts[rule.key]:>7} {rule.what}, kept {rule.kept_for} days ({rule.key})")
        if options["dry_run"]:
            self.stdout.write("Nothing was cleared.")
