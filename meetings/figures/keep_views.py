"""Keeping a figure that stands in a text: a section of a weeknote, a point, a decision."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hackit import tokens
from hackit.edit_forms import status_of
from hackit.shortcuts import asked, back_to, sent, today, viewer, visible_or_404, writer
from meetings.figures.forms import FoundForm
from meetings.figures.found import Found, Text, already_kept, text_at
from meetings.figures.models import Figure
from meetings.figures.reading import known_figures
from meetings.figures.said import last_said, same_thing
from meetings.figures.writes import keep_found
from meetings.form_fields import KnownPeople


@require_http_methods(["GET", "HEAD", "POST"])
def figure_keep(request: HttpRequest) -> HttpResponse:
    """Keep the figure written as `words` in the text at the address `of`: of a figure there is, or of a new one."""
    by, on = writer(request), today()
    if not viewer(request).writes_in_a_group:
        raise PermissionDenied("Only who writes in a group may keep a figure for it")
    text = text_at(asked(request, "of"), request.user)
    meant = text.meant(asked(request, "words", longest=160)) if text else None
    if text is None or meant is None:
        raise Http404("No figure there that you may see")
    seen = viewer(request)
    known = known_figures([pk for pk in seen.forum_ids if seen.writes_in(pk)], request.user)
    near = same_thing(meant.sentence, meant.quantity, known, topics=[topic.slug for topic in text.topics])
    if request.method == "POST" and sent(request, "figure"):
        return _said_of(request, text, meant)
    form = FoundForm(
        request.POST or None, initial=_read(text, meant), viewer=seen, people=KnownPeople(on=on), on=on,
        quantity=meant.quantity,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with tokens.once(data["token"], person=by) as claim:
            if claim.used:
                return redirect(claim.result_url)
            said = keep_found(data.get("figure"), data, text.entry, by=by)
            claim.finish(said.get_absolute_url())
        messages.success(request, f"Kept: {said}")
        return redirect(said)
    kept = already_kept(text, request.user)
    context = {
        "nav": "meetings", "form": form, "text": text, "meant": meant, "kept": kept, "on": on,
        "back": back_to(request, text.entry.url),
        "near": [(one.figure, last_said(one.latest, on=on)) for one in near],
        "others": [one for one in text.figures if one is not meant],
    }  # fmt: skip
    return render(request, "meetings/figure_keep.html", context, status=status_of(form))


def _read(text: Text, meant: Found) -> dict[str, Any]:
    """What the form is filled with."""
    return {
        "title": meant.title, "amount": meant.quantity.words, "state": "proposed" if meant.is_saving else "",
        "words": meant.sentence, "said_on": text.entry.date, "topic": text.topics[0] if text.topics else None,
        "forum": text.entry.forum,
    }  # fmt: skip


def _said_of(request: HttpRequest, text: Text, meant: Found) -> HttpResponse:
    """One press: it is said of the figure that is named."""
    figure = visible_or_404(Figure.objects, request.user, ref=sent(request, "figure", longest=40))
    if not figure.may_be_changed_by(viewer(request)) or figure.unit != meant.quantity.unit:
        raise Http404("No such figure of yours")
    data = {"quantity": meant.quantity, "words": meant.sentence, "said_on": text.entry.date}
    said = keep_found(figure, data, text.entry, by=writer(request))
    messages.success(request, f"Kept: {said}")
    return redirect(said)
