"""Weeknotes as files: one as Markdown, all of them as a zip. Made for the audience asked for, whoever asks."""

from __future__ import annotations

import logging

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hackit.access import public
from hackit.audience import Viewer
from hackit.limits import not_too_often
from hackit.models import Person
from hackit.shortcuts import me, viewer, visible_or_404, writer
from weeknotes.models import Weeknote
from weeknotes.reading.published import published_notes
from weeknotes.taking_out.forms import TakeOutForm, audiences_for
from weeknotes.taking_out.notes import (
    For,
    Taken,
    draft_taken,
    files_of,
    images_for,
    one_taken,
    reaches_of,
    taken_out,
)
from weeknotes.taking_out.zips import zip_stream

logger = logging.getLogger(__name__)

AGAIN = "Ask for all weeknotes again in an hour. Each of them can be read meanwhile."


@public
@require_safe
def weeknotes_take_out(request: HttpRequest) -> HttpResponse:
    """For whom, then the zip."""
    form = TakeOutForm(viewer=viewer(request), person=_person(request))
    context = {
        "nav": "weeknotes",
        "form": form,
        "is_stranger": viewer(request).is_stranger,
        "trail": [(reverse("weeknotes:weeknote-list"), "Weeknotes")],
    }
    return render(request, "weeknotes/weeknotes_take_out.html", context)


@public
@require_safe
def weeknotes_zip(request: HttpRequest) -> HttpResponseBase:
    """Every note that the audience reads, with its images, as a stream. It costs much, so strangers get few an hour."""
    audience = _audience(request.GET.get("for", For.PUBLIC), viewer(request))
    if viewer(request).is_stranger and not not_too_often(request, "weeknotes_zip"):
        return render(request, "429.html", {"wait": AGAIN}, status=429)
    person = _person(request)
    notes = taken_out(audience, site=_site(request), person=person, user=request.user)
    _note_down(audience, person, "all weeknotes")
    response = StreamingHttpResponse(
        zip_stream(files_of(notes, images_for(audience, request.user))), content_type="application/zip"
    )
    response["Content-Disposition"] = f'attachment; filename="weeknotes-{audience.value}.zip"'
    return response


@public
@require_safe
def weeknote_markdown(request: HttpRequest, year: int, month: int, day: int, slug: str) -> HttpResponse:
    """One published note, as everyone reads it, or (?for=staff) as staff do."""
    address = reverse("weeknotes:weeknote-detail", args=[f"{year:04}", f"{month:02}", f"{day:02}", slug])
    audience = _audience(request.GET.get("for", For.PUBLIC), viewer(request))
    if audience == For.MINE:
        raise Http404("No such weeknote")
    publication = published_notes(request.user).filter(url=address, reach__in=reaches_of(audience)).first()
    if publication is None:
        raise Http404("No such weeknote")
    taken = one_taken(publication, audience, site=_site(request))
    _note_down(audience, _person(request), taken.stem)
    return _file(taken, _site(request))


@require_safe
def weeknote_draft_markdown(request: HttpRequest, ref: str) -> HttpResponse:
    """A note as its author has it on the sheet."""
    note = visible_or_404(Weeknote.objects.with_draft_of(me(request)), request.user, ref=ref)
    taken = draft_taken(note, writer(request), request.user)
    _note_down(For.MINE, me(request), taken.stem)
    return _file(taken, _site(request))


def _file(taken: Taken, site: str) -> HttpResponse:
    response = HttpResponse(taken.with_image_addresses(site), content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{taken.stem}.md"'
    return response


def _audience(name: str, asking: Viewer) -> For:
    """The audience of that name. Http404 for one that is none, or that this viewer may not take out for."""
    found = next((one for one in audiences_for(asking) if one.value == name), None)
    if found is None:
        raise Http404("No such audience")
    return found


def _person(request: HttpRequest) -> Person | None:
    return me(request) if viewer(request).person_id and not viewer(request).is_stranger else None


def _site(request: HttpRequest) -> str:
    """Scheme and host."""
    return request.build_absolute_uri("/").rstrip("/")


def _note_down(audience: For, person: Person | None, what: str) -> None:
    """What leaves that strangers could not read is a line of the log: no write on GET."""
    if audience != For.PUBLIC:
        logger.info("Taken out for %s by person %s: %s", audience.value, person.pk if person else None, what)
