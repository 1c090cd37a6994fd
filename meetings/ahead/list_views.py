"""The list of what is coming up, by month or by topic, and the same as a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hackit.csv_out import csv_response
from hackit.filters import page_of
from hackit.presses import just_deleted
from hackit.shortcuts import reader, today, viewer
from meetings.ahead.filters import SORTS, ComingUpFilter
from meetings.ahead.models import ComingUp
from meetings.ahead.reading import Row, for_rows, just_answered, rows_of
from meetings.ahead.when import month_words

CSV_HEADER = (
    "Coming up", "Date", "About when", "Month", "Start by", "Every year", "Who", "Group", "Topics", "State",
    "Times moved", "Address",
)  # fmt: skip


@require_safe
def coming_up_list(request: HttpRequest) -> HttpResponse:
    """Everything ahead that this reader may see; what asks for an answer first."""
    on, who = today(), viewer(request)
    filters = _filters(request)
    answered = just_answered(request)
    rows = filters.sorted(filters.found())
    page = page_of(request, for_rows(rows).prefetch_related("topics"))
    shown = rows_of(page, who=who, on=on)
    if answered is not None:
        shown = [row for row in shown if row.thing.pk != answered.pk]
    context = {
        "nav": "meetings",
        "page": page,
        "groups": _grouped(shown, filters.sort),
        "answered": rows_of([answered], who=who, on=on, answered=answered)[0] if answered else None,
        **filters.for_page(),
        "keep": [("sort", "" if filters.sort == "month" else filters.sort)],
        "sort": filters.sort,
        "sorts": SORTS.items(),
        "clear": reverse("meetings:coming-up-list"),
        "deleted": just_deleted(request, ComingUp.objects),
        "may_write": who.may_write,
    }
    return render(request, "meetings/coming_up_list.html", context)


@require_safe
def coming_up_csv(request: HttpRequest) -> StreamingHttpResponse:
    """What the list shows, all pages of it, as CSV."""
    filters = _filters(request)
    rows = filters.sorted(filters.found())
    rows = for_rows(rows).prefetch_related("topics")
    return csv_response("coming-up.csv", CSV_HEADER, (_cells(request, thing) for thing in rows.iterator(500)))


def _filters(request: HttpRequest) -> ComingUpFilter:
    """The filter over what this reader may see. Raises PermissionDenied for a login without a role."""
    reader(request)
    return ComingUpFilter(request.GET, ComingUp.objects.visible_to(request.user), on=today())


def _grouped(rows: list[Row], sort: str) -> list[dict[str, Any]]:
    """The rows of a page under what they ask, then under months or under the first topic of each."""
    asking = [row for row in rows if row.asks]
    title_of = _topic_of if sort == "topic" else _month_of
    groups = [{"key": "asks", "title": "What came of these?", "style": "none", "rows": asking}] if asking else []
    for number, (title, found) in enumerate(groupby((row for row in rows if not row.asks), key=_titled(title_of))):
        groups.append({"key": str(number), "title": title, "style": "", "rows": list(found)})
    return groups


def _titled(title_of: Callable[[ComingUp], str]) -> Callable[[Row], str]:
    return lambda row: title_of(row.thing)


def _month_of(thing: ComingUp) -> str:
    day: date | None = thing.due or thing.sorts_as
    return month_words(day) if day else "Some time"


def _topic_of(thing: ComingUp) -> str:
    return min((topic.name for topic in thing.topics.all()), default="No topic")


def _cells(request: HttpRequest, thing: ComingUp) -> list[object]:
    return [
        thing.title,
        thing.due,
        thing.due_text,
        month_words(thing.sorts_as) if thing.sorts_as else "",
        thing.start_text or thing.start_by,
        "yes" if thing.yearly else "no",
        thing.person.name if thing.person else "",
        thing.forum.name if thing.forum else "",
        ", ".join(topic.name for topic in thing.topics.all()),
        thing.get_state_display(),
        thing.times_moved,
        request.build_absolute_uri(thing.get_absolute_url()),
    ]
