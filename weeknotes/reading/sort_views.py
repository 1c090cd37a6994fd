"""Everyone's learnings, highlights, tips: the sections of one sort, out of all published notes."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hackit.access import public
from hackit.csv_out import csv_response
from hackit.filters import page_of
from hackit.text import excerpt_of
from weeknotes.models import SectionSort
from weeknotes.reading.learnings import TITLES, name_of, sections_for, sort_called, sorts_of
from weeknotes.reading.sort_filters import SectionFilter

WORDS = 60


@public
@require_safe
def weeknote_sorts(request: HttpRequest) -> HttpResponse:
    """Every sort that has sections."""
    context = {"nav": "weeknotes", "sorts": sorts_of(request.user), "trail": _trail()}
    return render(request, "weeknotes/weeknote_sorts.html", context)


@public
@require_safe
def weeknote_sort(request: HttpRequest, slug: str) -> HttpResponse:
    """The sections of one sort, narrowed down by the address."""
    sort = _sort(slug)
    filterset = _filterset(request, sort)
    valid = filterset.is_valid()
    rows = filterset.in_order().select_related("publication").prefetch_related("publication__authors", "topics")
    page = page_of(request, rows if valid else [])
    for part in page.object_list:
        part.name, part.excerpt = name_of(part), excerpt_of(part.text, WORDS)
    context = {
        "nav": "weeknotes",
        "sort": sort,
        "title": TITLES[sort],
        "csv_url": reverse("weeknotes:weeknote-sort-csv", args=[slug]),
        "others": [one for one in sorts_of(request.user) if one.sort != sort],
        "filterset": filterset,
        "error_form": filterset.form,
        "facets": filterset.facet_list() if valid else [],
        "chips": filterset.chips() if valid else [],
        "page": page,
        "narrowed": any(request.GET.get(name) for name in ("q", "topic", "author", "year")),
        "keep": [("sort", request.GET["sort"])] if request.GET.get("sort") and valid else [],
        "trail": [*_trail(), (reverse("weeknotes:weeknote-sorts"), "By kind")],
    }
    return render(request, "weeknotes/weeknote_sort.html", context)


@public
@require_safe
def weeknote_sort_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """What the list shows, all pages of it, as a table to download."""
    filterset = _filterset(request, _sort(slug))
    rows = filterset.in_order() if filterset.is_valid() else filterset.queryset.none()
    parts = rows.select_related("publication").prefetch_related("publication__authors", "topics")
    header = ["Week commencing", "Heading", "Text", "Weeknote", "Authors", "Topics", "Address"]
    table = (
        [
            part.publication.date.isoformat(), part.heading, part.text, part.publication.title,
            "; ".join(author.name for author in part.publication.authors.all()),
            "; ".join(topic.name for topic in part.topics.all()),
            request.build_absolute_uri(f"{part.publication.url}#{part.anchor}"),
        ]
        for part in parts
    )  # fmt: skip
    return csv_response(f"{slug}.csv", header, table)


def _sort(slug: str) -> SectionSort:
    sort = sort_called(slug)
    if sort is None:
        raise Http404("No such sort")
    return sort


def _filterset(request: HttpRequest, sort: SectionSort) -> SectionFilter:
    return SectionFilter(request.GET, queryset=sections_for(request.user).filter(sort=sort), request=request)


def _trail() -> list[tuple[str, str]]:
    return [(reverse("weeknotes:weeknote-list"), "Weeknotes")]
