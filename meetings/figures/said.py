"""From words to figures: what is said in a text, what it is called, and which figure that is kept it may be of.

Saves nothing and asks the database nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from hackit.quantities import COUNT, MONEY, SHARE, Quantity, in_words, read_quantities
from hackit.search.normalise import norms
from meetings.figures.models import Figure, FigureSaid, since

MOST_OFFERED = 3
MOST_MATCHES = 2

_SAVING = re.compile(r"\b(?:sav(?:e|es|ed|ing|ings)|cashable)\b", re.I)
_GENERIC = frozenset(
    norms("saving cost costs budget spend figure number total amount share of the a in for to by and on")
)
_CLAUSE = re.compile(r"[.!?;:\n]\s+|[,(]\s*|\s[-–—]\s")  # fmt: skip
_LEADING = re.compile(
    r"^(?:[-*•\s]|(?:noted|agreed|decided|update|note|d|and|but|so|that|the|our|we|now|still|also)\b[:,]?\s)+", re.I
)
_TRAILING = re.compile(
    r"(?:\s|^)(?:is|are|was|were|will|would|should|could|be|now|still|at|of|to|by|on|for|from|in|it|its|that|"
    r"save|saves|saved|saving|costs?|costing|comes?|came|stands?|worth|gives?|brings?|brought|down|up|about|around|"
    r"of which|which|where|with|and|a|an|the|only|another|further|estimated|has|have|had|got|we)$",
    re.I,
)
_FOLLOWING = re.compile(r"^\s*(?:over|under|savings?|saved|saving|of|on|for|from|in|with|by|the|our|a|year)\b\s*", re.I)
_SIZE = re.compile(r"\d\s?(?:k|m|bn|thousand|million|billion)\b(?!\s+[a-z]+s\b)", re.I)
_STOPS = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|came|come|can|could|so|by|but|which|who|that|then|said|want|wanted|"
    r"answered|in all|over|after|before|since)\b",
    re.I,
)


@dataclass
class Latest:
    """A figure that is kept, with what was said of it, newest first (as much of it as was asked for)."""

    figure: Figure
    said: list[FigureSaid] = field(default_factory=list)

    @property
    def latest(self) -> FigureSaid:
        return self.said[0]

    def before(self, one: FigureSaid) -> FigureSaid | None:
        """What was said before this, where that is among what was asked for."""
        earlier = [other for other in self.said if (other.said_on, other.pk) < (one.said_on, one.pk)]
        return earlier[0] if earlier else None


def last_said(one: FigureSaid, *, on: date) -> str:
    """ "last said: £650k, 3 weeks ago"."""
    return f"last said: {one.value_words()}, {since(one.said_on, on)}"


def looks_like_saving(text: str) -> bool:
    """Whether the words speak of saving money."""
    return bool(_SAVING.search(text))


def same_thing(text: str, quantity: Quantity, known: Iterable[Latest], *, topics: Sequence[str] = ()) -> list[Latest]:
    """The figures that a quantity in a text may be of, the likeliest first; each said in the same unit.

    By the words of its name, most of which stand in the text; fewer do where one of `topics` (slugs) is its topic, or
    where the value is the same.
    """
    said = set(norms(text))
    found: list[tuple[float, Latest]] = []
    for one in known:
        if one.figure.unit != quantity.unit or not one.said:
            continue
        name = set(norms(one.figure.title)) - _GENERIC or set(norms(one.figure.title))
        met = len(name & said)
        share = met / len(name)
        is_near = one.figure.topic_id is not None and one.figure.topic.slug in topics
        is_same = (one.latest.low, one.latest.high) == (quantity.low, quantity.high)
        enough = share >= 0.6 or (met and (is_same or (is_near and share >= 0.34)))
        if enough or (is_near and one.figure.is_saving and looks_like_saving(text)):
            found.append((share + 0.2 * is_near + 0.1 * is_same + 0.01 * met, one))
    found.sort(key=lambda pair: (-pair[0], -pair[1].latest.pk))
    return [one for _score, one in found[:MOST_MATCHES]]


def called(text: str, quantity: Quantity, *, otherwise: str = "") -> str:
    """What a quantity in a text may be called: "Replies to the mobile survey", "Mobile contract saving"."""
    before, after = text[: quantity.start], text[quantity.end :]
    if quantity.unit == COUNT:
        found = _counted(quantity, after)
    elif quantity.unit == SHARE:
        found = f"Share of {quantity.about}{_rest_of_clause(after)}" if quantity.about else _named_before(before)
    else:
        found = _named_before(before) or _named_after(after)
    found = found or otherwise
    if quantity.unit == MONEY and found and looks_like_saving(text) and not looks_like_saving(found):
        found = f"{found} saving"
    found = " ".join(found.split())[:120].strip(" ,;:-–")
    return f"{found[:1].upper()}{found[1:]}"


def _counted(quantity: Quantity, after: str) -> str:
    if re.search(r"\bof\b.*\d$", quantity.words):
        return " ".join(_CLAUSE.split(after, maxsplit=1)[0].split()[:8])  # "34 of the 40 people would keep it"
    noun = re.sub(r"^\D*[\d,.]+k?\s*", "", quantity.words).strip()
    return f"{noun}{_rest_of_clause(after)}".strip()


def _rest_of_clause(after: str) -> str:
    clause = _CLAUSE.split(after, maxsplit=1)[0]
    clause = clause[: stop.start()] if (stop := _STOPS.search(clause)) else clause
    return " " + " ".join(clause.split()[:7]) if clause.strip() else ""


def _named_before(before: str) -> str:
    clause = _CLAUSE.split(before)[-1] if _CLAUSE.split(before)[-1].strip() else before.rstrip(" ,(:-–—")
    clause = _LEADING.sub("", _CLAUSE.split(clause)[-1]).strip()
    while (shorter := _TRAILING.sub("", clause).strip(" ,:")) != clause:
        clause = shorter
    return " ".join(clause.split()[-9:])


def _named_after(after: str) -> str:
    clause = _CLAUSE.split(after.lstrip(), maxsplit=1)[0]
    while (shorter := _FOLLOWING.sub("", clause, count=1)) != clause:
        clause = shorter
    clause = clause[: stop.start()] if (stop := _STOPS.search(clause)) else clause
    return " ".join(clause.split()[:8])


def read_one(typed: str, unit: str = "") -> Quantity | None:
    """The one figure in a box that is for a figure: "590k", "about 600", "12.5". None: no such, or several.

    A bare number is of that `unit`; without one it is pounds where it has a size ("590k"), else a count.
    """
    typed = " ".join(typed.split())
    ways = [typed]
    if "£" not in typed and (unit == MONEY or (not unit and _SIZE.search(typed))):
        ways.append(re.sub(r"\d", r"£\g<0>", typed, count=1))
    if unit == SHARE:
        ways.append(f"{typed}%")
    if unit in ("", COUNT):
        ways.append(f"{typed} items")
    for way in ways:
        found = read_quantities(way)
        if len(found) == 1 and (not unit or found[0].unit == unit):
            return replace(found[0], words=typed)
    if unit == COUNT and typed in ("0", "1"):
        return Quantity(typed, COUNT, int(typed) * 100, int(typed) * 100, 0, 1)
    return None


def said_of(figure: Figure, quantity: Quantity, *, words: str, day: date) -> FigureSaid:
    """The (unsaved) record of what was said of a figure."""
    return FigureSaid(
        figure=figure, forum_id=figure.forum_id, audience=figure.audience, low=quantity.low, high=quantity.high,
        near=quantity.near, nature=quantity.nature, recurs=quantity.recurs, years=quantity.years,
        profile=[list(pair) for pair in quantity.profile], words=" ".join(words.split())[:1000], said_on=day,
        state=figure.state, lead_id=figure.lead_id,
    )  # fmt: skip


def movement(before: FigureSaid | None, now: FigureSaid | None) -> str:
    """What changed from one to the other: "£60k less", "40 more", "no change", or nothing where two do not stand."""
    if before is None or now is None or before.pk == now.pk:
        return ""
    if (before.low, before.high) == (now.low, now.high):
        return "no change"
    difference = now.high - before.high
    if not difference:
        return "another range"
    more = "more" if difference > 0 else "less"
    return f"{in_words(now.figure.unit, abs(difference))} {more}"
