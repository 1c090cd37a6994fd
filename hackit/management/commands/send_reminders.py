"""`manage.py send_reminders [--dry-run] [--on DATE]`: put the mail that is due by itself into the outbox."""

from __future__ import annotations

import argparse
import logging
import os
import time
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from hackit import reminders
from hackit.dates import british_day
from hackit.reminders import Reminder, Window
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
        """--dry-run, --on and --every."""
        parser.add_argument("--dry-run", action="store_true", help="write nothing; say who would get what")
        parser.add_argument(
            "--on", type=day, metavar="DATE", help="the whole of that day, as 2019-06-03, not until now"
        )
        parser.add_argument("--every", type=float, metavar="SECONDS", help="go on, looking again after so many seconds")

    def handle(self, *args: Any, **options: Any) -> None:
        """Once, or for as long as the process that started this one lives. Raises CommandError if a part failed."""
        parent = os.getppid()
        while True:
            failed = [name for name in reminders.names() if not self._go_through(name, **options)]
            if not options["every"]:
                if failed:
                    raise CommandError(f"Not finished: {', '.join(failed)}. The next run begins where this one began.")
                return
            close_old_connections()
            try:
                time.sleep(options["every"])
            except KeyboardInterrupt:  # Ctrl+C, which ends a trial's server too
                return
            if os.getppid() != parent:  # the server that started us is gone
                return

    def _go_through(self, name: str, *, on: date | None, dry_run: bool, every: float | None, **options: Any) -> bool:
        """One poster, to its end; false if it failed, which stops none of the others."""
        window = Window.of_day(on) if on else reminders.window_since_last(name, now=timezone.now())
        new = already = 0
        try:
            for batch in reminders.post_due(name, window, dry_run=dry_run):
                new, already = new + len(batch.new), already + batch.already
                if dry_run or options["verbosity"] > 1:
                    self._list(batch.new)
        except Exception:
            logger.exception("the mail of the kind %s could not be put into the outbox", name)
            return False
        if not dry_run and not on:
            reminders.note_done(name, window)
        if new or not every:
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
