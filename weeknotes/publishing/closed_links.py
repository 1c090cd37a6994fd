"""Links of a note that lead where its readers may not go: the words stay, for a stranger the link is left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.urls import Resolver404, resolve

from hackit.audience import Reach
from hackit.models import Entry, PublishedPart, Topic
from hackit.text import local_links

SIGNED_IN = "leads to something that only those who are signed in can open"


@dataclass(frozen=True)
class ClosedLink:
    """A link that everyone would read and not everyone can follow: its words, its address, and why."""

    words: str
    address: str
    why: str


def closed_links(markdown: str, *, user) -> list[ClosedLink]:
    """The links of a text that a stranger cannot follow, each address once. At most five queries.

    Whose the target is, is said only to a user who can find it.
    """
    links = {address: words for words, address in reversed(local_links(markdown))}
    paths = {_path(address) for address in links}
    if not paths:
        return []
    open_to_all = {_path(url) for url in _entries(paths, user=AnonymousUser())} | _published(paths)
    kept = _kept(paths - open_to_all, user=user)
    topics = _closed_topics(paths)
    found = []
    for address, words in reversed(links.items()):
        path = _path(address)
        why = kept.get(path) or topics.get(path) or (SIGNED_IN if _asks_to_sign_in(path) else "")
        if path not in open_to_all and why:
            found.append(ClosedLink(words, address, why))
    return found


def _path(address: str) -> str:
    return address.partition("#")[0].partition("?")[0]


def _at(paths: Iterable[str]) -> Q:
    condition = Q()
    for path in paths:
        condition |= Q(url=path) | Q(url__startswith=f"{path}#")
    return condition


def _entries(paths: Iterable[str], *, user) -> list[str]:
    return list(Entry.objects.visible_to(user).filter(_at(paths)).values_list("url", flat=True))


def _published(paths: Iterable[str]) -> set[str]:
    """The addresses of records, such as a decision, whose page shows a stranger the published copy."""
    refs = {ref: path for path in paths if (ref := _ref_on_open_page(path))}
    if not refs:
        return set()
    parts = PublishedPart.objects.visible_to(AnonymousUser()).filter(source_ref__in=refs, publication__is_current=True)
    return {refs[ref] for ref in parts.values_list("source_ref", flat=True)}


def _ref_on_open_page(path: str) -> str:
    try:
        found = resolve(path)
    except Resolver404:
        return ""
    return "" if getattr(found.func, "login_required", True) else found.kwargs.get("ref", "")


def _kept(paths: Iterable[str], *, user) -> dict[str, str]:
    """The addresses at which somebody finds something, and what is said of it: not a word of its own."""
    if not paths:
        return {}
    seen = set(_entries(paths, user=user))
    said = {}
    for url, reach, forum in Entry.objects.filter(_at(paths)).values_list("url", "reach", "forum__name"):
        whose = f"only {forum} can open" if reach == Reach.MEMBERS and forum else "only staff can open"
        said[_path(url)] = f"leads to something that {whose}" if url in seen else SIGNED_IN
    return said


def _closed_topics(paths: Iterable[str]) -> dict[str, str]:
    """A topic's page is there for a stranger only if something public names it, and its address tells its name."""
    slugs = {path.split("/")[2]: path for path in paths if path.startswith("/topics/") and path.count("/") == 3}
    if not slugs:
        return {}
    known = set(Topic.objects.known_to(AnonymousUser()).filter(slug__in=slugs).values_list("slug", flat=True))
    return {path: "leads to a topic that nothing public names" for slug, path in slugs.items() if slug not in known}


def _asks_to_sign_in(path: str) -> bool:
    try:
        view = resolve(path).func
    except Resolver404:
        return False
    return getattr(view, "login_required", True)
