"""The live meeting: its page, typing into it, what others typed since, and going on to the next item."""

from __future__ import annotations

import uuid
from contextlib import suppress
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from hackit.records import StaleRecord
from hackit.shortcuts import asked, me, sent, viewer, visible_or_404, writer
from meetings.models import AgendaItem, Meeting
from meetings.publishing.since import may_be_news
from meetings.room import board, loading
from meetings.room.line_forms import LineForm
from meetings.room.line_writes import type_line


def meeting_of(request: HttpRequest, ref: str) -> Meeting:
    """The meeting, for those who belong to its group; who sees it and does not belong is refused."""
    meeting = visible_or_404(loading.meetings_with_next(), request.user, ref=ref)
    if not viewer(request).belongs_to(meeting.forum_id):
        raise PermissionDenied("Only the group has its live meeting")
    return meeting


@require_safe
def live(request: HttpRequest, ref: str) -> HttpResponse:
    """The page of one item; with `?since=n` only the lines that changed after change n, or 204.

    With those come the actions above the lines where one of them was changed, or where `memo` asks for them.
    """
    since = request.GET.get("since", "")
    is_news = since.isdecimal() and len(since) < 10
    if is_news and not request.GET.get("memo"):
        last = loading.change_seen(request.user, ref)
        if last is not None and last <= int(since):
            return HttpResponse(status=204)
    meeting = meeting_of(request, ref)
    if is_news:
        return _news(request, meeting, int(since))
    return _page(request, meeting, request.GET.get("item", ""), LineForm(initial={"ref": str(uuid.uuid4())}))


def _page(request: HttpRequest, meeting: Meeting, item_ref: str, form: LineForm, status: int = 200) -> HttpResponse:
    items = board.items_of(meeting, request.user)
    item = board.current_of(items, item_ref)
    context: dict[str, Any] = {"nav": "meetings", "meeting": meeting, "item": item, "form": form}
    if item is not None:
        now = timezone.now()
        context["board"] = board.board_of(meeting, items, item, request.user, on=meeting.date, now=now)
        context["asks_news"] = may_be_news(meeting, context["board"].mine, now=now)
    return render(request, "meetings/live.html", context, status=status)


def _news(request: HttpRequest, meeting: Meeting, since: int) -> HttpResponse:
    wants_memo = bool(request.GET.get("memo"))
    if meeting.change_no <= since and not wants_memo:
        return HttpResponse(status=204)
    item = _item(request, meeting, request.GET.get("item", ""))
    setting = board.setting_of(meeting, request.user, on=meeting.date)
    changed = board.changed_rows(item, request.user, setting, since=since)
    context = {"rows": changed.rows, "gone": changed.gone, "setting": setting, "item": item, "meeting": meeting}
    if wants_memo or changed.touches_actions:
        context["board"] = board.memo_of(meeting, item, request.user, setting, at=asked(request, "at"))
    response = render(request, "meetings/_line_rows.html", context)
    response["X-Change"] = str(meeting.change_no)
    return response


def _item(request: HttpRequest, meeting: Meeting, ref: str) -> AgendaItem:
    items = board.items_of(meeting, request.user)
    item = next((one for one in items if one.ref == ref), None)
    if item is None:
        raise Http404("No such item on this agenda")
    return item


@require_POST
def line_create(request: HttpRequest, ref: str) -> HttpResponse:
    """Keep what was typed. With scripts the row comes back; without, the page with the caret in the line."""
    form = LineForm(request.POST)
    item = loading.item_typed_under(request.user, ref, sent(request, "item")) if form.is_valid() else None
    if item is None:
        return _not_kept(request, ref, form)
    person, data = writer(request), form.cleaned_data
    typed = type_line(data["text"], author=person, item=item, ref=data["ref"], on=item.meeting.date)
    if not request.htmx:
        return redirect(f"{reverse('meetings:live', args=[ref])}?item={item.ref}#line-box")
    setting = board.setting_under(item, request.user)
    rows = [] if typed.line.is_deleted else [board.typed_row(typed.line, typed.outcomes, request.user, setting)]
    response = render(request, "meetings/_line_rows.html", {"rows": rows, "setting": setting})
    response["X-Line"] = typed.line.ref
    return response


def _not_kept(request: HttpRequest, ref: str, form: LineForm) -> HttpResponse:
    """Why a line was not kept: refused, or said beside the words that were typed."""
    meeting, _person = meeting_of(request, ref), writer(request)
    items = board.items_of(meeting, request.user)
    item = next((one for one in items if one.ref == sent(request, "item")), None)
    if form.is_valid() and meeting.state == Meeting.State.CANCELLED:
        form.add_error("text", "This meeting was cancelled meanwhile, so nothing was saved. Your words are still here")
    elif form.is_valid():
        form.add_error("text", "That item is no longer on this agenda. Your words are still here")
    if request.htmx:
        return render(request, "meetings/_line_refused.html", {"form": form}, status=422)
    return _page(request, meeting, item.ref if item else "", form, status=422)


@require_POST
def live_next(request: HttpRequest, ref: str) -> HttpResponse:
    """This item was discussed: on to the next, and after the last to the wrap-up."""
    meeting = meeting_of(request, ref)
    items = board.items_of(meeting, request.user)
    item = next((one for one in items if one.ref == sent(request, "item")), None)
    if item is None:
        raise Http404("No such item on this agenda")
    writer(request)
    if not item.is_open_to(request.user):
        raise PermissionDenied("This meeting was cancelled")
    if item.state == AgendaItem.State.OPEN:
        with suppress(StaleRecord):  # somebody else marked it at the same moment: on to the next all the same
            item.mark(AgendaItem.State.DISCUSSED, by=me(request))
    after = items[items.index(item) + 1 :]
    if not after:
        return redirect("meetings:wrap-up", meeting.ref)
    return redirect(f"{reverse('meetings:live', args=[meeting.ref])}?item={after[0].ref}")
