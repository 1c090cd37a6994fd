"""The list of published weeknotes, with what one writes oneself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hackit.access import public
from hackit.csv_out import csv_response
from hackit.filters import page_of
from hackit.shortcuts import me, viewer
from weeknotes.models import Weeknote
from weeknotes.reading.filters import WeeknoteFilter, notes_for


@public
@require_safe
def weeknote_list(request: HttpRequest) -> HttpResponse:
    """Published notes, narrowed down by the address; above them the signed-in author's own, not published yet."""
    filterset = WeeknoteFilter(request.GET, queryset=notes_for(request.user), request=request)
    valid = filterset.is_valid()
    page = page_of(request, filterset.in_order().prefetch_related("authors") if valid else [])
    narrowed = any(request.GET.get(name) for name in ("q", "topic", "author", "year"))
    context = {
        "nav": "weeknotes",
        "filterset": filterset,
        "error_form": filterset.form,
        "facets": filterset.facet_list() if valid else [],
        "chips": filterset.chips() if valid else [],
        "page": page,
        "narrowed": narrowed,
        "keep": [("sort", request.GET["sort"])] if request.GET.get("sort") and valid else [],
        "may_write": viewer(request).may_write,
        "feed_query": _feed_query(request),
    }
    if viewer(request).may_write:
        desk = list(Weeknote.objects.on_the_desk_of(me(request)))
        context["mine"] = [note for note in desk if not note.is_deleted]
        context["deleted"] = [note for note in desk if note.is_kept]
    return render(request, "weeknotes/weeknote_list.html", context)


@public
@require_safe
def weeknote_csv(request: HttpRequest) -> HttpResponse:
    """What the list shows, all pages of it, as a table to download."""
    filterset = WeeknoteFilter(request.GET, queryset=notes_for(request.user), request=request)
    rows = filterset.in_order().prefetch_related("authors") if filterset.is_valid() else []
    header = ["Week commencing", "Weeks", "Title", "30 second read", "Authors", "Published", "Address"]
    table = (
        [
            note.date.isoformat(), note.weeks_covered, note.title, note.summary,
            "; ".join(author.name for author in note.authors.all()),
            timezone.localtime(note.first_at).date().isoformat(), request.build_absolute_uri(note.url),
        ]
        for note in rows
    )  # fmt: skip
    return csv_response("weeknotes.csv", header, table)


def _feed_query(request: HttpRequest) -> str:
    """The part of the address that the feed takes as well: topic and author."""
    query = request.GET.copy()
    for name in set(query) - {"topic", "author"}:
        del query[name]
    return query.urlencode()
