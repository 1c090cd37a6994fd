"""The list of actions, and the same as a file."""

from __future__ import annotations

from itertools import groupby

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hackit.csv_out import csv_response
from hackit.filters import page_of
from hackit.shortcuts import asked, me, today, viewer
from meetings.actions.filters import SORTS, ActionFilter
from meetings.actions.models import Action
from meetings.actions.querysets import ActionQuerySet, Standing
from meetings.actions.rows import for_rows, rows_of

STYLES: dict[object, str] = {Standing.NO_OWNER: "none", Standing.OVERDUE: "late", Standing.THIS_WEEK: "soon"}
CSV_HEADER = (
    "Action", "Owner", "With", "Status", "Waiting for", "Due", "Date agreed", "First due", "Times moved", "Group",
    "Topics", "Done or dropped on", "Address",
)  # fmt: skip


@require_safe
def action_list(request: HttpRequest) -> HttpResponse:
    """Mine (what I own, help with, or could take) or all, by need."""
    person, on, is_mine = me(request), today(), _is_mine(request)
    filters = _filters(request)
    kept = asked(request, "done")
    base = Action.objects.visible_to(request.user)
    rows = filters.queryset.none()
    if filters.is_valid():
        rows = base.filter(Q(pk__in=filters.qs.values("pk")) | Q(ref=kept)) if kept else filters.qs
    page = page_of(request, filters.sorted(for_rows(rows, request.user), on=on, kept=kept))
    facets = filters.facet_list()
    return render(
        request,
        "meetings/action_list.html",
        {
            "nav": "actions",
            "is_mine": is_mine,
            "page": page,
            "groups": _grouped(rows_of(page, user=request.user, on=on), filters.sort),
            "filters": filters,
            "form": filters.form,
            "facets": facets,
            "chips": filters.chips(),
            "keep": [("whose", "" if is_mine else "all"), ("sort", "" if filters.sort == "due" else filters.sort)],
            "sort": filters.sort,
            "sorts": SORTS.items(),
            "clear": reverse("meetings:action-list") + ("" if is_mine else "?whose=all"),
            "last_done": base.of_person(person).last_done() if is_mine else None,
            "deleted": _just_deleted(request),
            "kept": kept,
            "on": on,
        },
    )


@require_safe
def action_csv(request: HttpRequest) -> StreamingHttpResponse:
    """What the list shows, all pages of it, as CSV."""
    filters = _filters(request)
    rows = filters.qs if filters.is_valid() else filters.queryset.none()
    rows = for_rows(filters.sorted(rows, on=today()), request.user).prefetch_related("topics")
    return csv_response("actions.csv", CSV_HEADER, (_cells(request, action) for action in rows.iterator(500)))


def _is_mine(request: HttpRequest) -> bool:
    return request.GET.get("whose") != "all"


def _filters(request: HttpRequest) -> ActionFilter:
    """The filter over what this reader may see. Raises PermissionDenied for a login without a role."""
    seen = viewer(request)
    if seen.is_stranger:
        raise PermissionDenied("Ask for access first")
    rows = Action.objects.visible_to(request.user)
    is_mine = _is_mine(request)
    if is_mine:
        rows = rows.of_person_or_groups(me(request), seen.forum_ids)
    return ActionFilter(request.GET, rows, on=today(), is_mine=is_mine)


def _grouped(rows: list, sort: str) -> list[dict]:
    """The rows of a page under their headings: by need, by owner, or all of them under one."""
    if sort == "newest":
        return [{"key": "newest", "title": "Newest first", "rows": rows}] if rows else []
    if sort == "owner":
        groups = groupby(rows, key=lambda row: (row.action.owner_id, row.action.owner))
        return [
            {"key": f"owner-{pk or 0}", "title": owner.name if owner else Standing.NO_OWNER.label, "rows": list(found)}
            for (pk, owner), found in groups
        ]
    groups = groupby(rows, key=lambda row: Standing(row.action.standing))
    return [
        {"key": standing.name.lower().replace("_", "-"), "title": standing.label, "style": STYLES.get(standing, ""),
         "rows": list(found)}
        for standing, found in groups
    ]  # fmt: skip


def _just_deleted(request: HttpRequest) -> Action | None:
    """The action that this person has just deleted and may bring back, if the address names it."""
    ref = asked(request, "deleted")
    rows: ActionQuerySet = Action.objects.waiting_for_undo(me(request))
    return rows.filter(ref=ref).first() if ref else None


def _cells(request: HttpRequest, action: Action) -> list[object]:
    return [
        action.text,
        action.owner.name if action.owner else action.owner_text,
        ", ".join(person.name for person in action.helpers.all()),
        action.get_status_display() if action.status != Action.Status.WAITING else "Waiting",
        action.waiting_for,
        action.due or action.due_text,
        "yes" if action.due and not action.due_is_assumed else "no",
        action.first_due,
        action.times_moved,
        action.forum.name if action.forum else "",
        ", ".join(topic.name for topic in action.topics.all()),
        action.ended_on,
        request.build_absolute_uri(action.get_absolute_url()),
    ]
