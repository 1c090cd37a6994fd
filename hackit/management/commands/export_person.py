"""`manage.py export_person EMAIL|NAME FILE.zip`: all that is held about somebody, for them to be given."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hackit.held.asking import person_of
from hackit.held.taking_out import write_person


class Command(BaseCommand):
    help = "Write all that is held about a person into a zip file, and say how much of what."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("person", help="email address, name or ref")
        parser.add_argument("file", type=Path, help="the zip to be made; must not be there yet")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError for nobody, several people, or a file that is there or cannot be made."""
        person = person_of(options["person"])
        try:
            # For its owner's eyes only, from the first byte on.
            made = os.open(options["file"], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be made: {error.strerror}.") from None
        with os.fdopen(made, "wb") as file:
            counts = write_person(person, file, at=timezone.now())
        self.stdout.write(f"What is held about {person.name}, in {options['file']}:")
        for name, count in counts.items():
            self.stdout.write(f"  {count:>6} {name}")
