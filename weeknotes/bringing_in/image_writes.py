"""The images that came with a source, kept as images of the note that shows them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from hackit.images import CannotUse, Picture, written_anew
from hackit.models import Person
from hackit.records import new_ref
from weeknotes.bringing_in.links import words_of_image
from weeknotes.models import PreparedNote, Weeknote
from weeknotes.writing.image_writes import as_kept, store_image


@dataclass(frozen=True)
class ImageRead:
    """A file of a source as it will be kept: `ref` is what the image will be called, `problem` why it can't be used."""

    content: bytes
    ref: str = ""
    picture: Picture | None = None
    problem: str = ""

    def address(self) -> str:
        return reverse("weeknotes:image-file", args=[self.ref]) if self.ref else ""


@dataclass(frozen=True)
class Ahead:
    """What was worked out of a note before its transaction: its images, the text that it will have, and the addresses
    in that text that a stranger cannot follow (None: not asked)."""

    images: Mapping[str, ImageRead]
    body: str = ""
    closed: frozenset[str] | None = None


def read_images(row: PreparedNote) -> dict[str, ImageRead]:
    """The images of a note by their path in the source, written anew. Slow, and writes nothing: call it before a
    transaction. The same bytes twice are one image."""
    wanted = [path for path in row.images.values() if path]
    files = row.prepared.files.filter(path__in=wanted) if wanted else []
    found: dict[str, ImageRead] = {}
    by_hash: dict[str, ImageRead] = {}
    for file in files:
        content = bytes(file.data)
        digest = hashlib.sha256(content).hexdigest()
        if digest not in by_hash:
            try:
                by_hash[digest] = ImageRead(content, new_ref(), as_kept(content) or written_anew(content))
            except CannotUse as error:
                by_hash[digest] = ImageRead(content, problem=str(error))
        found[file.path] = by_hash[digest]
    return found


def addresses_ahead(row: PreparedNote, read: Mapping[str, ImageRead]) -> dict[str, str]:
    """What each image of a text will be called, "" where it can't be shown."""
    return {source: read[path].address() if path in read else "" for source, path in row.images.items()}


def take_images(
    note: Weeknote, row: PreparedNote, read: Mapping[str, ImageRead], *, by: Person
) -> tuple[dict[str, str], list[str]]:
    """What each image of a text is called from now on, "" where it can't be shown; and warnings. Nothing is fetched."""
    called: dict[str, str] = {}
    warnings: list[str] = []
    for source, path in row.images.items():
        called[source] = ""
        if path not in read:
            continue
        one = read[path]
        if one.problem:
            warnings.append(f"{path}: {one.problem}")
            continue
        try:
            alt = words_of_image(row.body, source)
            stored = store_image(
                note, one.content, alt=alt, by=by, file_name=path, picture=one.picture, ref=one.ref
            )  # fmt: skip
        except CannotUse as error:
            warnings.append(f"{path}: {error}")
            continue
        called[source] = stored.image.address()
        warnings += [f"{path}: {words}" for words in stored.warnings]
    return called, warnings
