"""Any source of old weeknotes, read: the form is told by what is in it, its name helps. Pure; nothing is saved.

One bad item never stops the rest: it is listed with its reason. Only a source of which nothing can be read is
refused, with CannotRead.
"""

from collections.abc import Collection, Iterable
from datetime import date

from hackit.decoding import UnreadableFile, decode
from weeknotes.importing.items import CannotRead, Read, SourceNote
from weeknotes.importing.plaintext import read_plaintext

MOST_BYTES = 50_000_000  # of a whole source


def read_source(
    name: str, data: bytes, *, today: date, year: int | None = None, known_weeks: Collection[date] = ()
) -> Read:
    """Read one file: an export, a feed, a zip, a page or a text.

    name: its file name, "" for what was pasted; today: the day of the import; year: of weeks that say none;
    known_weeks: Mondays of the same person's other notes. Raises CannotRead with a sentence.
    """
    if len(data) > MOST_BYTES:
        raise CannotRead(f"The file is too big: at most {MOST_BYTES // 1_000_000} MB can be brought in at once.")
    return read_files([(name, data)], today=today, year=year, known_weeks=known_weeks, form="a text")


def read_files(
    files: Iterable[tuple[str, bytes]],
    *,
    today: date,
    year: int | None = None,
    known_weeks: Collection[date] = (),
    form: str = "a folder",
) -> Read:
    """Read a folder's files, each as its path in the folder and its bytes. Otherwise as `read_source`."""
    read = Read(form)
    for path, data in files:
        try:
            text, warning = decode(data, instead="")
        except UnreadableFile as error:
            raise CannotRead(str(error).strip()) from error
        note = read_plaintext(text, today=today, year=year, file_name=path, known_weeks=known_weeks)
        read.notes.append(SourceNote(path, note))
        if warning:
            read.warnings.append(warning)
    return read
