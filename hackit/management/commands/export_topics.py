"""`manage.py export_topics [FILE]`: every topic with its other names as CSV, for `import_topics` or a spreadsheet."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hackit.csv_out import safe_cell
from hackit.topics.csv_writes import HEADER, exported


class Command(BaseCommand):
    help = "Write every topic as CSV (name, aliases, description, broader), into FILE or to standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", default="-", metavar="FILE", help="where to; - for standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(HEADER)
        count = 0
        for row in exported():
            writer.writerow([safe_cell(cell) for cell in row])
            count += 1
        if options["file"] == "-":
            self.stdout.write(text.getvalue(), ending="")
            return
        try:
            Path(options["file"]).write_text(text.getvalue(), encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be written: {error.strerror}") from None
        self.stdout.write(f"{count} topic{'' if count == 1 else 's'} written to {options['file']}.")
