"""Who needs a second step beside a password, and how a session shows that it had one.

Nothing is stored for it: allauth keeps in the session by which means somebody signed in. A code and a passkey are more
than a password, and so is the organisation's single sign-on where its token says so (HACKIT_OIDC_STRONG). Anything less
leads members and administrators to the page that sets a second step up, and to nothing else that asks for a role
(HACKIT_SECOND_STEP).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    record_authentication,
)
from allauth.account.signals import user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from hackit.audience import Viewer
from hackit.history import record_change
from hackit.models import Person, User
from hackit.sign_in.accounts import MFAAdapter
from hackit.sign_in.carrying import can_be_carried, carried
from hackit.sign_in.single_sign_on import is_strong

OFF, MEMBERS, EVERYBODY = "off", "members", "everybody"
"""Who needs one: nobody; members of groups and administrators; every login with a role."""

STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What a second step may be. Recovery codes stand in for one and are none by themselves."""

WORDS = "Set up a second step for signing in first: see your account's page."

BY_ISSUER = "issuer"
"""How a session records that single sign-on was more than a password. allauth's own record says that it was at all."""

_VOUCHED = frozenset({"mfa", BY_ISSUER})
_KEYS = frozenset({"key", "token"})
"""What an address that opens by itself has in it: it asks whose it is, and not who is signed in."""


def is_needed(user: Any) -> bool:
    """Whether this login must have a second step. Asks what `Viewer.of` asks, which every page needs anyway."""
    if settings.SECOND_STEP == OFF:
        return False
    seen = Viewer.of(user)
    if seen.is_stranger:
        return False
    return settings.SECOND_STEP == EVERYBODY or seen.is_administrator or bool(seen.forum_roles)


def has_one(user: Any) -> bool:
    """Whether this login has set one up."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=STEPS).exists()


def is_vouched_for(request: HttpRequest) -> bool:
    """Whether this session was signed in by more than a password."""
    return any(record.get("method") in _VOUCHED for record in get_authentication_records(request, request.user))


def came_by_issuer(request: HttpRequest) -> bool:
    """Whether this session was signed in by single sign-on, strong or not."""
    return any(record.get("method") == "socialaccount" for record in get_authentication_records(request, request.user))


def is_missing(request: HttpRequest) -> bool:
    """Whether whoever is signed in here has to take a second step before anything else."""
    if settings.SECOND_STEP == OFF or not request.user.is_authenticated or is_vouched_for(request):
        return False
    return is_needed(request.user)


class SecondStepFirst:
    """Leads to the page of the second step whoever needs one and has signed in without, whatever they asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        """Left open are allauth's pages, where it is set up, what is kept of oneself, and addresses that are a key."""
        page = reverse("second-step")
        is_open = request.path_info in (page, reverse("privacy"), reverse("accessibility"))
        if is_open or request.path_info.startswith("/accounts/") or _KEYS & kwargs.keys():
            return None
        return _answer(request, page) if is_missing(request) else None


def _answer(request: HttpRequest, page: str) -> HttpResponse:
    """A page for a reader, a page with their words for whoever pressed a button, a status for a script of ours."""
    if can_be_carried(request):
        return carried(request, needs_second_step=True)
    if "HX-Request" in request.headers or "text/html" not in request.headers.get("Accept", "text/html"):
        # As to somebody who is signed out: the scripts keep what was typed and lead to the sign-in page, and so here
        return JsonResponse({"detail": WORDS, "second_step": page}, status=401)
    if request.method not in ("GET", "HEAD"):
        return redirect(page)
    return redirect(f"{page}?{urlencode({'next': request.get_full_path()})}")


@receiver(user_logged_in)
def _may_be_vouched_for(request: HttpRequest, user: User, sociallogin: Any = None, **kwargs: Any) -> None:
    """By the ID token of this very sign-in, which was checked; what userinfo says is signed by nobody."""
    if sociallogin is not None and is_strong(sociallogin.account.extra_data.get("id_token")):
        record_authentication(request, user, BY_ISSUER)


@receiver(authenticator_added)
def _has_just_shown_it(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Whoever sets up a step has just taken it: the app's code was right, the key has answered."""
    if authenticator.type in STEPS:
        record_authentication(request, user, "mfa", type=authenticator.type, id=authenticator.pk)


@receiver(authenticator_removed)
def _has_none_any_more(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Who takes the last one away sets up another before anything else. The other sessions did take it."""
    if authenticator.type in STEPS and not has_one(user):
        kept = [one for one in get_authentication_records(request, user) if one.get("method") != "mfa"]
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = kept


def encrypt_anew() -> int:
    """Put the secrets of all second steps under the present secret key: those kept in clear, and those of older keys.

    Returns how many rows changed; a second time none. Nobody did it, so no event says so.
    """
    count = 0
    for pk in list(Authenticator.objects.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().filter(pk=pk).first()
            data = _under_the_present_key(row.data) if row else {}
            if row and data != row.data:
                count += Authenticator.objects.filter(pk=pk).update(data=data)
    return count


def _under_the_present_key(data: dict[str, Any]) -> dict[str, Any]:
    renewed = MFAAdapter().renewed
    anew = {name: renewed(data[name]) for name in ("secret", "seed") if isinstance(data.get(name), str)}
    if isinstance(codes := data.get("migrated_codes"), list):
        anew["migrated_codes"] = [renewed(code) for code in codes]
    return data | anew


def reset(user: User, *, by: Person | None) -> int:
    """Take every second step and recovery code from a login and end its sessions, for somebody who lost them.

    Returns how many steps there were. Their next sign-in by password leads them to set one up.
    """
    with transaction.atomic():
        kinds = list(Authenticator.objects.filter(user=user, type__in=STEPS).values_list("type", flat=True))
        rows = Authenticator.objects.filter(user=user)
        rows._raw_delete(rows.db)  # by no signal: that would be told as the person's own doing
        for session in UserSession.objects.filter(user=user):
            session.end()
        record_change(user, "second step reset", by=by, changes={"second step": (", ".join(sorted(kinds)), "")})
    return len(kinds)
