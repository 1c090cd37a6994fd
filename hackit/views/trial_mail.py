"""The mail that a trial wrote into files instead of sending it."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hackit.mail import trial_mail
from hackit.shortcuts import writer


def _folder() -> Path:
    """Where the trial's mail lies. Raises Http404 where mail really leaves."""
    if not settings.TRIAL:
        raise Http404("Mail is sent here, not kept")
    return Path(settings.EMAIL_FILE_PATH)


@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    """What would have been sent, newest first."""
    folder = _folder()
    writer(request)
    return render(request, "hackit/trial_mail_list.html", {"mails": trial_mail.written(folder)})


@require_safe
def mail_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """One message as its reader would have got it, with its links."""
    folder = _folder()
    writer(request)
    found = trial_mail.one(folder, ref)
    if found is None:
        raise Http404("No such message")
    context = {"mail": found, "trail": [(reverse("trial-mail"), "Mail of this trial")]}
    return render(request, "hackit/trial_mail.html", context)


@csp({"default-src": [NONE], "style-src": [UNSAFE_INLINE], "frame-ancestors": [NONE]})
@require_safe
def mail_html(request: HttpRequest, ref: str) -> HttpResponse:
    """The same message as a mail program draws it: its own styles, no script, nothing fetched."""
    folder = _folder()
    writer(request)
    found = trial_mail.one(folder, ref)
    if found is None or not found.html:
        raise Http404("No such message")
    return HttpResponse(found.html)
