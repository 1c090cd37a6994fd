"""One press each: saying what a figure is, how far a saving has come, putting right what was said."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from hackit import tokens
from hackit.presses import MEANWHILE
from hackit.records import StaleRecord
from hackit.shortcuts import back_to, sent, today, visible_or_404, writer
from meetings.figures.forms import SaidForm
from meetings.figures.models import Figure, FigureSaid
from meetings.figures.views import changeable, detail
from meetings.figures.writes import move_to, say_anew, set_state, take_away


@require_POST
def said_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Say what a figure is now; what was said before stays."""
    figure, by, on = changeable(request, ref), writer(request), today()
    form = SaidForm(request.POST, figure=figure, on=on)
    if not form.is_valid():
        return detail(request, figure, form=form)
    try:
        with tokens.once(form.cleaned_data["token"], person=by) as claim:
            if claim.used:
                return redirect(claim.result_url)
            said = say_anew(figure, form.cleaned_data, by=by, on=on)
            claim.finish(said.get_absolute_url())
    except StaleRecord:
        messages.error(request, MEANWHILE)
        return redirect(figure)
    messages.success(request, f"Written down: {said}")
    return redirect(said)


def _said(request: HttpRequest, figure: Figure) -> FigureSaid:
    """What the form names of this figure. Raises Http404 for any other."""
    said = visible_or_404(
        FigureSaid.objects.with_place(), request.user, ref=sent(request, "said", longest=40), figure=figure
    )
    said.figure = figure
    return said


@require_POST
def said_delete(request: HttpRequest, ref: str) -> HttpResponse:
    """Take away what was written down by mistake; the typed line that told it stays."""
    figure, by = changeable(request, ref), writer(request)
    said = _said(request, figure)
    try:
        take_away(said, by=by)
    except StaleRecord:
        messages.error(request, MEANWHILE)
    else:
        messages.success(request, f"Taken away: {said}")
    return redirect("meetings:figure-list") if figure.is_deleted else redirect(figure)


@require_POST
def said_move(request: HttpRequest, ref: str) -> HttpResponse:
    """It was said of another figure of the same group, counted in the same."""
    figure, by = changeable(request, ref), writer(request)
    said = _said(request, figure)
    others = Figure.objects.visible_to(request.user).filter(forum_id=figure.forum_id, unit=figure.unit)
    found = others.filter(ref=sent(request, "to", longest=40)).first()
    if found is None:
        raise Http404("No such figure of this group")
    try:
        move_to(said, found, by=by)
    except StaleRecord:
        messages.error(request, MEANWHILE)
        return redirect(figure)
    messages.success(request, f"Now under {found.title}: {said.in_short()}")
    return redirect(found)


@require_POST
def figure_state(request: HttpRequest, ref: str) -> HttpResponse:
    """How far a saving has come since today."""
    figure, by = changeable(request, ref), writer(request)
    state = sent(request, "state", longest=20)
    if not figure.is_saving or state not in Figure.State.values:
        raise Http404("No such answer")
    try:
        set_state(figure, state, by=by, on=today())
    except StaleRecord:
        messages.error(request, MEANWHILE)
    else:
        messages.success(request, f"{figure.get_state_display()}: {figure.title}")
    return redirect(back_to(request, figure.get_absolute_url()))
