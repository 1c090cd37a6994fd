"""What every answer carries: an id, headers that narrow what a browser will do, and who may keep a copy."""

import re
import uuid
from collections.abc import Callable

from django.conf import settings
from django.contrib.sites.requests import RequestSite
from django.core.exceptions import PermissionDenied
from django.core.signals import request_finished
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import escape_leading_slashes

from hackit.audience import Viewer
from hackit.models import Person, Role, Topic
from hackit.records import CannotComeBack
from hackit.running.logs import request_id
from hackit.tokens import result_of

Answer = Callable[[HttpRequest], HttpResponse]

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
"""All that any page here takes."""

_UNUSED_POWERS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
MOST_SLUGS = 50
"""Topics, and people, in one address that are looked at."""

NAMES_IN_ADDRESSES = {"topic": Topic, "owner": Person, "who": Person, "lead": Person}
"""What a list's address names by slug, of what was perhaps made part of another since. Authors are no part of it:
their lists are for strangers too, and look for the author by either name."""


_ID_OF_A_PROXY = re.compile(r"[A-Za-z0-9._-]{8,64}")


def request_ids(get_response: Answer) -> Answer:
    """Give each request an id that its answer (`X-Request-ID`) and its log lines carry.

    A proxy of ours may have given it one already; from anybody else it is not taken, or strangers could write into
    the log under an id of their choice.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "") if settings.PROXIES else ""
        request_id.set(given if _ID_OF_A_PROXY.fullmatch(given) else uuid.uuid4().hex)
        response = get_response(request)
        response.headers["X-Request-ID"] = request_id.get()
        return response

    return middleware


@receiver(request_finished)
def _no_request(**kwargs: object) -> None:
    """Only now, and not where the middleware ends: Django logs an answer that failed after all of it."""
    request_id.set("-")


def hardening_headers(get_response: Answer) -> Answer:
    """Refuse the browser features that no page here uses, and embedding by other sites."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", _UNUSED_POWERS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")  # where no later one came to say it
        if request.path_info == "/accounts/logout/" and request.method == "POST":
            # Not what is stored: lines and texts that could not be sent yet wait there for their author.
            response.headers["Clear-Site-Data"] = '"cache"'
        return response

    return middleware


PROGRAMS = r"^/(feeds|actions/feed|meetings/feed)/|/feed/$|\.ics$"
"""Addresses that programs ask: feeds and calendars. The two proxies of docs/deploy know them by the same pattern."""

ONLY_BY_TLS = (
    "This address is answered by https:// only. Change it in the program that asked. If it holds a private key, that "
    "key has just gone over the network for everybody to read: make a new one where you made this one.\n"
)


def no_detour_by_http(get_response: Answer) -> Answer:
    """Answer 403 to a program that asks over plain HTTP, where a browser is led on to HTTPS.

    A program would be led on each time without its owner hearing of it, with the key of its address in clear.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.SECURE_SSL_REDIRECT and not request.is_secure() and re.search(PROGRAMS, request.path_info):
            return HttpResponse(ONLY_BY_TLS, status=403, content_type="text/plain; charset=utf-8")
        return get_response(request)

    return middleware


def known_methods(get_response: Answer) -> Answer:
    """Answer 405 to a method that no page takes, before anything is asked: TRACE, PUT, DELETE, made-up ones."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request) if request.method in METHODS else HttpResponseNotAllowed(METHODS)

    return middleware


def limit_body(get_response: Answer) -> Answer:
    """Answer 413 to a body larger than any form of ours can take, before a byte of it is read."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length = request.headers.get("Content-Length", "")
        if length.isdecimal() and int(length) > settings.REQUEST_MAX_BYTES:
            return render(request, "413.html", status=413)
        return get_response(request)

    return middleware


def cache_headers(get_response: Answer) -> Answer:
    """Say who may keep an answer: any cache for a minute where it is the same for all strangers, else nobody.

    Only pages marked `hackit.access.public` are the same for all, and only while they set no cookie.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.has_header("Cache-Control"):
            return response
        if _same_for_all_strangers(request, response):
            patch_cache_control(response, public=True, max_age=60)
            patch_vary_headers(response, ["Cookie"])
        else:
            patch_cache_control(response, no_store=True)
        return response

    return middleware


def merged_names(get_response: Answer) -> Answer:
    """Lead an address that narrows a list down to a topic or person on to the one that this was made part of.

    One place for every list, file and form; asks the database only where an address names a topic or person, and
    leads nobody to whom they may not know.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        named = (
            [name for name in NAMES_IN_ADDRESSES if name in request.GET] if request.method in ("GET", "HEAD") else []
        )
        query = request.GET.copy() if named else request.GET
        has_moved = False
        for name in named:
            slugs = [slug for slug in request.GET.getlist(name)[:MOST_SLUGS] if slug and "\x00" not in slug]
            merged = NAMES_IN_ADDRESSES[name].objects.merged(slugs, request.user)
            if merged:
                has_moved = True
                query.setlist(name, list(dict.fromkeys(merged.get(slug, slug) for slug in slugs)))
        if not has_moved:
            return get_response(request)
        # The path was matched with no page yet: "//elsewhere.example/" would lead there
        return HttpResponsePermanentRedirect(escape_leading_slashes(f"{request.path}?{query.urlencode()}"))

    return middleware


def nothing_to_read(get_response: Answer) -> Answer:
    """Say in plain words that an address only takes forms, where somebody opens it: Django's own 405 is blank."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_read = request.method == "GET" and "HX-Request" not in request.headers
        if response.status_code != 405 or not is_read or response.content:
            return response
        page = render(request, "405.html", status=405)
        page.headers["Allow"] = response.headers.get("Allow", "POST")
        return page

    return middleware


class AuditorsOnlyRead:
    """Answer 403 to whatever an auditor sends, before any view of ours sees it: this one place and no view decides.

    Left to them are how they sign in (allauth's pages) and what mail they get (`access.keeps_no_record`).
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple, kwargs: dict) -> None:
        """Raises PermissionDenied for an auditor's form."""
        if (
            request.method not in ("GET", "HEAD", "OPTIONS")
            and Viewer.of(request.user).role == Role.AUDITOR
            and not getattr(view, "keeps_no_record", False)
            and not request.path_info.startswith("/accounts/")
        ):
            raise PermissionDenied("An auditor reads and does not write")


class TooLateToUndo:
    """Say in plain words, with 410, that what somebody wants to bring back was deleted too long ago: for every view."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answers CannotComeBack; leaves any other exception to the next."""
        if isinstance(exception, CannotComeBack):
            return render(request, "410.html", {"why": str(exception)}, status=410)
        return None


PAGES_AGAIN = (200, 422)
"""How a form is answered that was not taken: its page again. A conflict (409) is of another's making, and stays."""


def repeats_lead_on(get_response: Answer) -> Answer:
    """Lead who sends a form a second time to what the first one made, also where a rule refuses the second.

    `tokens.once` tells the two apart, but a view comes to it only with a form that is in order; and of two that are
    sent at once the second may be refused for what the first has just made ("there is one of that name already"). So
    whoever is shown the page again is asked for the token once more: by then the first one is kept.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method != "POST" or response.status_code not in PAGES_AGAIN or not request.POST.get("token"):
            return response
        person = getattr(request.user, "person", None) if request.user.is_authenticated else None
        made = result_of(request.POST["token"], person=person)
        return redirect(made) if made else response

    return middleware


class OwnSite:
    """Keep `site` in templates our own: allauth's views put the request's host there under the same name.

    A class, because Django wants a bound method for this hook.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        """Take allauth's `site` out of the page's context, so that the context processor's shows."""
        if response.context_data and isinstance(response.context_data.get("site"), RequestSite):
            del response.context_data["site"]
        return response


def _same_for_all_strangers(request: HttpRequest, response: HttpResponse) -> bool:
    match = request.resolver_match
    return (
        request.method in ("GET", "HEAD")
        and response.status_code == 200
        and match is not None
        and getattr(match.func, "kept_by_caches", False)
        and not response.cookies
        and not request.user.is_authenticated
    )
