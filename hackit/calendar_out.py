"""Calendar files (RFC 5545): what is the same for whatever is put into one."""

from __future__ import annotations

import unicodedata
from datetime import timedelta

from django.http import HttpResponse
from icalendar import Calendar

ASKED_AGAIN = timedelta(hours=4)
"""How often a calendar program is asked to fetch a feed. Most do as they like."""


def new_calendar(name: str, kind: str, *, is_feed: bool = False) -> Calendar:
    """An empty calendar of that name; `kind` says what is in it, like "Meetings"."""
    calendar = Calendar()
    calendar.add("prodid", f"-//HackIT records//{kind}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", plain_line(name))
    if is_feed:
        calendar.add("refresh-interval", ASKED_AGAIN, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT4H")
    return calendar


def plain_line(text: str) -> str:
    """Typed text without control characters, which the format forbids, on one line."""
    return " ".join("".join(" " if unicodedata.category(one) == "Cc" else one for one in text).split())


def calendar_response(content: bytes, *, saved_as: str = "") -> HttpResponse:
    """The file for one reader: no cache keeps it and no search engine lists it."""
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    if saved_as:
        response["Content-Disposition"] = f'attachment; filename="{saved_as}"'
    return response
