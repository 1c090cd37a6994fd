"""What the search boxes offer while one types."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from hackit.access import public
from hackit.search.suggesting import LONGEST, suggestions
from hackit.shortcuts import asked, today


@public
@require_safe
def search_suggest(request: HttpRequest) -> JsonResponse:
    """At most eight lines for `q`, the text before the caret: where each leads, or what it puts into the box."""
    typed = asked(request, "q", longest=LONGEST + 1)
    found = suggestions(typed, user=request.user, on=today())
    return JsonResponse({"suggestions": [one.as_data() for one in found]})
