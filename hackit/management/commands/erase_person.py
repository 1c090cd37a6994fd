"""`manage.py erase_person EMAIL|NAME [--really]`: forget somebody, but for what the record must keep without a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hackit.held.asking import person_of
from hackit.held.erasing import NEUTRAL, CannotErase, erase


class Command(BaseCommand):
    help = (
        "Delete a person's login and what is theirs alone, give their part in the record a neutral name, and list where"
        " texts still name them. Says what it would do; does it with --really, and cannot be undone. Either looks"
        " through every text and holds the database meanwhile: run it in a quiet hour."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("person", help="email address, name or ref")
        parser.add_argument("--really", action="store_true", help="do it")
        parser.add_argument("--dry-run", action="store_true", help="only say what it would do, as it does without this")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError for nobody, several people, or somebody who cannot be erased."""
        if options["really"] and options["dry_run"]:
            raise CommandError("Either --really or --dry-run.")
        person = person_of(options["person"])
        ref, name = person.ref, person.name
        try:
            told = erase(person, on=timezone.localdate(), really=options["really"])
        except CannotErase as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{name} {'is' if options['really'] else 'would be'} “{NEUTRAL}” (ref {ref}).")
        self._list("Removed", told.removed)
        self._list("Made neutral", told.neutral)
        self._each("Names in the history", told.renamed)
        texts = [str(one) for one in told.left if not one.is_history]
        self._each("Texts that name them, left as they are; change them by hand where they must be", texts)
        past = [str(one) for one in told.left if one.is_history]
        self._each("What the history says of texts stays as it was, and can't be changed; it names them here", past)
        if not told.left:
            self.stdout.write("No text names them.")
        self.stdout.write(
            "Backups made before hold it all until they are thinned out; after one is put back, run this again. Copies"
            " that were published elsewhere, sent by mail or written to the log are not reached."
        )
        if not options["really"]:
            self.stdout.write("Nothing was changed. With --really it is done, and cannot be undone.")

    def _each(self, what: str, lines: Sequence[str]) -> None:
        if lines:
            self.stdout.write("\n".join([f"{what} ({len(lines)}):", *(f"  {line}" for line in lines)]))

    def _list(self, what: str, counts: Counter[str]) -> None:
        lines = [f"  {count:>6} {name}" for name, count in sorted(counts.items()) if count]
        if lines:
            self.stdout.write("\n".join([f"{what}:", *lines]))
