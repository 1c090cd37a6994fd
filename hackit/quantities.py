"""What is counted or paid in a text: sums of money, shares and counts, each with what it is of. Pure.

Only what is surely a figure: pounds, percentages, numbers in front of a plural, and so many of so many. Dates, times,
years, lengths of time and numbers of items are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from hackit.amounts import TIMES, Amount, read_amounts, short_pounds

MONEY, COUNT, SHARE = "money", "count", "share"
FEWEST = 1_000
"""Counts below ten, in hundredths, are nothing to keep: “2 caveats”, “3 options”."""

_NUMERAL = re.compile(r"\d|\b(?:thousand|million|billion)\b", re.I)
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,9}(?:\.\d+)?"
_NEAR = {
    "about": r"c\.?|ca\.?|circa|about|around|approx\.?|approximately|roughly|nearly|almost|some|~",
    "at_least": r"over|more than|at least",
    "at_most": r"under|fewer than|less than|at most|up to",
}
_NEARS = rf"(?:(?P<near>{'|'.join(_NEAR.values())})\s{{1,2}})?"
_SHARE = re.compile(
    rf"(?<![\w.,£$€/-]){_NEARS}(?P<number>{_NUMBER})\s?(?:%|per ?cent\b)(?:\s+of\s+(?P<of>[a-z][\w’'-]*))?", re.I
)
_COUNT = re.compile(
    rf"(?<![\w.,£$€/:#–-]){_NEARS}(?P<number>{_NUMBER})(?P<times>k)?\s+"
    r"(?P<words>[A-Za-z][\w’'-]*(?:\s+[A-Za-z][\w’'-]*){0,2})"
)
_PARTS = re.compile(
    r"(?<![\w.,£$€/:#–-])(?P<number>\d{1,3}(?:,\d{3})+|\d{1,7})\s+(?:out\s+)?of\s+(?P<of>(?:the\s+|our\s+)?"
    r"(?:\d{1,3}(?:,\d{3})+|\d{1,7}))\b(?![/:.,-]\d)(?:\s+(?P<noun>[a-z][\w’'-]*s|people|staff)\b)?",
    re.I,
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
_NUMBERED = re.compile(
    r"(?:\b(?:item|version|page|section|chapter|room|floor|part|phase|step|option|level|week|no|number)\.?|v)\s*$", re.I
)
_BREAKS = _listed("and or of to in on at by for from with the a an we they that which who but so if then")


@dataclass(frozen=True)
class Quantity:
    """A figure as written: `low` and `high` are pence, hundredths of a per cent, or hundredths of a piece.

    unit: "money", "share" or "count". about: what it is of, in lower case, "" where that is not evident. start, end:
    the place of `words`. near, nature, recurs, years and profile as in `amounts.Amount`.
    """

    words: str
    unit: str
    low: int
    high: int
    start: int
    end: int
    about: str = ""
    near: str = ""
    nature: str = ""
    recurs: str = ""
    years: int | None = None
    profile: tuple[tuple[int, int], ...] = ()


def read_quantities(text: str) -> list[Quantity]:
    """The figures in a text, in their order; none twice in one place."""
    if not _NUMERAL.search(text):
        return []
    found = [*_money(text), *_parts(text), *_shares(text), *_counts(text)]
    rank = {MONEY: 0, SHARE: 1, COUNT: 2}
    found.sort(key=lambda one: (one.start, rank[one.unit], -one.end))
    kept: list[Quantity] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def worth_keeping(text: str) -> list[Quantity]:
    """The figures in a text that one may want to keep: all but counts of a few things."""
    return [one for one in read_quantities(text) if one.unit != COUNT or one.high >= FEWEST]


def in_words(unit: str, hundredths: int) -> str:
    """One value as one says it, and never another: "£590k", "12.5%", "1,200"."""
    if unit == MONEY:
        return short_pounds(hundredths)
    whole, rest = divmod(abs(hundredths), 100)
    decimals = f".{rest:02d}".rstrip("0") if rest else ""
    return f"{'−' if hundredths < 0 else ''}{whole:,}{decimals}{'%' if unit == SHARE else ''}"


def _money(text: str) -> Iterable[Quantity]:
    for one in read_amounts(text):
        is_open = one.words.count("(") > one.words.count(")") and text[one.end : one.end + 1] == ")"
        end = one.end + is_open
        yield Quantity(
            text[one.start : end], MONEY, one.low, one.high, one.start, end, _of_money(text, one), one.near, one.nature,
            one.recurs, one.years, one.profile,
        )  # fmt: skip


def _of_money(text: str, one: Amount) -> str:
    """The word for money among the next three words or the three before an amount: "£2m savings", "a budget of"."""
    after = re.match(r"(?:\s+[a-z][\w’'-]*){0,3}", text[one.end : one.end + 60], re.I)
    words = after[0].lower().split() if after else []
    if found := next((word for word in words if word in _MONEY_WORDS), ""):
        return found
    before = re.split(r"[.!?;:]\s", text[max(0, one.start - 60) : one.start])[-1].lower().split()[-3:]
    return next((word.strip(",()") for word in reversed(before) if word.strip(",()") in _MONEY_WORDS), "")


def _shares(text: str) -> Iterable[Quantity]:
    for match in _SHARE.finditer(text):
        about = (match["of"] or "").lower()
        if about in ("the", "our", "all", "their"):
            about = _next_word(text, match.end())
        value = _value(match["number"], None)
        if value is not None:
            words = match[0].strip()
            yield Quantity(
                words, SHARE, value, value, match.start(), match.end(), about, _near(match["near"])
            )  # fmt: skip


def _next_word(text: str, end: int) -> str:
    match = re.match(r"\s+([a-z][\w’'-]*)", text[end : end + 40], re.I)
    return match[1].lower() if match else ""


def _parts(text: str) -> Iterable[Quantity]:
    """So many of so many: "34 of the 40 people"."""
    for match in _PARTS.finditer(text):
        value = _value(match["number"], None)
        if value is not None:
            end = match.end("of")
            about = (match["noun"] or "").lower()
            yield Quantity(text[match.start() : end], COUNT, value, value, match.start(), end, about)


def _counts(text: str) -> Iterable[Quantity]:
    for match in _COUNT.finditer(text):
        number = match["number"]
        before = text[max(0, match.start("number") - 12) : match.start("number")]
        if _NUMBERED.search(before) or Decimal(number.replace(",", "")) < 2:
            continue
        noun, value = _noun(match["words"].split()), _value(number, match["times"])
        if not noun or value is None:
            continue
        end = match.start("words") + match["words"].find(noun[-1]) + len(noun[-1])
        near, start = _near(match["near"]), match.start()
        yield Quantity(text[start:end], COUNT, value, value, start, end, noun[-1].lower(), near)


def _noun(words: Sequence[str]) -> list[str]:
    """The words up to the first plural: "survey replies"; none where a small word, or a length of time, comes first."""
    for place, word in enumerate(words):
        low = word.lower()
        if low in _TIME or low in _BREAKS or low in _NO_NOUNS:
            return []
        if low in _PLURALS or (low.endswith("s") and len(low) > 3 and not low.endswith(("ss", "’s", "'s", "ous"))):
            return list(words[: place + 1])
    return []


def _near(words: str | None) -> str:
    return next((name for name, form in _NEAR.items() if words and re.fullmatch(form, words.strip(), re.I)), "")


def _value(number: str, times: str | None) -> int | None:
    """In hundredths; None for what is no whole number of them."""
    value = Decimal(number.replace(",", "")) * TIMES.get((times or "").lower(), 1) * 100
    return int(value) if value == int(value) else None
