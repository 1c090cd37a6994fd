"""One's own day: jotting something down, the day's lines on This week, all jottings by day."""

from __future__ import annotations

import uuid
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from hackit.filters import page_of
from hackit.joining.used import Jotted, places
from hackit.models import Person
from hackit.shortcuts import back_to, me, today, viewer, writer
from meetings.models import Line
from meetings.room import board, loading
from meetings.room.asking import Setting
from meetings.room.jotting_filters import JottingFilter
from meetings.room.line_forms import LineForm
from meetings.room.line_writes import type_line
from meetings.room.understood import Row, rows_of

SHOWN_ON_HOME = 30


@require_POST
def jotting_create(request: HttpRequest) -> HttpResponse:
    """Keep a jotting. To a page with scripts its row comes back, to be put first into #today."""
    person = writer(request)
    form = LineForm(request.POST)
    if not form.is_valid():
        if request.htmx:
            return render(request, "meetings/_line_refused.html", {"form": form}, status=422)
        return render(request, "meetings/jotting_new.html", {"nav": "week", "form": form}, status=422)
    typed = type_line(form.cleaned_data["text"], author=person, item=None, ref=form.cleaned_data["ref"], on=today())
    setting = _setting(request)
    if request.htmx:
        rows = [] if typed.line.is_deleted else [board.one_row(typed.line, request.user, setting)]
        response = render(request, "meetings/_line_rows.html", {"rows": rows, "setting": setting})
        response["X-Line"] = typed.line.ref
        return response
    if typed.is_new:
        messages.success(request, board.one_row(typed.line, request.user, setting).said or "Noted.")
    return redirect(back_to(request, reverse("home")))


def _setting(request: HttpRequest) -> Setting:
    seen = viewer(request)
    return Setting(today(), seen.person_id, seen.may_write)


def today_panel(request: HttpRequest) -> dict[str, Any]:
    """Today's lines for This week, newest first: what templates/meetings/_today.html draws."""
    seen = viewer(request)
    if not seen.may_write or not seen.person_id:
        return {"may_jot": False, "rows": []}
    mine = Line.objects.visible_to(request.user).jotted_by(me(request)).of_day(today()).select_related("forum")
    lines = list(mine.order_by("-pk")[:SHOWN_ON_HOME])
    setting = _setting(request)
    rows = rows_of(lines, loading.material_of(lines, request.user), setting)
    _say_where_used(rows, lines, me(request))
    return {"may_jot": True, "rows": rows, "setting": setting, "next": request.path}


def _say_where_used(rows: list[Row], lines: list[Line], person: Person) -> None:
    """Note on each row in which note of their author's its words stand now."""
    used = places(person, [Jotted(line.pk, line.text, line.sort, line.day) for line in lines])
    for row in rows:
        row.used = used.get(row.line.pk)


@require_safe
def jottings(request: HttpRequest) -> HttpResponse:
    """All of one's jottings by day, newest first."""
    writer(request)
    mine = Line.objects.visible_to(request.user).jotted_by(me(request)).select_related("forum")
    filterset = JottingFilter(request.GET, queryset=mine, on=today(), person=me(request))
    is_valid = filterset.is_valid()
    page = page_of(request, (filterset.qs if is_valid else mine).order_by("-day", "-pk"))
    lines = list(page.object_list)
    setting = _setting(request)
    rows = rows_of(lines, loading.material_of(lines, request.user), setting)
    _say_where_used(rows, lines, me(request))
    context = {
        "nav": "week",
        "days": [(day, list(group)) for day, group in groupby(rows, key=lambda row: row.line.day)],
        "page": page,
        "filterset": filterset,
        "used_field": [filterset.form["used"]],
        "facets": filterset.facet_list() if is_valid else [],
        "chips": filterset.chips() if is_valid else [],
        "is_valid": is_valid,
        "is_narrowed": bool(request.GET.keys() - {"page"}),
        "form": LineForm(initial={"ref": str(uuid.uuid4())}),
        "setting": setting,
    }
    return render(request, "meetings/jottings.html", context)
