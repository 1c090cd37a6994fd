"""Which views a stranger may open. Every other one sends strangers to sign in (LoginRequiredMiddleware)."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseBase

View = Callable[..., HttpResponseBase]


def public(view: View) -> View:
    """Open a view to strangers, whose answers may then be kept for a minute by any cache.

    To a stranger the view must show forms with method GET only: a CSRF token belongs to one browser.
    """
    marked: Any = login_not_required(view)
    marked.kept_by_caches = True
    return marked
