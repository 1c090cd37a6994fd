"""`manage.py rebuild_index [--check]`: write the index anew from the records, or prove that it would change nothing."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from hackit import database_objects, indexing, word_tables


class Command(BaseCommand):
    help = "Write the search index anew from the records. With --check, change nothing and say whether it is right."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say whether a rebuild would change anything")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            self._check()
            return
        with transaction.atomic():
            count = indexing.rebuild()
            database_objects.rebuild_fts(connection)
            word_tables.rebuild_words(connection)
        self.stdout.write(f"{count} records were indexed.")

    def _check(self) -> None:
        """Rebuild, compare and roll back. Raises CommandError (exit 1) at the first difference."""
        with transaction.atomic():
            if wrong := word_tables.wrong_words(connection):
                raise CommandError(f"Words for spellings are not right: {wrong[0]}. Run `manage.py rebuild_index`.")
            before = list(indexing.fingerprint())
            indexing.rebuild()
            for old, new in zip_longest(before, indexing.fingerprint()):
                if old != new:
                    transaction.set_rollback(True)
                    raise CommandError(
                        f"The index is not what a rebuild would make: {_short(old)} would be {_short(new)}. "
                        f"Run `manage.py rebuild_index`."
                    )
            transaction.set_rollback(True)
        self.stdout.write(f"The index is right: {len(before)} rows, and a rebuild would change none.")


def _short(row: tuple | None) -> str:
    """The key of an index row, for a message: no text of a record belongs into a log."""
    return "missing" if row is None else str(row[:4])
