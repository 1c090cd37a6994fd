"""Sections by their sort ("everyone's learnings"), and topics by how much was written of them, as a reader may see."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, QuerySet, When
from django.db.models.functions import ExtractYear
from django.urls import reverse

from hackit.models import Person, Publication, PublishedPart, Topic
from weeknotes.models import SectionSort
from weeknotes.reading.published import published_notes

MOST_TOPICS = 8

TITLES = {
    SectionSort.HIGHLIGHT: "Highlights",
    SectionSort.THANKS: "Thanks",
    SectionSort.MET: "People we met",
    SectionSort.EVENT: "Events",
    SectionSort.LEARNING: "Everyone’s learnings",
    SectionSort.DIDNT_WORK: "What didn’t work",
    SectionSort.TIP: "Tips",
    SectionSort.BENEFIT: "Benefits",
    SectionSort.NUMBER: "Numbers",
    SectionSort.DISTRACTION: "Distractions",
}


@dataclass(frozen=True)
class SortCount:
    """A sort, what all its sections together are called, and how many there are."""

    sort: SectionSort
    title: str
    url: str
    count: int


def slug_of(sort: SectionSort) -> str:
    """A sort as an address has it: "didnt-work"."""
    return sort.value.replace("_", "-")


def sort_called(slug: str) -> SectionSort | None:
    """The sort that an address names."""
    return next((sort for sort in SectionSort if slug_of(sort) == slug), None)


def sections_for(user) -> QuerySet[PublishedPart]:
    """The published sections that this user may read, with the financial year of their week."""
    year = ExtractYear("publication__date")
    return (
        PublishedPart.objects.visible_to(user)
        .filter(kind="section", publication__in=published_notes(user))
        .annotate(
            financial_year=Case(
                When(publication__date__month__lt=4, then=year - 1), default=year, output_field=IntegerField()
            )
        )
    )


def sorts_of(user, *, author: Person | None = None) -> list[SortCount]:
    """Every sort that has sections (of that author), in the order of SectionSort. One query."""
    rows = sections_for(user).exclude(sort="")
    if author:
        links = Publication.authors.through.objects.filter(person=author)
        rows = rows.filter(publication__in=links.values("publication_id"))
    counts = dict(rows.order_by().values_list("sort").annotate(n=Count("pk")))
    query = f"?author={author.slug}" if author else ""
    return [
        SortCount(sort, TITLES[sort], reverse("weeknotes:weeknote-sort", args=[slug_of(sort)]) + query, counts[sort])
        for sort in SectionSort
        if sort in counts
    ]


def topics_of(notes: QuerySet[Publication], user) -> list[Topic]:
    """The topics with most sections in these notes, as far as this user knows them; each with `sections`."""
    parts = PublishedPart.objects.visible_to(user).filter(kind="section", publication__in=notes.order_by())
    links = PublishedPart.topics.through.objects.filter(publishedpart__in=parts)
    counts: dict[int, int] = dict(
        links.order_by().values_list("topic_id").annotate(n=Count("pk")).order_by("-n", "topic_id")
    )
    topics = list(Topic.objects.known_to(user).filter(pk__in=list(counts)))
    for topic in topics:
        topic.sections = counts[topic.pk]
    return sorted(topics, key=lambda topic: (-topic.sections, topic.name.casefold()))[:MOST_TOPICS]


def name_of(part: PublishedPart) -> str:
    """What a section is called in a list of its sort: its heading, or its note where every heading is the same."""
    generic = {label.casefold() for sort, label in SectionSort.choices if sort == part.sort}
    generic |= {TITLES[sort].casefold() for sort in SectionSort if sort == part.sort}
    return part.heading if part.heading and part.heading.casefold() not in generic else part.publication.title
