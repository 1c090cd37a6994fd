"""What a search box offers while one types: topics, people, titles of records, filters and what may stand after them.

Each list is made of what this user may see, so a stranger's comes from what is public.
"""

from __future__ import annotations

import re
from datetime import date

from django.urls import reverse

from hackit.audience import Viewer
from hackit.search.normalise import folded
from hackit.search.offered import Suggestion, people_like, topics_like
from hackit.search.offered_filters import names_like, values_like
from hackit.search.offered_titles import titles_like

MOST, MOST_NAMES = 8, 3
LONGEST = 120  # characters: what is longer is no name
MOST_WORDS = 8

# Quotation marks, an OR, a minus, a filter, a star: a query that is put together, and no name of anything.
_PUT_TOGETHER = re.compile(r"""["“”„‟«»|*]|(?:^|\s)[-−–—]\S|(?:^|\s)-?[^\W\d_]+:\S|\b(?:OR|NOT)\b""")


def suggestions(typed: str, *, user, on: date) -> list[Suggestion]:
    """At most eight for the text before the caret, likeliest first. Three queries; after `topic:` one or none."""
    if len(typed) > LONGEST:
        return []
    values = values_like(typed, user=user, on=on)
    if values is not None:
        return values[:MOST]
    named: list[Suggestion] = []
    sought = folded(typed)
    if 0 < len(sought) <= MOST_WORDS and not _PUT_TOGETHER.search(typed):
        named = [*_topics(sought, user), *_people(sought, user), *titles_like(typed, user)]
    filters = names_like(typed, user=user)
    return [*named[: MOST - len(filters)], *filters][:MOST]


def _topics(sought: tuple[str, ...], user) -> list[Suggestion]:
    return [
        Suggestion(one.name, f"Topic, also {one.also}" if one.also else "Topic", url=reverse("topic", args=[one.slug]))
        for one in topics_like(sought, user)[:MOST_NAMES]
    ]


def _people(sought: tuple[str, ...], user) -> list[Suggestion]:
    """Whose page this user may open: a stranger nobody's."""
    if Viewer.of(user).is_stranger:
        return []
    return [
        Suggestion(one.name, f"Person, {one.more}" if one.more else "Person", url=reverse("person", args=[one.slug]))
        for one in people_like(sought, user)[:MOST_NAMES]
    ]
