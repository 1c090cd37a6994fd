"""`manage.py import_topics FILE [--check]`: topics with their other names from a CSV. All or nothing, safe again."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hackit.decoding import UnreadableFile, decode
from hackit.topics.csv_in import UnreadableTopics, read_topics
from hackit.topics.csv_writes import NEW, UNCHANGED, bring_in, plan


class Command(BaseCommand):
    help = "Bring topics in from a CSV with the columns name, aliases (separated by ;), description, broader."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the CSV file; - for standard input")
        parser.add_argument("--check", action="store_true", help="change nothing and say what would be done")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError with one line for each row that is wrong; then nothing was written."""
        try:
            text, warning = decode(_bytes_of(options["file"]))
            table = read_topics(text)
        except (UnreadableFile, UnreadableTopics) as error:
            raise CommandError(str(error)) from None
        if warning:
            self.stderr.write(warning)
        made = plan(table) if options["check"] else bring_in(table, by=None)
        if made.wrong:
            raise CommandError("\n".join(["Nothing was brought in.", *map(str, made.wrong)]))
        if options["verbosity"]:
            for noted in made.noted:
                self.stdout.write(str(noted))
            for fate in made.fates:
                if fate.state != UNCHANGED:
                    says = "new" if fate.state == NEW else "; ".join(fate.changes)
                    self.stdout.write(f"{fate.line.name}: {says}")
            self.stdout.write(f"Topics: {made.words}." + (" Nothing was written." if options["check"] else ""))


def _bytes_of(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}") from None
