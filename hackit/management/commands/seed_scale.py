"""`manage.py seed_scale`: fill an empty database with as much as a large council writes in ten years, to measure on."""

import time
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hackit.models import Entry
from hackit.scale import EMAIL, NotEmpty, Size, make_scale


class Command(BaseCommand):
    """Everything in it is made up from a fixed seed. Never touches a database with anything in it."""

    help = "Fill an empty database with made-up records in great number, the same for the same seed, to measure on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        usual = Size()
        parser.add_argument("--weeknotes", type=int, default=usual.weeknotes, help="each with six sections")
        parser.add_argument("--meetings", type=int, default=usual.meetings, help="each with three items and a decision")
        parser.add_argument("--actions", type=int, default=usual.actions)
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument("--on", type=date.fromisoformat, help="the last day of it, like 2019-06-03; today without")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError with a sentence where there is anything already, or a number is below 0."""
        counts = {name: options[name] for name in ("weeknotes", "meetings", "actions")}
        if min(counts.values()) < 0:
            raise CommandError("There can't be fewer than none of anything.")
        began = time.monotonic()
        try:
            make_scale(Size(**counts), on=options["on"] or timezone.localdate(), seed=options["seed"])
        except NotEmpty as refused:
            raise CommandError(str(refused)) from None
        if options["verbosity"]:
            words = ", ".join(f"{count:,} {name}" for name, count in counts.items())
            self.stdout.write(
                f"Made {words}: {Entry.objects.count():,} findable things in {time.monotonic() - began:.0f} s.\n"
                f"{EMAIL} is staff and in one group."
            )
