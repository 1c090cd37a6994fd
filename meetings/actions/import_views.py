"""Bringing actions in from a spreadsheet: choose a file, look at what each row becomes, keep them, take them back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hackit.filters import page_of
from hackit.models import ImportRun, Person
from hackit.shortcuts import today
from meetings.actions.import_forms import FileForm, MatchForm
from meetings.actions.import_writes import bring_in, changed_since, take_back
from meetings.actions.importing.reading import KIND, Plan, plan
from meetings.actions.models import Action
from meetings.importing.rows import Known
from meetings.importing.sheet_writes import SHOWN, Sheet


class ActionSheet(Sheet):
    """A spreadsheet of actions."""

    kind, one, many = KIND, "action", "actions"
    at, pages, nav = "meetings:import-actions", "meetings/action_import", "actions"
    file_form = FileForm
    somebody_was_quicker = "Somebody brought some of these in at the same moment. Look at what is left to make"

    def match_form(self, *args: Any, known: Known, **kwargs: Any) -> MatchForm:
        return MatchForm(*args, known=known, **kwargs)

    def read(self, form: MatchForm) -> Plan:
        return plan(form.table, form.columns, form.known, form.settled(), user=form.known.viewer)

    def bring_in(self, planned: Plan, **how: Any) -> ImportRun:
        return bring_in(planned, **how)

    def take_back(self, run: ImportRun, *, by: Person, at: datetime) -> tuple[int, int]:
        gone, stayed = take_back(run, by=by, at=at)
        return gone, len(stayed)

    def about_plan(self, planned: Plan) -> Mapping[str, Any]:
        """The rows in the order of the file, and those past the first few behind a press."""
        rows = sorted([*planned.new, *planned.known], key=lambda row: row.line)
        return {
            "rows": rows[:SHOWN], "more_rows": rows[SHOWN:], "problems": planned.problems[:SHOWN],
            "more_problems": max(0, len(planned.problems) - SHOWN),
        }  # fmt: skip

    def about_run(self, request: HttpRequest, run: ImportRun, *, on: date) -> Mapping[str, Any]:
        rows = Action.objects.visible_to(request.user).filter(ref__in=run.items.values("record_ref"))
        page = page_of(request, rows.select_related("owner", "forum").order_by("pk"))
        return {"page": page, "changed": len(changed_since(run))}


SHEET = ActionSheet()


@require_http_methods(["GET", "HEAD", "POST"])
def action_import(request: HttpRequest) -> HttpResponse:
    """The form for a file; what was understood of one (also with `do=again`); or, with `do=save`, bring it in."""
    return SHEET.begin(request, on=today())


@require_safe
def import_run(request: HttpRequest, ref: str) -> HttpResponse:
    """What one go brought in, for who did it, with the way back for 30 days."""
    return SHEET.look_at_run(request, ref, on=today())


@require_POST
def import_undo(request: HttpRequest, ref: str) -> HttpResponse:
    """Take back what one go brought in. What somebody has changed since stays."""
    return SHEET.undo(request, ref)
