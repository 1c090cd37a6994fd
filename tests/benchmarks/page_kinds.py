"""Which pages `bench_pages` opens: every kind that somebody can reach by a link, with what is largest of each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count
from django.utils.timezone import localdate

from hackit.models import Entry, EntryKind, Person, Topic, User

EXAMPLES = 8


class Kind(NamedTuple):
    """A kind of page, and where it is for one reader."""

    name: str
    addresses: list[str]


def kinds_for(user: User | None) -> list[Kind]:
    """Every kind of page, for somebody who is signed in or (None) for a stranger."""
    topics = _spread(Topic.objects.annotate(n=Count("entry_links")).order_by("-n", "pk").values_list("slug", flat=True))
    people = _spread(
        Person.objects.annotate(n=Count("entry_links")).order_by("-n", "pk").values_list("slug", flat=True)
    )
    year = Entry.objects.latest("date").date.year
    named = {"topic": topics[0], "person": people[0], "word": _a_word(), "year": year - 1, "next": f"{year % 100:02}"}
    found = [Kind(name, [address.format(**named) for address in addresses]) for name, addresses in FIXED.items()]
    found += [
        Kind("a topic", [f"/topics/{slug}/" for slug in topics]),
        Kind("a topic, deep in it", [f"/topics/{slug}/?{deep}" for slug in topics[:2] for deep in DEEP]),
        Kind("a topic's feed", [f"/topics/{slug}/feed/" for slug in topics]),
        Kind("a person", [f"/people/{slug}/" for slug in people]),
        Kind("an author's weeknotes", [f"/weeknotes/by/{slug}/" for slug in people]),
        Kind("a weeknote", _pages_of(user, EntryKind.SECTION)),
        Kind("a meeting", _pages_of(user, EntryKind.MEETING)),
        Kind("a decision", _pages_of(user, EntryKind.DECISION)),
        Kind("an action", _pages_of(user, EntryKind.ACTION)),
        Kind("more like this", [f"/like/?of={address}" for address in _pages_of(user, EntryKind.SECTION)[:3]]),
    ]
    return found


DEEP = ("page=100", "order=oldest", "only=decisions")
FIXED = {
    "an empty page": ["/privacy/"],
    "home": ["/"],
    "topics": ["/topics/", "/topics/?page=2", "/topics/?sort=recent", "/topics/?sort=things", "/topics/?q=plan"],
    "people": ["/people/", "/people/?page=2"],
    "search, nothing asked": ["/search/"],
    "search, a filter alone": [
        "/search/?q=kind:action", "/search/?kind=section", "/search/?q=kind:decision+is:agreed",
        "/search/?q=topic:{topic}", "/search/?q=by:{person}", "/search/?q=from:2019", "/search/?is=overdue",
    ],
    "search, words": ["/search/?q={word}", "/search/?q={word}+kind:action", "/search/?q={word}+from:2019"],
    "what the search box offers": ["/search/suggest/?q={word:.2}", "/search/suggest/?q={word:.4}"],
    "answers to a request": ["/answers/?topic={topic}&audience=foi"],
    "weeknotes": ["/weeknotes/", "/weeknotes/?page=2", "/weeknotes/?page=400", "/weeknotes/?sort=title"],
    "weeknotes, filtered": [
        "/weeknotes/?topic={topic}", "/weeknotes/?author={person}", "/weeknotes/?year={year}", "/weeknotes/?q={word}",
        "/weeknotes/?topic={topic}&author={person}",
    ],
    "weeknotes of a year": ["/weeknotes/{year}/", "/weeknotes/archive/", "/weeknotes/archive/{year}-{next}/"],
    "weeknotes' feeds": [
        "/weeknotes/feed/", "/weeknotes/feed/?topic={topic}", "/weeknotes/by/{person}/feed/",
        "/weeknotes/about/{topic}/feed/",
    ],
    "everyone's learnings": ["/weeknotes/sorts/", "/weeknotes/sorts/learning/"],
    "meetings": ["/meetings/", "/meetings/?page=2", "/meetings/?page=100", "/meetings/?group=group-1"],
    "meetings' feed": ["/meetings/feed/"],
    "decisions": ["/decisions/", "/decisions/?page=2", "/decisions/?page=100"],
    "decisions, filtered": ["/decisions/?topic={topic}", "/decisions/?q={word}", "/decisions/?status=agreed"],
    "actions": [
        "/actions/", "/actions/?whose=recorded", "/actions/?whose=waiting", "/actions/?whose=group-group-1",
    ],
    "actions of all": ["/actions/?whose=all", "/actions/?whose=all&page=2", "/actions/?whose=all&sort=owner"],
    "actions of all, filtered": [
        "/actions/?whose=all&topic={topic}", "/actions/?whose=all&owner={person}", "/actions/?whose=all&q={word}",
    ],
    "actions, ended ones too": [
        "/actions/?whose=all&status=done", "/actions/?whose=all&status=done&page=900",
        "/actions/?whose=all&status=done&status=dropped&status=not_started&status=in_progress&status=waiting",
    ],
    "actions' calendar": ["/actions/calendar/"],
    "groups": ["/groups/", "/groups/group-1/"],
    "what a group is doing": ["/groups/group-1/doing/"],
    "coming up, money, jottings": ["/coming-up/", "/money/", "/jottings/"],
    "my account": ["/me/", "/me/following/"],
}  # fmt: skip


def _spread(rows: Iterable[str]) -> list[str]:
    """The first three, and some more evenly from the rest."""
    found = list(rows)
    rest = found[3:]
    return [*found[:3], *rest[:: max(1, len(rest) // (EXAMPLES - 3))][: EXAMPLES - 3]]


def _pages_of(user: User | None, kind: str) -> list[str]:
    """Some of the newest pages of a kind that this reader may see, and some older ones."""
    rows = Entry.objects.visible_to(user).filter(kind=kind, date__lte=localdate()).order_by("-date", "-pk")
    found = [*rows[:40:10], *rows[2000:4000:500]]
    return list(dict.fromkeys(entry.url.partition("#")[0] for entry in found))


def _a_word() -> str:
    """A word of the records: the longest near the beginning of a weeknote."""
    entry = Entry.objects.filter(kind=EntryKind.SECTION).order_by("pk").first()
    return max(entry.text.split()[:40], key=len).strip(".,;:").lower()
