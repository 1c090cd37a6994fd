"""Pages of budget lines: all of them, one with all that was said of it, following a new one, its history, as files."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hackit import tokens
from hackit.csv_out import csv_response
from hackit.dates import financial_year_label
from hackit.edit_forms import edit_page, status_of
from hackit.filters import page_of
from hackit.record_history import history_or_404, may_read_history
from hackit.shortcuts import reader, today, viewer, visible_or_404, writer
from meetings.enquiries.reading import questions_about
from meetings.form_fields import KnownPeople
from meetings.money.charts import Said, budget_chart
from meetings.money.filters import BudgetFilter
from meetings.money.forms import BudgetEditForm, BudgetForm, PositionForm
from meetings.money.list_cells import ListCells, pounds_of
from meetings.money.models import BudgetLine, Position, RequestState
from meetings.money.periods import period_in_full, period_label
from meetings.money.profile_models import profiles_of
from meetings.money.profiles import Profiles, with_profiles
from meetings.money.reading import for_rows, history_rows, with_last_two
from meetings.money.writes import change_budget, follow_budget

SAID_HEADER = (
    "Budget line", "Year", "Period", "How it stands", "Figures", "About", "From", "To", "Capital or revenue",
    "Said on", "Why", "Who brings the final", "When", "Where",
)  # fmt: skip

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def budget_list(request: HttpRequest) -> HttpResponse:
    """Every budget line that this reader may see, with how it stands and stood."""
    filters = filters_of(request)
    rows = filters.sorted(filters.found())
    page = page_of(request, for_rows(rows))
    shown = with_last_two(page, request.user)
    for row, asked_for in zip(shown, with_profiles([one.budget for one in shown]), strict=True):
        row.profiles = asked_for.profiles
    context = {
        "nav": "meetings", "page": page, "rows": shown, **filters.for_page(), "on": today(),
        "clear": reverse("meetings:budget-list"), "may_write": viewer(request).writes_in_a_group,
    }  # fmt: skip
    return render(request, "meetings/budget_list.html", context)


@require_safe
def budget_csv(request: HttpRequest) -> StreamingHttpResponse:
    """What the list shows, all pages of it, as CSV that can be brought in again. Under budget is less than nothing."""
    filters = filters_of(request)
    rows = filters.sorted(filters.found())
    shown = with_last_two(for_rows(rows), request.user)
    cells = ListCells(shown, base=request.build_absolute_uri("/").rstrip("/"))
    return csv_response("budget-lines.csv", cells.header, cells.rows())


@require_safe
def budget_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """One budget line and all that was ever said of it; nothing is overwritten."""
    return detail(request, visible_or_404(for_rows(BudgetLine.objects), request.user, ref=ref))


def detail(request: HttpRequest, budget: BudgetLine, *, form: PositionForm | None = None) -> HttpResponse:
    """The page of one line; `form` where what was typed into it could not be taken."""
    on, may_change = today(), budget.may_be_changed_by(viewer(request))
    said = _said(budget, request.user)
    if may_change and form is None:
        form = PositionForm(initial={"said_on": on}, people=KnownPeople(on=on), on=on)
    others = BudgetLine.objects.visible_to(request.user).filter(forum_id=budget.forum_id).followed()
    known = [
        Said(_where(position), position.signed, position.basis == Position.Basis.FINAL)
        for position in reversed(said) if position.signed is not None
    ]  # fmt: skip
    context: dict[str, Any] = {
        "has_history": may_read_history(budget, request.user),
        "nav": "meetings", "budget": budget, "latest": said[0] if said else None,
        "before": said[1] if len(said) > 1 else None, "years": history_rows(said), "on": on,
        "profiles": Profiles(profiles_of([budget]).get(budget.pk, [])), "states": RequestState.choices,
        "steps": list(budget.steps.select_related("by").order_by("-pk")),
        "chart": budget_chart(budget.title, known), "may_change": may_change, "form": form if may_change else None,
        "others": others.exclude(pk=budget.pk).order_by("title") if may_change and said else [],
        "questions": questions_about(budget.get_absolute_url(), request.user, budget=budget),
    }  # fmt: skip
    return render(request, "meetings/budget_detail.html", context, status=status_of(form))


def _said(budget: BudgetLine, user) -> list[Position]:
    rows = Position.objects.visible_to(user).filter(budget_line=budget).in_order()
    said = list(rows.select_related("brings", "meeting__forum", "item", "created_by"))
    for position in said:
        position.budget_line = budget
    return said


def _where(position: Position) -> str:
    """Its place under the chart: "P2", or the day where no period was said."""
    if position.period:
        return period_label(position.period)
    return f"{position.said_on.day} {position.said_on:%b}"


@require_safe
def position_csv(request: HttpRequest, ref: str) -> StreamingHttpResponse:
    """All that was said of one line, newest first, as CSV."""
    budget = visible_or_404(for_rows(BudgetLine.objects), request.user, ref=ref)
    rows = (_said_cells(position) for position in _said(budget, request.user))
    return csv_response("positions.csv", SAID_HEADER, rows)


@form_page
def budget_new(request: HttpRequest) -> HttpResponse:
    """Follow another budget line."""
    by, on = writer(request), today()
    if not viewer(request).writes_in_a_group:
        raise PermissionDenied("Only who writes in a group may follow a budget line for it")
    form = BudgetForm(request.POST or None, viewer=viewer(request), people=KnownPeople(on=on), on=on)
    if request.method == "POST" and form.is_valid():
        with tokens.once(form.cleaned_data["token"], person=by) as claim:
            if claim.used:
                return redirect(claim.result_url)
            budget = follow_budget(form.cleaned_data, by=by)
            claim.finish(budget.get_absolute_url())
        return redirect(budget)
    return render(request, "meetings/budget_new.html", {"nav": "meetings", "form": form}, status=status_of(form))


@form_page
def budget_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change what a line is called and whose it is. A save that meets somebody else's shows both and asks."""
    budget = changeable(request, ref)
    by, on = writer(request), today()
    form = BudgetEditForm(
        request.POST or None, initial=_stored(budget), viewer=viewer(request), people=KnownPeople(on=on), on=on,
        budget=budget,
    )  # fmt: skip
    return edit_page(
        request, form, budget, "meetings/budget_edit.html", name="budget", as_saved=_as_saved,
        save=lambda said: change_budget(budget, said, by=by, version=said["version"]),
        again=lambda: changeable(request, ref),
    )  # fmt: skip


@require_safe
def budget_history(request: HttpRequest, ref: str) -> HttpResponse:
    """Every change of the line itself, for who could see it all along."""
    budget = visible_or_404(BudgetLine.objects, request.user, ref=ref)
    history = history_or_404(budget, request.user)
    return render(request, "meetings/budget_history.html", {"nav": "meetings", "budget": budget, "history": history})


def changeable(request: HttpRequest, ref: str) -> BudgetLine:
    """The line, for somebody of its group. Raises Http404 for who may not see it, PermissionDenied else."""
    budget = visible_or_404(for_rows(BudgetLine.objects), request.user, ref=ref)
    if not budget.may_be_changed_by(viewer(request)):
        raise PermissionDenied("Only the group that follows it may change it")
    return budget


def filters_of(request: HttpRequest) -> BudgetFilter:
    """Raises PermissionDenied for a login without a role: no budget line is public."""
    reader(request)
    return BudgetFilter(request.GET, BudgetLine.objects.visible_to(request.user), user=request.user)


def _stored(budget: BudgetLine) -> dict[str, Any]:
    return {
        "title": budget.title, "financial_year": budget.financial_year, "forum": budget.forum, "lead": budget.lead,
        "topic": budget.topic, "audience": budget.audience, "version": budget.version,
    }  # fmt: skip


def _as_saved(budget: BudgetLine) -> list[tuple[str, Any]]:
    year = financial_year_label(budget.financial_year) if budget.financial_year else "Not of one year"
    return [
        ("What it is called", budget.title), ("Financial year", year), ("Group", budget.forum),
        ("Who speaks of it", budget.lead or "Nobody named"), ("Topic", budget.topic or "None"),
    ]  # fmt: skip


def _said_cells(position: Position) -> list[object]:
    return [
        position.budget_line.title,
        financial_year_label(position.financial_year) if position.financial_year else "",
        period_in_full(position.period) if position.period else "", position.get_state_display(),
        position.get_basis_display(), position.get_near_display() if position.near else "",
        pounds_of(position.low, position), pounds_of(position.high, position),
        position.get_nature_display() if position.nature else "", position.said_on, position.words,
        position.brings.name if position.brings else "", position.final_on or position.final_text,
        position.meeting.label() if position.meeting else "",
    ]  # fmt: skip
