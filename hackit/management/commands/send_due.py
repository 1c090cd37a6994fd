"""`manage.py send_due`: write and send the letters that wait in the outbox."""

import os
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from hackit.sending import send_due


class Command(BaseCommand):
    """Run it every minute from cron or a systemd timer (docs/operate.md), or let it run with --every."""

    help = "Send the mail that is due. Safe to run twice and side by side."

    def add_arguments(self, parser: CommandParser) -> None:
        """--every and --limit."""
        parser.add_argument("--every", type=float, metavar="SECONDS", help="go on, looking again after so many seconds")
        parser.add_argument("--limit", type=int, default=500, help="how many letters at most in one go (500)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send once, or for as long as the process that started this one lives."""
        parent = os.getppid()
        while True:
            done = send_due(limit=options["limit"])
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
