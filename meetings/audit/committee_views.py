"""The table for the audit committee: first and revised date side by side, implemented by priority and year."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hackit.csv_out import csv_response
from hackit.shortcuts import reader, today
from meetings.audit.beside_models import Scale
from meetings.audit.cells import HEADER, cells_of
from meetings.audit.committee import Implemented, implemented
from meetings.audit.filters import CommitteeFilter
from meetings.audit.models import Recommendation
from meetings.audit.reading import for_rows, shown

MOST_ON_PAPER = 500
"""So many rows stand on the page; the file has all."""


@require_safe
def committee(request: HttpRequest) -> HttpResponse:
    """The table as a page that prints as it is; what is not settled yet, unless the filters say otherwise."""
    filters, on = _filters(request), today()
    rows = filters.sorted(filters.found())
    count = rows.count()
    context: dict[str, Any] = {
        "nav": "meetings", "rows": shown(for_rows(rows)[:MOST_ON_PAPER], on=on), "count": count,
        "left_out": max(0, count - MOST_ON_PAPER), **filters.for_page(), "on": on,
        "clear": reverse("meetings:committee"), "table": _implemented(filters),
    }  # fmt: skip
    return render(request, "meetings/committee.html", context)


@require_safe
def committee_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same rows, all of them, as CSV."""
    filters, on = _filters(request), today()
    rows = filters.sorted(filters.found())
    return csv_response("audit-committee.csv", HEADER, (cells_of(request, one) for one in shown(for_rows(rows), on=on)))


def _filters(request: HttpRequest) -> CommitteeFilter:
    """Raises PermissionDenied for a login without a role: no recommendation is public."""
    reader(request)
    return CommitteeFilter(request.GET, Recommendation.objects.visible_to(request.user), on=today())


def _implemented(filters: CommitteeFilter) -> Implemented:
    """Counted with every filter but where things stand: what is settled counts too."""
    rows = filters.without("stands") if filters.is_valid() else filters.queryset.none()
    counts = rows.order_by().values_list("review__plan_year", "priority", "standing").annotate(n=Count("pk"))
    return implemented(counts, Scale.objects.grades()["priority"])
