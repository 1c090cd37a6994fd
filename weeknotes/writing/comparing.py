"""What changed between two texts, section by section and word by word, for reading. Pure."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from difflib import SequenceMatcher

from weeknotes.following import follow, written_sections

MOST_WORDS = 2000
"""Words of a changed stretch that are compared one by one; longer stretches are shown as out and in."""

_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Change:
    """A stretch of text: kept ("same"), put in ("in") or taken out ("out")."""

    kind: str
    text: str


@dataclass(frozen=True)
class SectionChange:
    """What became of a section: `how` it fared in words ("" when only its text changed), and its changes."""

    heading: str
    how: str
    changes: list[Change]


def section_changes(before: str, after: str) -> list[SectionChange]:
    """The sections that are not as they were, in the order of the text as it is now; those taken out at the end."""
    old = {part.anchor: part for part in written_sections(before)}
    new = written_sections(after)
    was = follow(before, after)
    moved = _moved([list(old).index(was[part.anchor]) for part in new if part.anchor in was])
    found, followed = [], 0
    for part in new:
        name = part.heading or "The beginning"
        if part.anchor not in was:
            found.append(SectionChange(name, "New", [Change("in", part.source.strip())]))
            continue
        is_moved, followed = followed in moved, followed + 1
        earlier = old[was[part.anchor]]
        is_same = earlier.source.strip() == part.source.strip()
        if is_moved or not is_same:
            words = [] if is_same else changes(earlier.source.strip(), part.source.strip())
            found.append(SectionChange(name, "Moved" if is_moved else "", words))
    gone = [part for anchor, part in old.items() if anchor not in was.values()]
    found += [SectionChange(p.heading or "The beginning", "Taken out", [Change("out", p.source.strip())]) for p in gone]
    return found


def _moved(order: list[int]) -> set[int]:
    """Which places of a sequence are out of order: the fewest that, left out, leave it ascending."""
    ends: list[int] = []
    lengths = []
    for value in order:
        at = bisect_left(ends, value)
        ends[at : at + 1] = [value]
        lengths.append(at + 1)
    kept, wanted = set(), len(ends)
    for place in range(len(order) - 1, -1, -1):
        if lengths[place] == wanted:
            kept.add(place)
            wanted -= 1
    return set(range(len(order))) - kept


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
