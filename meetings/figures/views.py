"""Pages of figures: all of them, one with all that was said of it, keeping a new one, its history, as files."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hackit import tokens
from hackit.csv_out import csv_response
from hackit.edit_forms import edit_page, status_of
from hackit.filters import page_of
from hackit.record_history import history_or_404, may_read_history
from hackit.shortcuts import reader, today, viewer, visible_or_404, writer
from meetings.figures import sheets
from meetings.figures.charts import Said, figure_chart
from meetings.figures.filters import FigureFilter, totals
from meetings.figures.forms import FigureEditForm, FigureForm, SaidForm
from meetings.figures.models import Figure, since
from meetings.figures.reading import FigureShown, SaidRow, for_rows, history_rows, steps_of, with_ends
from meetings.figures.said import movement
from meetings.figures.writes import change_figure, keep_figure, say
from meetings.form_fields import KnownPeople

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def figure_list(request: HttpRequest) -> HttpResponse:
    """Every figure that this reader may see, with what was said of it first and last."""
    filters = _filters(request)
    rows = filters.sorted(filters.found())
    page = page_of(request, for_rows(rows))
    context = {
        "nav": "meetings", "page": page, "rows": with_ends(page, request.user), **filters.for_page(), "on": today(),
        "clear": reverse("meetings:figure-list"), "may_write": viewer(request).writes_in_a_group,
        "totals": totals(rows),
    }  # fmt: skip
    return render(request, "meetings/figure_list.html", context)


@require_safe
def figure_csv(request: HttpRequest) -> StreamingHttpResponse:
    """What the list shows, all pages of it, as CSV: first and last, and what was said last of each year."""
    filters = _filters(request)
    rows = filters.sorted(filters.found())
    shown = with_ends(for_rows(rows), request.user)
    return csv_response("figures.csv", *sheets.list_sheet(shown, request.build_absolute_uri))


@require_safe
def figure_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """One figure and all that was ever said of it."""
    return detail(request, visible_or_404(for_rows(Figure.objects), request.user, ref=ref))


def detail(request: HttpRequest, figure: Figure, *, form: SaidForm | None = None) -> HttpResponse:
    """The page of one figure; `form` where what was typed into it could not be taken."""
    on, may_change = today(), figure.may_be_changed_by(viewer(request))
    rows = history_rows(figure, request.user)
    if may_change and form is None:
        form = SaidForm(initial={"said_on": on}, figure=figure, on=on)
    others = Figure.objects.visible_to(request.user).filter(forum_id=figure.forum_id, unit=figure.unit)
    context: dict[str, Any] = {
        "has_history": may_read_history(figure, request.user),
        "nav": "meetings", "figure": figure, "shown": FigureShown(figure, [row.said for row in rows]), "rows": rows,
        "steps": steps_of(figure, request.user) if figure.is_saving else [], "on": on,
        "chart": _chart(figure, rows), "years": _years(rows),
        "years_changed": sum(bool(row.said.profile) for row in rows) > 1, "may_change": may_change,
        "form": form if may_change else None, "states": Figure.State.choices if figure.is_saving else [],
        "ago": since(rows[0].said.said_on, on) if rows else "",
        "moved": movement(rows[-1].said, rows[0].said) if rows else "",
        "others": others.exclude(pk=figure.pk).order_by("title") if may_change and rows else [],
    }  # fmt: skip
    return render(request, "meetings/figure_detail.html", context, status=status_of(form))


def _chart(figure: Figure, rows: list[SaidRow]) -> Any:
    values = [
        Said(f"{row.said.said_on.day} {row.said.said_on:%b}", row.said.high, row is rows[0]) for row in reversed(rows)
    ]
    return figure_chart(figure.title, figure.unit, values)


def _years(rows: list[SaidRow]) -> list[tuple[str, int | None, int | None]]:
    """Year by year: what was said of it by the first and by the last that told its years."""
    told = [row.said for row in rows if row.said.profile]
    if not told:
        return []
    first, last = dict(told[-1].by_year()), dict(told[0].by_year())
    labels = sorted({*first, *last}, key=lambda label: (label == "Later", label))
    return [(label, first.get(label) if len(told) > 1 else None, last.get(label)) for label in labels]


@require_safe
def said_csv(request: HttpRequest, ref: str) -> StreamingHttpResponse:
    """All that was said of one figure, newest first, as CSV."""
    figure = visible_or_404(for_rows(Figure.objects), request.user, ref=ref)
    return csv_response("figure.csv", *sheets.said_sheet(figure, history_rows(figure, request.user)))


@form_page
def figure_new(request: HttpRequest) -> HttpResponse:
    """Keep a figure that was said outside a meeting."""
    by, on = writer(request), today()
    if not viewer(request).writes_in_a_group:
        raise PermissionDenied("Only who writes in a group may keep a figure for it")
    form = FigureForm(
        request.POST or None, initial={"said_on": on}, viewer=viewer(request), people=KnownPeople(on=on), on=on
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with tokens.once(data["token"], person=by) as claim:
            if claim.used:
                return redirect(claim.result_url)
            figure = keep_figure(data, by=by, on=data["said_on"])
            say(figure, data["quantity"], words=data["words"], day=data["said_on"], by=by)
            claim.finish(figure.get_absolute_url())
        return redirect(figure)
    return render(request, "meetings/figure_new.html", {"nav": "meetings", "form": form}, status=status_of(form))


@form_page
def figure_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change what a figure is called and whose it is. A save that meets somebody else's shows both and asks."""
    figure = changeable(request, ref)
    by, on = writer(request), today()
    form = FigureEditForm(
        request.POST or None, initial=_stored(figure), viewer=viewer(request), people=KnownPeople(on=on), figure=figure
    )
    return edit_page(
        request, form, figure, "meetings/figure_edit.html", name="figure", as_saved=_as_saved,
        save=lambda said: change_figure(figure, said, by=by, on=on, version=said["version"]),
        again=lambda: changeable(request, ref),
    )  # fmt: skip


@require_safe
def figure_history(request: HttpRequest, ref: str) -> HttpResponse:
    """Every change of the figure itself, for who could see it all along."""
    figure = visible_or_404(Figure.objects, request.user, ref=ref)
    history = history_or_404(figure, request.user)
    return render(request, "meetings/figure_history.html", {"nav": "meetings", "figure": figure, "history": history})


def changeable(request: HttpRequest, ref: str) -> Figure:
    """The figure, for somebody of its group. Raises Http404 for who may not see it, PermissionDenied else."""
    figure = visible_or_404(for_rows(Figure.objects), request.user, ref=ref)
    if not figure.may_be_changed_by(viewer(request)):
        raise PermissionDenied("Only the group that keeps it may change it")
    return figure


def _filters(request: HttpRequest) -> FigureFilter:
    """Raises PermissionDenied for a login without a role: no figure is public."""
    reader(request)
    return FigureFilter(request.GET, Figure.objects.visible_to(request.user), user=request.user)


def _stored(figure: Figure) -> dict[str, Any]:
    return {
        "title": figure.title, "state": figure.state, "forum": figure.forum, "lead": figure.lead,
        "topic": figure.topic, "audience": figure.audience, "version": figure.version,
    }  # fmt: skip


def _as_saved(figure: Figure) -> list[tuple[str, Any]]:
    return [
        ("What it is", figure.title), ("Saving", figure.get_state_display() or "No"),
        ("Who speaks of it", figure.lead or "Nobody named"), ("Topic", figure.topic or "None"),
    ]  # fmt: skip
