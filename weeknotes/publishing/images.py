"""What of the images in a text keeps it from being published, and which not everyone will see, for its author."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hackit.audience import Reach
from hackit.text import Section, images_in
from weeknotes.following import written_sections
from weeknotes.models import Weeknote, WeeknoteImage
from weeknotes.models.images import refs_in


def wanting(note: Weeknote) -> list[str]:
    """A sentence for each image in the note's text that has no alternative text, or that is not the note's own."""
    if "![" not in note.body:
        return []
    own = set(WeeknoteImage.objects.filter(weeknote=note).live().values_list("ref", flat=True))
    public = WeeknoteImage.objects.in_text(note.body).filter(reach=Reach.EVERYONE)
    known = own | set(public.values_list("ref", flat=True))
    return list(_wanting(note.body, known))


def _wanting(body: str, known: set[str]) -> Iterator[str]:
    for part in written_sections(body):
        where = f"under “{part.heading}”" if part.heading else "at the beginning"
        for image in images_in(part.source):
            if not image.alt:
                yield (
                    f"An image {where} has no alternative text. Write what it shows between the square brackets: "
                    f"![like this]({image.source})."
                )
            for ref in refs_in(image.source):
                if ref not in known:
                    yield f"“{image.alt or ref}” {where} is no image of this note. Add it to this note, or take it out."


def pictures_in(parts: Iterable[Section]) -> list[tuple[str, int]]:
    """The heading of each of these sections that has pictures, and how many; "" is the beginning's heading."""
    return [(part.heading, count) for part in parts if (count := len(images_in(part.source)))]
