"""`manage.py doctor`: what is wrong with this installation, and how to mend it."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from hackit.running.doctor import ERROR, OK, WARNING, examine


class Command(BaseCommand):
    help = "Say what is wrong with this installation and how to mend it. Ends with 0: well, 1: warnings, 2: errors."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """A line for each thing, with how to mend it below; the gravest decides the exit code."""
        states = set()
        for finding in examine(now=timezone.now()):
            states.add(finding.state)
            if finding.state != OK or options["verbosity"] > 0:
                self.stdout.write(str(finding))
        code = 2 if ERROR in states else 1 if WARNING in states else 0
        self.stdout.write(("Everything is well.", "It works, with warnings.", "Something is broken.")[code])
        if code:
            sys.exit(code)
