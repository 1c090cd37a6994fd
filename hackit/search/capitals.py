"""Which words of a query are typed as a name: a common word is never put in the place of one ("Cate Dale": no date).

Capitals alone don't tell, for people type "Council Tax" as well. A word is taken for part of a name if it has a capital
and beside it stands an initial, or another word with a capital that the record never writes small.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hackit.models import Entry
from hackit.search.having import having
from hackit.search.normalise import folded, tokens

LOOKED_AT = 5  # newest Entries with the word


def typed_as_names(words: Sequence[str], user) -> set[int]:
    """The places of those of the words, in a row as typed, that are part of somebody's name."""
    beside = {at: words[at + step] for at in range(len(words)) for step in (1, -1) if _is_pair(words, at, at + step)}
    small = written_small([word for word in beside.values() if len(word) > 1], user)
    return {at for at, other in beside.items() if other not in small}


def names_only(found: Iterable[str], user) -> list[str]:
    """Those of the words from the record that it writes with a capital and never small."""
    capital = [word for word in found if word[:1].isupper()]
    small = written_small(capital, user)
    return [word for word in capital if word not in small]


def written_small(words: Iterable[str], user) -> set[str]:
    """Those of the words that stand in small letters in one of the newest texts this user may see. A query each."""
    return {word for word in words if _stands_small(word, user)}


def _is_pair(words: Sequence[str], at: int, other: int) -> bool:
    return 0 <= other < len(words) and all(words[place][:1].isupper() for place in (at, other)) and len(words[at]) > 1


def _stands_small(word: str, user) -> bool:
    plain = "".join(folded(word))
    rows = Entry.objects.visible_to(user)
    for token in tokens(word):
        rows = having(rows, token.norm, user)
    found = rows.order_by("-date", "-pk").values_list("title", "text")[:LOOKED_AT]
    texts = (f"{title}\n{text}" for title, text in found)
    return any(_is_small(text, plain) for text in texts)


def _is_small(text: str, plain: str) -> bool:
    words = (text[token.start : token.end] for token in tokens(text))
    return any(word[:1].islower() and "".join(folded(word)) == plain for word in words)
