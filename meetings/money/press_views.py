"""One press each: saying how a budget stands, putting that right, following a line no more."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from hackit import tokens
from hackit.presses import MEANWHILE
from hackit.records import StaleRecord
from hackit.shortcuts import sent, today, visible_or_404, writer
from meetings.form_fields import KnownPeople
from meetings.money.forms import PositionForm
from meetings.money.models import BudgetLine, Position
from meetings.money.views import changeable, detail
from meetings.money.writes import close_budget, record_position, reopen_budget


@require_POST
def position_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Say how a budget stands now; what was said before stays."""
    budget, by, on = changeable(request, ref), writer(request), today()
    form = PositionForm(request.POST, people=KnownPeople(on=on), on=on)
    if not form.is_valid():
        return detail(request, budget, form=form)
    with tokens.once(form.cleaned_data["token"], person=by) as claim:
        if claim.used:
            return redirect(claim.result_url)
        position = record_position(budget, form.cleaned_data, by=by)
        claim.finish(position.get_absolute_url())
    messages.success(request, f"Written down: {position}")
    return redirect(position)


def _position(request: HttpRequest, budget: BudgetLine) -> Position:
    """The position of this line that the form names. Raises Http404 for any other."""
    ref = sent(request, "position", longest=40)
    position = visible_or_404(Position.objects, request.user, ref=ref, budget_line=budget)
    position.budget_line = budget
    return position


@require_POST
def position_delete(request: HttpRequest, ref: str) -> HttpResponse:
    """Take away a position that was written down by mistake; the typed line that told it stays."""
    budget, by = changeable(request, ref), writer(request)
    position = _position(request, budget)
    try:
        position.delete_softly(by=by)
    except StaleRecord:
        messages.error(request, MEANWHILE)
    else:
        messages.success(request, f"Taken away: {position.in_short()}")
    return redirect(budget)


@require_POST
def position_move(request: HttpRequest, ref: str) -> HttpResponse:
    """A position was said of another line of the same group."""
    budget, by = changeable(request, ref), writer(request)
    position = _position(request, budget)
    other = BudgetLine.objects.visible_to(request.user).filter(forum_id=budget.forum_id)
    found = other.filter(ref=sent(request, "to", longest=40)).first()
    if found is None:
        raise Http404("No such line of this group")
    position.budget_line = found
    try:
        position.save_as(by=by, verb="moved to another line")
    except StaleRecord:
        messages.error(request, MEANWHILE)
        return redirect(budget)
    messages.success(request, f"Now under {found.title}: {position.in_short()}")
    return redirect(found)


@require_POST
def budget_close(request: HttpRequest, ref: str) -> HttpResponse:
    """Follow it no more (`answer` close), or again (open)."""
    budget, by = changeable(request, ref), writer(request)
    answer = sent(request, "answer", longest=10)
    if answer not in ("close", "open"):
        raise Http404("No such answer")
    try:
        if answer == "close":
            close_budget(budget, by=by, on=today())
        else:
            reopen_budget(budget, by=by)
    except StaleRecord:
        messages.error(request, MEANWHILE)
    else:
        messages.success(
            request, "No longer followed. All that was said stays" if answer == "close" else "Followed again"
        )
    return redirect(budget)
