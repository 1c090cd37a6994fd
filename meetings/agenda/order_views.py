"""What is pressed on an agenda: its order, its items' states, what is taken onto it from beside it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from hackit.shortcuts import sent, viewer, writer
from hackit.templatetags.records import clock
from meetings.agenda import about, order_writes, reading, running, writes
from meetings.agenda.models import AboutType, AgendaItem, Meeting

LONGEST = 200
CHANGED = "Somebody else changed the order while you were moving. It stands here as they left it."


@require_POST
def agenda_order(request: HttpRequest, ref: str) -> HttpResponse:
    """The whole order at once (`item` = the refs as they should stand, `seen` = as the page showed them).

    Answers with when each item begins; 409 where somebody else moved items meanwhile; `reload` where the page
    does not show all that there is.
    """
    meeting, by = reading.run_meeting(request.user, ref), writer(request)
    wanted, seen = _refs(request, "item"), _refs(request, "seen")
    if not wanted:
        return JsonResponse({"said": "Say which items, in their order."}, status=422)
    try:
        is_whole = order_writes.reorder(meeting, wanted, seen=seen, by=by)
    except order_writes.OrderChanged:
        messages.error(request, CHANGED)
        return JsonResponse({"said": CHANGED, "reload": True}, status=409)
    rows = AgendaItem.objects.visible_to(request.user).filter(meeting=meeting)
    items = list(rows.exclude(state__in=order_writes.OFF_THE_AGENDA).order_by("position", "pk"))
    times = {ref: clock(at) for ref, at in running.begin_times(meeting, items).items()}
    return JsonResponse({"times": times, "reload": not is_whole})


@require_POST
def item_move(request: HttpRequest, ref: str) -> HttpResponse:
    """One place up or down."""
    item, by = reading.run_item(request.user, ref), writer(request)
    order_writes.move_item(item, up=request.POST.get("do") == "up", by=by)
    return redirect(on_agenda(item))


@require_POST
def item_state(request: HttpRequest, ref: str) -> HttpResponse:
    """Discussed, ran out of time or open again; who runs the group also skips an item and puts it back."""
    item, by = reading.seen_item(request.user, ref), writer(request)
    reading.written_meeting(request.user, item.meeting.ref)
    state, withdrawn = sent(request, "state"), AgendaItem.State.WITHDRAWN
    if withdrawn in (state, item.state):
        reading.run_item(request.user, ref)
    if state not in (s for s in AgendaItem.State.values if s not in ("proposed", "declined")):
        messages.error(request, "Choose discussed, ran out of time, withdrawn or open.")
    elif item.state in (AgendaItem.State.PROPOSED, AgendaItem.State.DECLINED):
        messages.error(request, "It is not on the agenda yet: take it or decline it first.")
    elif state == withdrawn and reading.has_words(item):
        messages.error(request, f"Something was written down under “{item.title}”, so it stays.")
    else:
        was = item.state
        item.mark(state, by=by)
        if said := _said_of(item, was):
            messages.success(request, said)
    return redirect(on_agenda(item))


def _said_of(item: AgendaItem, was: str) -> str:
    """What is said after an item was skipped or put back; nothing of what the row itself shows."""
    if item.state == was:
        return ""
    if item.state == AgendaItem.State.WITHDRAWN:
        return f"“{item.title}” is {'skipped this time' if item.standing_item_id else 'off the agenda'}."
    return f"“{item.title}” is back on the agenda." if was == AgendaItem.State.WITHDRAWN else ""


@require_POST
def item_take_up(request: HttpRequest, ref: str) -> HttpResponse:
    """Put an item that there was no time for onto this meeting's agenda (`item` = its ref)."""
    meeting, by = reading.run_meeting(request.user, ref), writer(request)
    old = reading.seen_item(request.user, sent(request, "item"))
    if old.forum_id != meeting.forum_id or old.meeting_id == meeting.pk:
        raise Http404("Not an item of this group's earlier meetings")
    item = writes.take_up(old, meeting, by=by)
    messages.success(request, f"“{item.title}” is on the agenda.")
    return redirect(on_agenda(item))


@require_POST
def agenda_put(request: HttpRequest, ref: str) -> HttpResponse:
    """Put what stands beside the agenda onto it (`kind` and `record` = its ref). A member suggests it."""
    meeting, by = reading.written_meeting(request.user, ref), writer(request)
    kind = sent(request, "kind")
    if kind not in AboutType.values:
        raise Http404("Nothing of that kind")
    record = about.records_of(kind, request.user).filter(ref=sent(request, "record"), forum_id=meeting.forum_id).first()
    if record is None:
        raise Http404("Nothing here that you may see")
    if meeting.state == Meeting.State.CANCELLED:
        messages.error(request, "This meeting is cancelled.")
        return redirect("meetings:meeting-agenda", meeting.ref)
    runs = viewer(request).runs(meeting.forum_id)
    title = about.as_about(kind, record).title[:200]
    item, is_new = writes.put_on_agenda(record, kind, meeting, title=title, by=by, runs=runs)
    done = ("is on the agenda" if runs else "is suggested") if is_new else "is there already"
    messages.success(request, f"“{item.title}” {done}.")
    return redirect(on_agenda(item))


def on_agenda(item: AgendaItem) -> str:
    """Where the item stands on its meeting's agenda."""
    return f"{reverse('meetings:meeting-agenda', args=[item.meeting.ref])}#{item.anchor}"


def _refs(request: HttpRequest, name: str) -> list[str]:
    return [ref.replace("\x00", "")[:36] for ref in request.POST.getlist(name)[:LONGEST]]
