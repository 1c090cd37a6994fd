"""What a search box can offer, and which topics and people have a name that begins so.

Names are few: they are fetched and looked through here, with accents folded and any word of a name to begin with.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from hackit.audience import Viewer
from hackit.models import Topic
from hackit.search.naming import people_known_to
from hackit.search.normalise import folded


@dataclass(frozen=True)
class Suggestion:
    """A line of the list: taken, it leads to `url`, or puts `insert` into the box in place of what was typed.

    `goes_on`: what is put there is only the beginning of something, so no space follows it.
    """

    name: str
    small: str
    url: str = ""
    insert: str = ""
    goes_on: bool = False

    def as_data(self) -> dict[str, str | bool]:
        """As the page's script takes it."""
        found: dict[str, str | bool] = {"name": self.name, "small": self.small}
        found |= {"url": self.url} if self.url else {"insert": self.insert}
        return found | ({"goes_on": True} if self.goes_on else {})


@dataclass(frozen=True)
class Named:
    """A topic, person or group whose name fits: `also` is the other name by which it does, `more` what it is."""

    name: str
    slug: str
    also: str = ""
    more: str = ""


Row = tuple[str, str, str | None, str]  # name, slug, another name, what it is


def topics_like(sought: Sequence[str], user) -> list[Named]:
    """Topics that this user knows and one of whose names begins so. One query.

    Strangers find a topic by its own name only: what else it is called may itself be what is kept from them.
    """
    rows = Topic.objects.known_to(user)
    if Viewer.of(user).is_stranger:
        return best_named(sought, [(name, slug, None, "") for name, slug in rows.values_list("name", "slug")])
    found = rows.values_list("name", "slug", "aliases__text")
    return best_named(sought, [(*row, "") for row in found])


def people_like(sought: Sequence[str], user) -> list[Named]:
    """People by whose name this user may search: by any word of it, nickname, initials and "Cate D". One query.

    Strangers find who wrote something public, and by the name that stands there.
    """
    rows = people_known_to(user)
    if Viewer.of(user).is_stranger:
        found = [(name, slug, None, "") for name, slug in rows.values_list("name", "slug")]
    else:
        found = list(rows.values_list("name", "slug", "aliases__text", "role_title"))
    return best_named(sought, found, is_people=True)


def best_named(sought: Sequence[str], rows: Iterable[Row], *, is_people: bool = False) -> list[Named]:
    """Those that fit, best first and then by name; a row for each other name that something has."""
    found: dict[str, tuple[int, Named]] = {}
    for name, slug, other, more in rows:
        rank = _fit(tuple(sought), name, other or "", is_people=is_people)
        if rank is not None and (slug not in found or rank < found[slug][0]):
            found[slug] = rank, Named(name, slug, (other or "") if rank > 1 else "", more)
    ranked = sorted(found.values(), key=lambda one: (one[0], _words(one[1].name), one[1].slug))
    return [named for _rank, named in ranked]


def _fit(sought: tuple[str, ...], name: str, other: str, *, is_people: bool) -> int | None:
    """How well the typed words fit: 0 the name begins so, 1 a word of it, 2 another name or initials, None not."""
    words, also = _words(name), _words(other)
    if _begin(words, sought):
        return 0
    if any(_begin(words[at:], sought) for at in range(1, len(words))):
        return 1
    if any(_begin(also[at:], sought) for at in range(len(also))):
        return 2
    if not is_people:
        return None
    if also and len(sought) > 1 and _begin((*also, words[-1]), sought):
        return 2
    initials = "".join(word[0] for word in words)
    is_short = len(sought) == 1 and 1 < len(sought[0]) <= len(initials)
    is_first_and_last = len(sought) > 1 and len(words) > 2 and _begin((words[0], words[-1]), sought)
    return 2 if is_first_and_last or (is_short and initials.startswith(sought[0])) else None


def _begin(words: Sequence[str], sought: tuple[str, ...]) -> bool:
    """Whether the words begin, one by one, with those that were typed."""
    return len(words) >= len(sought) and all(map(str.startswith, words, sought))


@lru_cache(maxsize=8192)
def _words(name: str) -> tuple[str, ...]:
    return folded(name)
