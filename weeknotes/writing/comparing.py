"""What changed between two texts, word by word, for reading. Pure."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST_WORDS = 2000
"""Words of a changed stretch that are compared one by one; longer stretches are shown as out and in."""

_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Change:
    """A stretch of text: kept ("same"), put in ("in") or taken out ("out")."""

    kind: str
    text: str


def changes(before: str, after: str) -> list[Change]:
    """The way from one text to the other: first by lines, then by words within lines that changed."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found: list[Change] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        out, put_in = "".join(old[a:b]), "".join(new[c:d])
        if what == "equal":
            found.append(Change("same", out))
        else:
            found += _by_words(out, put_in)
    return _joined(found)


def _by_words(out: str, put_in: str) -> list[Change]:
    old, new = _TOKEN.findall(out), _TOKEN.findall(put_in)
    if not old or not new or len(old) > MOST_WORDS or len(new) > MOST_WORDS:
        return [Change("out", out), Change("in", put_in)]
    found = []
    for what, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if what == "equal":
            found.append(Change("same", "".join(old[a:b])))
        else:
            found += [Change("out", "".join(old[a:b])), Change("in", "".join(new[c:d]))]
    return found


def _joined(found: list[Change]) -> list[Change]:
    """Neighbours of one kind as one, empty ones left out."""
    joined: list[Change] = []
    for change in found:
        if not change.text:
            continue
        if joined and joined[-1].kind == change.kind:
            joined[-1] = Change(change.kind, joined[-1].text + change.text)
        else:
            joined.append(change)
    return joined
