"""What is not there: perhaps it has moved. What can't be read. What went wrong: perhaps the database is away."""

from __future__ import annotations

import sys
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.views.defaults import page_not_found
from django.views.defaults import server_error as our_fault

from hackit.models import OldAddress
from hackit.models.site import named_by
from hackit.running import away
from hackit.sign_in.carrying import can_be_carried, what_was_sent

TRY_AGAIN_SECONDS = 15


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Lead on from an address that was left behind, if this reader may go there; else the one page for "not here"."""
    if request.method in ("GET", "HEAD"):
        query = request.META.get("QUERY_STRING", "")
        target = OldAddress.objects.resolve(request.path, request.user, query)
        if target and target != request.path:
            kept = "" if named_by(query) else query
            return HttpResponsePermanentRedirect(f"{target}?{kept}" if kept else target)
    return page_not_found(request, exception)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 without a look at what was sent: Django's own page asks the form for a token, and is told again that none
    can be read.
    """
    return HttpResponse(render_to_string("400.html"), status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """503 with the words that were sent where the database is away or takes no writes; 500 for a fault of ours.

    Asks no database: the page has no menu and no name of the place.
    """
    if not away.is_away(sys.exc_info()[1]):
        return our_fault(request)
    away.let_go()
    context: dict[str, Any] = {"was_sent": request.method not in ("GET", "HEAD")}
    if can_be_carried(request):
        context |= what_was_sent(request) | {"csrf_token": get_token(request), "can_be_sent": True}
    answer = HttpResponse(render_to_string("503.html", context), status=503)
    answer.headers["Retry-After"] = str(TRY_AGAIN_SECONDS)
    answer.headers["Cache-Control"] = "no-store"
    return answer
