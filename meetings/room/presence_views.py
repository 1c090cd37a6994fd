"""A page of a meeting says that it is open, and hears who else has it open."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from hackit.shortcuts import back_to, sent, writer
from meetings.models import Presence
from meetings.room import board
from meetings.room.live_views import meeting_of
from meetings.room.presence import here_now


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
