"""How often one may ask for what costs much, or take much out.

What strangers get as a zip is counted in the cache that all processes share. Searches and files, of which there are
many, are counted in each process's own memory: reading writes nothing, and what a robot gets is bounded all the same,
by as many times the limit as there are processes. A count begins anew when its time is over.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2s
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

MOST = {"weeknotes_zip": (20, 3600)}
"""By what is asked for: how often one address may have it in how many seconds."""

SECONDS = {"searches": 60, "files": 3600}
"""In how long the numbers of HACKIT_LIMITS are counted. Each has two there: by login, and of strangers by address."""

View = Callable[..., HttpResponseBase]


def not_too_often(request: HttpRequest, action: str) -> bool:
    """Whether this address may have what `action` (of MOST) names once more now, which is counted, for a GET too.

    The address is the one that signing in counts by, behind as many proxies as are told. A view that answers False
    answers with 429.html and the status 429.
    """
    most, seconds = MOST[action]
    now = time.time()
    who = blake2s(_address(request).encode(), digest_size=16).hexdigest()
    key = f"limit:{action}:{who}"
    lately = [at for at in cache.get(key, ()) if at > now - seconds]
    if len(lately) >= most:
        return False
    cache.set(key, [*lately, now], seconds)
    return True


def _address(request: HttpRequest) -> str:
    return get_adapter(request).get_client_ip(request)


@dataclass
class Counts:
    """How often each has asked since its count began, in this process. `most` keys are remembered, the newest."""

    most: int = 10_000
    since: dict[tuple[str, str], tuple[float, int]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, kind: str, who: str, *, limit: int, now: float) -> int:
        """Count once more; 0, or the seconds until there is room again, and then nothing is counted."""
        with self.lock:
            began, asked = self.since.get((kind, who), (now, 0))
            if now - began >= SECONDS[kind]:
                began, asked = now, 0
            if asked >= limit:
                return max(1, round(began + SECONDS[kind] - now))
            self.since.pop((kind, who), None)  # to the end: who has not asked for longest is forgotten first
            self.since[kind, who] = began, asked + 1
            if len(self.since) > self.most:
                del self.since[next(iter(self.since))]
        return 0


COUNTS = Counts()


def searches(view: View) -> View:
    """A view each of whose answers is a search, whatever its address asks for."""
    marked: Any = view
    marked.searches = True
    return view


def while_typing(view: View) -> View:
    """A view that is asked while one types a text or a line, with `q` and never often enough to be in anybody's way."""
    marked: Any = view
    marked.while_typing = True
    return view


class HoldIn:
    """Middleware, inside of signing in: 429 for the search, or the file, that is one too many.

    A search is any address with words to look for (`q`); a file is any answer that is saved. Who presses a button is
    not held in here, nor what a page of a meeting or of a text asks by itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_file = response.headers.get("Content-Disposition", "").startswith("attachment")
        if is_file and response.status_code == 200 and request.method == "GET" and (wait := _wait(request, "files")):
            return _too_often(request, wait)  # rows that nobody reads are never asked for
        return response

    def process_view(self, request: HttpRequest, view: View, args: tuple, kwargs: dict) -> HttpResponse | None:
        # HEAD looks for as much as GET: only what was found is not sent
        if request.method not in ("GET", "HEAD") or getattr(view, "while_typing", False):
            return None
        is_search = getattr(view, "searches", False) or request.GET.get("q", "").strip()
        wait = _wait(request, "searches") if is_search else 0
        return _too_often(request, wait) if wait else None


def _wait(request: HttpRequest, kind: str) -> int:
    is_known = request.user.is_authenticated
    limit = settings.LIMITS[kind if is_known else f"strangers-{kind}"]
    if not limit:
        return 0
    who = f"login {request.user.pk}" if is_known else f"address {_address(request)}"
    return COUNTS.wait(kind, who, limit=limit, now=time.monotonic())


def _too_often(request: HttpRequest, wait: int) -> HttpResponse:
    """A page with what was asked for, to be sent again; a status alone for a script."""
    if "HX-Request" in request.headers or "text/html" not in request.headers.get("Accept", "text/html"):
        response = HttpResponse(status=429)
    else:
        sent = [(name, value) for name, values in request.GET.lists() for value in values if name != "q"]
        context = {"again": True, "sent": sent, "by_login": request.user.is_authenticated, "minutes": -(-wait // 60)}
        response = render(request, "429.html", context, status=429)
    response.headers["Retry-After"] = str(wait)
    return response
