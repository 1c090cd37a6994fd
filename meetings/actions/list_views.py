"""The list of actions, and the same as a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from hackit.audience import Viewer
from hackit.csv_out import csv_response
from hackit.filters import PAGE_SIZE
from hackit.presses import just_deleted
from hackit.shortcuts import asked, me, reader, today, viewer
from meetings.actions.batch_models import ActionBatch
from meetings.actions.filters import ActionFilter
from meetings.actions.models import Action
from meetings.actions.querysets import OpenThenEnded, Standing
from meetings.actions.rows import Row, for_rows, rows_of, source_of
from meetings.actions.several_forms import SeveralForm
from meetings.actions.several_writes import UNDO_FOR
from meetings.actions.whose import MINE, Whose, lists_of

STYLES: dict[object, str] = {Standing.NO_OWNER: "none", Standing.OVERDUE: "late", Standing.THIS_WEEK: "soon"}
MOST_OFFERED = 60
JUST_DONE = ("done", "deleted", "batch")
"""What an address says of the press before it: it belongs to no link of the page."""
CSV_HEADER = (
    "Action", "Owner", "With", "Status", "Waiting for", "Due", "Date agreed", "First due", "Times moved", "Group",
    "Topics", "From", "Recorded by", "Done or dropped on", "Address",
)  # fmt: skip


@require_safe
def action_list(request: HttpRequest) -> HttpResponse:
    """Mine (what I own, help with, or could take), what I recorded for others, a group's, what waits, or all."""
    return list_page(request)


def list_page(request: HttpRequest, *, several: SeveralForm | None = None) -> HttpResponse:
    """The list that the address asks for; with a form for several that failed, that form as it was sent."""
    person, on, (lists, whose) = me(request), today(), lists_of(request)
    filters = _filters(request, whose)
    kept = asked(request, "done")
    base = Action.objects.visible_to(request.user)
    rows = filters.queryset.none()
    if filters.is_valid():
        rows = base.filter(Q(pk__in=filters.qs.values("pk")) | Q(ref=kept)) if kept else filters.qs
    # First which, then all that a row shows: nothing is fetched for rows that are sorted and not shown
    ids: Sequence[int] = filters.sorted(rows, on=on, kept=kept).values_list("pk", flat=True)
    if filters.is_valid() and not kept and filters.sort == "due":
        ids = OpenThenEnded(rows, on=on, open_ones=filters.counts.open)
    paginator = Paginator(ids, PAGE_SIZE)
    if filters.is_valid() and not kept:
        paginator.count = filters.counts.total
    page = paginator.get_page(request.GET.get("page"))
    shown = filters.sorted(for_rows(base.filter(pk__in=list(page)), request.user), on=on, kept=kept)
    found = rows_of(shown, user=request.user, on=on)
    may_several = any(row.may_change and row.action.is_open for row in found)
    return render(
        request,
        "meetings/action_list.html",
        {
            "nav": "actions",
            "may_write": viewer(request).may_write,
            "lists": lists,
            "whose": whose,
            "page": page,
            "rows": found,
            "groups": _grouped(found, filters.sort, person.pk),
            **filters.for_page(),
            "keep": [("whose", whose.key), ("sort", request.GET.get("sort", "") and filters.sort)],
            "sort": filters.sort,
            "sorts": filters.sorts.items(),
            "clear": own_address(request, only=("whose",)),
            "here": own_address(request),
            "last_done": base.last_done_of(person) if whose.key == MINE else None,
            "deleted": just_deleted(request, Action.objects),
            "batch": _just_done(request),
            "several": several or (SeveralForm(on=on, offered=_names_near(found, filters)) if may_several else None),
            "error_form": several,
            "ticked": several.picked if several else {},
            "kept": kept,
            "on": on,
        },
    )


@require_safe
def action_csv(request: HttpRequest) -> StreamingHttpResponse:
    """What the list shows, all pages of it, as CSV."""
    on, (_lists, whose) = today(), lists_of(request)
    filters = _filters(request, whose)
    rows = filters.found()
    rows = for_rows(filters.sorted(rows, on=on), request.user).prefetch_related("topics")
    seen = viewer(request)
    cells = (_cells(request, action, seen, on) for action in rows.iterator(500))
    return csv_response(f"actions{'-' if whose.key else ''}{whose.key}.csv", CSV_HEADER, cells)


def own_address(request: HttpRequest, *, only: Sequence[str] = (), **more: str) -> str:
    """The list's address with the filters of this request (or those named), without what was just done, and `more`."""
    query = request.GET.copy()
    for name in list(query):
        if name in JUST_DONE or (only and name not in only):
            del query[name]
    for name, value in more.items():
        query[name] = value
    return reverse("meetings:action-list") + (f"?{query.urlencode()}" if query else "")


def _filters(request: HttpRequest, whose: Whose) -> ActionFilter:
    """The filter over what this reader may see. Raises PermissionDenied for a login without a role."""
    seen, person = reader(request), me(request)
    rows = whose.of(Action.objects.visible_to(request.user), person=person, forum_ids=seen.forum_ids)
    return ActionFilter(request.GET, rows, on=today(), whose=whose, person_id=person.pk)


def _grouped(rows: list[Row], sort: str, person_id: int) -> list[dict]:
    """The rows of a page under their headings: by need, by owner, by whom they wait for, or all under one."""
    if sort == "newest":
        return [{"key": "newest", "title": "Newest first", "rows": rows}] if rows else []
    if sort == "owner":
        groups = groupby(rows, key=lambda row: (row.action.owner_id, row.action.owner))
        return [
            {"key": f"owner-{pk or 0}", "title": owner.name if owner else Standing.NO_OWNER.label, "rows": list(found)}
            for (pk, owner), found in groups
        ]
    if sort == "whom":
        waited = groupby(rows, key=lambda row: (row.action.for_others, row.action.whom))
        grouped = [(key, list(found)) for key, found in waited]
        return [
            {"key": f"whom-{number}", "title": f"Waiting for {found[0].action.waiting_for or 'an answer'}"
             if key[0] else "Waiting for you", "style": "" if key[0] else "none", "rows": found}
            for number, (key, found) in enumerate(grouped)
        ]  # fmt: skip
    groups = groupby(rows, key=lambda row: Standing(row.action.standing))
    return [
        {"key": standing.name.lower().replace("_", "-"), "title": standing.label, "style": STYLES.get(standing, ""),
         "rows": list(found)}
        for standing, found in groups
    ]  # fmt: skip


def _names_near(rows: list[Row], filters: ActionFilter) -> list[str]:
    """Who owns or helps with what is listed: the likeliest to be given something. Any other name can be typed too."""
    owners = [label for label, _count in filters.counts.facets.get("owner", {}).values()]
    helpers = [person.name for row in rows for person in row.action.helpers.all()]
    return sorted(dict.fromkeys([*owners, *helpers]))[:MOST_OFFERED]


def _just_done(request: HttpRequest) -> dict | None:
    """What this person has just done to several at once and may take back, if the address names it."""
    ref = asked(request, "batch")
    rows = ActionBatch.objects.of(me(request)).to_undo().since(timezone.now() - UNDO_FOR)
    batch = rows.filter(ref=ref).first() if ref else None
    if batch is None:
        return None
    left = Action.objects.visible_to(request.user).filter(pk__in=batch.left) if batch.left else []
    return {"ref": batch.ref, "said": batch.said, "changed": batch.changed, "left": list(left)}


def _cells(request: HttpRequest, action: Action, seen: Viewer, on: date) -> list[object]:
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
        source_of(action, viewer=seen, meeting_is_seen=action.meeting_is_seen, on=on)[0],
        action.created_by.name if action.created_by else "",
        action.ended_on,
        request.build_absolute_uri(action.get_absolute_url()),
    ]
