"""The images of a weeknote, and who may see each.

The bytes stand in the database, in a table of their own: a backup of the database has them, every web process sees
them, and a list of images fetches none of them.
"""

from __future__ import annotations

import re
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from hackit.audience import Reach, Viewer, VisibleQuerySet
from hackit.images import ENDINGS
from hackit.models import Publication, PublishedPart
from hackit.records import REF_LENGTH, Record
from weeknotes.models.sections import WeeknoteAuthor

LONGEST_ALT = 250

_ADDRESS = re.compile(rf"/weeknotes/images/([a-z0-9]{{{REF_LENGTH}}})/")
_SHOWN = re.compile(rf'<img\b[^>]*?\bsrc="/weeknotes/images/([a-z0-9]{{{REF_LENGTH}}})/"')


class WeeknoteImageQuerySet(VisibleQuerySet):
    def visible_to(self, user) -> WeeknoteImageQuerySet:
        """As for any record; and an author of the note sees every image of it that was not removed."""
        viewer = Viewer.of(user)
        reaches = [Reach.EVERYONE] if viewer.is_stranger else [Reach.EVERYONE, Reach.STAFF]
        condition = Q(reach__in=reaches)
        if viewer.person_id and not viewer.is_stranger:
            mine = WeeknoteAuthor.objects.filter(person_id=viewer.person_id).values("weeknote_id")
            condition |= Q(reach=Reach.NAMED, weeknote_id__in=mine)
        return self.filter(condition)

    def removed(self) -> WeeknoteImageQuerySet:
        """Those taken out by an author, who may bring them back while their bytes are there."""
        return self.exclude(deleted_at=None).filter(data__isnull=False)

    def with_bytes(self) -> WeeknoteImageQuerySet:
        """Each with its `data`, in the same query."""
        return self.select_related("data")

    def in_text(self, text: str) -> WeeknoteImageQuerySet:
        """Those whose address stands in a text."""
        return self.filter(ref__in=refs_in(text))


class WeeknoteImage(Record):
    """An image of one note. `alt_text` is what "Put in" writes into the text; what the text says counts there.

    Its reach is that of the published sections it stands in, the widest of them; of the authors while it stands in
    none; of nobody once it or its note is deleted. `settle_images` writes it.
    """

    weeknote = models.ForeignKey("weeknotes.Weeknote", models.CASCADE, related_name="images")
    alt_text = models.CharField("alternative text", max_length=LONGEST_ALT, blank=True)
    file_name = models.CharField(max_length=100, blank=True, help_text="As it was called where it came from")
    content_type = models.CharField(max_length=20, choices=[(kind, kind) for kind in ENDINGS])
    content_hash = models.CharField(max_length=64, help_text="SHA-256 of what is kept, hexadecimal")
    source_hash = models.CharField(max_length=64, help_text="SHA-256 of what was sent, hexadecimal")
    size = models.PositiveIntegerField(help_text="Bytes")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    objects = WeeknoteImageQuerySet.as_manager()
    named_on: ClassVar[tuple[str, ...]] = ()
    history_fields: ClassVar[tuple[str, ...]] = ("alt_text", "file_name", "content_hash")
    kept_by: ClassVar[str] = "images"

    class Meta(Record.Meta):
        ordering = ["weeknote", "pk"]
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["weeknote", "source_hash"], condition=Q(deleted_at=None), name="image_once_in_a_note"
            ),
        ]

    def __str__(self) -> str:
        return self.alt_text or self.file_name or "Image"

    def compute_reach(self) -> Reach:
        """Nobody's when deleted; what `settle_images` found for the note; the authors' while it is new."""
        if self.is_deleted or self.weeknote.is_deleted:
            return Reach.NOBODY
        return Reach(self.reach) if self.reach != Reach.NOBODY else Reach.NAMED

    def address(self) -> str:
        """Where it is fetched, and how it stands in a text."""
        return reverse("weeknotes:image-file", args=[self.ref])

    def get_absolute_url(self) -> str:
        return self.address()

    @property
    def is_read(self) -> bool:
        """Whether readers are shown it: it stands in what is published."""
        return self.reach in (Reach.STAFF, Reach.EVERYONE)

    @property
    def download_name(self) -> str:
        """A file name of its ref and type: nothing that anybody typed."""
        return f"{self.ref}.{ENDINGS[self.content_type]}"

    def markdown(self) -> str:
        """The Markdown that shows it."""
        return f"![{escaped_alt(self.alt_text)}]({self.address()})"


class WeeknoteImageData(models.Model):
    """The bytes of an image."""

    image = models.OneToOneField(WeeknoteImage, models.CASCADE, related_name="data", primary_key=True)
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"Bytes of image {self.image_id}"


def escaped_alt(text: str) -> str:
    """Words as they stand between the square brackets of Markdown."""
    return re.sub(r"([\\\[\]`*_<&!])", r"\\\1", " ".join(text.split()))


def refs_in(text: str) -> list[str]:
    """The refs of images whose addresses stand in a text, in order, each once."""
    return list(dict.fromkeys(_ADDRESS.findall(text)))


def sizes_in(text: str) -> dict[str, tuple[int, int]]:
    """Width and height in pixels of the images in a text, by address. One query, none where there are none."""
    refs = refs_in(text)
    if not refs:
        return {}
    rows = WeeknoteImage.objects.filter(ref__in=refs).live()
    return {image.address(): (image.width, image.height) for image in rows}


def settle_images(note: models.Model) -> None:
    """Write who may see each image of a note, from what is published of it now.

    Called by what publishes, takes back, deletes and brings back a note, in its transaction.
    """
    images = list(WeeknoteImage.objects.filter(weeknote=note, deleted_at=None))
    if not images:
        return
    everyone: set[str] = set()
    staff: set[str] = set()
    if not note.is_deleted:
        publications = Publication.objects.of(note).filter(is_current=True)
        parts = PublishedPart.objects.filter(publication__in=publications).values_list("reach", "html")
        for reach, html in parts:
            shown = _SHOWN.findall(html)
            if reach == Reach.EVERYONE:
                everyone.update(shown)
            elif reach == Reach.STAFF:
                staff.update(shown)
    for image in images:
        if note.is_deleted:
            reach = Reach.NOBODY
        elif image.ref in everyone:
            reach = Reach.EVERYONE
        else:
            reach = Reach.STAFF if image.ref in staff else Reach.NAMED
        if image.reach != reach:
            image.reach = reach
            image.weeknote = note
            image.save(update_fields=["reach"])
