"""How a group is doing with what it promised: one quiet page for its members."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from hackit.models import Forum
from hackit.shortcuts import asked, me, today, viewer
from meetings.actions.doing import Span, doing, years_of
from meetings.agenda.reading import group_or_404


@require_safe
def action_doing(request: HttpRequest) -> HttpResponse:
    """Which of one's groups; who is in one only is led on to it."""
    me(request)
    groups = list(Forum.objects.known_to(request.user).filter(pk__in=viewer(request).forum_ids).order_by("name"))
    if len(groups) == 1:
        return redirect("meetings:forum-doing", groups[0].slug)
    return render(request, "meetings/action_doing.html", {"nav": "actions", "groups": groups})


@require_safe
def forum_doing(request: HttpRequest, slug: str) -> HttpResponse:
    """The last twelve months, or the financial year of `?year=` (the calendar year in which it starts)."""
    forum, on = group_or_404(request.user, slug), today()
    if not viewer(request).belongs_to(forum.pk):
        raise PermissionDenied("How a group is doing is for its members")
    years = years_of(forum, request.user, on=on)
    year = next((year for year in years if str(year) == asked(request, "year")), None)
    span = Span.of_year(year) if year else Span.last_twelve(on=on)
    context = {
        "nav": "meetings", "forum": forum, "years": years, "span": span, "on": on,
        "doing": doing(forum, request.user, span=span, on=on),
    }  # fmt: skip
    return render(request, "meetings/forum_doing.html", context)
