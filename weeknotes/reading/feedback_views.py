"""Telling the authors of a note something, and reading what was told."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hackit import tokens
from hackit.access import public
from hackit.filters import page_of
from hackit.models import Publication
from hackit.shortcuts import me, sent, visible_or_404
from weeknotes.models import Feedback, Weeknote
from weeknotes.reading import feedback_writes as writes
from weeknotes.reading.feedback_forms import FeedbackForm
from weeknotes.reading.published import published_notes

LIMIT = "weeknote_feedback"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def weeknote_feedback(request: HttpRequest, year: int, month: int, day: int, slug: str) -> HttpResponse:
    """A form to the authors, on a page of its own: it holds a token, so no cache may keep it."""
    publication, note = _note_at(request, "feedback/")
    form = FeedbackForm(request.POST if request.method == "POST" else None, note_ref=note.ref)
    if not form.is_bound:
        return _page(request, publication, form)
    if not form.is_valid():
        return _page(request, publication, form, status=422)
    if not ratelimit.consume(request, action=LIMIT):
        form.add_error(
            None, "Many messages came from your network just now. Keep a copy of yours and send it again in an hour"
        )
        return _page(request, publication, form, status=429)
    sent = f"{request.path}sent/"
    with tokens.once(form.cleaned_data["token"], person=None) as claim:
        if not claim.used:
            said = {name: form.cleaned_data[name] for name in ("text", "name", "email")}
            writes.tell(note, **said, at=writes.now())
            claim.finish(sent)
    return redirect(sent)


@public
@require_safe
def weeknote_feedback_sent(request: HttpRequest, year: int, month: int, day: int, slug: str) -> HttpResponse:
    """What happens with it now. The same for everybody: it tells nothing of what was sent."""
    publication, _note = _note_at(request, "feedback/sent/")
    return render(request, "weeknotes/feedback_sent.html", {"nav": "weeknotes", **_about(publication)})


@require_safe
def weeknote_feedback_list(request: HttpRequest) -> HttpResponse:
    """What readers told me of my notes, what is not read yet first; what is held (?held=1) apart from it."""
    me(request)
    mine, shows_held = Feedback.objects.visible_to(request.user), "held" in request.GET
    page = page_of(request, (mine.held() if shows_held else mine.at_once()).newest())
    context = {
        "nav": "weeknotes",
        "page": page,
        "shows_held": shows_held,
        "held": 0 if shows_held else mine.held().count(),
        "until": max((one.pk for one in page), default=0),
        "trail": [(reverse("weeknotes:weeknote-list"), "Weeknotes")],
    }
    return render(request, "weeknotes/feedback_list.html", context)


@require_POST
def weeknote_feedback_read(request: HttpRequest, ref: str) -> HttpResponse:
    """It is read, by one of the authors for all of them."""
    writes.mark_read(visible_or_404(Feedback.objects, request.user, ref=ref), at=writes.now())
    return redirect("weeknotes:weeknote-feedback-list")


@require_POST
def weeknote_feedback_delete(request: HttpRequest, ref: str) -> HttpResponse:
    """Remove it for good: who wrote it may have left their name."""
    visible_or_404(Feedback.objects, request.user, ref=ref).delete()
    messages.success(request, "Removed for good.")
    return redirect("weeknotes:weeknote-feedback-list")


@require_POST
def weeknote_feedback_held_delete(request: HttpRequest) -> HttpResponse:
    """Remove for good what is held, up to the newest that the page showed (`until`): not what came after it."""
    me(request)
    until = sent(request, "until", longest=18)
    count = writes.remove_held(request.user, until=int(until) if until.isdecimal() else 0)
    messages.success(request, f"{count} message{'' if count == 1 else 's'} removed for good.")
    return redirect("weeknotes:weeknote-feedback-list")


def _note_at(request: HttpRequest, ending: str) -> tuple[Publication, Weeknote]:
    """The published note whose address this one goes on from. Raises Http404 where nobody could read what is told."""
    notes = published_notes(request.user).prefetch_related("authors")
    publication = notes.filter(url=request.path.removesuffix(ending)).first()
    note = writes.note_of(publication) if publication else None
    if publication is None or note is None:
        raise Http404("No such weeknote, or nobody who could read what is told")
    return publication, note


def _about(publication: Publication) -> dict[str, Any]:
    names = [author.name for author in publication.authors.all()]
    return {
        "publication": publication,
        "names": " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names),
        "several": len(names) > 1,
        "trail": [(reverse("weeknotes:weeknote-list"), "Weeknotes"), (publication.url, publication.title)],
    }


def _page(request: HttpRequest, publication: Publication, form: FeedbackForm, *, status: int = 200) -> HttpResponse:
    context = {"nav": "weeknotes", "form": form, **_about(publication)}
    response = render(request, "weeknotes/feedback.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def feedback_panel(request: HttpRequest) -> dict[str, Any]:
    """On This week: how many readers wrote."""
    return {"count": Feedback.objects.visible_to(request.user).unread().count()}
