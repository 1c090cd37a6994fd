"""Topics: the list, and one topic's whole story on a page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hackit.access import public
from hackit.audience import Viewer
from hackit.charts import month_chart
from hackit.csv_out import csv_response
from hackit.filters import page_of
from hackit.models import Entry, FeedKey, Follow, Topic, TopicWording
from hackit.models.follows import FOLLOWING
from hackit.shortcuts import me, today, viewer
from hackit.timeline import Day, Mark, sentence, silences
from hackit.topics.course import Course, course_of
from hackit.topics.rows import next_page_words, story_rows
from hackit.topics.said import GROUPS_SHOWN, MOST_BESIDE, company, figures_about
from hackit.topics.standing import Stand, is_open_to_strangers, source_link, where_it_stands, wordings
from hackit.topics.story import (
    Aside,
    Family,
    TopicRow,
    also_called,
    beside_story,
    family,
    in_order,
    left_open,
    load_people,
    open_actions,
    story,
    topic_rows,
)

THINGS = 20
"""Things of a story on one page."""

BESIDE = 4
"""Open actions, caveats, and what is coming up, that stand beside a story: so many of each."""

SORTS = {"name": "Name", "recent": "Last mentioned", "things": "How many things"}


# --- The list ---


@public
@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """Every topic this reader knows, with how much there is of it."""
    words, sort = _words(request), _sort(request)
    rows = _sorted(topic_rows(request.user, words, on=today()), sort)
    context = {
        "nav": "topics",
        "page": page_of(request, rows),
        "total": len(rows),
        "words": words,
        "sort": sort,
        "sorts": SORTS.items(),
        "viewer": viewer(request),
    }
    return render(request, "hackit/topics.html", context)


@public
@require_safe
def topics_csv(request: HttpRequest) -> StreamingHttpResponse:
    """What the list shows, all pages of it, as CSV."""
    rows = _sorted(topic_rows(request.user, _words(request), on=today()), _sort(request))
    is_stranger = viewer(request).is_stranger
    header = ["Topic", "Broader topic", "Description", "Things", "Last mentioned"]
    header += [] if is_stranger else ["Open actions"]
    cells = (
        [row.topic.name, row.topic.broader or "", row.topic.description, row.things, row.last or ""]
        + ([] if is_stranger else [row.open_actions])
        for row in rows
    )
    return csv_response("topics.csv", header, cells)


def _words(request: HttpRequest) -> str:
    return " ".join(request.GET.get("q", "").replace("\x00", " ")[:200].split())


def _sort(request: HttpRequest) -> str:
    asked = request.GET.get("sort", "")
    return asked if asked in SORTS else "name"


def _sorted(rows: list[TopicRow], sort: str) -> list[TopicRow]:
    if sort == "recent":
        return sorted(rows, key=lambda row: row.last or date.min, reverse=True)
    if sort == "things":
        return sorted(rows, key=lambda row: -row.things)
    return sorted(rows, key=lambda row: row.topic.name.casefold())


# --- One topic ---


@public
@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Where a topic stands, what is open, its months, and the whole story in order of time."""
    found = known_family(request, slug)
    on, seen = today(), viewer(request)
    course = course_of(request.user, found.topic)
    days, marks = course.days, course.marks
    aside = beside_story(request.user, course, most=BESIDE)
    only_decisions, oldest_first = request.GET.get("only") == "decisions", request.GET.get("order") == "oldest"
    told = course.only_decisions() if only_decisions else course
    page = Paginator(range(told.total), THINGS).get_page(request.GET.get("page"))
    before, entries = _entries_of(request, page, told, found.topic, oldest_first)
    load_people([*aside.loaded.values(), *entries])
    newest = course.newest(MOST_BESIDE)
    worded = wordings(request.user, found.topic)
    stand = where_it_stands(worded.get(TopicWording.Kind.STANDS), aside, marks)
    context = {
        "nav": "topics",
        "on": on,
        "viewer": seen,
        "topic": found.topic,
        "family": found,
        "trail": _trail(found),
        "also": also_called(found.topic, request.user, newest),
        **_beside(aside, seen),
        **_stand(request, found.topic, stand, worded.get(TopicWording.Kind.EXPLAIN), seen),
        **_following(request, found.topic, seen),
        **_course(found.topic, days, marks, on, left_open(aside)),
        "last": max((day.date for day in days if day.date <= on), default=None),
        "figures": figures_about(request.user, found.topic, course)[:GROUPS_SHOWN] if page.number == 1 else [],
        "may_keep_figures": seen.writes_in_a_group,
        "company": company(request.user, found.topic, newest),
        "page": page,
        "total": told.total,
        "only_decisions": only_decisions,
        "oldest_first": oldest_first,
        "next_words": next_page_words(told.total - page.end_index(), oldest_first=oldest_first),
        "rows": story_rows(
            entries,
            before=before,
            silences=[] if only_decisions else silences(days, on=on),
            marks=marks,
            caveats=aside.caveats,
            now=_now(days, on) if page.number == 1 and not only_decisions and not oldest_first else None,
        ),
    }
    return render(request, "hackit/topic.html", context)


def known_family(request: HttpRequest, slug: str) -> Family:
    """The topic of that slug with its relatives. Raises Http404 where this reader does not know it."""
    found = family(request.user, slug)
    if found is None:
        raise Http404("No topic of that name that you may see")
    return found


def _trail(found: Family) -> list[tuple[str, str]]:
    broader = [(found.broader.get_absolute_url(), found.broader.name)] if found.broader else []
    return [(reverse("topics"), "Topics"), *broader]


def _entries_of(
    request: HttpRequest, page: Page, course: Course, of: Topic, oldest_first: bool
) -> tuple[Entry | None, list[Entry]]:
    """The entry above the page (None on the first) and the page's own, in one query.

    Inside it the days they lie on, which may have thousands of things, are put in order by little of each.
    """
    start = max(page.start_index() - 1, 0)
    first = max(start - 1, 0)
    pks, skip = course.around(first, start - first + THINGS, oldest_first=oldest_first)
    days = in_order(Entry.objects.visible_to(request.user).filter(pk__among=pks), oldest_first=oldest_first)
    here = days.values("pk")[skip : skip + start - first + THINGS]
    found = list(in_order(story(request.user, of, here), oldest_first=oldest_first).select_related("forum"))
    return (found[0], found[1:]) if start and found else (None, found)


def _now(days: list[Day], on: date) -> Any:
    return next((silence for silence in silences(days, on=on) if silence.goes_on), None)


def _beside(aside: Aside, seen: Viewer) -> dict[str, Any]:
    return {
        "actions": open_actions(aside, seen),
        "actions_in_all": len(aside.actions),
        "caveats": aside.shown(aside.caveats),
        "caveats_left": len(aside.caveats[BESIDE:]),
        "coming": aside.shown(aside.coming),
    }


def _stand(
    request: HttpRequest, of: Topic, stand: Stand | None, explain: TopicWording | None, seen: Viewer
) -> dict[str, Any]:
    """Where it stands, as it is shown and as it is copied. Links lead a stranger only where they may go."""
    context: dict[str, Any] = {"stand": stand, "explain": explain}
    if stand:
        context["stand_url"] = _link(request, stand.source_url, seen)
        address = request.build_absolute_uri(of.get_absolute_url())
        context["message"] = f"{of.name}: {stand.as_message}\n{address}"
    if explain:
        context["explain_url"] = _link(request, source_link(explain), seen)
    return context


def _link(request: HttpRequest, url: str, seen: Viewer) -> str:
    if seen.is_stranger and url.startswith("/") and not is_open_to_strangers(url):
        return ""
    return url


def _following(request: HttpRequest, of: Topic, seen: Viewer) -> dict[str, Any]:
    """Whether the reader follows the topic, and the key to read it by in a program, if they had one made."""
    if not seen.may_write:
        return {}
    person = me(request)
    key = FeedKey.objects.of(person, None, FOLLOWING)
    return {"follow": Follow.objects.of(person).filter(topic=of).first(), "feed_key": key.key if key else ""}


def _course(of: Topic, days: list[Day], marks: list[Mark], on: date, left: list[str]) -> dict[str, Any]:
    return {"chart": month_chart(of.name, days, marks, on=on), "course": sentence(days, marks, on=on, left=left)}
