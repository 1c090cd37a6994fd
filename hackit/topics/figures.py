"""Figures said in a text: amounts and counts, each with what it counts, where that is evident. Pure.

Only what is surely a figure: pounds, percentages with their "of what", and numbers in front of a plural. Dates, times,
years, lengths of time and numbers of items are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from hackit.search.normalise import norms

_TIMES = {
    "k": 1_000, "thousand": 1_000, "m": 1_000_000, "mn": 1_000_000, "million": 1_000_000, "bn": 1_000_000_000,
    "billion": 1_000_000_000,
}  # fmt: skip
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,9}(?:\.\d+)?"
_AMOUNT = re.compile(
    rf"(?P<about>\b(?:c\.?|ca\.?|circa|about|around|nearly|almost|over|under|up to)\s*|~\s*)?"
    rf"£\s?(?P<number>{_NUMBER})\s?(?P<times>k|mn?|bn|thousand|million|billion)?\b(?P<after>(?:\s+[a-z][\w’'-]*){{0,3}})",
    re.IGNORECASE,
)
_SHARE = re.compile(rf"(?<![\w.,£/-])(?P<number>{_NUMBER})\s?(?:%|per cent\b)(?:\s+of\s+(?P<of>[a-z][\w’'-]*))?", re.I)
_COUNT = re.compile(
    rf"(?<![\w.,£/:#-])(?P<number>{_NUMBER})(?P<times>k)?\s+(?P<words>[A-Za-z][\w’'-]*(?:\s+[A-Za-z][\w’'-]*){{0,2}})"
)


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_MONEY_WORDS = _listed(
    "budget cost costs saving savings spend spending price contract funding overspend underspend investment income "
    "grant bid shortfall fee fees"
)
_TIME = _listed(
    "second seconds minute minutes hour hours day days week weeks month months year years quarter quarters am pm "
    "january february march april may june july august september october november december jan feb mar apr jun jul "
    "aug sep sept oct nov dec"
)
_NO_NOUNS = _listed(
    "is was this has his its as us yes does says needs works looks means gives takes makes comes goes gets lets "
    "across always sometimes perhaps less unless towards afterwards business process progress access status address "
    "pass class focus plus versus versions points things others times"
)
_PLURALS = _listed("people staff children men women police data")
_ENDS = (". ", "! ", "? ", "\n")
_NUMBERED = re.compile(
    r"(?:\b(?:item|version|page|section|chapter|room|floor|part|phase|step|option|level|week|no|number)\.?|v)\s*$", re.I
)
_BREAKS = _listed("and or of to in on at by for from with the a an we they that which who but so if then")


@dataclass(frozen=True)
class Figure:
    """An amount or a count: `words` as written; `value` in pence, hundredths of a per cent, or pieces times a hundred.

    `unit` is "money", "share" or "count"; `about` what it counts, in lower case, "" where that is not evident.
    """

    words: str
    unit: str
    value: int
    about: str
    where: tuple[int, int]

    @property
    def same_as(self) -> tuple[str, ...]:
        """What it is a figure of: two with the same are about one thing."""
        return (self.unit, *norms(self.about)) if self.about else (self.unit, str(self.value))


def find_figures(text: str) -> list[Figure]:
    """The figures in a text, in their order; none twice in one place."""
    found = [*_amounts(text), *_shares(text), *_counts(text)]
    found.sort(key=lambda figure: figure.where)
    kept: list[Figure] = []
    for figure in found:
        if not kept or figure.where[0] >= kept[-1].where[1]:
            kept.append(figure)
    return kept


def _amounts(text: str) -> Iterable[Figure]:
    for match in _AMOUNT.finditer(text):
        value = _value(match["number"], match["times"])
        words = match[0][: match.start("after") - match.start()].strip()
        after = [word.lower() for word in match["after"].split()]
        about = next((word for word in after if word in _MONEY_WORDS), "") or _said_before(text[: match.start()])
        yield Figure(words, "money", value, about, (match.start(), match.start("after")))


def _said_before(text: str) -> str:
    """The word for money among the last three before an amount: "a budget of", "costs are"."""
    words = re.split(r"[.!?;:]\s", text[-60:])[-1].lower().split()[-3:]
    return next((word for word in reversed(words) if word.strip(",()") in _MONEY_WORDS), "").strip(",()")


def _shares(text: str) -> Iterable[Figure]:
    for match in _SHARE.finditer(text):
        about = (match["of"] or "").lower()
        if about in ("the", "our", "all", "their"):
            about = _next_word(text, match.end())
        yield Figure(match[0].strip(), "share", _value(match["number"], None), about, match.span())


def _next_word(text: str, end: int) -> str:
    match = re.match(r"\s+([a-z][\w’'-]*)", text[end : end + 40], re.I)
    return match[1].lower() if match else ""


def _counts(text: str) -> Iterable[Figure]:
    for match in _COUNT.finditer(text):
        number = match["number"]
        if _NUMBERED.search(text[max(0, match.start() - 12) : match.start()]) or Decimal(number.replace(",", "")) < 2:
            continue
        noun = _noun(match["words"].split())
        if not noun:
            continue
        end = match.start("words") + match["words"].find(noun[-1]) + len(noun[-1])
        words = f"{number}{match['times'] or ''} {' '.join(noun)}"
        about = noun[-1].lower()
        yield Figure(words, "count", _value(number, match["times"]), about, (match.start(), end))


def _noun(words: Sequence[str]) -> list[str]:
    """The words up to the first plural: "survey replies"; none where a small word, or a length of time, comes first."""
    for place, word in enumerate(words):
        low = word.lower()
        if low in _TIME or low in _BREAKS or low in _NO_NOUNS:
            return []
        if low in _PLURALS or (low.endswith("s") and len(low) > 3 and not low.endswith(("ss", "’s", "'s", "ous"))):
            return list(words[: place + 1])
    return []


def _value(number: str, times: str | None) -> int:
    value = Decimal(number.replace(",", "")) * _TIMES.get((times or "").lower(), 1)
    return int(value * 100)


def sentence_around(text: str, where: tuple[int, int], *, most: int = 180) -> str:
    """The sentence in which a figure stands, on one line, cut to about `most` characters around it."""
    starts = [place + len(mark) for mark in _ENDS if (place := text.rfind(mark, 0, where[0])) >= 0]
    start = max(starts, default=0)
    ends = [place for mark in _ENDS if (place := text.find(mark, where[1])) >= 0]
    end = min(ends, default=len(text))
    cut_start, cut_end = max(start, where[0] - most // 2), min(end + 1, where[1] + most // 2)
    said = " ".join(text[cut_start:cut_end].split())
    return f"{'…' if cut_start > start else ''}{said}{'…' if cut_end < end else ''}"
