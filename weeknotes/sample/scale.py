"""Weeknotes in great number: published ones, six sections each, one of ten sections for staff."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from django.db import transaction
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from hackit.audience import Audience, Reach
from hackit.models import Publication, PublishedPart
from hackit.scale import Scale, in_batches, write
from weeknotes.models import Section, SectionSort, Weeknote, WeeknoteAuthor

SECTIONS = 6


def make_weeknotes(scale: Scale) -> None:
    """All of them, oldest first, each by one author and published on the Friday of its week."""
    for numbers in in_batches(scale.size.weeknotes):
        with transaction.atomic():
            _make(scale, numbers)


def _make(scale: Scale, numbers: range) -> None:
    notes, authors, told = [], [], []
    for number in numbers:
        week = scale.monday(number, scale.size.weeknotes)
        sections = [_section(scale) for _ in range(SECTIONS)]
        body = "\n\n".join(f"## {heading}\n\n{text}" for heading, text, *_ in sections)
        at = datetime.combine(week + timedelta(days=4), time(16), UTC)
        note = Weeknote(
            week=week, title=f"{scale.prose.title()}"[:200], slug=f"note-{number}", body=body, published_at=at,
            audience=Audience.EVERYONE, summary=scale.prose.sentence(18),
        )  # fmt: skip
        note.reach = note.compute_reach()
        notes.append(note)
        authors.append(scale.dice.choice(scale.people[:60]))
        told.append(sections)
    write(notes, links=lambda: [[WeeknoteAuthor(weeknote=n, person=a) for n, a in zip(notes, authors, strict=True)]])
    rows = [
        Section(weeknote=note, anchor=f"part-{order}", order=order, heading=heading, sort=sort, audience=audience)
        for note, sections in zip(notes, told, strict=True)
        for order, (heading, _text, sort, audience, _topics) in enumerate(sections)
    ]
    tags = [topics for sections in told for *_rest, topics in sections]
    write(rows, links=lambda: [_tagged(scale, Section, "section", rows, tags)])
    publications = [_publication(note) for note in notes]
    through = Publication.authors.through
    write(publications, links=lambda: [
        [through(publication=one, person=author) for one, author in zip(publications, authors, strict=True)]
    ])  # fmt: skip
    parts = [
        _part(one, order, *section)
        for one, sections in zip(publications, told, strict=True)
        for order, section in enumerate(sections)
    ]
    write(parts, links=lambda: [_tagged(scale, PublishedPart, "publishedpart", parts, tags)])


def _section(scale: Scale) -> tuple[str, str, str, str, list[int]]:
    """Heading, text, sort, audience, and the topics it is tagged with: most of those that it names."""
    topics = scale.some_topics()
    sort = scale.dice.choice(SectionSort.values) if scale.dice.random() < 0.3 else ""
    audience = Audience.STAFF if scale.dice.random() < 0.1 else Audience.EVERYONE
    heading = scale.prose.topics[topics[0]][0] if topics and scale.dice.random() < 0.3 else scale.prose.title()
    tagged = [topic for topic in topics if scale.dice.random() < 0.6]
    return heading, scale.prose.section(topics), sort, audience, tagged


def _tagged(scale: Scale, model, name: str, rows: list, tags: list[list[int]]) -> list:
    through = model.topics.through
    return [
        through(**{name: row, "topic": scale.topics[place]})
        for row, places in zip(rows, tags, strict=True)
        for place in places
    ]


def _publication(note: Weeknote) -> Publication:
    return Publication(
        document_type=note._meta.label_lower, document_ref=note.ref, number=1, at=note.published_at,
        first_at=note.published_at, title=note.title, summary=note.summary, url=note.address(), date=note.week,
        reach=Reach.EVERYONE,
    )  # fmt: skip


def _part(
    publication: Publication, order: int, heading: str, text: str, sort: str, audience: str, _topics: list[int]
) -> PublishedPart:
    reach = Reach.EVERYONE if audience == Audience.EVERYONE else Reach.STAFF
    anchor = f"part-{order}"
    return PublishedPart(
        publication=publication, order=order, kind="section", anchor=anchor, heading=heading, text=text, sort=sort,
        reach=reach, html=_html(anchor, heading, text),
    )  # fmt: skip


def _html(anchor: str, heading: str, text: str) -> SafeString:
    paragraphs = format_html_join("\n", "<p>{}</p>", ((one,) for one in text.split("\n\n")))
    return format_html('<h2 id="{}">{}</h2>\n{}', anchor, heading, paragraphs)
