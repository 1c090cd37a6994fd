"""A page of a meeting says that it is open, and hears who else has it open."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from hackit.shortcuts import asked, back_to, me, sent, writer
from meetings.models import Presence
from meetings.publishing.reading import record_of
from meetings.publishing.since import news_of
from meetings.room import board
from meetings.room.live_views import meeting_of
from meetings.room.presence import here_now


@require_safe
def live_since(request: HttpRequest, ref: str) -> HttpResponse:
    """What is news to who comes (back) to the live page: a piece of it, asked for once it can be typed on."""
    meeting = meeting_of(request, ref)
    presence = Presence.objects.of(meeting, me(request))
    records = record_of(meeting, request.user)
    attendance = list(meeting.attendance.all())
    since = news_of(meeting, records, request.user, presence, attendance, now=timezone.now())
    if since is None:
        return HttpResponse()
    item = asked(request, "item")
    page = reverse("meetings:live", args=[meeting.ref])
    # The item, where it is one of this meeting: the address comes back in a form
    known = any(record.item and record.item.ref == item for record in records)
    context = {"meeting": meeting, "since": since, "live": True, "next": f"{page}?item={item}" if known else page}
    return render(request, "meetings/_since.html", context)


@require_POST
def live_here(request: HttpRequest, ref: str) -> HttpResponse:
    """Sent at most every 15 seconds by a page in view. `do=read` (a button): all up to now has been read.

    `item` is the item the live page is at; without it the page is the record, which asks for no answer.
    """
    meeting, person, now = meeting_of(request, ref), writer(request), timezone.now()
    if sent(request, "do") == "read":
        Presence.objects.note_read(meeting, person, now=now)
        return redirect(back_to(request, meeting.get_absolute_url()))
    ref, items = sent(request, "item"), board.items_of(meeting, request.user)
    item = next((one for one in items if one.ref == ref), None)
    if ref and item is None:
        raise Http404("No such item on this agenda")
    Presence.objects.note(meeting, person, item=item, now=now)
    if item is None:
        return HttpResponse()
    here = here_now(meeting, items, item, person_id=person.pk, now=now)
    return render(request, "meetings/_line_here.html", {"meeting": meeting, "here": here})
