"""`manage.py send_due`: write and send the letters that wait in the outbox."""

import os
import time
from collections import Counter
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, InterfaceError, close_old_connections

from hackit.mail.sending import send_due
from hackit.running.away import is_away

REMINDERS_EVERY = 300


class Command(BaseCommand):
    """Run it every minute from cron or a systemd timer (docs/operate.md), or let it run with --every."""

    help = "Send the mail that is due. Safe to run twice and side by side."
    requires_system_checks = []  # they load every page of the site, each minute: a third of what the command takes

    def add_arguments(self, parser: CommandParser) -> None:
        """--every, --limit and --reminders."""
        parser.add_argument("--every", type=float, metavar="SECONDS", help="go on, looking again after so many seconds")
        parser.add_argument(
            "--reminders", action="store_true", help="run send_reminders too, every five minutes (as a trial does)"
        )
        parser.add_argument("--limit", type=int, default=500, help="how many letters at most in one go (500)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send once, or for as long as the process that started this one lives."""
        parent, reminded = os.getppid(), 0.0
        while True:
            try:
                if options["reminders"] and time.monotonic() >= reminded:
                    reminded = time.monotonic() + REMINDERS_EVERY
                    self._remind()
                done = send_due(limit=options["limit"])
            except (DatabaseError, InterfaceError) as error:
                if not options["every"] or not is_away(error):
                    raise
                self.stderr.write(f"The database is away, so nothing was sent: {error}")
                done = Counter()
            if done or not options["every"]:
                self.stdout.write(
                    f"{done['sent']} sent, {done['dropped']} not needed any more, {done['failed']} failed"
                )
            if not options["every"]:
                return
            close_old_connections()
            try:
                time.sleep(options["every"])
            except KeyboardInterrupt:  # Ctrl+C, which ends a trial's server too
                return
            if os.getppid() != parent:  # the server that started us is gone
                return

    def _remind(self) -> None:
        try:
            call_command("send_reminders", verbosity=0, stdout=self.stdout)
        except CommandError as unfinished:  # it is in the log; the next round tries again
            self.stderr.write(str(unfinished))
