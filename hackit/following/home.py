"""What stands of it on This week: each thing followed, with how much is new this week."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from hackit.following.news import A_WEEK, everything
from hackit.models import Follow
from hackit.shortcuts import today, viewer

SHOWN = 6


def following_panel(request: HttpRequest) -> dict[str, Any]:
    """The first few of what the reader follows; one query for who follows nothing."""
    person_id = viewer(request).person_id
    follows = list(Follow.objects.filter(person_id=person_id).select_related("topic").order_by("-made_at")[: SHOWN + 1])
    on = today()
    rows = [
        (follow, everything(follow, request.user, on=on).filter(date__gt=on - A_WEEK).count())
        for follow in follows[:SHOWN]
    ]
    return {"rows": rows, "more": len(follows) > SHOWN}
