"""How often strangers may ask for what costs much. Counted in the cache that all processes share."""

from __future__ import annotations

from allauth.core.internal import ratelimit  # its public twin counts no GET
from django.http import HttpRequest


def not_too_often(request: HttpRequest, action: str) -> bool:
    """Whether this address may have what `action` names once more now, which is counted, for a GET too.

    How often: ACCOUNT_RATE_LIMITS. A view that answers False answers with 429.html and the status 429.
    """
    return bool(ratelimit.consume(request, app="allauth.account", action=action, limit_get=True))
