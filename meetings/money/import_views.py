"""Bringing requests to finance in from a spreadsheet: a file, what each row becomes, all or nothing, the way back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hackit.filters import page_of
from hackit.models import ImportRun, Person
from hackit.shortcuts import today
from meetings.importing.rows import Known
from meetings.importing.sheet_writes import Sheet
from meetings.money.import_forms import BudgetFileForm, BudgetMatchForm
from meetings.money.import_writes import bring_in, changed_since, made_by, take_back
from meetings.money.importing.reading import KIND, Plan, plan
from meetings.money.models import BudgetLine
from meetings.money.profiles import with_profiles
from meetings.money.reading import for_rows, with_last_two


class BudgetSheet(Sheet):
    """A spreadsheet of requests to finance."""

    kind, one, many = KIND, "budget line", "budget lines"
    at, pages = "meetings:import-budget", "meetings/budget_import"
    file_form = BudgetFileForm

    def match_form(self, *args: Any, known: Known, **kwargs: Any) -> BudgetMatchForm:
        return BudgetMatchForm(*args, known=known, **kwargs)

    def read(self, form: BudgetMatchForm) -> Plan:
        return plan(form.table, form.columns, form.known, form.settled())

    def bring_in(self, planned: Plan, **how: Any) -> ImportRun:
        return bring_in(planned, **how)

    def take_back(self, run: ImportRun, *, by: Person, at: datetime) -> tuple[int, int]:
        return take_back(run, by=by, at=at)

    def about_run(self, request: HttpRequest, run: ImportRun, *, on: date) -> Mapping[str, Any]:
        rows = BudgetLine.objects.visible_to(request.user).filter(ref__in=run.items.values("record_ref"))
        page = page_of(request, for_rows(rows.order_by("pk")))
        shown = with_last_two(page, request.user)
        for row, asked_for in zip(shown, with_profiles([one.budget for one in shown]), strict=True):
            row.profiles = asked_for.profiles
        return {"page": page, "rows": shown, "changed": len(changed_since(run, made_by(run)))}


SHEET = BudgetSheet()


@require_http_methods(["GET", "HEAD", "POST"])
def budget_import(request: HttpRequest) -> HttpResponse:
    """The form for a file; what was understood of one (also with `do=again`); or, with `do=save`, bring it in."""
    return SHEET.begin(request, on=today())


@require_safe
def budget_import_run(request: HttpRequest, ref: str) -> HttpResponse:
    """What one go brought in, for who did it, with the way back for 30 days."""
    return SHEET.look_at_run(request, ref, on=today())


@require_POST
def budget_import_undo(request: HttpRequest, ref: str) -> HttpResponse:
    """Take back what one go brought in. What somebody has changed since stays."""
    return SHEET.undo(request, ref)
