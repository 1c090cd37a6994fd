"""`manage.py send_reminders [--dry-run] [--on DATE]`: put the mail that is due by itself into the outbox."""

from __future__ import annotations

import argparse
import logging
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hackit.dates import british_day
from hackit.mail import reminders
from hackit.mail.reminders import Reminder, Window
from hackit.templatetags.records import clock

logger = logging.getLogger(__name__)


def day(text: str) -> date:
    """A date as 2019-06-03."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is not a date like 2019-06-03") from None


class Command(BaseCommand):
    """Run it every hour from cron or a systemd timer (docs/operate.md); `send_due` sends what it puts there."""

    help = "Put weekly mails and those before meetings into the outbox. Safe to run twice and side by side."

    def add_arguments(self, parser: CommandParser) -> None:
        """--dry-run and --on."""
        parser.add_argument("--dry-run", action="store_true", help="write nothing; say who would get what")
        parser.add_argument(
            "--on", type=day, metavar="DATE", help="the whole of that day, as 2019-06-03, not until now"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Every poster once. Raises CommandError if one failed."""
        failed = [name for name in reminders.names() if not self._go_through(name, **options)]
        if failed:
            raise CommandError(f"Not finished: {', '.join(failed)}. The next run begins where this one began.")

    def _go_through(self, name: str, *, on: date | None, dry_run: bool, verbosity: int, **options: Any) -> bool:
        """One poster, to its end; false if it failed, which stops none of the others."""
        window = Window.of_day(on) if on else reminders.window_since_last(name, now=timezone.now())
        new = already = 0
        try:
            for batch in reminders.post_due(name, window, dry_run=dry_run):
                new, already = new + len(batch.new), already + batch.already
                if dry_run or verbosity > 1:
                    self._list(batch.new)
        except Exception:
            logger.exception("the mail of the kind %s could not be put into the outbox", name)
            return False
        if not dry_run and not on:
            reminders.note_done(name, window)
        if new or verbosity:
            there = f", {already} there already" if already else ""
            self.stdout.write(f"{name}: {new} {'would be put' if dry_run else 'put'} into the outbox{there}")
        return True

    def _list(self, rows: list[Reminder]) -> None:
        for row in rows:
            when = "now"
            if row.not_before:
                leaves = timezone.localtime(row.not_before)
                when = f"{british_day(leaves)}, {clock(leaves)}"
            self.stdout.write(f"  {row.person.name}: {row.says or row.kind} ({when})")
