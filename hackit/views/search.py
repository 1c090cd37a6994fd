"""The search page: one box, ticks with counts, hits that say why they are ones and lead to the very heading."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hackit.access import public
from hackit.dates import financial_year_label
from hackit.filters import CHOICES_SHOWN, Chip, Choice, Facet, query_without
from hackit.models import Topic, TopicWording
from hackit.search.counting import Counts
from hackit.search.scope import FACETS
from hackit.search.searching import PAGE_SIZE, Results
from hackit.search.searching import search as find
from hackit.search.told import tell
from hackit.shortcuts import today

LABELS = {"kind": "Kind", "topic": "Topic", "person": "Person", "group": "Group", "year": "Year"}
MAX_TICKS = 50
"""Values of one filter that are read from an address."""


@public
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Whatever is typed gives an answer, or a plain sentence about what was not understood."""
    typed = request.GET.get("q", "").replace("\x00", " ")
    ticks = {name: request.GET.getlist(name)[:MAX_TICKS] for name in FACETS}
    newest = request.GET.get("order") == "newest"
    results = find(
        typed,
        user=request.user,
        on=today(),
        ticks=ticks,
        newest=newest,
        page=_page_number(request.GET.get("page", "1")),
        exactly=request.GET.get("exactly") == "1",
    )
    if results.page == 1 and not any(ticks.values()):
        tell(typed, results.total, user=request.user, on=today())
    context = {
        "typed": typed,
        "results": results,
        "asked": bool(typed.strip() or results.scope.by_facet),
        "facets": _facets(results.counts, ticks),
        "chips": _chips(request.GET, results.counts, ticks),
        "newest": newest,
        "keep": [(name, request.GET[name]) for name in ("q", "order", "exactly") if request.GET.get(name)],
        "clear": f"{reverse('search')}?{_only_query(typed)}",
        "best": _best(results, request.user),
        "page": Paginator(range(results.shown), PAGE_SIZE).get_page(results.page),
    }
    return render(request, "hackit/search.html", context)


def _page_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _only_query(typed: str) -> str:
    query = QueryDict(mutable=True)
    query["q"] = typed
    return query.urlencode()


def _facets(counts: Counts, ticks: dict[str, list[str]]) -> list[Facet]:
    return [_facet(name, counts.get(name, {}), ticks.get(name, [])) for name in FACETS]


def _facet(name: str, found: dict[str, tuple[str, int]], ticked: list[str]) -> Facet:
    rows = [(value, _words(name, value, found), n) for value, (_, n) in found.items()]
    rows += [(value, _words(name, value, found), 0) for value in ticked if value not in found and value]
    if name == "year":
        rows.sort(key=lambda row: row[0], reverse=True)
    elif name != "kind":
        rows.sort(key=lambda row: (-row[2], row[1].lower()))
    choices = [Choice(value, words, n, value in ticked) for value, words, n in rows]
    shown = [choice for i, choice in enumerate(choices) if i < CHOICES_SHOWN or choice.is_ticked]
    return Facet(name, LABELS[name], shown, [choice for choice in choices if choice not in shown])


def _words(name: str, value: str, found: dict[str, tuple[str, int]]) -> str:
    if name == "year" and value.isascii() and value.isdigit():
        return financial_year_label(int(value))
    return found.get(value, ("", 0))[0] or value.replace("-", " ")


def _chips(data: QueryDict, counts: Counts, ticks: dict[str, list[str]]) -> list[Chip]:
    return [
        Chip(_words(name, value, counts.get(name, {})), query_without(data, name, value))
        for name, values in ticks.items()
        for value in dict.fromkeys(values)
        if value
    ]


def _best(results: Results, user) -> tuple[Topic, TopicWording | None] | None:
    """The topic that the whole query names, with the sentence on where it stands as this user may read it."""
    asked = results.asked
    if len(asked.topics) != 1 or len(asked.choices) != 1 or asked.when:
        return None
    topic = asked.topics[0]
    wordings = TopicWording.objects.visible_to(user)
    return topic, wordings.newest(topic, TopicWording.Kind.STANDS)
