"""What every template can ask for. All of it is lazy: a page that asks for nothing pays for nothing."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from hackit.models import SiteSettings


def site(request: HttpRequest) -> dict[str, Any]:
    """`site` (the organisation's settings), `trial`, `has_second_steps`, `has_single_sign_on` (bools), `person` (signed
    in, or None)."""
    return {
        "site": SimpleLazyObject(SiteSettings.current),
        "trial": settings.TRIAL,
        "has_second_steps": settings.SECOND_STEP != "off",
        "has_single_sign_on": bool(settings.OIDC_ISSUER),
        "person": SimpleLazyObject(lambda: _person(request)),
    }


def _person(request: HttpRequest) -> Any:
    user = getattr(request, "user", None)
    return getattr(user, "person", None) if user is not None and user.is_authenticated else None
