"""What I follow: the page, its private feed, and the feeds of a topic."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hackit.access import public
from hackit.audience import Viewer
from hackit.following.atom_entries import NEWEST, entry_feed
from hackit.following.news import MOST_FOLLOWS, NO_NEWS, UNSEEN, TooMany, begin, everything
from hackit.models import Entry, FeedKey, Follow, Person, Topic
from hackit.models.follows import FOLLOWING
from hackit.search.query import parse_query
from hackit.shortcuts import back_to, sent, today, writer

LONGEST = 400
"""Characters of a search that is followed; a longer one is not cut, for it would ask something else."""
SHOWN = 3
"""The newest things of each that the page shows."""


@require_http_methods(["GET", "HEAD", "POST"])
def following(request: HttpRequest) -> HttpResponse:
    """What I follow, with the newest of each; begun, ended, and its private address made, made anew or stopped."""
    by, on = writer(request), today()
    if request.method == "POST":
        _change(request, by, on)
        return redirect(back_to(request, reverse("following")))
    rows = []
    for follow in Follow.objects.of(by):
        newest = everything(follow, request.user, on=on).select_related("forum").defer(*UNSEEN)
        rows.append((follow, list(newest.order_by("-date", "-pk")[:SHOWN])))
    key = FeedKey.objects.of(by, None, FOLLOWING)
    address = request.build_absolute_uri(reverse("feed-following", args=[key.key])) if key else ""
    return render(request, "hackit/following.html", {"rows": rows, "feed_address": address})


def _change(request: HttpRequest, by: Person, on: date) -> None:
    do = sent(request, "do", longest=20)
    if do == "follow":
        _begin(request, by, on)
    elif do == "stop":
        pk = sent(request, "follow", longest=18)
        found = Follow.objects.of(by).filter(pk=int(pk) if pk.isascii() and pk.isdigit() else 0).first()
        if found:
            found.delete()
            messages.success(request, f"You no longer follow {found}.")
    elif do == "feed":
        FeedKey.objects.ensure(by, None, FOLLOWING)
    elif do == "renew":
        FeedKey.objects.renew(by, None, FOLLOWING)
        messages.success(request, "The feed has a new address. The one before opens nothing now.")
    elif do == "stop-feed":
        FeedKey.objects.stop(by, None, FOLLOWING)
        messages.success(request, "The feed’s address opens nothing now.")


def _begin(request: HttpRequest, by: Person, on: date) -> None:
    slug, query = sent(request, "topic", longest=90), " ".join(sent(request, "q", longest=LONGEST + 1).split())
    topic = Topic.objects.known_to(request.user).filter(slug=slug).first() if slug else None
    if slug and topic is None:
        raise Http404("No topic of that name that you may see")
    if not topic and not query:
        messages.error(request, "Enter what to follow")
        return
    if query and not topic and (len(query) > LONGEST or not parse_query(query)):
        messages.error(request, "Use fewer words" if len(query) > LONGEST else "Enter what to follow")
        return
    try:
        made = begin(by, request.user, topic=topic, query="" if topic else query, on=on)
    except TooMany:
        messages.error(request, f"You follow {MOST_FOLLOWS} things, the most one can. Stop one of them first")
        return
    messages.success(request, f"You follow {made}. What is new stands in your weekly mail and under What I follow.")


# --- Feeds ---


@login_not_required
@require_safe
def following_feed(request: HttpRequest, key: str) -> HttpResponse:
    """The newest of everything that the person behind the key follows, as they may see it at this moment."""
    person = _owner(key)
    on = today()
    found: dict[int, Any] = {}
    for follow in Follow.objects.of(person):
        for entry in everything(follow, person.user, on=on).order_by("-date", "-pk")[:NEWEST]:
            found[entry.pk] = entry
    entries = sorted(found.values(), key=lambda entry: (entry.date, entry.pk), reverse=True)[:NEWEST]
    return entry_feed(
        request, entries, title="What I follow", page=reverse("following"), scope=f"following/{person.ref}"
    )


@login_not_required
@require_safe
def private_topic_feed(request: HttpRequest, key: str, slug: str) -> HttpResponse:
    """A topic as the person behind the key may see it."""
    return _topic_feed(request, slug, _owner(key).user, scope="staff/")


@public
@require_safe
def topic_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """What everyone may read about a topic; the same for whoever asks."""
    return _topic_feed(request, slug, None, scope="")


def _owner(key: str) -> Person:
    """Whose key this is, while they have a role. Raises Http404: as at an address that never was."""
    person = FeedKey.objects.opening_own(key, FOLLOWING)
    if person is None or person.user is None or Viewer.of(person.user).is_stranger:
        raise Http404("No such feed")
    return person


def _topic_feed(request: HttpRequest, slug: str, user: Any, *, scope: str) -> HttpResponse:
    topic = Topic.objects.known_to(user).of_slugs(slug).first()  # a feed reader goes on under the address it was given
    if topic is None:
        raise Http404("No such feed")
    rows = Entry.objects.visible_to(user).about(topic).exclude(kind__in=NO_NEWS).filter(date__lte=today())
    return entry_feed(
        request, rows.order_by("-date", "-pk")[:NEWEST], title=topic.name,
        page=topic.get_absolute_url(), scope=f"{scope}topic/{topic.ref}", is_public=user is None,
    )  # fmt: skip
