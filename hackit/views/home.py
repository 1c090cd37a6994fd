"""This week: the caret stands in the line; beside it what is next and what waits for an answer."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from hackit.access import public
from hackit.audience import Viewer
from hackit.dates import monday_of
from hackit.joining import panels
from hackit.models import Entry, EntryKind, EntryRole, Forum, OldAddress, Publication, Topic
from hackit.models.site import named_by
from hackit.shortcuts import asked, today, viewer
from hackit.tokens import new_token

PROMISES = 2
"""How many of one's next promises stand on This week."""
GROUPS_TO_ASK = 4
"""To how many groups somebody who is in none is offered to suggest an item; the rest are on the list of groups."""
MOST_READ = 80
"""How many of the newest things are looked through for the latest: a weeknote has many sections."""


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """This week for those who are signed in, the newest public notes and meetings for strangers."""
    who = viewer(request)
    on = today()
    query = request.META.get("QUERY_STRING", "")
    if named_by(query) and (moved := OldAddress.objects.resolve(request.path, request.user, query)):
        return redirect(moved, permanent=True)  # /?p=123, of a site that stood at this address before
    if who.is_stranger:
        return render(request, "hackit/home_public.html", _public_home(request))
    return render(request, "hackit/home.html", _home(request, who, on))


def _home(request: HttpRequest, who: Viewer, on: date) -> dict[str, Any]:
    entries = Entry.objects.visible_to(request.user)
    meetings = entries.filter(kind=EntryKind.MEETING)
    next_meeting = None
    if who.forum_roles:
        coming = meetings.filter(date__gte=on, forum_id__in=who.forum_ids, status__in=("planned", "in_progress"))
        next_meeting = coming.select_related("forum").order_by("date", "pk").first()
    return {
        "nav": "week",
        "on": on,
        "viewer": who,
        "next_meeting": next_meeting,
        "promises": _promises(entries, who),
        "latest": None if who.forum_roles else _latest(entries, on),
        "groups_to_ask": [] if who.forum_roles else _groups_to_ask(request.user),
        "main_panels": panels.at("home", request),
        "side_panels": panels.at("home-side", request),
        "meeting_panels": panels.at("home-meeting", request),
        "done": _just_done(request, entries),
        "line_ref": new_token(),
    }


def _groups_to_ask(user: Any) -> list[Forum]:
    """The first few groups that still meet, to suggest an item to."""
    return list(Forum.objects.known_to(user).meeting_still()[:GROUPS_TO_ASK])


def _promises(entries: Any, who: Viewer) -> list[Entry]:
    """The next of what I promised: dated ones first, soonest first."""
    owned = Q(people_links__person_id=who.person_id, people_links__role=EntryRole.OWNER)
    mine = entries.open_actions().filter(owned).order_by("due", "pk")
    dated = list(mine.exclude(due=None)[:PROMISES])
    return dated or list(mine.filter(due=None)[:PROMISES])


def _just_done(request: HttpRequest, entries: Any) -> Entry | None:
    """The promise that was done just now on this page, by the address's `?done=`: to be undone here."""
    ref = asked(request, "done", longest=36)
    if not re.fullmatch(r"[a-z0-9-]+", ref):
        return None
    return entries.filter(kind=EntryKind.ACTION, status="done", url__endswith=f"/{ref}/").first()


def _latest(entries: Any, on: date) -> list[Entry]:
    """What staff outside the group read first: decisions, points and weeknotes of the last weeks, a note once."""
    kinds = (EntryKind.DECISION, EntryKind.POINT, EntryKind.SECTION)
    recent = entries.filter(kind__in=kinds, date__gte=monday_of(on) - timedelta(weeks=4), date__lte=on)
    latest: dict[object, Entry] = {}
    for entry in recent.select_related("forum").order_by("-date", "-pk")[:MOST_READ]:
        if entry.kind == EntryKind.SECTION:
            entry.title, entry.url = entry.document_title, entry.url.partition("#")[0]
            latest.setdefault(entry.document, entry)
        else:
            latest[entry.pk] = entry
    return list(latest.values())[:8]


def _public_home(request: HttpRequest) -> dict[str, Any]:
    published = Publication.objects.visible_to(request.user).current()
    notes = published.filter(document_type="weeknotes.weeknote").prefetch_related("authors")
    meetings = published.filter(document_type="meetings.meeting").select_related("forum")
    return {
        "nav": "home",
        "notes": list(notes.order_by("-date", "-pk")[:6]),
        "meetings": list(meetings.order_by("-date", "-pk")[:4]),
        "topics": list(Topic.objects.known_to(request.user)[:20]),
    }
