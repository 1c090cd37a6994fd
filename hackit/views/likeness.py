""" "More like this": a part of each record's page that comes when it is looked at, and a page without scripts."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hackit.access import public
from hackit.search.likeness import like
from hackit.shortcuts import asked


@public
@require_safe
def more_like_this(request: HttpRequest) -> HttpResponse:
    """What is like the page whose address is `of`, as this reader may see both; `part=1` for the panel alone."""
    address = asked(request, "of").partition("#")[0].partition("?")[0]
    found = like(address, request.user) if address.startswith("/") and not address.startswith("//") else None
    if found is None:
        raise Http404("Nothing there that you may see")
    title, rows = found
    template = "hackit/_more_like_this.html" if request.GET.get("part") == "1" else "hackit/more_like_this.html"
    return render(request, template, {"address": address, "of": title, "rows": rows})
