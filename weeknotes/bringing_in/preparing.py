"""A source that was read becomes a list to look at: what is here already, which people and topics it means."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from hackit.dates import british_day
from hackit.decoding import content_key
from hackit.models import ImportedItem, Person, Topic
from hackit.models.site import is_ours, path_of
from hackit.slugs import slug_of
from hackit.text import MAX_LENGTH
from weeknotes.bringing_in.changes import KIND, changed_since
from weeknotes.bringing_in.links import Files, images_in
from weeknotes.bringing_in.terms import MOST_TERMS, terms_of
from weeknotes.following import written_sections
from weeknotes.importing.items import Failed, Read, SourceNote, Why
from weeknotes.importing.plaintext import LONGEST_TITLE, ParsedNote
from weeknotes.models import PreparedImage, PreparedImport, PreparedNote, Weeknote
from weeknotes.taking_out.front_matter import SectionTold

MOST_NOTES = 5000
MOST_FAILED = 200
"""How many of those that could not be read are kept by name."""

TOO_LONG = f"It is too long: at most {MAX_LENGTH // 1000} kB fit into one weeknote"
TWICE = "The same text stands twice in this source"
OF_OTHERS = "It changed at its source since it was brought in. It is another author’s, so it stays as it is"


@dataclass
class Known:
    """What of a source is here already: the note's ref by hash, by key and by our own address.

    `mine` are those that this person may give a new text, `changed` those of them that were changed here.
    """

    by_hash: dict[str, str] = field(default_factory=dict)
    by_key: dict[str, tuple[str, str, date]] = field(default_factory=dict)
    by_address: dict[str, str] = field(default_factory=dict)
    mine: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)


def _sound(value: Any) -> Any:
    """What was read as every database takes it: without null characters and halves of characters."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if isinstance(value, tuple):
        return tuple(_sound(one) for one in value)
    if isinstance(value, SourceNote | ParsedNote | Failed | SectionTold):
        return replace(value, **{f.name: _sound(getattr(value, f.name)) for f in fields(value)})
    return value


def look_over(
    read: Read, *, source: str, by: Person | None, user, at: datetime
) -> tuple[PreparedImport, list[PreparedNote]]:
    """What each note of a source would become. Writes nothing."""
    notes, failed = _those_that_fit(_sound(tuple(read.notes)))
    keys = [source_key(read.site, note.key) for note in notes]
    hashes = _hashes(notes, keys)
    known = known_here(keys, hashes, user, addresses=[note.address for note in notes if note.address])
    files = Files(read.files)
    terms, more_terms = terms_of((note.terms for note in notes), Topic.objects.names())
    warnings = [_sound(words)[:500] for words in read.warnings][:50]
    if more_terms:
        warnings.append(f"{_many_terms(more_terms)} left out: the {MOST_TERMS} that most notes bear are asked about")
    made = PreparedImport(
        by=by, made_at=at, source=_sound(source)[:200], form=_sound(read.form)[:100], site=_sound(read.site)[:300],
        warnings=warnings, passed_over=_counted(read),
        failed=(failed + [[f.title or f.key, f.reason] for f in _sound(tuple(read.failed))])[:MOST_FAILED],
        terms=terms,
        authors=_people_called({name for note in notes for name in note.authors}),
    )  # fmt: skip
    rows = [
        _row(made, place, note, key, digest, known, files, bool(read.site))
        for place, (note, key, digest) in enumerate(zip(notes, keys, hashes, strict=True))
    ]
    return made, rows


def _many_terms(many: int) -> str:
    return "1 category or tag is" if many == 1 else f"{many:,} categories and tags are"


def prepare(read: Read, *, source: str, by: Person, user, at: datetime) -> PreparedImport:
    """Keep what was read, to be looked at and corrected. Saves no note."""
    made, rows = look_over(read, source=source, by=by, user=user, at=at)
    keep(made, rows, read.files)
    return made


def keep(made: PreparedImport, rows: list[PreparedNote], files: Mapping[str, bytes]) -> None:
    """Store what was looked over, and of the files the images that its notes show."""
    used = {path for row in rows for path in row.images.values() if path}
    with transaction.atomic():
        made.save()
        PreparedNote.objects.bulk_create(rows, batch_size=50)
        images = [PreparedImage(prepared=made, path=path, data=files[path]) for path in sorted(used)]
        PreparedImage.objects.bulk_create(images, batch_size=5)


def source_key(site: str, key: str) -> str:
    """What names a thing of a source for ever: the site and its own key, shortened by a hash where it is long."""
    whole = f"{site}|{key}" if site else key
    return whole if len(whole) <= 300 else f"{whole[:230]}|{hashlib.sha256(whole.encode()).hexdigest()}"


def hash_of(note: ParsedNote) -> str:
    """The key by which the same note is known again: its title, lead and text."""
    return content_key(f"{note.title}\n{note.summary}\n{note.body_markdown}")


def known_here(keys: list[str], hashes: list[str], user, *, addresses: list[str]) -> Known:
    """Which of these are here, in a few queries for all of them. `addresses` tell a note that was taken out of here."""
    items = ImportedItem.objects.brought_in(KIND, hashes)
    older = ImportedItem.objects.from_source(KIND, keys)
    refs = {item.record_ref for item in (*items.values(), *older.values())}
    here = {
        ref: (title, week)
        for some in _in_pieces(sorted(refs))
        for ref, title, week in _live(some).values_list("ref", "title", "week")
    }
    mine: set[str] = set()
    for some in _in_pieces(sorted(here)):
        mine.update(Weeknote.objects.visible_to(user).filter(ref__in=some).values_list("ref", flat=True))
    return Known(
        {digest: item.record_ref for digest, item in items.items() if item.record_ref in here},
        {key: (item.record_ref, *here[item.record_ref]) for key, item in older.items() if item.record_ref in here},
        _ours(addresses),
        mine,
        changed_since(mine),
    )


def _ours(addresses: list[str]) -> dict[str, str]:
    """The refs of notes that stand at these addresses here, by path."""
    slugs = {
        path.strip("/").rsplit("/", 1)[-1] for one in addresses if (path := path_of(one)).startswith("/weeknotes/")
    }
    found: dict[str, str] = {}
    for some in _in_pieces(sorted(slugs)):
        found |= {
            note.address(): note.ref
            for note in Weeknote.objects.live().filter(slug__in=some).only("ref", "week", "slug")
        }
    return found


def _live(refs: list[str]) -> QuerySet[Weeknote]:
    return Weeknote.objects.live().filter(ref__in=refs)


def _in_pieces(values: list[str], size: int = 500) -> Iterable[list[str]]:
    return (values[start : start + size] for start in range(0, len(values), size))


def _those_that_fit(notes: Iterable[SourceNote]) -> tuple[list[SourceNote], list[list[str]]]:
    """The notes that can be saved at all, and (title, reason) of the others."""
    fit: list[SourceNote] = []
    failed: list[list[str]] = []
    for note in notes:
        if len(note.note.body_markdown.encode("utf-8", "replace")) > MAX_LENGTH:
            failed.append([note.note.title or note.key, TOO_LONG])
        elif len(fit) == MOST_NOTES:
            failed.append([note.note.title or note.key, f"Only {MOST_NOTES:,} notes are brought in at a time"])
        else:
            fit.append(note)
    return fit, failed


def _hashes(notes: list[SourceNote], keys: list[str]) -> list[str]:
    """Each note's hash. Where two of a source say the same, the later ones are told apart by their keys."""
    seen: set[str] = set()
    hashes = []
    for note, key in zip(notes, keys, strict=True):
        digest = hash_of(note.note)
        if digest in seen:
            digest = content_key(f"{digest}\n{key}")
        seen.add(digest)
        hashes.append(digest)
    return hashes


def _counted(read: Read) -> list[list[object]]:
    counts: dict[str, int] = {}
    for one in read.skipped:
        counts[str(one.why.value)] = counts.get(str(one.why.value), 0) + 1
    return [[why, count] for why, count in counts.items()]


def _people_called(names: set[str]) -> dict[str, int]:
    """For each author's name of the source the id of the one person who is called so, 0 where there is none."""
    found = {}
    for name in sorted(filter(None, (name.strip()[:120] for name in names)))[:200]:
        ids = list(Person.objects.called(name).values_list("pk", flat=True)[:2])
        found[name] = ids[0] if len(ids) == 1 else 0
    return found


def _row(
    made: PreparedImport, place: int, source: SourceNote, key: str, digest: str, known: Known, files: Files,
    has_site: bool,
) -> PreparedNote:  # fmt: skip
    note = source.note
    here, ref, warnings = _here(source, key, digest, known, has_site)
    images = {one: files.find(one, source.key) for one in images_in(note.body_markdown)}
    row = PreparedNote(
        prepared=made, position=place, source_key=key, content_hash=digest, title=note.title[:LONGEST_TITLE],
        week=note.week, weeks_covered=max(1, source.weeks_covered), week_words=week_words(note)[:500],
        summary=note.summary[:1000], body=note.body_markdown, sections=len(written_sections(note.body_markdown)),
        words=len(note.body_markdown.split()), published_on=source.published_on, was_draft=source.is_draft,
        path=source.key[:400], addresses=_addresses(source), terms=list(source.terms), authors=list(source.authors),
        images=images, told=[asdict(one) for one in source.sections], warnings=[*note.warnings, *warnings], here=here,
    )  # fmt: skip
    if ref:
        row.note_ref = ref
    if taken := [path for path in map(path_of, row.addresses) if is_ours(path) and path != _address_here(row)]:
        row.warnings.append(f"Addresses of this place lead to nothing else: {', '.join(taken[:3])[:300]}")
    row.is_wanted = here == PreparedNote.Here.NEW and bool(note.body_markdown.strip())
    if row.missing_images:
        row.warnings.append(_missing_words(row.missing_images))
    return row


def _address_here(row: PreparedNote) -> str:
    """Where it will be read, as far as is known."""
    slug = slug_of(row.title)[:80].strip("-")
    return Weeknote(week=row.week, slug=slug).address() if row.week and slug else ""


def _missing_words(missing: list[str]) -> str:
    many = f"{len(missing)} images are" if len(missing) > 1 else "1 image is"
    return f"{many} not in what you sent. Links or their words stand for them: {', '.join(missing[:3])[:200]}"


def _addresses(source: SourceNote) -> list[str]:
    """Where it stood, with its host, and every further path; only those that can be asked for."""
    found = dict.fromkeys(one for one in (source.address, *source.aliases) if path_of(one))
    return list(found)[:20]


def _here(
    source: SourceNote, key: str, digest: str, known: Known, has_site: bool
) -> tuple[PreparedNote.Here, str, list[str]]:
    if ref := known.by_hash.get(digest) or known.by_address.get(path_of(source.address)):
        return PreparedNote.Here.SAME, ref, []
    ref, title, week = known.by_key.get(key, ("", "", None))
    # A file's name alone is no proof: another folder has its own index.md.
    if not ref or not (has_site or title == source.note.title or (week and week == source.note.week)):
        return PreparedNote.Here.NEW, "", []
    if ref not in known.mine:
        return PreparedNote.Here.SAME, ref, [OF_OTHERS]
    return (PreparedNote.Here.BOTH if ref in known.changed else PreparedNote.Here.CHANGED), ref, []


def week_words(note: ParsedNote) -> str:
    """How the week was found, or what is asked."""
    if note.week:
        return f"w/c {british_day(note.week)}, found by {note.week_found_by}."
    candidates = ", ".join(british_day(monday) for monday in note.week_candidates[:4])
    return f"{note.week_question or 'Which week is it?'}" + (f" It may be {candidates}." if candidates else "")


def is_one_plain_note(read: Read) -> bool:
    """Whether it is a note and nothing else: then it is looked at with all that its words may mean."""
    note = read.notes[0]
    more = note.terms or note.authors or note.aliases or note.is_draft or note.sections
    more = more or images_in(note.note.body_markdown)
    return len(read.notes) == 1 and not (more or read.failed or read.skipped or len(read.files) > 1)


def nothing_in(read: Read) -> str:
    """Why a source gave no note, as a sentence."""
    if len(read.failed) == 1:
        return read.failed[0].reason
    if read.failed:
        return f"None of it could be read. The first: {read.failed[0].title[:80]}. {read.failed[0].reason}"
    if [one.why for one in read.skipped] == [Why.EMPTY]:
        return "It is empty"
    found = ", ".join(f"{count} {why}" for why, count in _counted(read))
    return f"There is no weeknote in it. It was taken for {read.form}" + (f", with {found}" if found else "")


def counts(prepared: PreparedImport) -> Mapping[str, int]:
    """How many notes of it are new, here, changed, wanted, and which can't be brought in yet. One query."""
    rows = list(prepared.notes.values_list("here", "is_wanted", "title", "week", "was_draft", "outcome"))
    found = {str(value): sum(row[0] == value for row in rows) for value in PreparedNote.Here}
    wanted = [row for row in rows if row[1] and not row[5]]
    return found | {
        "all": len(rows),
        "wanted": len(wanted),
        "drafts": sum(row[4] for row in wanted),
        "unready": sum(not (row[2].strip() and row[3]) for row in wanted),
        "done": sum(bool(row[5]) for row in rows),
        "to_do": sum(bool(row[1] or row[5]) for row in rows),
    }
