"""Any source of old weeknotes, read: the form is told by what is in it, its name helps. Pure; nothing is saved.

One bad item never stops the rest: it is listed with its reason. Only a source of which nothing can be read is
refused, with CannotRead.
"""

import posixpath
from collections.abc import Collection, Iterable
from datetime import date

from weeknotes.importing.exports import Export, is_xml, read_export
from weeknotes.importing.folders import Gathered, gather, read_texts, take
from weeknotes.importing.found import Found, made_notes
from weeknotes.importing.items import CannotRead, Failed, Read, Skipped, SourceNote, Why
from weeknotes.importing.no_notes import pages_apart
from weeknotes.importing.site_shapes import Shape, shape_of
from weeknotes.importing.zips import (
    MOST_BYTES_OF_ALL,
    MOST_BYTES_OF_ONE,
    MOST_FILES,
    is_left_by_machine,
    is_zip,
    leads_outside,
    unpack,
)

MOST_BYTES = 50_000_000  # of a whole source
PASTED = "pasted"  # the key of a text without a file name


def read_source(
    name: str, data: bytes, *, today: date, year: int | None = None, known_weeks: Collection[date] = ()
) -> Read:
    """Read one file: an export, a feed, a zip, a page or a text.

    name: its file name, "" for what was pasted; today: the day of the import; year: of weeks that say none;
    known_weeks: Mondays of the same person's other notes. Raises CannotRead with a sentence.
    """
    if len(data) > MOST_BYTES:
        raise CannotRead(f"The file is too big: at most {MOST_BYTES // 1_000_000} MB can be brought in at once.")
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    if is_zip(data):
        unpacked = unpack(data)
        read = read_files(unpacked.files, today=today, year=year, known_weeks=known_weeks, form="a zip")
        read.skipped.extend(unpacked.skipped)
        read.failed.extend(unpacked.failed)
        return read
    if is_xml(data):
        return _read_all(Gathered(), [read_export(data)], Shape(), today=today, year=year, known_weeks=known_weeks)
    gathered = Gathered()
    take(name or PASTED, data, Shape(), gathered)
    if gathered.failed and not (gathered.found or gathered.own or gathered.texts):
        raise CannotRead(gathered.failed[0].reason)
    is_web_page = name.lower().endswith((".html", ".htm"))
    form = "a web page" if is_web_page else "a Markdown file" if gathered.found else "a text"
    return _read_all(gathered, [], Shape(form), today=today, year=year, known_weeks=known_weeks)


def read_files(
    files: Iterable[tuple[str, bytes]],
    *,
    today: date,
    year: int | None = None,
    known_weeks: Collection[date] = (),
    form: str = "a folder",
) -> Read:
    """Read a folder's files, each as its path in the folder and its bytes. Otherwise as `read_source`."""
    kept, refused = _checked(files)
    shape = shape_of(kept)
    gathered = gather(kept, shape)
    gathered.failed += refused
    exports = []
    for path, data in gathered.exports:
        try:
            if is_xml(data):
                exports.append(read_export(data))
                continue
            gathered.skipped.append(Skipped(path, "", Why.OTHER_FILE))
        except CannotRead as error:
            gathered.failed.append(Failed(path, "", str(error)))
    read = _read_all(gathered, exports, shape, today=today, year=year, known_weeks=known_weeks)
    told = f"{form} of {shape.form}" if shape.program else form
    paths = {path for path, _ in kept}
    notes, pages = pages_apart(read.notes, shape, paths) if len(paths) > 1 else (read.notes, [])
    return Read(
        told, notes, [*read.skipped, *pages], read.failed, read.warnings, shape.site or read.site, gathered.images
    )


def _checked(files: Iterable[tuple[str, bytes]]) -> tuple[list[tuple[str, bytes]], list[Failed]]:
    """The files within the limits by path, and those beyond, each with its reason. Raises CannotRead for too many."""
    kept: list[tuple[str, bytes]] = []
    refused: list[Failed] = []
    total = 0
    for path, data in files:
        path = path.replace("\\", "/")
        if is_left_by_machine(path):
            continue
        if leads_outside(path):
            refused.append(Failed(path[:500], "", "Its path leads outside the folder."))
        elif len(data) > MOST_BYTES_OF_ONE:
            refused.append(Failed(path, "", f"It is too big: at most {MOST_BYTES_OF_ONE // 1_000_000} MB."))
        else:
            kept.append((posixpath.normpath(path), data))
            total += len(data)
        if len(kept) > MOST_FILES:
            raise CannotRead(f"The folder holds too many files: at most {MOST_FILES:,} can be brought in at once.")
        if total > MOST_BYTES_OF_ALL:
            raise CannotRead(f"The folder is over {MOST_BYTES_OF_ALL // 1_000_000} MB. Bring it in by parts.")
    return sorted(kept, key=lambda file: file[0]), refused


def _read_all(
    gathered: Gathered,
    exports: list[Export],
    shape: Shape,
    *,
    today: date,
    year: int | None,
    known_weeks: Collection[date],
) -> Read:
    """The notes of everything that was gathered, their weeks settled by each other."""
    _take_once(exports)
    found = [*gathered.found, *(one for export in exports for one in export.found)]
    notes, too_long = made_notes(found, today=today, year=year, known_weeks=known_weeks)
    weeks = {*known_weeks, *(week for note in (*notes, *gathered.own) if (week := note.note.week))}
    texts, texts_failed = read_texts(gathered, today=today, year=year, known_weeks=weeks)
    order = {key: number for number, key in enumerate(_order(gathered, exports))}
    all_notes: list[SourceNote] = sorted([*notes, *gathered.own, *texts], key=lambda note: order.get(note.key, 0))
    return Read(
        form=exports[0].form if exports and not gathered.found and not gathered.texts else shape.form,
        notes=all_notes,
        skipped=[*gathered.skipped, *(one for export in exports for one in export.skipped)],
        failed=[*gathered.failed, *too_long, *texts_failed, *(one for export in exports for one in export.failed)],
        warnings=[warning for export in exports for warning in export.warnings],
        site=next((export.site for export in exports if export.site), ""),
    )


def _take_once(exports: list[Export]) -> None:
    """What several feeds of one site hold, one for all and one for each tag, comes in once, by its longest text."""
    longest: dict[str, Found] = {}
    for one in (one for export in exports for one in export.found):
        if one.key not in longest or len(one.markdown) > len(longest[one.key].markdown):
            longest[one.key] = one
    for export in exports:
        export.skipped += [
            Skipped(one.key, one.title, Why.OTHER) for one in export.found if longest[one.key] is not one
        ]
        export.found = [one for one in export.found if longest[one.key] is one]


def _order(gathered: Gathered, exports: list[Export]) -> list[str]:
    """The keys of the notes in the order of their files, exports behind."""
    files = sorted(
        [
            *(one.key for one in gathered.found),
            *(one.key for one in gathered.own),
            *(path for path, *_ in gathered.texts),
        ]
    )
    return [*files, *(one.key for export in exports for one in export.found)]
