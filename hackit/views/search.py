"""The search page: one box, ticks with counts, hits that say why they are ones and lead to the very heading."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hackit.access import public
from hackit.audience import Viewer
from hackit.limits import searches
from hackit.models import Topic, TopicWording
from hackit.search.examples import examples
from hackit.search.query import parse_query
from hackit.search.searching import PAGE_SIZE, Results
from hackit.search.searching import search as find
from hackit.search.ticks import TICKS, with_ticks
from hackit.search.told import tell
from hackit.search_filters import Narrowing
from hackit.shortcuts import today

MAX_TICKS = 50
"""Values of one filter that are read from an address."""


@public
@searches
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Whatever is typed gives an answer, or a plain sentence about what was not understood."""
    text = request.GET.get("q", "").replace("\x00", " ")
    ticks = {name: request.GET.getlist(name)[:MAX_TICKS] for name in TICKS}
    newest = request.GET.get("order") == "newest"
    results = find(
        text,
        user=request.user,
        on=today(),
        ticks=ticks,
        newest=newest,
        page=_page_number(request.GET.get("page", "1")),
        exactly=request.GET.get("exactly") == "1",
        as_typed=request.GET.get("as_typed") == "1",
    )
    query = with_ticks(parse_query(text), ticks)
    has_ticks = any(value.strip() for values in ticks.values() for value in values)
    if results.page == 1 and not has_ticks:
        tell(text, results.total, user=request.user, on=today())
    keep = {name: request.GET[name] for name in ("order", "exactly") if request.GET.get(name)}
    context = {
        # The box says all that is asked: what was ticked stands in it as it would be typed.
        "typed": query.to_text() if has_ticks else text,
        "results": results,
        "asked": bool(text.strip() or query),
        "narrowing": (
            narrowing := Narrowing(
                query, results.scope, results.counts, keep=keep, public=Viewer.of(request.user).is_stranger
            )
        ),
        "chips": narrowing.chips(),
        "newest": newest,
        "clear": f"{reverse('search')}?{narrowing.only_words()}",
        "best": _best(results, request.user),
        "page": Paginator(range(results.shown), PAGE_SIZE).get_page(results.page),
    }
    return render(request, "hackit/search.html", context)


@public
@require_safe
def how_to_search(request: HttpRequest) -> HttpResponse:
    """What may be typed, with examples that are links."""
    parts = examples(today(), staff=not Viewer.of(request.user).is_stranger)
    return render(request, "hackit/how_to_search.html", {"parts": parts, "trail": [(reverse("search"), "Search")]})


def _page_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _best(results: Results, user) -> tuple[Topic, TopicWording | None] | None:
    """The topic that the whole query names, with the sentence on where it stands as this user may read it."""
    asked = results.asked
    if len(asked.topics) != 1 or len(asked.choices) != 1 or asked.when:
        return None
    topic = asked.topics[0]
    wordings = TopicWording.objects.visible_to(user)
    return topic, wordings.newest(topic, TopicWording.Kind.STANDS)
