"""Pages of conversation points: write one for an agenda item, change it, look at it before saving."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from hackit import tokens
from hackit.models import PublishedPart
from hackit.records import StaleRecord
from hackit.shortcuts import back_to, viewer, writer
from hackit.text import render as render_text
from meetings.agenda.reading import seen_item
from meetings.models import AgendaItem, Decision, Line, Point
from meetings.publishing import writes
from meetings.publishing.forms import LONGEST_POINT, PointForm, PointNewForm
from meetings.publishing.outdated import say_if_outdated
from meetings.publishing.reading import seen_point
from meetings.publishing.views import trail_of

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def point_for_item(request: HttpRequest, ref: str) -> HttpResponse:
    """Begin the item's point, half written from what may be shown; where there is one, change that."""
    item, by = seen_item(request.user, ref), writer(request)
    _members_only(request, item.forum_id)
    existing = Point.objects.visible_to(request.user).filter(item=item).exclude(text="").first()
    if existing and request.method != "POST":
        return redirect(existing.get_edit_url())
    lines, decisions = _said(request, item)
    forum = item.meeting.forum
    begin = {
        "title": item.title,
        "text": writes.half_written(lines, decisions),
        "audience": forum.point_audience,
    }
    form = PointNewForm(request.POST or None, forum=forum, initial=begin)
    if request.method == "POST" and "preview" not in request.POST and form.is_valid():
        typed = form.cleaned_data
        with tokens.once(typed["token"], person=by) as claim:
            if claim.used:
                return redirect(claim.result_url)
            try:
                point = writes.new_point(
                    item, title=typed["title"], text=typed["text"], audience=typed["audience"], by=by
                )
            except writes.AlreadyWritten as taken:
                form.add_error(None, "Somebody wrote this point while you were writing. Your text is still here")
                return _page(request, form, item, None, lines, stored=taken.point)
            claim.finish(item.meeting.get_absolute_url())
        messages.success(request, f"“{point.title}” is saved.")
        return redirect(f"{item.meeting.get_absolute_url()}#{point.anchor}")
    return _page(request, form, item, None, lines)


@form_page
def point_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change a point: one text with one home, so a weeknote that embeds it shows the same."""
    point, by = seen_point(request.user, ref), writer(request)
    _members_only(request, point.forum_id)
    lines, decisions = _said(request, point.item)
    begin = "" if point.text else writes.half_written(lines, decisions)
    form = PointForm(request.POST or None, point=point, begin=begin)
    stored = None
    if request.method == "POST" and "preview" not in request.POST and form.is_valid():
        try:
            form.fill(point).save_as(by=by, verb="changed", expected_version=form.cleaned_data["version"])
        except StaleRecord as clash:
            stored = clash.stored
            form.raised_to(stored.version)
        else:
            messages.success(request, f"“{point.title}” is saved.")
            say_if_outdated(request, point.item.meeting, [point.ref])
            return redirect(back_to(request, f"{point.item.meeting.get_absolute_url()}#{point.anchor}"))
    return _page(request, form, point.item, point, lines, stored=stored)


@require_POST
def point_preview(request: HttpRequest) -> HttpResponse:
    """A point's Markdown as it would stand on the page; nothing is saved."""
    writer(request)
    text = request.POST.get("text", "")[:LONGEST_POINT]
    context = {"title": request.POST.get("title", "")[:200], "html": render_text(text, top_level=3)}
    return render(request, "meetings/point_preview.html", context)


@require_POST
def point_delete(request: HttpRequest, ref: str) -> HttpResponse:
    """Take a point that was not published out of sight, or bring it back (`do=restore`)."""
    by = writer(request)
    if request.POST.get("do") == "restore":
        point = writes.deleted_point(ref, by=by)
        _members_only(request, point.forum_id)
        point.undelete(by=by)
        messages.success(request, f"“{point.title}” is back.")
        return redirect(point.get_edit_url())
    point = seen_point(request.user, ref)
    _members_only(request, point.forum_id)
    if point.published_part():
        messages.error(request, "It is published. Publish the meeting again without it first.")
        return redirect(point.get_edit_url())
    point.delete_softly(by=by)
    return render(request, "meetings/point_deleted.html", {"nav": "meetings", "point": point})


def _members_only(request: HttpRequest, forum_id: int | None) -> None:
    if not viewer(request).writes_in(forum_id):
        raise PermissionDenied("Only the group's members write its points")


def _said(request: HttpRequest, item: AgendaItem) -> tuple[list[Line], list[Decision]]:
    lines = Line.objects.visible_to(request.user).filter(item=item).order_by("position", "pk")
    decisions = Decision.objects.visible_to(request.user).filter(item=item).order_by("pk")
    return list(lines), list(decisions)


def _page(
    request: HttpRequest, form, item: AgendaItem, point: Point | None, lines: list[Line], *, stored: Point | None = None
) -> HttpResponse:
    part: PublishedPart | None = point.published_part() if point else None
    status = 409 if stored else 422 if form.is_bound and form.errors else 200
    context = {
        "nav": "meetings",
        "form": form,
        "item": item,
        "point": point,
        "lines": lines,
        "stored": stored,
        "part": part,
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "cancel": f"{item.meeting.get_absolute_url()}#{point.anchor if point else item.anchor}",
        "preview": _preview(request) if "preview" in request.POST else None,
        "preview_url": reverse("meetings:point-preview"),
        "trail": trail_of(item.meeting),
    }
    return render(request, "meetings/point_edit.html", context, status=status)


def _preview(request: HttpRequest) -> dict:
    text = request.POST.get("text", "")[:LONGEST_POINT]
    return {"title": request.POST.get("title", "")[:200], "html": render_text(text, top_level=3)}
