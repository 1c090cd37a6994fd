"""How a budget stands: "working May: in line with the review, Dawn final next DMT"."""

from __future__ import annotations

import re
from collections.abc import Hashable
from datetime import date
from functools import lru_cache

from meetings.capture.actions import Reading
from meetings.capture.dates import MONTH, group_names, phrase, resolve
from meetings.capture.things import KnownBudget, Owner, Position, Recognised

PERIOD = rf"(?:{MONTH}(?:\s+20\d\d)?|p(?:eriod)?\s?\d{{1,2}}|q[1-4]|year[\s-]end|20\d\d/\d\d)"
START = re.compile(
    rf"(?P<basis>working|final|draft|provisional)(?:\s+(?:figures?|position|forecast))?(?:\s+for)?\s+"
    rf"(?P<period>{PERIOD})(?:\s+figures?)?\s*(?P<colon>:)?\s*",
    re.I,
)
PERIOD_ONLY = re.compile(rf"(?P<period>{PERIOD})\s*(?P<basis>working|final)?(?:\s+figures?)?\s*:\s*", re.I)
STATES = {
    "not_known": r"not\s+(?:yet\s+)?known|unknown|not\s+clear|unclear|too\s+early|tbc|don[’']t\s+know",
    "in_line": r"in\s+line|on\s+(?:track|budget|target)|as\s+(?:forecast|expected|planned|budgeted)|balanced",
    "under": r"under(?:spen[dt]|spending)?|below\s+budget",
    "over": r"over(?:spen[dt]|spending)?(?!\s+(?:the\s+)?(?:next\s+)?\w+\s+years\b)|above\s+budget",
}
WEAK_STATES = {"under": r"surplus|(?<!no )saving", "over": r"pressure|deficit"}
"""Words that tell a state only where no plainer one stands: "the pressure is in line with the forecast"."""


def _state(text: str) -> str:
    """The state said first, by a plain word if there is one; "" where none is."""
    for words in (STATES, WEAK_STATES):
        found = {name: re.search(rf"\b(?:{form})\b", text, re.I) for name, form in words.items()}
        places = {name: match.start() for name, match in found.items() if match}
        if places:
            return min(places, key=places.__getitem__)
    return ""


AT_PERIOD = re.compile(rf"\b(?:at|for|by|in)\s+(?P<period>{PERIOD})(?![\w/])", re.I)
BASIS = re.compile(r"\b(?P<basis>working|final|provisional|draft)(?:\s+(?:figures?|position))?\b(?!\s+by)", re.I)


def _named(text: str, budgets: tuple[KnownBudget, ...]) -> tuple[Hashable | None, str]:
    """The budget line whose name the text begins with, and what follows; (None, the text) where there is none.

    In capitals or not; a financial year at the end of the name may be left out. "Finance to sign off what is over £5k"
    is a promise: without a mark between, what follows must begin as a position does.
    """
    for budget in sorted(budgets, key=lambda one: -len(one.name)):
        short = re.sub(r"\s+20\d\d/\d\d$", "", budget.name)
        for name in dict.fromkeys((budget.name, short)):
            words = r"[\s-]+".join(re.escape(word) for word in name.split())
            if words and (match := re.match(rf"{words}(?P<mark>\s*[:,–—-]\s*|\s+)(?=\S)", text, re.I)):
                rest = text[match.end() :]
                if match["mark"].strip() or START.match(rest) or PERIOD_ONLY.match(rest):
                    return budget.key, rest
    return None, text


@lru_cache(maxsize=32)
def _next_figures(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(
        rf"[\s,;.]+(?:(?:with|from|by)\s+)?(?P<name>[^\W\d_][\w’' .-]{{0,40}}?)\s+"
        rf"(?:(?:has|to\s+(?:bring|have|send|give)|will\s+(?:bring|have|send)|brings?)\s+)?(?:the\s+)?final(?:\s+figures?)?"
        rf"(?:\s+(?:(?:by|at|for|to|on)\s+)?(?P<when>{phrase(names)}))?\s*\.?$",
        re.I,
    )


def position(line: int, raw: str, text: str, reading: Reading, item_kind: str) -> Recognised | None:
    """The position this line reports, or None. A bare period counts only on a finance item.

    After the name of a budget line a state alone makes one ("Vendor increases: £40k over at P3").
    """
    of, text = _named(text, reading.budgets)
    match = START.match(text)
    if not match and (item_kind == "finance" or of is not None):
        match = PERIOD_ONLY.match(text)
    rest = text[match.end() :] if match else text
    state = _state(rest)
    if match is None and (of is None or not state):
        return None
    has_colon = match is not None and (match.re is PERIOD_ONLY or bool(match["colon"]))
    if not rest.strip() or (not state and match is not None and not (has_colon and match.re is START)):
        return None
    who, when, when_text = _next_of(rest, reading)
    period, basis = (match["period"], match["basis"] or "") if match else ("", "")
    if match is None:
        said = AT_PERIOD.search(rest)
        period, basis = said["period"] if said else "", _basis(rest)
    basis = basis.lower() if basis.lower() in ("", "final") else "working"
    found = Position(state or "not_known", basis, period, who, when, when_text, of)
    return Recognised(line, raw, "position", rest.strip(), position=found)


def _basis(text: str) -> str:
    """ "final" where the figures are said to be so; who brings the final ones says the opposite."""
    match = BASIS.match(text) or re.search(r"\((?P<basis>working|final)\)", text, re.I)
    return match["basis"] if match else ""


def _next_of(rest: str, reading: Reading) -> tuple[Owner | None, date | None, str]:
    """Who brings the next figures, and when: the day, or its words where they are loose."""
    tail = _next_figures(group_names(reading.day.groups)).search(rest)
    name = reading.directory.at(rest, tail.start("name")) if tail else None
    if not tail or not name or name.end != tail.end("name") or name.what not in ("person", "unclear", "speaker"):
        return None, None, ""
    if not tail["when"]:
        return name.owner, None, ""
    read = resolve(tail["when"].strip(), reading.day)
    return name.owner, read.date, "" if read.date else read.typed
