"""Who read what a group keeps to itself, and who took lists and files out: lines of the log, written by no view.

A page that is read writes nothing into the database (docs/decisions.md), so this stands in the log, with the request's
id. Strangers are not in it: what they get is public.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db import models
from django.http import HttpRequest, HttpResponse

from hackit.audience import Audience, Reach

log = logging.getLogger(__name__)


@dataclass
class Asked:
    """The ref in a request's address, and the records of that ref which were fetched for it."""

    ref: str
    found: dict[tuple[str, str], models.Model] = field(default_factory=dict)


asked: ContextVar[Asked | None] = ContextVar("what_the_address_asks_for", default=None)


def note(record: models.Model, ref: str | None) -> None:
    """A record was fetched: kept if the request's address is about it. Every record says so (`Record.from_db`)."""
    now = asked.get()
    if now is not None and ref == now.ref:
        now.found[record._meta.label_lower, ref] = record


class ReadingLog:
    """Middleware, inside of signing in: a line for a page of a group's own record, and for a file that is saved.

    What a page fetches while it is open has a line too, "by a script": who asks says which it is, and could say so of
    anything. An open page asks for news often, but is answered with words (and not 204) only when there are some.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = asked.set(None)
        try:
            response = self.get_response(request)
            found = asked.get()
        finally:
            asked.reset(token)
        if request.method == "GET" and response.status_code == 200 and request.user.is_authenticated:
            _tell(request, response, list(found.found.values()) if found else [])
        return response

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> None:
        """From here on it is known what the address is about."""
        if isinstance(kwargs.get("ref"), str):
            asked.set(Asked(kwargs["ref"]))


def _tell(request: HttpRequest, response: HttpResponse, found: list[models.Model]) -> None:
    person = getattr(request.user, "person", None)
    who = person.ref if person else "-"
    if response.headers.get("Content-Disposition", "").startswith("attachment"):
        log.info("took out %s: audience %s, by person %s", request.path, audience_of(request), who)
        return
    how = "" if request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate" else ", by a script"
    for record in found:
        if getattr(record, "reach", None) == Reach.MEMBERS:
            kind, group = record._meta.label_lower, getattr(record, "forum_id", None)
            log.info("read %s %s of group %s, by person %s%s", kind, record.ref, group, who, how)


def audience_of(request: HttpRequest) -> str:
    """The audience that a file was asked for; "own" where the address names none: what its reader may see."""
    asked = request.GET.get("audience", request.GET.get("for", ""))
    return asked if asked in {*Audience.values, "public", "foi", "mine", "members"} else "own"
