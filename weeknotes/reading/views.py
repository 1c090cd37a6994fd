"""The reading page of a weeknote."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hackit.access import public
from hackit.dates import financial_year
from hackit.joining.raising import beside
from hackit.mentions import mentions_of
from hackit.models import OldAddress
from hackit.shortcuts import today, viewer, visible_or_404
from weeknotes.models import Feedback, Weeknote
from weeknotes.reading.archive import financial
from weeknotes.reading.beside import neighbours_by_topic, next_of, with_later
from weeknotes.reading.feedback_writes import note_of
from weeknotes.reading.published import (
    DOCUMENT_TYPE,
    neighbours,
    public_description,
    published_notes,
    reading_of,
)


@public
@require_safe
def weeknote_detail(request: HttpRequest, year: int, month: int, day: int, slug: str) -> HttpResponse:
    """The newest publication; an author of it is told which one the public sees.

    An address that led here once leads on. A note that was taken back is there for its authors only, to write.
    """
    publication = published_notes(request.user).filter(url=request.path).prefetch_related("authors").first()
    if publication is None:
        return _elsewhere(request, slug)
    note = None
    if viewer(request).may_write:
        note = Weeknote.objects.visible_to(request.user).filter(ref=publication.document_ref).first()
    year = financial(financial_year(publication.date))
    on = today()
    reading = with_later(reading_of(publication, request.user), publication, request.user, on=on)
    context = {
        "nav": "weeknotes",
        "publication": publication,
        "reading": reading,
        "follows": next_of(publication, reading, request.user, on=on),
        "mentions": mentions_of(publication.url, request.user, but=f"{DOCUMENT_TYPE}:{publication.document_ref}"),
        "by_topic": neighbours_by_topic(publication, reading.topics, request.user),
        "description": public_description(publication, reading),
        "beside": neighbours(publication, request.user),
        "note": note,
        "told": Feedback.objects.visible_to(request.user).unread().on_note(note.ref).count() if note else 0,
        "may_tell": note_of(publication) is not None,
        "is_stranger": viewer(request).is_stranger,
        "raising": beside([publication.url], request.user, on=on),
        "trail": [
            (reverse("weeknotes:weeknote-list"), "Weeknotes"),
            (year.url, year.label),
        ],
        "here": f"w/c {publication.date.day} {publication.date:%B}",
    }
    return render(request, "weeknotes/weeknote_detail.html", context)


def _elsewhere(request: HttpRequest, slug: str) -> HttpResponse:
    moved = OldAddress.objects.resolve(request.path, request.user)
    if moved:
        return redirect(moved, permanent=True)
    mine = Weeknote.objects.visible_to(request.user).filter(slug=slug, published_at=None)
    note = next((note for note in mine if note.address() == request.path), None)
    if note is None:
        raise Http404("No such weeknote")
    return redirect(note.get_edit_url())


@public
@require_safe
def weeknote_by_ref(request: HttpRequest, ref: str) -> HttpResponse:
    """The address of a note that holds whatever becomes of it: to where it is read, or for its authors written.

    Links between notes that were brought in lead here, for a draft has no other address yet.
    """
    publication = published_notes(request.user).filter(document_ref=ref.replace("\x00", "")).first()
    if publication is not None:
        return redirect(publication.url)
    return redirect(visible_or_404(Weeknote.objects.live(), request.user, ref=ref).get_absolute_url())
