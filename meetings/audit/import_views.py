"""Bringing recommendations in from a spreadsheet: a file, what each row becomes, all or nothing, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hackit.filters import page_of
from hackit.models import ImportRun, Person
from hackit.shortcuts import today
from meetings.audit.beside_models import Scale
from meetings.audit.import_forms import RecommendationFileForm, RecommendationMatchForm
from meetings.audit.import_writes import bring_in, changed_since, made_by, take_back
from meetings.audit.importing.reading import KIND, Plan, plan
from meetings.audit.models import Recommendation
from meetings.audit.reading import for_rows, shown
from meetings.importing.rows import Known
from meetings.importing.sheet_writes import Sheet


class RecommendationSheet(Sheet):
    """A spreadsheet of recommendations."""

    kind, one, many = KIND, "recommendation", "recommendations"
    at, pages = "meetings:import-recommendations", "meetings/recommendation_import"
    file_form = RecommendationFileForm

    def match_form(self, *args: Any, known: Known, **kwargs: Any) -> RecommendationMatchForm:
        priorities = Scale.objects.grades()["priority"]
        return RecommendationMatchForm(*args, known=known, on=known.on, priorities=priorities, **kwargs)

    def read(self, form: RecommendationMatchForm) -> Plan:
        return plan(form.table, form.columns, form.known, form.settled())

    def bring_in(self, planned: Plan, **how: Any) -> ImportRun:
        return bring_in(planned, **how)

    def take_back(self, run: ImportRun, *, by: Person, at: datetime) -> tuple[int, int]:
        return take_back(run, by=by, at=at)

    def about_plan(self, planned: Plan) -> Mapping[str, Any]:
        return {"reviews": planned.review_names}

    def about_run(self, request: HttpRequest, run: ImportRun, *, on: date) -> Mapping[str, Any]:
        rows = Recommendation.objects.visible_to(request.user).filter(ref__in=run.items.values("record_ref"))
        page = page_of(request, for_rows(rows.order_by("pk")))
        return {"page": page, "rows": shown(page, on=on), "changed": len(changed_since(run, made_by(run)))}


SHEET = RecommendationSheet()


@require_http_methods(["GET", "HEAD", "POST"])
def recommendation_import(request: HttpRequest) -> HttpResponse:
    """The form for a file; what was understood of one (also with `do=again`); or, with `do=save`, bring it in."""
    return SHEET.begin(request, on=today())


@require_safe
def recommendation_import_run(request: HttpRequest, ref: str) -> HttpResponse:
    """What one go brought in, for who did it, with the way back for 30 days."""
    return SHEET.look_at_run(request, ref, on=today())


@require_POST
def recommendation_import_undo(request: HttpRequest, ref: str) -> HttpResponse:
    """Take back what one go brought in. What somebody has changed since stays."""
    return SHEET.undo(request, ref)
