"""The archive by financial year and month, and the page of an author."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hackit.access import public
from hackit.filters import page_of
from hackit.shortcuts import viewer
from weeknotes.reading.archive import ON_A_PAGE, Year, calendar, financial, read_label, years_of
from weeknotes.reading.learnings import sorts_of, topics_of
from weeknotes.reading.published import published_notes
from weeknotes.reading.scopes import author_called, notes_by


@public
@require_safe
def weeknote_archive(request: HttpRequest) -> HttpResponse:
    """Every financial year that has notes, with its months."""
    years = years_of(request.user)
    context = {
        "nav": "weeknotes",
        "years": years,
        "count": sum(year.count for year in years),
        "trail": _trail(),
    }
    return render(request, "weeknotes/weeknote_archive.html", context)


@public
@require_safe
def weeknote_financial_year(request: HttpRequest, years: str) -> HttpResponse:
    """The notes whose week begins in a financial year ("2019-20"), by month."""
    start = read_label(years)
    if start is None:
        raise Http404("No such year")
    return _year_page(request, financial(start))


@public
@require_safe
def weeknote_year(request: HttpRequest, year: int) -> HttpResponse:
    """The notes whose week begins in a calendar year: what is left of a note's address when its end is cut off."""
    if not 1900 <= year <= 9998:
        raise Http404("No such year")
    return _year_page(request, calendar(year))


def _trail() -> list[tuple[str, str]]:
    return [(reverse("weeknotes:weeknote-list"), "Weeknotes")]


def _year_page(request: HttpRequest, year: Year) -> HttpResponse:
    every = years_of(request.user)
    months = [month for one in every for month in one.months if year.first <= month.first <= year.last]
    notes = published_notes(request.user).filter(date__range=(year.first, year.last))
    page = page_of(request, notes.order_by("-date", "-pk").prefetch_related("authors"), size=ON_A_PAGE)
    counts = {month.first: month.count for month in months}
    context: dict[str, Any] = {
        "nav": "weeknotes",
        "year": year,
        "years": every,
        "counts": months,
        "page": page,
        "months": [
            (first, counts.get(first, 0), list(found))
            for first, found in groupby(page.object_list, key=lambda note: note.date.replace(day=1))
        ],
        "trail": [*_trail(), (reverse("weeknotes:weeknote-archive"), "Archive")],
    }
    return render(request, "weeknotes/weeknote_year.html", context)


@public
@require_safe
def weeknote_author(request: HttpRequest, slug: str) -> HttpResponse:
    """What somebody wrote. Nobody has such a page before a note of theirs is published."""
    author = author_called(slug, request.user)
    if author is None:
        raise Http404("Nobody of that name has published a note")
    notes = notes_by(author, request.user)
    context = {
        "nav": "weeknotes",
        "author": author,
        "page": page_of(request, notes.order_by("-date", "-pk").prefetch_related("authors")),
        "topics": topics_of(notes, request.user),
        "sorts": sorts_of(request.user, author=author),
        "is_stranger": viewer(request).is_stranger,
        "trail": _trail(),
    }
    return render(request, "weeknotes/weeknote_author.html", context)
