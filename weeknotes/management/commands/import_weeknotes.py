"""`manage.py import_weeknotes PATH… [--dry-run] [--year Y] [--publish] [--author EMAIL]`.

Brings plain-text and Markdown weeknotes in. A note whose week can't be known, or that can't be read, is refused
with its reason and the rest go on; the exit code is then 1. The same text again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hackit.dates import british_day
from hackit.decoding import MAX_BYTES, UnreadableFile, decode
from hackit.models import ImportRun, Role, User
from hackit.text import MAX_LENGTH
from weeknotes.bringing_in.forms import week_words
from weeknotes.bringing_in.looking import Found, begin_run, bring_in, known_weeks, look_at
from weeknotes.following import written_sections
from weeknotes.publishing import writes

SUFFIXES = (".txt", ".md", ".markdown", ".text")


class Refused(Exception):
    """One note that can't be brought in; the message says why."""


class Command(BaseCommand):
    help = "Bring plain-text and Markdown weeknotes in, as drafts unless --publish is given."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="a text file, or a folder of them")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done and change nothing")
        parser.add_argument("--year", type=int, help="the year of notes whose title and text have none")
        parser.add_argument("--publish", action="store_true", help="publish to everyone what is brought in")
        parser.add_argument("--author", metavar="EMAIL", help="whose notes they are (needed unless --dry-run)")

    def handle(self, *args: Any, **options: Any) -> None:
        author = self._author(options["author"], needed=not options["dry_run"])
        files = list(_files(options["paths"]))
        weeks = self._weeks(files, options["year"], author)
        run: ImportRun | None = None
        done = {"new": 0, "here": 0, "refused": 0}
        for path in files:
            try:
                found = self._look(path, options["year"], weeks)
                self._tell(path, found)
                if found.already:
                    done["here"] += 1
                    self.stdout.write("  Here already: nothing changes.")
                    continue
                if not options["dry_run"]:
                    run = run or begin_run(", ".join(options["paths"]), by=author.person)
                    self._save(run, found, author, publish=options["publish"])
                done["new"] += 1
            except Refused as refusal:
                done["refused"] += 1
                self.stderr.write(f"{path}\n  Refused: {refusal}")
        would = "would be " if options["dry_run"] else ""
        self.stdout.write(f"{done['new']} {would}brought in, {done['here']} here already, {done['refused']} refused.")
        if done["refused"]:
            raise SystemExit(1)

    def _author(self, email: str | None, *, needed: bool) -> User | None:
        if not email:
            if needed:
                raise CommandError("Say whose notes they are: --author EMAIL (or --dry-run to only look)")
            return None
        user = User.objects.select_related("person").filter(email__iexact=email, is_active=True).first()
        if user is None or user.role not in (Role.STAFF, Role.ADMINISTRATOR):
            raise CommandError(f"Nobody with the address {email} may write weeknotes here")
        return user

    def _weeks(self, files: list[Path], year: int | None, author: User | None) -> list[date]:
        """Mondays that are sure, of the author's notes and of these: they settle the year of those in doubt."""
        sure = known_weeks(author.person) if author else []
        for path in files:
            with suppress(Refused):
                week = self._look(path, year, sure, quiet=True).note.week
                sure += [week] if week else []
        return sure

    def _look(self, path: Path, year: int | None, weeks: list[date], *, quiet: bool = False) -> Found:
        try:
            with path.open("rb") as file:
                text, warning = decode(file.read(MAX_BYTES + 1))
        except OSError as error:
            raise Refused(f"It can't be read: {error.strerror}.") from error
        except UnreadableFile as error:
            raise Refused(str(error)) from error
        if not text.strip():
            raise Refused("It is empty.")
        if len(text.encode("utf-8", "replace")) > MAX_LENGTH:
            raise Refused(f"It is too long: at most {MAX_LENGTH // 1000} kB fit in one weeknote.")
        if warning and not quiet:
            self.stdout.write(f"{path}\n  {warning}")
        found = look_at(text, source=path.name, on=timezone.localdate(), year=year, weeks=weeks, file_name=path.name)
        if found.note.week is None:
            raise Refused(f"{week_words(found)} Say it with --year.")
        if not found.note.title:
            raise Refused("It has no title.")
        return found

    def _tell(self, path: Path, found: Found) -> None:
        note = found.note
        say = self.stdout.write
        say(f"{path}\n  {note.title}\n  w/c {british_day(note.week)}, found by {note.week_found_by}.")
        headings = [part.heading for part in written_sections(note.body_markdown) if part.heading]
        say(f"  {len(headings)} headings: {'; '.join(headings)}" if headings else "  No headings.")
        for warning in note.warnings:
            say(f"  Note: {warning}")
        for name, reason in dict.fromkeys((offer.name, offer.reason) for offer in found.topics):
            say(f"  Topic {name}: {reason}")
        for name, reason in dict.fromkeys((offer.name, offer.reason) for offer in found.people):
            say(f"  Person {name}: {reason}")
        for which in found.which:
            say(f"  Which {which.words}? {which.reason}")

    def _save(self, run: ImportRun, found: Found, author: User, *, publish: bool) -> None:
        note = found.note
        try:
            saved, is_new = bring_in(
                run, title=note.title, week=note.week, summary=note.summary, body=note.body_markdown,
                author=author.person, source=found.source, key=found.key,
            )  # fmt: skip
            if is_new and publish:
                now = timezone.now()
                writes.publish(saved, by=author.person, user=author, at=now, expected_version=saved.version)
        except (ValidationError, writes.CannotPublish) as error:
            raise Refused(" ".join(getattr(error, "messages", [str(error)]))) from error
        self.stdout.write(f"  {'Published' if publish else 'A draft'}: {saved.get_absolute_url()}")


def _files(paths: list[str]) -> Iterator[Path]:
    """The files named, and those of text in the folders named, in order. Raises CommandError for what is not there."""
    for name in paths:
        path = Path(name)
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in SUFFIXES)
        elif path.exists():
            yield path
        else:
            raise CommandError(f"{name} is not there")
