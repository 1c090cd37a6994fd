"""What an action came from: found by its address, quoted, and its actions shown beside it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from hackit.audience import Viewer
from hackit.dates import british_day
from hackit.joining.raising import Next, Raised, Text
from hackit.models import Entry, Forum, PublishedPart
from meetings.actions.models import Action
from meetings.agenda.models import AgendaItem

LONGEST = 600
BEGINNING = 240
PARTS = ("section", "point")
"""Kinds of which a part is quoted: of all else the title says what it is."""


@dataclass(frozen=True)
class Source:
    """Something that can be found: in words, its address, what is quoted of it, and what it is about.

    `is_for_few`: not all staff may see it; `is_as_asked`: the quote is the one asked for.
    """

    label: str = ""
    url: str = ""
    quote: str = ""
    topics: tuple[str, ...] = ()
    forum: Forum | None = None
    is_for_few: bool = False
    is_as_asked: bool = False

    @property
    def page(self) -> str:
        """The address of the page that it stands on."""
        return self.url.partition("#")[0]


def source_at(address: str, user, *, quote: str = "") -> Source:
    """What this user finds at an address of this site; an empty Source where there is nothing for them.

    `quote` counts only if those words stand there, so that nobody puts words into a text by a link. Three queries.
    """
    entries = (
        Entry.objects.visible_to(user).filter(url=address).select_related("forum") if address else Entry.objects.none()
    )
    found = entries.order_by("pk").first()
    if found is None:
        return Source()
    names = list(dict.fromkeys(name for name in (found.document_title, found.title) if name))
    is_as_asked = _stands_in(quote, [found.title, found.text, *embedded_in(found, user)])
    is_for_few = found.reach not in ("everyone", "staff")
    return Source(
        # What is kept with a group may be reworded before more may read it: its page alone names it for good
        label=": ".join(names if found.kind in PARTS and not is_for_few else names[:1]),
        url=found.url,
        quote=_clipped(quote) if is_as_asked else _beginning(found),
        topics=tuple(found.topics.values_list("slug", flat=True)),
        forum=found.forum,
        is_for_few=is_for_few,
        is_as_asked=is_as_asked,
    )


def quote_of(action: Action, user, viewer: Viewer) -> str:
    """The words that an action was raised from, for who finds them there now, and for the group whose source it is.

    The source may have been reworded since, before more people could read it: what was cut is told to nobody else.
    """
    if not action.source_quote:
        return ""
    now = source_at(action.source_url, user, quote=action.source_quote)
    is_theirs = now.forum is not None and viewer.belongs_to(now.forum.pk)
    return action.source_quote if now.is_as_asked or is_theirs else ""


def embedded_in(found: Entry, user) -> list[str]:
    """The texts of the points that stand in a published section: they are read there, and found elsewhere."""
    if found.kind != "section":
        return []
    page = found.url.partition("#")[0]
    parts = PublishedPart.objects.visible_to(user).filter(publication__url=page, publication__is_current=True)
    return list(parts.filter(kind="embed", reach=found.reach).values_list("text", flat=True))


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _stands_in(quote: str, texts: Iterable[str]) -> bool:
    sought = _words(quote)
    return bool(sought) and any(f" {sought} " in f" {_words(text)} " for text in texts)


def _clipped(text: str, limit: int = LONGEST) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def _beginning(found: Entry) -> str:
    """How a section or point begins; of all else its title."""
    return _clipped(found.text, BEGINNING) if found.kind in PARTS and found.text else _clipped(found.title)


class RaisedActions:
    """The actions raised from pages, for `hackit.joining.raising`."""

    def raised_from(self, pages: Iterable[str], user, *, on: date) -> dict[str, list[Raised]]:
        """By the address of the very place, oldest first. One query."""
        rows = Action.objects.visible_to(user).filter(_any_of(Q(source_page__in=[page for page in pages if page])))
        return raised(rows.select_related("owner").order_by("pk"), on=on)

    def what_happens_next(self, text: Text, user, *, on: date) -> list[Next]:
        """At most three queries: the points' addresses, then the actions, or what was published of them and is done."""
        if Viewer.of(user).is_stranger:
            return _published_next(text, user)
        rows = Action.objects.visible_to(user).filter(_follows_from(text, user) | _any_of(Q(source_page=text.page)))
        actions = sorted(rows.select_related("owner"), key=lambda one: (not one.is_open, one.due or date.max, one.pk))
        return [
            Next(
                one.text, one.get_absolute_url(), _state(one, on),
                is_done=one.status == Action.Status.DONE, is_dropped=one.status == Action.Status.DROPPED,
            )
            for one in actions
        ]  # fmt: skip


def _follows_from(text: Text, user) -> Q:
    """The condition of what a reader of this text can tell that it follows: from places, points and links they see."""
    refs = [page.split("/")[2] for page in text.links if page.startswith("/actions/")]
    found = [Q(source_url__in=text.places, source_page=text.page), Q(ref__in=refs)]
    if not text.points:
        return _any_of(*found)
    points = PublishedPart.objects.visible_to(user).filter(
        kind="point", source_ref__in=text.points, publication__is_current=True
    )
    pages = list(points.values_list("publication__url", "anchor"))
    places = [f"{url}#{anchor}" for url, anchor in pages]
    items = AgendaItem.objects.filter(point__ref__in=text.points)
    found += [Q(source_page__in=[url for url, _anchor in pages], source_url__in=places), Q(item__in=items.values("pk"))]
    return _any_of(*found)


def _any_of(*conditions: Q) -> Q:
    """The actions to which one of these applies, by their ids: asked apart from the rest each is looked up in its
    index. With the rest, where hardly any action comes from a page, the database would read all of them."""
    found = Q()
    for condition in conditions:
        found |= Q(pk__in=Action.objects.filter(condition).order_by().values("pk"))
    return found


def _published_next(text: Text, user) -> list[Next]:
    """What was published of these actions; live is only whether it happened."""
    states = dict(Action.objects.live().filter(_follows_from(text, user)).values_list("ref", "status"))
    parts = PublishedPart.objects.visible_to(user).filter(
        kind="action", publication__is_current=True, source_ref__in=list(states)
    )
    found = {
        part.source_ref: Next(
            part.text or part.heading,
            is_done=states[part.source_ref] == Action.Status.DONE,
            is_dropped=states[part.source_ref] == Action.Status.DROPPED,
        )
        for part in parts.order_by("-publication__date", "order", "pk")
    }
    return sorted(found.values(), key=lambda one: (one.is_done or one.is_dropped, one.text))


def raised(actions: Iterable[Action], *, on: date) -> dict[str, list[Raised]]:
    """These actions (each with its owner, already narrowed to who may see them) by what they came from."""
    found: dict[str, list[Raised]] = defaultdict(list)
    for action in actions:
        found[action.source_url].append(
            Raised(action.text, action.get_absolute_url(), _state(action, on), action.is_open)
        )
    return dict(found)


def _state(action: Action, on: date) -> str:
    if not action.is_open:
        return action.get_status_display()
    owner = action.owner.name if action.owner_id else "No owner yet"
    if not action.has_agreed_date:
        return owner
    return f"{owner}, due {british_day(action.due, year=action.due.year != on.year)}"
