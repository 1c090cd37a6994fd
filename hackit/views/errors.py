"""What is not there: perhaps it has moved."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.views.defaults import page_not_found

from hackit.models import OldAddress
from hackit.models.site import named_by


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Lead on from an address that was left behind, if this reader may go there; else the one page for "not here"."""
    if request.method in ("GET", "HEAD"):
        query = request.META.get("QUERY_STRING", "")
        target = OldAddress.objects.resolve(request.path, request.user, query)
        if target and target != request.path:
            kept = "" if named_by(query) else query
            return HttpResponsePermanentRedirect(f"{target}?{kept}" if kept else target)
    return page_not_found(request, exception)
