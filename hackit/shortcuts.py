"""What every view needs: the one way to fetch a record, who asks, and what day it is."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from hackit.audience import Viewer
from hackit.models import Person


def visible_or_404(rows: models.QuerySet, user, **lookup) -> models.Model:
    """The one row of `rows` that matches and that this user may see. Refused looks like missing: Http404."""
    if any("\x00" in value for value in lookup.values() if isinstance(value, str)):
        raise Http404("No address of ours")
    record = rows.visible_to(user).filter(**lookup).first()
    if record is None:
        raise Http404("Nothing here that you may see")
    return record


def me(request: HttpRequest) -> Person:
    """The Person who is signed in. Raises PermissionDenied for a stranger."""
    person = getattr(request.user, "person", None) if request.user.is_authenticated else None
    if person is None:
        raise PermissionDenied("Sign in first")
    return person


def viewer(request: HttpRequest) -> Viewer:
    """What decides on what this request may see and do."""
    return Viewer.of(request.user)


def reader(request: HttpRequest) -> Viewer:
    """Who reads what is for staff. Raises PermissionDenied for strangers and logins without a role."""
    seen = viewer(request)
    if seen.is_stranger:
        raise PermissionDenied("Ask for access first")
    return seen


def writer(request: HttpRequest) -> Person:
    """The signed-in Person, who may write. Raises PermissionDenied for strangers, auditors, logins without a role."""
    if not viewer(request).may_write:
        raise PermissionDenied("Your role reads and does not write")
    return me(request)


def administrator(
    request: HttpRequest, *, why: str = "Only an administrator changes what holds for everybody"
) -> Person:  # fmt: skip
    """The administrator who asks. Raises PermissionDenied, with `why` for the log, for anybody else."""
    if not viewer(request).is_administrator:
        raise PermissionDenied(why)
    return writer(request)


def today() -> date:
    """The day it is here (Europe/London). For views and commands only: rules take the day as `on`."""
    return timezone.localdate()


def asked(request: HttpRequest, name: str, *, longest: int = 400) -> str:
    """A value of the address as plain text: "" where there is none, and nothing that a database refuses."""
    return request.GET.get(name, "").replace("\x00", "")[:longest]


def sent(request: HttpRequest, name: str, *, longest: int = 400) -> str:
    """A value of a form without a Form, as plain text: "" where there is none, and nothing that a database refuses."""
    return request.POST.get(name, "").replace("\x00", "").strip()[:longest]


def back_to(request: HttpRequest, default: str) -> str:
    """Where a button was pressed, by the field or value `next` if that lies on this site; else `default`."""
    address = request.POST.get("next", "") or request.GET.get("next", "")
    allowed = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    # A word without a slash would be taken for the name of a view
    return address if allowed and address.startswith("/") else default
