"""Publishing: a numbered copy of a record, one row a piece and audience. Written once, read by everybody else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from hackit import indexing
from hackit.audience import Reach
from hackit.history import record_change
from hackit.models import Person, Publication, PublishedPart
from hackit.records import Record, remember_links


class ReasonNeeded(ValueError):
    """A correction of what was published before must say why."""


@dataclass(frozen=True)
class PartData:
    """One piece to publish. `source` is the live record it was made from; topics and people are ids.

    `markdown` is what it was made from, for whoever takes it out again; "" where there is none. `said` is what its
    Entry says beside the title: of a decision, the group that made it.
    """

    kind: str
    heading: str = ""
    text: str = ""
    html: str = ""
    markdown: str = ""
    reach: str = Reach.EVERYONE
    anchor: str = ""
    source: Record | None = None
    status: str = ""
    sort: str = ""
    said: str = ""
    forum_id: int | None = None
    topics: tuple[int, ...] = ()
    people: tuple[int, ...] = ()


def publish(
    record: Record, *, title: str, summary: str, url: str, day: date, parts: Iterable[PartData],
    authors: Iterable[Person], by: Person | None, at: datetime, reason: str = "", weeks_covered: int = 1,
    forum_id: int | None = None, reach: str = Reach.EVERYONE,
) -> Publication:  # fmt: skip
    """Make the next publication of a record and the newest one readers get.

    `reach` is who may know that there is one, and read its title and summary.

    Raises ReasonNeeded when there is an earlier one and no reason is given.
    """
    with transaction.atomic(), indexing.at_the_end():
        earlier = list(Publication.objects.select_for_update().of(record))
        if earlier and not reason.strip():
            raise ReasonNeeded("Say why it is published again")
        if earlier:
            _retire(record)
        publication = Publication.objects.create(
            document_type=record._meta.label_lower, document_ref=record.ref, number=len(earlier) + 1, at=at, by=by,
            reason=reason.strip(), title=title, summary=summary, url=earlier[0].url if earlier else url, date=day,
            first_at=earlier[0].first_at if earlier else at, weeks_covered=weeks_covered, forum_id=forum_id,
            reach=reach,
        )  # fmt: skip
        authors = list(dict.fromkeys(authors))
        publication.authors.add(*authors)
        remember_links(publication, "authors", authors)
        _write_parts(publication, list(parts))
        verb = "published" if publication.number == 1 else "published again"
        record_change(record, verb, by=by, changes={"publication": (len(earlier) or None, publication.number)})
    return publication


def _write_parts(publication: Publication, parts: Sequence[PartData]) -> None:
    """The rows of a publication's parts, with what they are about, in a few statements however many there are."""
    rows = PublishedPart.objects.bulk_create(
        PublishedPart(
            publication=publication, reach=data.reach, forum_id=data.forum_id, order=order, kind=data.kind,
            source_type=data.source._meta.label_lower if data.source else "",
            source_ref=data.source.ref if data.source else "", anchor=data.anchor, heading=data.heading,
            text=data.text, html=data.html, markdown=data.markdown, status=data.status, sort=data.sort,
            said=data.said,
        )
        for order, data in enumerate(parts)
    )  # fmt: skip
    _link(rows, "topics", [data.topics for data in parts])
    _link(rows, "people", [data.people for data in parts])
    for row in rows:
        indexing.index(row, is_new=True)


def _link(rows: Sequence[PublishedPart], name: str, ids: Sequence[tuple[int, ...]]) -> None:
    """Let each part be about these topics or people, and its index know without asking."""
    relation = PublishedPart._meta.get_field(name)
    model, through = relation.related_model, getattr(PublishedPart, name).through
    column = relation.m2m_reverse_field_name()
    found = model._default_manager.in_bulk({pk for some in ids for pk in some})
    links = []
    for row, some in zip(rows, ids, strict=True):
        mine = list(dict.fromkeys(some))
        links += [through(publishedpart_id=row.pk, **{f"{column}_id": pk}) for pk in mine]
        remember_links(row, name, [found[pk] for pk in mine if pk in found])
    if links:
        through.objects.bulk_create(links)


def unpublish(record: Record, *, by: Person | None, reason: str) -> None:
    """Take the publication back: its address shows nothing to strangers until it is published again."""
    with transaction.atomic():
        _retire(record)
        record_change(record, "unpublished", by=by, changes={"reason": ("", reason)})


def _retire(record: Record) -> None:
    """The current publication is one no longer: its parts can no longer be found."""
    for publication in Publication.objects.of(record).filter(is_current=True):
        publication.is_current = False
        publication.save(update_fields=["is_current"])
        for part in publication.parts.select_related("publication"):
            indexing.index(part)
