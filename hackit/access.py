"""Which views a stranger may open, and which an auditor may send a form of.

Every other view sends strangers to sign in (LoginRequiredMiddleware) and answers an auditor's form with 403
(`middleware.AuditorsOnlyRead`).
"""

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


def keeps_no_record(view: View) -> View:
    """Let auditors send forms of a view too: it changes what mail its reader gets, and nothing that is read here.

    Also for a view whose address is the key: it asks itself what the person may do whose address it is.
    """
    marked: Any = view
    marked.keeps_no_record = True
    return marked
