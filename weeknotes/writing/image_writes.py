"""Images of a note: taken in, put into its text, renamed, removed, brought back."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.db import transaction
from django.db.models import Q

from hackit.audience import Audience
from hackit.images import CannotUse, Picture, written_anew
from hackit.models import Person
from hackit.records import REF_LENGTH
from weeknotes.following import written_sections
from weeknotes.models import Weeknote, WeeknoteDraft, WeeknoteImage, WeeknoteImageData
from weeknotes.models.images import LONGEST_ALT, escaped_alt, refs_in, settle_images
from weeknotes.writing.sheet import Box

MOST_IMAGES = 100
"""In one note: 100 MB of a database are enough."""

IS_READ = "Readers are shown this image. Take it out of the text and publish the note again, then remove it."


@dataclass(frozen=True)
class Stored:
    """An image that was taken in; `is_new` is false where the note had the same one already."""

    image: WeeknoteImage
    is_new: bool
    warnings: tuple[str, ...] = ()


def store_image(
    note: Weeknote, content: bytes, *, alt: str, by: Person | None, file_name: str = "", picture: Picture | None = None,
    ref: str = "",
) -> Stored:  # fmt: skip
    """Take the bytes of a file in as an image of the note. The same bytes again give the image that is there.

    `alt` may be empty for what is brought in: then the note can't be published until somebody writes it.
    `image.markdown()` is what shows it in the text, `image.address()` its address there. `picture` is what
    `written_anew(content)` gave, if it was asked already, `ref` what a new one is called. Raises CannotUse.
    """
    source_hash = hashlib.sha256(content).hexdigest()
    here = _here(note, source_hash)
    if here is not None:
        return Stored(here, is_new=False)
    picture = picture or as_kept(content) or written_anew(content)  # before the transaction: it may take a second
    with transaction.atomic():
        Weeknote.objects.select_for_update().get(pk=note.pk)
        here = _here(note, source_hash)
        if here is not None:
            return Stored(here, is_new=False)
        if note.images.live().count() >= MOST_IMAGES:
            raise CannotUse(f"This note has {MOST_IMAGES} images already. Remove one first")
        image = _row(note, picture, alt=alt, file_name=file_name, source_hash=source_hash)
        image.ref = ref or image.ref
        image.save_as(by=by, verb="added")
        WeeknoteImageData.objects.create(image=image, content=picture.data)
    return Stored(image, is_new=True, warnings=picture.warnings)


def _here(note: Weeknote, source_hash: str) -> WeeknoteImage | None:
    """The image that was made of these bytes, or that these bytes are: a note taken out brings its own back."""
    same = Q(source_hash=source_hash) | Q(content_hash=source_hash)
    return note.images.filter(same, deleted_at=None).first()


def as_kept(content: bytes) -> Picture | None:
    """The picture in bytes that were written here before, as they are: written anew, a photo is worse each time."""
    digest = hashlib.sha256(content).hexdigest()
    one = WeeknoteImage.objects.filter(content_hash=digest).order_by("pk").first()
    return Picture(content, one.content_type, one.width, one.height) if one else None


def _row(note: Weeknote, picture: Picture, *, alt: str, file_name: str, source_hash: str) -> WeeknoteImage:
    return WeeknoteImage(
        weeknote=note, audience=note.audience, alt_text=plain_words(alt)[:LONGEST_ALT],
        file_name=plain_name(file_name), content_type=picture.content_type,
        content_hash=hashlib.sha256(picture.data).hexdigest(), source_hash=source_hash, size=len(picture.data),
        width=picture.width, height=picture.height,
    )  # fmt: skip


def plain_words(text: str) -> str:
    """One line of words, without what no database takes."""
    return " ".join("".join(mark for mark in text if mark.isprintable() or mark.isspace()).split())


def plain_name(name: str) -> str:
    """The last part of a file's name, printable, of 100 characters at most."""
    return plain_words(PurePosixPath(name.replace("\\", "/")).name)[-100:]


def keep_body(note: Weeknote, person: Person, body: str) -> None:
    """Keep a changed text as this author's draft, beside the title and summary that they have."""
    draft = WeeknoteDraft.objects.filter(weeknote=note, person=person).first()
    now = draft or note
    if body != now.body:
        version = draft.based_on if draft else note.version
        note.keep_draft(person, based_on=version, title=now.title, summary=now.summary, body=body)


def put_in(note: Weeknote, person: Person, image: WeeknoteImage) -> str:
    """Put an image into the text as this author has it now, unless it stands there already.

    Returns the heading before which it stands, "" at the end of the text: see `with_image`.
    """
    draft = WeeknoteDraft.objects.filter(weeknote=note, person=person).first()
    body = (draft or note).body
    if image.ref in refs_in(body):
        return ""
    keep_body(note, person, with_image(note, body, image))
    end = _end_of_open(note, body)
    return next((part.heading for part in written_sections(body) if part.start >= end), "")


def images_beside(note: Weeknote, boxes: Iterable[Box], user) -> list[tuple[WeeknoteImage, bool]]:
    """The note's images, each with whether it stands in the text of these boxes."""
    used = {ref for box in boxes for ref in refs_in(box.text)}
    return [(image, image.ref in used) for image in note.images.visible_to(user)]


def with_image(note: Weeknote, body: str, image: WeeknoteImage) -> str:
    """The text with the image as a paragraph of its own, last of what is not kept for staff.

    Who adds a picture adds it for readers; into a section for staff it is put by hand.
    """
    end = _end_of_open(note, body)
    return f"{body[:end].rstrip()}\n\n{image.markdown()}\n\n{body[end:].lstrip()}".strip("\n") + "\n"


def _end_of_open(note: Weeknote, body: str) -> int:
    """Where the last section ends that is not for staff; the end of the text where all are, or none is."""
    rows = note.sections_in(body)
    ends = [part.end for part in written_sections(body) if rows[part.anchor].audience != Audience.STAFF]
    return ends[-1] if ends else len(body)


def headings_for_staff(note: Weeknote, body: str) -> list[str]:
    """The headings of the sections that are kept for staff."""
    return [row.heading for row in note.sections_in(body).values() if row.audience == Audience.STAFF]


def change_alt(image: WeeknoteImage, alt: str, *, by: Person, expected_version: int) -> None:
    """Say anew what an image shows. Raises StaleRecord."""
    image.alt_text = alt
    image.save_as(by=by, verb="described", expected_version=expected_version)


def with_alt(body: str, image: WeeknoteImage) -> str:
    """The text in which every showing of the image has the words that it has now. A caption stays."""
    words = escaped_alt(image.alt_text)
    return _shown(image.ref).sub(lambda found: f"![{words}]({found[1]})", body)


def without_image(body: str, image: WeeknoteImage) -> str:
    """The text without the image; a line that held nothing else goes with it."""
    shown = _shown(image.ref).pattern
    body = re.sub(rf"(?m)^[ \t]*{shown}[ \t]*$\n?\n?", "", body)
    return re.sub(shown, "", body)


def _shown(ref: str) -> re.Pattern[str]:
    """`![…](/weeknotes/images/REF/)`, with or without a caption; the first group is what stands in the brackets."""
    assert re.fullmatch(rf"[a-z0-9]{{{REF_LENGTH}}}", ref)  # noqa: S101 - it goes into a pattern
    return re.compile(
        rf'!\[(?:[^\[\]\\\n]|\\.)*\]\((\s*<?/weeknotes/images/{ref}/>?(?:\s+(?:"[^"\n]*"|\'[^\'\n]*\'))?\s*)\)'
    )


def remove_image(image: WeeknoteImage, *, by: Person) -> None:
    """Take an image out of everybody's sight; it can be brought back for 30 days. Raises CannotUse while it is read.

    The note is held meanwhile: who publishes it at the same moment comes before, and it stays, or after, and is told.
    """
    with transaction.atomic():
        Weeknote.objects.select_for_update().get(pk=image.weeknote_id)
        image.refresh_from_db(fields=["reach", "deleted_at", "version"])
        if image.is_read:
            raise CannotUse(IS_READ)
        image.delete_softly(by=by, verb="removed")


def bring_image_back(image: WeeknoteImage, *, by: Person) -> WeeknoteImage:
    """Bring a removed image back to its authors; where the same was added anew since, that one stands for it."""
    with transaction.atomic():
        Weeknote.objects.select_for_update().get(pk=image.weeknote_id)
        here = _here(image.weeknote, image.source_hash)
        if here is not None:
            return here
        image.undelete(by=by)
        settle_images(image.weeknote)
    return image
