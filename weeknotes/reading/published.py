"""The published notes, as a reader may see them. Everybody but the authors reads these and nothing else."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.safestring import SafeString

from hackit.models import Person, Publication, PublishedPart, Topic
from hackit.publishing import PartData
from hackit.text import WORDS_A_MINUTE, excerpt_of, headings_of, stored

DOCUMENT_TYPE = "weeknotes.weeknote"
DESCRIPTION_WORDS = 30


def published_notes(user) -> QuerySet[Publication]:
    """The newest publication of each weeknote that this user may read."""
    return Publication.objects.visible_to(user).current().filter(document_type=DOCUMENT_TYPE)


@dataclass(frozen=True)
class Later:
    """What came of a section's topic after it was written. `words`: "agreed by HMT with two caveats"."""

    words: str
    date: date
    url: str
    topic: str = ""


@dataclass(frozen=True)
class ReadHeading:
    """A heading as the contents name it."""

    anchor: str
    heading: str


@dataclass(frozen=True)
class ReadSection:
    """A section as it is read."""

    anchor: str
    heading: str
    html: SafeString
    for_staff: bool = False
    topics: list[Topic] = field(default_factory=list)
    text: str = ""
    later: Later | None = None


@dataclass(frozen=True)
class Reading:
    """A note as it is read: published, or as a preview of what publishing would make of it.

    `points`: the refs of the conversation points in it.
    """

    title: str
    week: date
    weeks_covered: int
    summary: str
    authors: list[Person]
    sections: list[ReadSection]
    minutes: int
    published_at: datetime | None = None
    corrected_at: datetime | None = None
    reason: str = ""
    points: tuple[str, ...] = ()

    @property
    def topics(self) -> list[Topic]:
        """What it is about: the topics of its sections, those of most sections first."""
        found: Counter[Topic] = Counter()
        for section in self.sections:
            found.update(section.topics)
        return [topic for topic, _times in found.most_common()]

    @property
    def has_staff_parts(self) -> bool:
        """Whether this reader reads more of it than everyone does."""
        return any(section.for_staff for section in self.sections)

    @property
    def contents(self) -> list[ReadHeading]:
        """Its headings: of sections, and of points that stand before the first section."""
        return [ReadHeading(*pair) for section in self.sections for pair in headings_of(section.html)]


def minutes_to_read(texts: Iterable[str]) -> int:
    """Minutes that these plain words take, at least 1."""
    words = sum(len(text.split()) for text in texts)
    return max(1, -(-words // WORDS_A_MINUTE))


def reading_of(publication: Publication, user) -> Reading:
    """What this user reads of a publication: everyone's parts, and those for staff if they are staff."""
    return _reading(publication, list(_parts(user).filter(publication=publication)))


def _parts(user) -> QuerySet[PublishedPart]:
    """The sections that this user may read, and what stands in them, in order, with the topics that they know."""
    topics = Prefetch("topics", queryset=Topic.objects.known_to(user))
    rows = PublishedPart.objects.visible_to(user).filter(kind__in=("section", "embed"))
    return rows.order_by("publication", "order", "pk").prefetch_related(topics)


def _reading(publication: Publication, parts: list[PublishedPart]) -> Reading:
    sections = [
        ReadSection(p.anchor, p.heading, stored(p.html), p.reach != "everyone", list(p.topics.all()), p.text)
        for p in parts
        if p.kind == "section"
    ]
    return Reading(
        publication.title, publication.date, publication.weeks_covered, publication.summary,
        list(publication.authors.all()), sections, minutes_to_read([publication.summary, *(s.text for s in sections)]),
        publication.first_at, publication.at if publication.number > 1 else None, publication.reason,
        tuple(p.anchor.removeprefix("point_") for p in parts if p.kind == "embed"),
    )  # fmt: skip


def public_description(publication: Publication, reading: Reading) -> str:
    """What a note is about in a line or two, for search engines and links to it: only of what everyone reads."""
    public = (section.text for section in reading.sections if not section.for_staff and section.text.strip())
    return publication.summary or excerpt_of(next(public, ""), DESCRIPTION_WORDS)


def readings_of(publications: Iterable[Publication], user) -> dict[int, Reading]:
    """What this user reads of each of these publications (with their authors prefetched), by id. Two queries."""
    publications = list(publications)
    parts: dict[int, list[PublishedPart]] = defaultdict(list)
    for part in _parts(user).filter(publication__in=[publication.pk for publication in publications]):
        parts[part.publication_id].append(part)
    return {publication.pk: _reading(publication, parts[publication.pk]) for publication in publications}


def preview_of(
    title: str, summary: str, week: date, weeks_covered: int, authors: list[Person], parts: Iterable[PartData], user
) -> Reading:
    """What a reader would see of these parts if they were published now."""
    parts = list(parts)
    ids = {pk for part in parts for pk in part.topics}
    topics = {topic.pk: topic for topic in Topic.objects.known_to(user).filter(pk__in=ids)}
    sections = [
        ReadSection(
            part.anchor, part.heading, stored(part.html), part.reach != "everyone",
            [topics[pk] for pk in part.topics if pk in topics],
        )
        for part in parts
    ]  # fmt: skip
    minutes = minutes_to_read([summary, *(part.text for part in parts)])
    return Reading(title, week, weeks_covered, summary, authors, sections, minutes)


@dataclass(frozen=True)
class Neighbours:
    """The notes before and after one: by an author of it, and of all."""

    before: Publication | None = None
    after: Publication | None = None
    before_of_all: Publication | None = None
    after_of_all: Publication | None = None


def neighbours(publication: Publication, user) -> Neighbours:
    """The notes beside a published one in order of week, among those that this user may read. Two queries."""
    others = published_notes(user).exclude(pk=publication.pk)
    # Asked as "up to this day, and on it …": so both are read from the index of days, from this day on
    earlier = others.filter(Q(date__lt=publication.date) | Q(pk__lt=publication.pk), date__lte=publication.date)
    later = others.filter(Q(date__gt=publication.date) | Q(pk__gt=publication.pk), date__gte=publication.date)
    links = Publication.authors.through.objects
    shared = links.filter(
        publication_id=OuterRef("pk"),
        person_id__in=links.filter(publication_id=publication.pk).values("person_id"),
    )

    def first(rows: QuerySet[Publication], *order: str) -> Subquery:
        return Subquery(rows.order_by(*order).values("pk")[:1])

    ids = Publication.objects.filter(pk=publication.pk).values_list(
        first(earlier.filter(Exists(shared)), "-date", "-pk"), first(later.filter(Exists(shared)), "date", "pk"),
        first(earlier, "-date", "-pk"), first(later, "date", "pk"),
    ).first()  # fmt: skip
    found = others.in_bulk([pk for pk in ids or () if pk])
    return Neighbours(*(found.get(pk) for pk in ids or ()))
