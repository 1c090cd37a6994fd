"""What is not there: perhaps it has moved."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.views.defaults import page_not_found

from hackit.models import OldAddress


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Lead on from an address that was left behind, if this reader may go there; else the one page for "not here"."""
    if request.method in ("GET", "HEAD"):
        target = OldAddress.objects.resolve(request.path, request.user)
        if target and target != request.path:
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(f"{target}?{query}" if query else target)
    return page_not_found(request, exception)
