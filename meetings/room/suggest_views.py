"""What the box offers while one types a name."""

from __future__ import annotations

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from hackit.limits import while_typing
from hackit.shortcuts import asked, today, viewer
from meetings.room.suggesting import people_like, topics_like

LONGEST = 60


@while_typing
@require_safe
def line_suggest(request: HttpRequest) -> JsonResponse:
    """At most eight names for `q`: its first letter is "@" for people or "#" for topics; `item` is where one types."""
    seen = viewer(request)
    if not seen.may_write:
        raise Http404("Only for those who type")
    typed = asked(request, "q", longest=LONGEST)
    if typed.startswith("@"):
        found = people_like(
            typed[1:], user=request.user, item_ref=asked(request, "item"), forum_ids=seen.forum_ids, on=today()
        )
    elif typed.startswith("#"):
        found = topics_like(typed[1:], user=request.user)
    else:
        found = []
    return JsonResponse({"suggestions": found})
