"""The images that came with a source, kept as images of the note that shows them."""

from __future__ import annotations

from hackit.images import CannotUse
from hackit.models import Person
from weeknotes.bringing_in.links import words_of_image
from weeknotes.models import PreparedNote, Weeknote
from weeknotes.writing.image_writes import store_image


def take_images(note: Weeknote, row: PreparedNote, *, by: Person) -> tuple[dict[str, str], list[str]]:
    """What each image of a text is called from now on, "" where it can't be shown; and warnings. Nothing is fetched."""
    wanted = [path for path in row.images.values() if path]
    files = {file.path: bytes(file.data) for file in row.prepared.files.filter(path__in=wanted)} if wanted else {}
    called: dict[str, str] = {}
    warnings: list[str] = []
    for source, path in row.images.items():
        called[source] = ""
        if path not in files:
            continue
        try:
            alt = words_of_image(row.body, source)
            stored = store_image(note, files[path], alt=alt, by=by, file_name=path)
        except CannotUse as error:
            warnings.append(f"{path}: {error}")
            continue
        called[source] = stored.image.address()
        warnings += [f"{path}: {words}" for words in stored.warnings]
    return called, warnings
