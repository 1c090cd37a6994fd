"""`manage.py count_searches LOGFILE…`: what was looked for, from the log. The same log again counts nothing twice."""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hackit.models import SearchTold
from hackit.search.told import lines_of
from hackit.topics.names import names_of_people

MOST_FOUND = 2**31 - 1


class Command(BaseCommand):
    help = "Read searches from log files (- for standard input), for the page of topics' names. Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="LOGFILE", help="a log of the site; - for standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        """Searches for people are not kept."""
        people, before = names_of_people(), SearchTold.objects.count()
        for file in options["files"]:
            for batch in _batches(file):
                kept = [line for line in batch if not people & set(line.words.split())]
                rows = [SearchTold(ref=x.ref, words=x.words, found=min(x.found, MOST_FOUND), day=x.day) for x in kept]
                SearchTold.objects.bulk_create(rows, ignore_conflicts=True)
        new = SearchTold.objects.count() - before
        self.stdout.write(f"{new} search{'' if new == 1 else 'es'} counted.")


def _batches(file: str) -> Any:
    """The searches of a log, five hundred at a time. Raises CommandError for a file that cannot be read."""
    try:
        with sys.stdin if file == "-" else Path(file).open(encoding="utf-8", errors="replace") as log:
            lines = lines_of(log)
            while batch := list(islice(lines, 500)):
                yield batch
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}") from None
