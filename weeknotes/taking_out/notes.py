"""What is taken out: notes as files, for an audience that was chosen, not with the rights of who takes them out.

Others' notes and one's own published ones come from the published parts that this audience reads; drafts are one's
own, as one has them on the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from markdownify import markdownify

from hackit.audience import Reach
from hackit.models import OldAddress, Person, Publication, PublishedPart, Topic
from hackit.text import EmbedPart, split_embeds
from weeknotes.following import written_sections
from weeknotes.models import Weeknote, WeeknoteAuthor, WeeknoteImage
from weeknotes.models.images import refs_in
from weeknotes.publishing.parts import fetch_points, without_footnotes
from weeknotes.reading.published import DOCUMENT_TYPE
from weeknotes.taking_out.front_matter import IMAGE_FOLDER, POINT_MARK, FrontMatter, SectionTold, written
from weeknotes.writing.typed import text_for

AT_ONCE = 50
"""Notes that are in memory at a time."""

_HIGH_HEADING = re.compile(r"^#{1,2}(?= )", re.MULTILINE)
_IMAGE_ADDRESS = re.compile(r"(\]\(\s*<?)/weeknotes/images/([a-z0-9]{10})/")


class For(StrEnum):
    """For whom notes are taken out. The value is what an address and a command say."""

    PUBLIC = "public"
    STAFF = "staff"
    MINE = "mine"


@dataclass(frozen=True)
class Taken:
    """A note as a file. `stem` is its name without ending; `images` are refs of the images in it."""

    stem: str
    front: FrontMatter
    body: str
    images: tuple[str, ...] = ()

    def with_image_files(self, names: dict[str, str]) -> str:
        """The file, whose images lie beside it under these names (by ref)."""
        return self._written(lambda ref: f"{IMAGE_FOLDER}{names[ref]}" if ref in names else None)

    def with_image_addresses(self, site: str) -> str:
        """The file alone: its images are fetched from where they are read. `site` is scheme and host."""
        return self._written(lambda ref: f"{site}/weeknotes/images/{ref}/")

    def _written(self, where) -> str:
        def lead(found: re.Match[str]) -> str:
            place = where(found[2])
            return f"{found[1]}{place}" if place else found[0]

        return written(self.front, _IMAGE_ADDRESS.sub(lead, self.body))


def reaches_of(audience: For) -> tuple[str, ...]:
    """The reaches that this audience reads of what is published."""
    return (Reach.EVERYONE,) if audience == For.PUBLIC else (Reach.EVERYONE, Reach.STAFF)


def published_for(audience: For) -> QuerySet[Publication]:
    """What is published now, oldest week first, in an order that stays."""
    rows = Publication.objects.current().filter(document_type=DOCUMENT_TYPE, reach__in=reaches_of(audience))
    return rows.order_by("date", "first_at", "document_ref")


def count_of(audience: For, person: Person | None) -> int:
    """How many notes there are to take out."""
    if audience == For.MINE:
        return drafts_of(person).count() if person else 0
    return published_for(audience).count()


def drafts_of(person: Person) -> QuerySet[Weeknote]:
    """One's own notes that nobody else reads yet, oldest week first."""
    return Weeknote.objects.written_by(person).unpublished().live().order_by("week", "ref")


def taken_out(audience: For, *, site: str, person: Person | None = None, user=None) -> Iterator[Taken]:
    """Every note for this audience, a few at a time. `person` and `user` are who takes them out: for drafts only."""
    if audience == For.MINE:
        for note in drafts_of(person).iterator(chunk_size=AT_ONCE) if person else ():
            yield draft_taken(note, person, user)
        return
    refs = list(published_for(audience).values_list("document_ref", flat=True))
    for start in range(0, len(refs), AT_ONCE):
        # Asked anew for each of them: a note may be taken back or corrected while the first ones are on their way.
        some = _with_parts(published_for(audience).filter(document_ref__in=refs[start : start + AT_ONCE]), audience)
        beside = _Beside(some)
        for publication in sorted(some, key=lambda one: refs.index(one.document_ref)):
            yield _published_taken(publication, audience, site, beside)


def one_taken(publication: Publication, audience: For, *, site: str) -> Taken:
    """One published note for this audience."""
    (row,) = _with_parts(Publication.objects.filter(pk=publication.pk), audience)
    return _published_taken(row, audience, site, _Beside([row]))


def _with_parts(rows: QuerySet[Publication], audience: For) -> list[Publication]:
    """Publications with the parts, topics and people that the audience may know of."""
    topics = Topic.objects.known_to(AnonymousUser()) if audience == For.PUBLIC else Topic.objects.current()
    parts = (
        PublishedPart.objects.filter(reach__in=reaches_of(audience))
        .order_by("order", "pk")
        .prefetch_related(Prefetch("topics", queryset=topics.order_by("name")), "people")
    )
    return list(rows.prefetch_related("authors", Prefetch("parts", queryset=parts, to_attr="taken_parts")))


class _Beside:
    """What publications do not tell themselves: the paths that lead to them, and the order of their authors."""

    def __init__(self, rows: Iterable[Publication]) -> None:
        refs = [row.document_ref for row in rows]
        self._aliases: dict[str, list[str]] = {}
        paths = OldAddress.objects.filter(record_type=DOCUMENT_TYPE, record_ref__in=refs).order_by("path")
        for ref, path in paths.values_list("record_ref", "path"):
            self._aliases.setdefault(ref, []).append(path)
        links = WeeknoteAuthor.objects.filter(weeknote__ref__in=refs)
        self._places = {
            (ref, person): place
            for ref, person, place in links.values_list("weeknote__ref", "person_id", "position")
        }  # fmt: skip

    def aliases(self, row: Publication) -> tuple[str, ...]:
        """Further paths that lead to it; its own is none."""
        own = row.url.rstrip("/")
        return tuple(path for path in self._aliases.get(row.document_ref, ()) if path.rstrip("/") != own)

    def authors(self, row: Publication) -> tuple[str, ...]:
        """Names, in the order in which the note names them."""
        people = sorted(
            row.authors.all(), key=lambda one: (self._places.get((row.document_ref, one.pk), 999), one.name)
        )
        return tuple(person.name for person in people)


def _published_taken(publication: Publication, audience: For, site: str, beside: _Beside) -> Taken:
    embedded = {part.anchor.removeprefix("point_"): part for part in publication.taken_parts if part.kind == "embed"}
    sections = [part for part in publication.taken_parts if part.kind == "section"]
    points = {ref: (part.heading, part.text) for ref, part in embedded.items()}
    body = joined(_with_points(part.markdown or _from_html(part.html), points) for part in sections)
    front = FrontMatter(
        title=publication.title, week=publication.date, weeks=publication.weeks_covered, summary=publication.summary,
        published_on=timezone.localtime(publication.first_at).date(),
        authors=beside.authors(publication),
        slug=publication.url.rstrip("/").rsplit("/", 1)[-1], address=f"{site}{publication.url}",
        aliases=beside.aliases(publication),
        sections=tuple(_told(part, audience) for part in sections),
    )  # fmt: skip
    return Taken(f"{publication.date.isoformat()}-{front.slug}", front, body, tuple(refs_in(body)))


def _told(part: PublishedPart, audience: For) -> SectionTold:
    people = () if audience == For.PUBLIC else tuple(person.name for person in part.people.all())
    return SectionTold(
        part.heading, tuple(topic.name for topic in part.topics.all()), people, part.sort,
        "staff" if part.reach == Reach.STAFF else "everyone",
    )  # fmt: skip


def draft_taken(note: Weeknote, person: Person, user) -> Taken:
    """A note as one of its authors has it, points that this author may see written out."""
    text = text_for(note, person)
    rows = note.sections_in(text.body, rows=note.sections.prefetch_related("topics", "people"))
    refs = [part.ref for part in split_embeds(text.body) if isinstance(part, EmbedPart)]
    points = {ref: (point.title, point.text) for ref, point in fetch_points(refs, user).items()}
    sections = tuple(
        SectionTold(
            part.heading,
            tuple(topic.name for topic in rows[part.anchor].topics.all()) if rows[part.anchor].pk else (),
            tuple(one.name for one in rows[part.anchor].people.all()) if rows[part.anchor].pk else (),
            rows[part.anchor].sort, rows[part.anchor].audience,
        )
        for part in written_sections(text.body)
    )  # fmt: skip
    front = FrontMatter(
        title=text.title, week=note.week, weeks=note.weeks_covered, summary=text.summary,
        authors=tuple(link.person.name for link in note.author_links.select_related("person")), sections=sections,
    )  # fmt: skip
    body = _with_points(text.body, points)
    return Taken(f"{note.week.isoformat()}-draft-{note.ref}", front, body, tuple(refs_in(body)))


def joined(sources: Iterable[str]) -> str:
    """Sections as one text. A footnote that stands in two of them stands in the first."""
    seen: set[str] = set()
    whole = ""
    for source in sources:
        text, footnotes = without_footnotes(source)
        again = seen & set(footnotes)
        if again:
            source = "\n\n".join([text.rstrip(), *(note for label, note in footnotes.items() if label not in again)])
        seen |= set(footnotes)
        gap = "" if not whole or whole.endswith("\n\n") else "\n" if whole.endswith("\n") else "\n\n"
        whole += gap + source
    return whole.rstrip()


def _with_points(source: str, points: dict[str, tuple[str, str]]) -> str:
    """The text with each embedded point written out, under a mark that says what it was."""
    pieces = []
    for part in split_embeds(source):
        if not isinstance(part, EmbedPart):
            pieces.append(part.source)
        elif part.ref in points:
            title, text = points[part.ref]
            words = _HIGH_HEADING.sub("###", text.replace("\r\n", "\n").strip())
            pieces.append(f"### {' '.join(title.split())}\n\n{POINT_MARK}\n\n{words}\n\n")
    return "".join(pieces)


def _from_html(html: str) -> str:
    """The Markdown of a part that was published before parts kept theirs."""
    return markdownify(html, heading_style="ATX", bullets="-").strip() + "\n"


def images_for(audience: For, user=None) -> QuerySet[WeeknoteImage]:
    """The images that this audience sees; of drafts those that their author sees."""
    if audience == For.MINE:
        return WeeknoteImage.objects.visible_to(user)
    return WeeknoteImage.objects.filter(reach__in=reaches_of(audience))


def files_of(notes: Iterable[Taken], images: QuerySet[WeeknoteImage]) -> Iterator[tuple[str, bytes]]:
    """The files of a zip: each note, then those of its images that were not given yet, if they are among `images`."""
    given: set[str] = set()
    for note in notes:
        rows = images.filter(ref__in=note.images) if note.images else ()
        names = {image.ref: image.download_name for image in rows}
        yield f"{note.stem}.md", note.with_image_files(names).encode()
        wanted = sorted(set(names) - given)
        for image in images.filter(ref__in=wanted).with_bytes().order_by("ref").iterator(chunk_size=1):
            given.add(image.ref)
            yield f"{IMAGE_FOLDER}{image.download_name}", bytes(image.data.content)
