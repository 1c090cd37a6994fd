"""`manage.py import_weeknotes PATH… --author EMAIL [--year Y] [--publish] [--dry-run]`, `--list`, `--undo RUN`.

Brings old weeknotes in: a WordPress export, a feed, a zip, a folder, or texts. What can't be read, and a note whose
week can't be known, is refused with its reason and the rest go on; the exit code is then 1. The same again changes
nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hackit.dates import british_day
from hackit.models import ImportRun, Person, Role, User
from hackit.models.site import path_of
from weeknotes.bringing_in.changes import KIND
from weeknotes.bringing_in.list_writes import begin, bring_some
from weeknotes.bringing_in.looking import known_weeks
from weeknotes.bringing_in.preparing import keep, look_over, nothing_in
from weeknotes.bringing_in.terms import key_of
from weeknotes.bringing_in.undo_writes import take_back
from weeknotes.following import written_sections
from weeknotes.importing.items import CannotRead, Read
from weeknotes.importing.sources import read_files, read_source
from weeknotes.models import PreparedImport, PreparedNote

TEXTS = (".txt", ".md", ".markdown", ".text", ".html", ".htm")
MOST_BYTES = 200_000_000
"""Of all the files of a folder: it is read into memory."""


class Command(BaseCommand):
    help = "Bring old weeknotes in, as drafts unless --publish is given."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="*", metavar="PATH", help="an export, a feed, a zip, a folder, or texts")
        parser.add_argument("--author", metavar="EMAIL", help="who brings them in, and wrote what names nobody known")
        parser.add_argument("--dry-run", action="store_true", help="say all that would be done and change nothing")
        parser.add_argument("--year", type=int, help="the year of notes whose title and text have none")
        parser.add_argument("--publish", action="store_true", help="publish those that their source had published")
        parser.add_argument("--address", help="the old web address of a single note")
        parser.add_argument("--map-author", action="append", default=[], metavar="NAME=EMAIL", help="who a name is")
        parser.add_argument("--make-topics", action="store_true", help="make topics of the terms that are none yet")
        parser.add_argument("--list", action="store_true", help="what was brought in so far")
        parser.add_argument("--undo", metavar="RUN", help="take back what one go brought in; --list names it")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            self._list()
        elif options["undo"]:
            self._undo(options["undo"])
        elif not options["paths"]:
            raise CommandError("Say what to bring in: a file or a folder")
        else:
            self._bring_in(options)

    def _list(self) -> None:
        for run in ImportRun.objects.filter(kind=KIND).select_related("by"):
            state = "taken back" if run.undone_at else f"{run.items.count()} weeknotes"
            self.stdout.write(f"{run.ref}  {run.at:%Y-%m-%d}  {state}, by {run.by}: {run.source}")

    def _undo(self, ref: str) -> None:
        run = ImportRun.objects.filter(kind=KIND, ref=ref).select_related("by__user").first()
        at = timezone.now()
        if run is None or run.by is None:
            raise CommandError(f"Nothing was brought in as {ref}. --list names what was")
        if not run.may_be_undone(at=at):
            raise CommandError("It can’t be taken back any more")
        PreparedImport.objects.filter(run=run).delete()
        done = take_back(run, by=run.by, user=run.by.user, at=at, seconds=float("inf"))
        self.stdout.write(f"{done.gone} taken back, {done.restored} as they were before, {done.stayed} changed since.")

    def _bring_in(self, options: dict[str, Any]) -> None:
        author = _author(options["author"], needed=not options["dry_run"])
        people = _people(options["map_author"])
        done = {"new": 0, "changed": 0, "here": 0, "refused": 0}
        for name, read in self._reads(options, author, done):
            self._one(name, read, options, author, people, done)
        would = "would be " if options["dry_run"] else ""
        revised = f", {done['changed']} {would}given a new text" if done["changed"] else ""
        known, refused = f"{done['here']} here already", f"{done['refused']} refused"
        self.stdout.write(f"{done['new']} {would}brought in{revised}, {known}, {refused}.")
        if done["refused"]:
            raise SystemExit(1)

    def _reads(
        self, options: dict[str, Any], author: User | None, done: dict[str, int]
    ) -> Iterator[tuple[str, Read]]:  # fmt: skip
        """Each source as it was read. One that can't be read at all is told, and the next one's turn comes."""
        weeks = known_weeks(author.person) if author else []
        given = {"today": timezone.localdate(), "year": options["year"]}
        for name, files in _sources(options["paths"]):
            try:
                if len(files) == 1 and files[0][0] == Path(name).name:
                    read = read_source(*files[0], known_weeks=weeks, **given)
                else:
                    read = read_files(files, known_weeks=weeks, **given)
            except CannotRead as error:
                self._refuse(name, str(error), done)
                continue
            if not read.notes and not read.failed:
                self._refuse(name, nothing_in(read), done)
            weeks += [note.note.week for note in read.notes if note.note.week]
            yield name, _at_address(read, options["address"])

    def _one(
        self, name: str, read: Read, options: dict[str, Any], author: User | None, people: dict[str, int],
        done: dict[str, int],
    ) -> None:  # fmt: skip
        person = author.person if author else None
        made, rows = look_over(read, source=name, by=person, user=author, at=timezone.now())
        made.publish = options["publish"]
        made.authors |= {known: pk for known, pk in people.items() if known in made.authors}
        if options["make_topics"]:
            for term in made.terms.values():
                if term["why"] == "No topic is called that":
                    term["topic"] = term["word"]
        self._tell_all(made)
        for title, reason in made.failed:
            self._refuse(f"{name}: {title}", reason, done)
        for row in rows:
            self._tell(row, made, done)
        if person is None or options["dry_run"] or not any(row.is_wanted for row in rows):
            return
        keep(made, rows, read.files)
        begin(made, by=person, at=timezone.now())
        while bring_some(made, by=person, user=author, at=timezone.now(), for_others=True):
            pass
        run = made.run
        run.refresh_from_db()
        for title, reason in run.told["failed"][len(made.failed) :]:
            self._refuse(f"{name}: {title}", reason, done)
            done["new"] -= 1
        for title, reason in run.told["drafts"]:
            self.stdout.write(f"{title}\n  {reason}")
        self.stdout.write(f"{name}: {run.items.count()} here now. To take them back: --undo {run.ref}")

    def _refuse(self, what: str, reason: str, done: dict[str, int]) -> None:
        done["refused"] += 1
        self.stderr.write(f"{what}\n  Refused: {reason}")

    def _tell_all(self, made: PreparedImport) -> None:
        say = self.stdout.write
        say(f"{made.source}: taken for {made.form}{f' from {made.site}' if made.site else ''}.")
        for warning in made.warnings:
            say(f"  Note: {warning}")
        for why, count in made.passed_over:
            say(f"  Passed over: {count} {why}")
        for term in sorted(made.terms.values(), key=lambda term: -term["count"]):
            becomes = f"topic {term['topic']}" if term["topic"] else "left out"
            say(f"  {term['word']} ({term['count']}): {becomes}. {term['why']}")
        for name, pk in made.authors.items():
            say(f"  By {name}: {'somebody known here' if pk else 'the author given'}")

    def _tell(self, row: PreparedNote, made: PreparedImport, done: dict[str, int]) -> None:
        """All that would become of one note."""
        if row.may_be_wanted and not (row.week and row.title.strip()):
            row.is_wanted = False
            words = "It has no title." if row.week else f"{row.week_words} Say it with --year."
            self._refuse(row.path, words, done)
            return
        row.is_wanted = row.may_be_wanted
        done["here" if not row.may_be_wanted else "new" if row.here == PreparedNote.Here.NEW else "changed"] += 1
        say = self.stdout.write
        say(f"{row.path}\n  {row.title}\n  {row.week_words}")
        if not row.may_be_wanted:
            say("  Here already: nothing changes.")
            return
        if row.week and british_day(row.week) not in row.week_words:
            say(f"  w/c {british_day(row.week)}")
        headings = [part.heading for part in written_sections(row.body) if part.heading]
        say(f"  {len(headings)} headings: {'; '.join(headings)}" if headings else "  No headings.")
        published = row.published_on and f"published {british_day(row.published_on)}"
        say(f"  {row.words} words, {'a draft' if row.was_draft else published or 'no date of publication'}.")
        for topic in dict.fromkeys(made.terms.get(key_of(term), {}).get("topic", "") for term in row.terms):
            if topic:
                say(f"  Topic {topic}")
        for address in row.addresses:
            say(f"  Old address: {path_of(address)}")
        for source, path in row.images.items():
            say(f"  Image {source}: {path or 'missing'}")
        for warning in row.warnings:
            say(f"  Note: {warning}")


def _author(email: str | None, *, needed: bool) -> User | None:
    if not email:
        if needed:
            raise CommandError("Say whose notes they are: --author EMAIL (or --dry-run to only look)")
        return None
    user = User.objects.select_related("person").filter(email__iexact=email, is_active=True).first()
    if user is None or user.role not in (Role.STAFF, Role.ADMINISTRATOR):
        raise CommandError(f"Nobody with the address {email} may write weeknotes here")
    return user


def _people(pairs: list[str]) -> dict[str, int]:
    """Who the names of a source are, from NAME=EMAIL. Raises CommandError for an address of nobody."""
    found = {}
    for pair in pairs:
        name, _sign, email = pair.rpartition("=")
        person = Person.objects.named().filter(user__email__iexact=email).first()
        if not name or person is None:
            raise CommandError(f"--map-author {pair}: nobody here has that address")
        found[name] = person.pk
    return found


def _at_address(read: Read, address: str | None) -> Read:
    """With the address that was given by hand, which belongs to one note."""
    if not address:
        return read
    if len(read.notes) != 1 or not path_of(address):
        raise CommandError("--address is the full web address of a single note, with what stands behind the host")
    read.notes[0] = replace(read.notes[0], address=address)
    return read


def _sources(paths: list[str]) -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    """What was named: each folder, export and zip by itself, texts together. Raises CommandError for one missing."""
    texts: list[Path] = []
    for name in paths:
        path = Path(name)
        if path.is_dir():
            yield name, _in_folder(path)
        elif not path.exists():
            raise CommandError(f"{name} is not there")
        elif path.suffix.lower() in TEXTS and len(paths) > 1:
            texts.append(path)
        else:
            yield name, [(path.name, _bytes_of(path))]
    if texts:
        yield ", ".join(path.name for path in texts), [(path.name, _bytes_of(path)) for path in texts]


def _in_folder(folder: Path) -> list[tuple[str, bytes]]:
    """All its files by their path in it. Links out of it are not followed."""
    inside = folder.resolve()
    files, size = [], 0
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or not path.resolve().is_relative_to(inside):
            continue
        size += path.stat().st_size
        if size > MOST_BYTES:
            raise CommandError(f"{folder} holds more than {MOST_BYTES // 1_000_000} MB. Bring it in by its parts")
        files.append((path.relative_to(folder).as_posix(), _bytes_of(path)))
    return files


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} can’t be read: {error.strerror}") from error
