"""Amounts of money as people write them, to the penny: "£590k over three years", "c £1.2m", "about 40k over". Pure.

What is not surely pounds is left alone: dates, financial years, counts of things, other currencies. An amount is read
as it stands; nothing is worked out that was not written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

MOST_PENCE = 10**15
"""Ten thousand billion pounds: what is more is no council's amount, and would not fit the database."""

TIMES = {
    "k": 1_000, "thousand": 1_000, "m": 1_000_000, "mn": 1_000_000, "mln": 1_000_000, "million": 1_000_000,
    "bn": 1_000_000_000, "billion": 1_000_000_000,
}  # fmt: skip
_SIZE = r"(?:k|mln|mn|m|bn|thousand|million|billion)\b"
_NUMBER = r"(?:\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,2})?|\d{1,12}(?:\.\d{1,6})?)"
_NEAR = {
    "about": r"c\.?|ca\.?|circa|about|around|approx\.?|approximately|roughly|nearly|almost|some|~|≈|est\.?|estimated",
    "at_least": r"over|more\s+than|at\s+least|in\s+excess\s+of|upwards\s+of|≥|>",
    "at_most": r"under|less\s+than|at\s+most|up\s+to|no\s+more\s+than|below|≤|<",
}
_NEARS = "|".join(_NEAR.values())
_DASH = r"\s{0,2}[-–—]\s{0,2}"
_AMOUNT = re.compile(
    rf"(?:(?<![\w£€$.,/])|(?<=[\w]/)(?=£))(?:(?P<near>{_NEARS})(?:\s{{1,2}}|(?<=[~≈<>≥≤.])\s?|(?<=c)(?=£)))?"
    rf"(?P<sign>[-−](?=\s?£))?(?P<pound>£|GBP\s?)?\s?(?P<number>{_NUMBER})(?:(?P<gap>\s?)(?P<size>{_SIZE}))?"
    rf"(?:(?P<to>{_DASH}|\s+to\s+|\s+and\s+)(?P<pound2>£)?\s?(?P<number2>{_NUMBER})(?:\s?(?P<size2>{_SIZE}))?)?",
    re.I,
)
_PENCE = re.compile(r"(?<![\w£€$.,/])(?P<number>\d{1,4})p(?!\w)")
_UNITS = tuple(
    "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty".split()  # noqa: SIM905
)
_VALUES = (*range(1, 13), 15, 20, 30, 40, 50)
_WRITTEN = dict(zip(_UNITS, map(Decimal, _VALUES), strict=True)) | {
    "a": Decimal(1), "half a": Decimal("0.5"), "a quarter of a": Decimal("0.25"),
    "three quarters of a": Decimal("0.75"), "one and a half": Decimal("1.5"), "a hundred": Decimal(100),
}  # fmt: skip
_IN_WORDS = re.compile(
    rf"\b(?:(?P<near>{_NEARS})\s{{1,2}})?(?P<number>{'|'.join(sorted(_WRITTEN, key=len, reverse=True))})[\s-]"
    rf"(?P<size>thousand|million|billion)(?P<pounds>[\s-]pounds?)?\b",
    re.I,
)
_OTHER_MONEY = re.compile(r"[€$]\s?$|\b(?:USD|EUR)\s?$", re.I)
_MONEY_AFTER = re.compile(
    r"\s{1,2}(?:(?:of|in|to|the|a|more|less|too|net|new|extra|annual|agreed)\s+){0,2}(?:over(?!\s+\w+\s+(?:weeks|months)\b)|"
    r"under|short(?:fall)?|overspen[dt]|underspen[dt]|savings?|saved|budget|spend(?:ing)?|spent|costs?|pressure|surplus|"
    r"deficit|capital|revenue|grant|funding|income|contract|quid|pounds|pa\b|p\.a\.|per\s+annum)\b",
    re.I,
)
_MONEY_BEFORE = re.compile(
    r"\b(?:over|under|overspen[dt]|underspen[dt]|savings?|saves?|saved|saving|budgets?|spend(?:ing)?|spent|costs?|costing|"
    r"pressure|surplus|deficit|short(?:fall)?|grant|funding|income|price[ds]?|pay|paid|worth|quote[ds]?|bid|capital|revenue|£)"
    r"(?:\s+(?:by|of|is|are|was|were|at|now|us|to|be|will|would|it|comes|stands|still|the|a|an|only|down|up|from|for)){0,3}"
    r"[\s:,]{1,2}$",
    re.I,
)
_THINGS = re.compile(r"\s[a-z][\w’'-]*(?:s|people|staff)\b", re.I)
_YEAR = re.compile(r"(?:FY\s?)?(?P<first>20\d\d|\d\d)\s?[/-]\s?(?P<second>(?:20)?\d\d)(?![\d/-])", re.I)
_IN_YEAR = re.compile(rf"\s{{1,2}}(?:capital\s+|revenue\s+)?(?:in|for|during)\s+{_YEAR.pattern}", re.I)
_SPREAD = re.compile(rf"\s{{1,2}}(?:over|across|spread\s+over)\s+(?:the\s+)?(?:next\s+)?(?P<n>\d{{1,2}}|{'|'.join(_UNITS[:10])})\s+years\b", re.I)  # noqa: E501  # fmt: skip
_YEARLY = re.compile(r"\s{0,2},?\s?(?:a\s+year|per\s+(?:year|annum)|p\.?\s?a\.?(?!\w)|each\s+year|every\s+year|annually|yearly|recurring|ongoing|on-going)", re.I)  # noqa: E501  # fmt: skip
_ONCE = re.compile(r"\s{0,2},?\s?(?:\(?one[\s-]off|once(?!\s+\w+\s+is\b)|non[\s-]recurring)\b", re.I)
_NATURE_AFTER = re.compile(r"\s{1,2}(?:of\s+|in\s+|from\s+|to\s+)?(?P<nature>capital|revenue)\b", re.I)
_NATURE_BEFORE = re.compile(r"\b(?P<nature>capital|revenue)(?:\s+(?:of|cost|costs|is|spend)){0,2}:?\s{1,2}$", re.I)
_ONCE_BEFORE = re.compile(r"\b(?P<how>one[\s-]off|recurring|annual|yearly)(?:\s+(?:cost|saving|of|payment)){0,2}\s{1,2}$", re.I)  # noqa: E501  # fmt: skip
_WAS_BEFORE = re.compile(r"\b(?:was|were|previously|before|instead\s+of|last\s+(?:time|month|said:?)|down\s+from|up\s+from|from|not)\s{1,2}$", re.I)  # noqa: E501  # fmt: skip
_GOES_ON = re.compile(r"[/:,.]\d|-\d|\s?per\s?cent", re.I)
_LINE_END = re.compile(r"[.;!?](?:\s|$)|\n")


@dataclass(frozen=True)
class Amount:
    """An amount as written: `low` and `high` in pence (the same unless it is a range).

    near: "", "about", "at_least" or "at_most". was: the pence it was before, where that stands beside it ("£38k, was
    £65k"). nature: "", "capital" or "revenue". recurs: "", "one_off" or "recurring". years: over how many years it is
    spread. profile: (start of a financial year, pence) pairs. start, end: where it stands, with all that was read.
    """

    words: str
    low: int
    high: int
    start: int
    end: int
    near: str = ""
    was: int | None = None
    nature: str = ""
    recurs: str = ""
    years: int | None = None
    profile: tuple[tuple[int, int], ...] = ()

    @property
    def is_range(self) -> bool:
        return self.low != self.high

    @property
    def pence(self) -> int:
        """The amount; of a range its upper end."""
        return self.high

    @property
    def unplaced(self) -> int:
        """What its years leave of it, in pence: 0 where they add up or none is given."""
        return self.high - sum(pence for _year, pence in self.profile) if self.profile else 0


def read_amounts(text: str) -> list[Amount]:
    """The amounts of money in a text, in their order.

    Years in brackets after an amount become its profile; what it was before stands with it, not by itself.
    """
    found = sorted([*_sums(text), *_in_words(text), *_pence(text)], key=lambda one: (one.start, -one.end))
    apart: list[Amount] = []
    for one in found:
        if not apart or one.start >= apart[-1].end:
            apart.append(one)
    return _joined(text, [_with_what_follows(text, one) for one in apart])


def profile_difference(total: int, profile: Iterable[tuple[int, int]]) -> int:
    """What the years of a profile (start of a financial year, pence) leave of the total, in pence: 0 if they add up."""
    return total - sum(pence for _year, pence in profile)


def read_cell(text: str) -> int | None:
    """The pence that a spreadsheet's cell holds: "(£1,234.50)" is less than nothing, "1,234" and "£40k" are plain.

    None for an empty cell. Raises ValueError for what is no single amount.
    """
    plain = text.strip().replace("\u00a0", " ").replace("−", "-")
    if plain in ("", "-", "–", "—", "n/a", "N/A", "nil", "Nil"):
        return 0 if plain.lower() == "nil" else None
    match = re.fullmatch(
        rf"(?P<open>\()?\s?(?P<sign>[-+])?\s?(?:£|GBP)?\s?(?P<sign2>-)?(?P<number>{_NUMBER})\s?(?P<size>{_SIZE})?\s?"
        r"(?P<credit>CR|DR)?\s?(?P<close>\))?",
        plain,
        re.I,
    )
    if match is None or bool(match["open"]) != bool(match["close"]):
        raise ValueError(f"“{text.strip()[:40]}” is not an amount")
    minus = bool(match["open"]) or "-" in (match["sign"], match["sign2"]) or (match["credit"] or "").upper() == "CR"
    pence = _value(match["number"], match["size"])
    if pence is None:
        raise ValueError(f"“{text.strip()[:40]}” is not an amount in whole pence")
    return -pence if minus else pence


def pounds(pence: int) -> str:
    """An amount in full: "£1,234.50", "−£40", whole pounds without pence."""
    whole, rest = divmod(abs(pence), 100)
    return f"{'−' if pence < 0 else ''}£{whole:,}{f'.{rest:02d}' if rest else ''}"


def signed_pounds(pence: int) -> str:
    """An amount as a spreadsheet adds it up: pounds with pence, "-1234.50"."""
    whole, rest = divmod(abs(pence), 100)
    return f"{'-' if pence < 0 else ''}{whole}.{rest:02d}"


def short_pounds(pence: int) -> str:
    """As one says it, and never another amount: "£590k", "£1.2m"; "£1,234.50" where it has no short form."""
    sign = "−" if pence < 0 else ""
    for size, mark in ((10**11, "bn"), (10**8, "m"), (10**5, "k")):
        value = Decimal(abs(pence)) / size
        if value >= 1 and value == round(value, 2 if mark != "k" else 0):
            return f"{sign}£{value.normalize():,f}{mark}"
    return pounds(pence)


def _value(number: str, size: str | None) -> int | None:
    """In pence; None for what is no whole number of pence, or too much to be meant."""
    value = Decimal(number.replace(",", "")) * TIMES.get((size or "").lower(), 1) * 100
    return int(value) if value == int(value) and value <= MOST_PENCE else None


def _near(words: str | None) -> str:
    words = (words or "").strip()
    return next((name for name, form in _NEAR.items() if words and re.fullmatch(form, words, re.I)), "")


def _sums(text: str) -> Iterable[Amount]:
    place = 0
    while match := _AMOUNT.search(text, place):
        one = _sum(text, match)
        # What was no range may begin with another amount: "£40k and £50k".
        place = max(one.end if one else match.end("size") if match["size"] else match.end("number"), place + 1)
        if one:
            yield one


def _sum(text: str, match: re.Match[str]) -> Amount | None:
    number, size, pound = match["number"], match["size"], match["pound"]
    is_range, end = _range_of(text, match)
    if text[end : end + 1].isalnum() or text[end : end + 1] in ("%", "£") or _GOES_ON.match(text, end):
        return None
    if _OTHER_MONEY.search(text[max(0, match.start("number") - 6) : match.start("number")]):
        return None
    if not pound and not _is_money(text, match, end, size or (match["size2"] if is_range else "")):
        return None
    low = _value(number, size or (match["size2"] if is_range and _is_shorter(match) else None))
    high = _value(match["number2"], match["size2"] or None) if is_range else low
    if low is None or high is None or (is_range and high < low):
        return None
    if match["sign"]:
        low, high = -high, -low
    start = match.start("sign") if match["sign"] else match.start("pound") if pound else match.start("number")
    near, start = (_near(match["near"]), match.start("near")) if match["near"] else ("", start)
    if near == "at_least" and match["to"] and is_range:
        near = ""
    return Amount(text[start:end], low, high, start, end, near)


def _is_shorter(match: re.Match[str]) -> bool:
    """Whether the first number of a range leaves its size to the second: "£40-50k", not "£900-£1.2m"."""
    return not match["size"] and not match["pound2"]


def _range_of(text: str, match: re.Match[str]) -> tuple[bool, int]:
    """Whether two numbers that stand together are a range, and where the amount ends."""
    single = match.end("size") if match["size"] else match.end("number")
    if not match["number2"]:
        return False, single
    word, before = match["to"].strip().lower(), text[max(0, match.start() - 12) : match.start("number")].lower()
    has_size = bool(match["size2"] or match["pound2"] or match["size"])
    if word == "and" and not re.search(r"\bbetween\s+£?\s?$", before):
        return False, single
    if word == "to" and (re.search(r"\bfrom\s+£?\s?$", before) or (not match["pound2"] and not match["size2"])):
        return False, single
    if not has_size and not (match["pound"] and word not in ("to", "and")):
        return False, single
    return True, match.end("size2") if match["size2"] else match.end("number2")


def _is_money(text: str, match: re.Match[str], end: int, size: str | None) -> bool:
    """Whether a number without a pound sign is pounds: it has a size, and money is spoken of right beside it."""
    if not size or (match["gap"] and size.lower() in ("k", "m")):
        return False
    if _MONEY_AFTER.match(text, end):
        return True
    start = match.start("near") if match["near"] else match.start("number")
    money_before = bool(_MONEY_BEFORE.search(text[max(0, start - 60) : start])) or (
        _near(match["near"]) in ("at_least", "at_most")
        and bool(re.search(r"£|budget|saving|cost", text[max(0, start - 200) : start], re.I))
    )
    return money_before and not _THINGS.match(text, end)


def _in_words(text: str) -> Iterable[Amount]:
    for match in _IN_WORDS.finditer(text):
        if not match["pounds"] and not _MONEY_AFTER.match(text, match.end()):
            continue
        number = " ".join(match["number"].lower().split())
        pence = int(_WRITTEN[number] * TIMES[match["size"].lower()] * 100)
        yield Amount(match[0], pence, pence, match.start(), match.end(), _near(match["near"]))


def _pence(text: str) -> Iterable[Amount]:
    for match in _PENCE.finditer(text):
        yield Amount(match[0], int(match["number"]), int(match["number"]), match.start(), match.end())


def _with_what_follows(text: str, one: Amount) -> Amount:
    """The amount with its nature, its year or years, and how often it comes, as said right before and after it."""
    before = text[max(0, one.start - 40) : one.start]
    nature = _NATURE_BEFORE.search(before)
    once = _ONCE_BEFORE.search(before)
    recurs = "" if once is None else "one_off" if once["how"].lower().startswith("one") else "recurring"
    one = replace(one, nature=nature["nature"].lower() if nature else "", recurs=recurs)
    for _turn in range(4):  # in any order: "£40k a year revenue", "£40k revenue a year"
        if (match := _NATURE_AFTER.match(text, one.end)) and not one.nature:
            one = replace(one, nature=match["nature"].lower())
        elif (match := _IN_YEAR.match(text, one.end)) and not one.profile and (year := _year(match)) is not None:
            one = replace(one, profile=((year, one.high),))
        elif (match := _SPREAD.match(text, one.end)) and one.years is None:
            typed = match["n"].lower()
            one = replace(one, years=int(typed) if typed.isdigit() else _UNITS.index(typed) + 1)
        elif (match := _YEARLY.match(text, one.end)) and not one.recurs:
            one = replace(one, recurs="recurring")
        elif (match := _ONCE.match(text, one.end)) and not one.recurs:
            one = replace(one, recurs="one_off")
        else:
            break
        one = replace(one, end=match.end())
    return replace(one, words=text[one.start : one.end])


def _year(match: re.Match[str]) -> int | None:
    """The year in which a financial year starts, as written: 2019/20, 19/20, 2019-20, 2019/2020. None: no such year."""
    first, second = int(match["first"]), int(match["second"])
    first = first if first >= 2000 else 2000 + first
    return first if (first + 1) % 100 == second % 100 else None


def _joined(text: str, amounts: Sequence[Amount]) -> list[Amount]:
    """Years in brackets go to the amount before them, and what was before goes to what is now."""
    joined: list[Amount] = []
    for one in amounts:
        last = joined[-1] if joined else None
        between = text[last.end : one.start] if last else ""
        if last and _belongs_to(text, last, one, between):
            joined[-1] = replace(
                last, profile=last.profile + one.profile, end=one.end, words=text[last.start : one.end]
            )
        elif (
            last
            and last.was is None
            and len(between) < 30
            and not _LINE_END.search(between)
            and _WAS_BEFORE.search(between)
        ):
            joined[-1] = replace(last, was=one.high, end=one.end, words=text[last.start : one.end])
        elif (
            last
            and between.strip().lower() == "to"
            and re.search(r"\bfrom\s+$", text[max(0, last.start - 12) : last.start], re.I)
        ):
            joined[-1] = replace(one, was=last.high, start=last.start, words=text[last.start : one.end])
        else:
            joined.append(one)
    return joined


def _belongs_to(text: str, last: Amount, one: Amount, between: str) -> bool:
    """Whether an amount with its year is a part of the one before: "£9,378k (£770k in 2025/26, £1,536k in 2026/27)"."""
    if not one.profile or one.nature not in ("", last.nature):
        return False
    opened = re.fullmatch(r"\s{0,2},?\s?(?:\(|:|[-–—])\s?(?:of\s+which\s+|profiled?\s+)?", between)
    if not last.profile:
        return opened is not None
    is_part = last.high != last.profile[0][1] or len(last.profile) > 1
    return is_part and re.fullmatch(r"\s?(?:,|;|and|,\s?and|plus|\+)\s", between) is not None
