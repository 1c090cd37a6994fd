"""What happened to a topic and to a person. Their events say less of who may read them than these pages ask for."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hackit.models import TopicWording
from hackit.record_history import history_of
from hackit.shortcuts import me, viewer
from hackit.views.people import known_person, trail_of
from hackit.views.topics import known_family


@require_safe
def topic_history(request: HttpRequest, slug: str) -> HttpResponse:
    """What a topic was called and where it lay, what was made part of it, and how it was worded. For staff."""
    topic = known_family(request, slug).topic
    if viewer(request).is_stranger:
        raise Http404("No history of a topic for this reader")
    wordings = TopicWording.objects.visible_to(request.user).filter(topic=topic).select_related("topic")
    context = {
        "nav": "topics",
        "title": topic.name,
        "readers": "Staff read this.",
        "trail": [(reverse("topics"), "Topics"), (topic.get_absolute_url(), topic.name)],
        "history": history_of(topic, request.user, beside=list(wordings)),
    }
    return render(request, "hackit/history.html", context)


@require_safe
def person_history(request: HttpRequest, slug: str) -> HttpResponse:
    """What changed about somebody: names, place, login, private addresses. For themself and administrators."""
    found = known_person(request, slug)
    if found.pk != me(request).pk and not viewer(request).is_administrator:
        raise Http404("Somebody else's history")
    context = {
        "title": found.name,
        "readers": f"{found.name} and administrators read this.",
        "trail": trail_of(found),
        "history": history_of(found, request.user),
    }
    return render(request, "hackit/history.html", context)
