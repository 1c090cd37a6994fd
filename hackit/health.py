"""The pages that load balancers and watchers ask."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from hackit.running import readiness


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """200 "ok" when the database answers, 503 when it does not. Says nothing about the records."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """A line for each part of the service, "ok" or "not ok"; 503 if one is not. `manage.py doctor` says why.

    Open to everybody, so it says no more than that: no version, no age, nothing of the records.
    """
    parts = readiness.parts(now=timezone.now())
    lines = [f"{part.name}: {'ok' if part.is_well else 'not ok'}\n" for part in parts]
    status = 200 if all(part.is_well for part in parts) else 503
    return HttpResponse("".join(lines), content_type="text/plain; charset=utf-8", status=status)
