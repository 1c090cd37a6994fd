"""What topics are also called, in one place: how often each name helped, and words that found nothing. For staff."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hackit.filters import page_of
from hackit.models import SearchTold, Topic
from hackit.shortcuts import asked, reader, sent, today, viewer, writer
from hackit.topics.forms import MOST_ALIASES
from hackit.topics.name_preview import would_find
from hackit.topics.names import missed, named_topics
from hackit.topics.writes import save_topic, stored_values


@require_http_methods(["GET", "HEAD", "POST"])
def topics_names(request: HttpRequest) -> HttpResponse:
    """The list; a word that found nothing becomes a name of a topic, or is put away, by a press."""
    reader(request)
    if request.method == "POST":
        _change(request)
        return redirect("topics-names")
    on = today()
    context = {
        "nav": "topics",
        "page": page_of(request, named_topics(on=on)),
        "missed": missed(on=on),
        "topics": list(Topic.objects.known_to(request.user)),
        **_look(request),
        "viewer": viewer(request),
        "on": on,
        "trail": [(reverse("topics"), "Topics")],
    }
    return render(request, "hackit/topics_names.html", context)


def _look(request: HttpRequest) -> dict[str, Any]:
    """What a word would find as a name of a topic, if one is asked about."""
    word = " ".join(asked(request, "word", longest=80).split())
    if not word:
        return {}
    topic = Topic.objects.known_to(request.user).filter(slug=asked(request, "topic", longest=90)).first()
    return {"word": word, "of": topic, "found": would_find(word, topic, request.user)}


def _change(request: HttpRequest) -> None:
    by, words = writer(request), " ".join(sent(request, "words", longest=100).split())
    if sent(request, "do") == "forget":
        SearchTold.objects.of_words(words).delete()
        messages.success(request, f"“{words}” is put away until it is looked for again.")
        return
    if not words:
        messages.error(request, "Enter the word")
        return
    slug = sent(request, "topic", longest=90)
    if not slug:
        messages.error(request, f"Choose the topic that “{words}” belongs to")
        return
    topic = Topic.objects.known_to(request.user).select_for_update().filter(slug=slug)
    with transaction.atomic():
        found = topic.first()
        if found is None:
            raise Http404("No such topic")
        names = stored_values(found)["also_called"].splitlines()
        if len(names) >= MOST_ALIASES:
            messages.error(request, f"{found.name} has {MOST_ALIASES} other names, the most there can be")
            return
        save_topic(
            found, name=found.name, description=found.description, broader=found.broader,
            also_called=[*names, words[:80]], by=by,
        )  # fmt: skip
    messages.success(request, f"{found.name} is also called {words} now.")
