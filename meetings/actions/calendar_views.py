"""Actions for calendar programs: one's own and each group's, at private addresses that can be made anew."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from hackit.audience import Viewer
from hackit.calendar_out import calendar_response
from hackit.models import FeedKey, Forum, Person
from hackit.models.feed_keys import ACTIONS, scope_of
from hackit.shortcuts import sent, today, viewer, writer
from meetings.actions.calendar_file import actions_in_feed, calendar_of
from meetings.actions.models import Action, ActionQuerySet

OWN = "mine"
MADE = "There is a new address. The old one shows nothing any more."
STOPPED = "The address shows nothing any more."


@dataclass(frozen=True)
class Feed:
    """One calendar that this person can have: `part` is its place on the page, `address` "" while there is none."""

    part: str
    title: str
    about: str
    address: str
    do: str


@login_not_required
@require_safe
def own_feed(request: HttpRequest, key: str) -> HttpResponse:
    """What the person behind the key owns or helps with, for a calendar program, which cannot sign in.

    Asked anew each time: they still have a login with a role, and what they may see now. If not, there is nothing
    at this address, as at one that never was.
    """
    person = FeedKey.objects.opening_own(key, ACTIONS)
    if person is None or Viewer.of(person.user).is_stranger:
        raise Http404("No such feed")
    rows = Action.objects.visible_to(person.user).of_person(person)
    return _file(request, rows, person, name="My actions")


@login_not_required
@require_safe
def group_feed(request: HttpRequest, key: str, slug: str) -> HttpResponse:
    """A group's actions, for whoever is in the group now, as far as they may see them."""
    opened = FeedKey.objects.opening(key, slug, ACTIONS)
    if opened is None:
        raise Http404("No such feed")
    person, forum = opened
    asker = Viewer.of(person.user)
    if asker.is_stranger or not asker.belongs_to(forum.pk):
        raise Http404("No such feed")
    rows = Action.objects.visible_to(person.user).filter(forum=forum)
    return _file(request, rows, person, name=f"{forum.name} actions")


@require_http_methods(["GET", "HEAD", "POST"])
def action_calendar(request: HttpRequest) -> HttpResponse:
    """One's private addresses: made, made anew (`do=renew`) or switched off (`do=stop`), each for one calendar."""
    by, groups = writer(request), Forum.objects.known_to(request.user).meeting_still()
    groups = list(groups.filter(pk__in=viewer(request).forum_ids).order_by("name"))
    if request.method == "POST":
        wanted = sent(request, "feed")
        forum = next((group for group in groups if group.slug == wanted), None)
        if forum is None and wanted != OWN:
            raise Http404("No such calendar")
        _change(request, by, forum)
        return redirect(f"{reverse('meetings:action-calendar')}#{_part(forum)}")
    keys = FeedKey.objects.keys_of(by)
    feeds = [_feed(request, keys, None), *(_feed(request, keys, group) for group in groups)]
    return render(request, "meetings/action_calendar.html", {"nav": "actions", "feeds": feeds})


def _change(request: HttpRequest, by: Person, forum: Forum | None) -> None:
    do = request.POST.get("do")
    if do == "renew":
        FeedKey.objects.renew(by, forum, ACTIONS)
        messages.success(request, MADE)
    elif do == "stop":
        FeedKey.objects.stop(by, forum, ACTIONS)
        messages.success(request, STOPPED)
    else:
        FeedKey.objects.ensure(by, forum, ACTIONS)


def _feed(request: HttpRequest, keys: dict[str, str], forum: Forum | None) -> Feed:
    key = keys.get(scope_of(forum, ACTIONS), "")
    path = ""
    if key and forum:
        path = reverse("meetings:feed-group-actions", args=[key, forum.slug])
    elif key:
        path = reverse("meetings:feed-own-actions", args=[key])
    return Feed(
        part=_part(forum),
        title=f"{forum.name}’s actions" if forum else "My actions",
        about=f"What {forum.name} has promised, whoever owns it." if forum else "What I own, and what I help with.",
        address=request.build_absolute_uri(path) if path else "",
        do=forum.slug if forum else OWN,
    )


def _part(forum: Forum | None) -> str:
    return f"group-{forum.slug}" if forum else OWN


def _file(request: HttpRequest, rows: ActionQuerySet, person: Person, *, name: str) -> HttpResponse:
    site = request.build_absolute_uri("/").rstrip("/")
    actions = actions_in_feed(rows, on=today())
    return calendar_response(calendar_of(actions, person_id=person.pk, name=name, site=site, now=timezone.now()))
