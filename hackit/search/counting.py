"""The hits of a search in their order, a document's share capped, and how many there are of each kind. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

from hackit.search.scope import FACETS, GROUP_OF_KIND, KIND_GROUPS, OPEN_STATES, STATES

PER_DOCUMENT = 3
"""Hits of one note or meeting before the rest is folded into "5 more in this note"."""

_FOR_THEMSELVES = frozenset(("action", "update", "decision", "caveat", "referral"))
"""Kinds that are not folded: they stand for themselves."""

Counts = dict[str, dict[str, tuple[str, int]]]
"""By facet and value in the address: the words for it and how many hits."""


class Hit(NamedTuple):
    """A hit as a statement gives it. `missed` has a bit for each ticked facet that it does not meet."""

    kind: str
    document: str
    date: str
    id: int
    forum_id: int | None
    year: int
    missed: int
    dated: int
    tier: int
    score: float | None
    state: str  # its status; with a minus before it where its due date is past


class Listed(NamedTuple):
    """A hit that is listed: its Entry's id, its tier, and how many more of its document are not."""

    id: int
    tier: int
    more: int


@dataclass
class Found:
    """What a statement found. `seen` also counts hits that the ticks leave out; `is_more`: there are more than that.

    `is_more_beside`: there are more of what only one facet's ticks leave out than were counted.
    """

    counts: Counts = field(default_factory=dict)
    total: int = 0
    seen: int = 0
    is_more: bool = False
    is_more_beside: bool = False
    listed: list[Listed] = field(default_factory=list)


def found_in(rows: Iterable[Sequence], *, bits: dict[str, int], most: int, order: str) -> Found:
    """Sort out a statement's rows: hits, and ready counts of the facets that are many to one hit.

    `bits` are the ticked facets'; `order` is "best", "tier" (then newest) or "newest".
    """
    hits: list[Hit] = []
    ready: dict[str, dict[str, tuple[str, int]]] = {"topic": {}, "person": {}}
    forums: dict[int, tuple[str, str]] = {}
    for row in rows:
        what = row[0]
        if what == "hit":
            hits.append(Hit._make(row[1:]))
        elif what == "group":
            forums[row[4]] = (row[1], row[2])
        else:
            ready[what][row[1]] = (row[2], row[4])
    by_kind = Counter(hit.kind for hit in _all_but(hits, bits.get("kind", 0)))
    by_forum = Counter(hit.forum_id for hit in _all_but(hits, bits.get("group", 0)))
    by_state = Counter((hit.kind, hit.state) for hit in _all_but(hits, bits.get("status", 0)) if hit.state)
    by_year = Counter(hit.year for hit in _all_but(hits, bits.get("year", 0)))
    whole = [hit for hit in hits if not hit.missed] if bits else hits
    counts: Counts = {
        "kind": _kind_groups(by_kind),
        "status": _states(by_state),
        **ready,
        "group": {slug: (name, by_forum[pk]) for pk, (slug, name) in forums.items() if by_forum[pk]},
        "year": {str(year): ("", n) for year, n in by_year.items()},
    }
    return Found(
        {name: counts[name] for name in FACETS} | {"one_kind": {kind: ("", n) for kind, n in by_kind.items()}},
        total=min(len(whole), most),
        seen=len(hits),
        is_more=len(whole) > most,
        is_more_beside=len(hits) - len(whole) > most,
        listed=_folded(_ordered(whole, order)),
    )


def _all_but(hits: list[Hit], bit: int) -> list[Hit]:
    """The hits that meet every ticked facet, but for that of the bit."""
    return [hit for hit in hits if not hit.missed or hit.missed == bit]


def _ordered(hits: list[Hit], order: str) -> list[Hit]:
    hits = sorted(hits, key=attrgetter("id"))
    if order == "newest":
        hits.sort(key=lambda hit: (hit.tier, hit.score or 0))
    hits.sort(key=attrgetter("date"), reverse=True)
    if order == "tier":
        hits.sort(key=attrgetter("tier"))
    elif order == "best":
        hits.sort(key=lambda hit: (hit.tier, -hit.dated, hit.score is None, hit.score or 0))
    return hits


def _folded(hits: list[Hit]) -> list[Listed]:
    """At most so many of a document, the last of which says how many more there are."""
    of_document = Counter(hit.document for hit in hits if hit.kind not in _FOR_THEMSELVES)
    shown: Counter[str] = Counter()
    listed = []
    for hit in hits:
        if not hit.document or hit.kind in _FOR_THEMSELVES:
            listed.append(Listed(hit.id, hit.tier, 0))
            continue
        shown[hit.document] += 1
        if shown[hit.document] <= PER_DOCUMENT:
            is_last = shown[hit.document] == PER_DOCUMENT
            listed.append(Listed(hit.id, hit.tier, of_document[hit.document] - PER_DOCUMENT if is_last else 0))
    return listed


def _kind_groups(by_kind: Counter[str]) -> dict[str, tuple[str, int]]:
    """Counts of the kinds of Entries, added up to what the ticks are called."""
    sums: Counter[str] = Counter()
    for kind, n in by_kind.items():
        sums[GROUP_OF_KIND.get(kind, kind)] += n
    return {key: (words, sums[key]) for key, (words, _) in KIND_GROUPS.items() if sums[key]}


def _states(by_state: Counter[tuple[str, str]]) -> dict[str, tuple[str, int]]:
    """Counts of what the ticks under Status are called; what is overdue is open as well. See `scope._state`."""
    sums: Counter[str] = Counter()
    for (kind, state), n in by_state.items():
        status = state.removeprefix("-")
        if (kind == "action" and status in OPEN_STATES) or (kind == "caveat" and status in (*OPEN_STATES, "to_do")):
            sums["open"] += n
        if kind == "action" and status in OPEN_STATES and state != status:
            sums["overdue"] += n
        if status != "open":  # what an agenda item is called is not what the tick asks for
            sums[status] += n
    return {key: (words, sums[key]) for key, words in STATES.items() if sums[key]}
