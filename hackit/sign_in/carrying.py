"""What was typed outlives the sign-in: a form sent by somebody who is signed out is carried on by the answer.

Nothing of it is stored here: the page that says so holds the fields, and sends them again once somebody is signed in.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import resolve
from django.views.csrf import csrf_failure as plain_csrf_failure

FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
OURS = "csrfmiddlewaretoken"
FEWEST_TO_SHOW = 20
"""Characters from which a field is shown as words, so that they can be copied: shorter ones say what was pressed."""


class CarryingLoginRequired(LoginRequiredMiddleware):
    """Sends strangers to sign in; whoever has just pressed a button keeps what they typed."""

    def handle_no_permission(self, request: HttpRequest, view_func) -> HttpResponseBase:
        if can_be_carried(request):
            return carried(request)
        return super().handle_no_permission(request, view_func)


def can_be_carried(request: HttpRequest) -> bool:
    """Whether this is a form of a page of ours, sent by a browser that will show the answer as a page.

    The browser itself says where it comes from: words of another site are never put into a page of ours. Account
    pages are left out, for they hold passwords.
    """
    return (
        request.method == "POST"
        and request.content_type in FORM_TYPES
        and "text/html" in request.headers.get("Accept", "")
        and "HX-Request" not in request.headers
        and not request.path.startswith(("/accounts/", "/admin/"))
        and is_from_here(request)
    )


def is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that the request comes from a page of this site. One that says nothing is not."""
    origin = urlsplit(request.headers.get("Origin", ""))
    return (origin.scheme, origin.netloc) == (request.scheme, request.get_host())


def carried(request: HttpRequest, *, needs_second_step: bool = False) -> HttpResponse:
    """The page that holds the words, says whose they would be and where they go, and sends them again.

    A stranger's own form (a public page's) asks for no sign-in: there is nothing to be signed in for.
    """
    is_open = _is_open(request) and not needs_second_step
    context = what_was_sent(request) | {"is_open": is_open, "needs_second_step": needs_second_step}
    is_known = request.user.is_authenticated or context["is_open"]
    return render(request, "carried.html", context, status=403 if is_known else 401)


def what_was_sent(request: HttpRequest) -> dict[str, Any]:
    """The fields of a form, those to show as words, and where it goes: what `_partials/carried.html` needs."""
    sent = [(name, value) for name, values in request.POST.lists() for value in values if name != OURS]
    return {
        "fields": sent,
        "typed": [value for name, value in sent if len(value) >= FEWEST_TO_SHOW and " " in value.strip()],
        "had_files": bool(request.FILES),
        "address": request.get_full_path(),
        "path": request.path,
    }


def _is_open(request: HttpRequest) -> bool:
    """Whether the form is one that a stranger may send."""
    return not getattr(resolve(request.path_info).func, "login_required", True)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """A page whose token is of an earlier sign-in: its words are carried on, if it is a page of ours."""
    return carried(request) if can_be_carried(request) else plain_csrf_failure(request, reason)
