"""A figure of a line: kept by a press or a small form under the row; and what was said before, as one types."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from hackit.quantities import Quantity
from hackit.records import StaleRecord
from hackit.shortcuts import asked, back_to, sent, viewer, writer
from meetings.capture.marks import figures_in
from meetings.figures.forms import KeepForm
from meetings.figures.reading import known_figures
from meetings.figures.said import called, last_said, looks_like_saving, same_thing
from meetings.models import AgendaItem, Line
from meetings.room import board
from meetings.room.asking import Setting
from meetings.room.budget_telling import told_before
from meetings.room.figures import quantities_of
from meetings.room.keeping_writes import keep_from_line
from meetings.room.known import known_for
from meetings.room.line_views import home_of, line_of, setting_for

MAY_BE_POSITION = re.compile(r"\b(?:working|final|draft|provisional|line|over|under|budget|track|target)|:", re.I)
"""Only what may tell of a budget is read while one types it."""


@require_http_methods(["GET", "HEAD", "POST"])
def line_figure(request: HttpRequest, ref: str) -> HttpResponse:
    """Keep the figure at place `n` of the line: of one that the group keeps, by its name, or of a new one."""
    line = line_of(request, ref)
    number = sent(request, "n", longest=2) or asked(request, "n", longest=2) or "0"
    quantities = quantities_of(line)
    if not number.isdecimal() or int(number) >= len(quantities):
        raise Http404("No such figure in this line")
    quantity, setting = quantities[int(number)], setting_for(request, line)
    known = known_figures([line.forum_id], request.user)
    form = KeepForm(
        request.POST if request.method == "POST" else None, initial=_read(line, quantity), quantity=quantity,
        known={one.figure.title.lower(): one.figure.unit for one in known},
    )  # fmt: skip
    form.auto_id = f"figure-{line.ref}-%s"
    names = sorted(one.figure.title for one in known if one.figure.unit == quantity.unit)
    near = same_thing(line.text, quantity, known, topics=[topic.slug for topic in _topics(line)])
    shown: dict[str, Any] = {
        "line": line, "figure_form": form, "n": number, "names": names, "setting": setting,
        "near": [f"{one.figure.title}: {last_said(one.latest, on=line.day)}" for one in near],
        "next": sent(request, "next") or asked(request, "next"),
    }  # fmt: skip
    if not form.is_bound or not form.is_valid():
        return _shown(request, shown, status=422 if form.is_bound else 200)
    try:
        said = keep_from_line(line, form.cleaned_data, _topics(line), by=writer(request), on=line.day)
    except StaleRecord:
        form.add_error("title", "Somebody else changed this line at the same moment. Press again if it should be kept")
        return _shown(request, shown | {"line": line_of(request, ref)}, status=409)
    if request.htmx:
        return _row(request, line, setting, shown["next"])
    messages.success(request, f"Kept: {said}" if said else "That was kept already")
    return redirect(back_to(request, home_of(line)))


def _read(line: Line, quantity: Quantity) -> dict[str, Any]:
    """What the form is filled with: what was typed, and a name for it."""
    return {
        "title": called(line.text, quantity, otherwise=line.item.title), "amount": quantity.words,
        "is_saving": quantity.unit == "money" and looks_like_saving(line.text),
    }  # fmt: skip


def _topics(line: Line) -> list[Any]:
    return list(line.topics.all()) or list(line.item.topics.all())


def _row(request: HttpRequest, line: Line, setting: Setting, next_address: str) -> HttpResponse:
    context = {"row": board.one_row(line, request.user, setting), "setting": setting, "next": next_address}
    return render(request, "meetings/_line_row.html", context)


def _shown(request: HttpRequest, shown: dict[str, Any], *, status: int) -> HttpResponse:
    """The row with the form open under it, or the page of the form."""
    line = shown["line"]
    if request.htmx:
        shown["row"] = board.one_row(line, request.user, shown["setting"])
        return render(request, "meetings/_line_row.html", shown, status=status)
    shown |= {
        "nav": "meetings", "home": back_to(request, home_of(line)), "error_form": shown["figure_form"],
        "place": line.item.meeting.label(),
    }  # fmt: skip
    return render(request, "meetings/line_figure.html", shown, status=status)


@require_POST
def last_said_of(request: HttpRequest) -> JsonResponse:
    """What was last said of the things in `text`, under `item`: the budget line that a position is of, and those that
    figures are typed of. At most two sentences.

    Sent, not asked for by address: what is typed stands in no log.
    """
    seen = viewer(request)
    item = AgendaItem.objects.visible_to(request.user).filter(ref=sent(request, "item", longest=40)).first()
    if item is None or not seen.writes_in(item.forum_id):
        raise Http404("Only for those who type here")
    text = sent(request, "text", longest=4000)
    found: dict[str, str] = {}
    if quantities := figures_in(text):
        known, topics = known_figures([item.forum_id], request.user), [topic.slug for topic in item.topics.all()]
        for quantity in quantities:
            for one in same_thing(text, quantity, known, topics=topics)[:1]:
                found[one.figure.title] = f"{one.figure.title}, {last_said(one.latest, on=item.meeting.date)}"
    on = item.meeting.date
    budget = told_before(text, known_for(writer(request), item=item, on=on)) if MAY_BE_POSITION.search(text) else ""
    return JsonResponse({"said": [*([budget] if budget else []), *found.values()][:2]})
