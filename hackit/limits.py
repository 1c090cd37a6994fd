"""How often strangers may ask for what costs much. Counted in the cache that all processes share."""

from __future__ import annotations

import time
from hashlib import blake2s

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

MOST = {"weeknotes_zip": (20, 3600)}
"""By what is asked for: how often one address may have it in how many seconds."""


def not_too_often(request: HttpRequest, action: str) -> bool:
    """Whether this address may have what `action` (of MOST) names once more now, which is counted, for a GET too.

    The address is the one that signing in counts by, behind as many proxies as are told. A view that answers False
    answers with 429.html and the status 429.
    """
    most, seconds = MOST[action]
    now = time.time()
    who = blake2s(get_adapter(request).get_client_ip(request).encode(), digest_size=16).hexdigest()
    key = f"limit:{action}:{who}"
    lately = [at for at in cache.get(key, ()) if at > now - seconds]
    if len(lately) >= most:
        return False
    cache.set(key, [*lately, now], seconds)
    return True
