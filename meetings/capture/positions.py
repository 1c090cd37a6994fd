"""How a budget stands: "working May: in line with the review, Dawn final next DMT"."""

from __future__ import annotations

import re
from functools import lru_cache

from meetings.capture.actions import Reading
from meetings.capture.dates import MONTH, group_names, phrase, resolve
from meetings.capture.things import Position, Recognised

PERIOD = rf"(?:{MONTH}(?:\s+20\d\d)?|p(?:eriod)?\s?\d{{1,2}}|q[1-4]|year[\s-]end|20\d\d/\d\d)"
START = re.compile(
    rf"(?P<basis>working|final|draft|provisional)(?:\s+(?:figures?|position|forecast))?(?:\s+for)?\s+"
    rf"(?P<period>{PERIOD})(?:\s+figures?)?\s*(?P<colon>:)?\s*",
    re.I,
)
PERIOD_ONLY = re.compile(rf"(?P<period>{PERIOD})\s*(?P<basis>working|final)?(?:\s+figures?)?\s*:\s*", re.I)
STATES = (
    ("not_known", r"not\s+(?:yet\s+)?known|unknown|not\s+clear|unclear|too\s+early|tbc|don[’']t\s+know"),
    (
        "in_line",
        r"in\s+line|on\s+(?:track|budget|target)|as\s+(?:forecast|expected|planned|budgeted)|balanced",
    ),
    ("under", r"under(?:spen[dt]|spending)?|below\s+budget|surplus|(?<!no )saving"),
    ("over", r"over(?:spen[dt]|spending)?|above\s+budget|pressure|deficit"),
)


@lru_cache(maxsize=32)
def _next_figures(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(
        rf"[\s,;.]+(?:(?:with|from|by)\s+)?(?P<name>[^\W\d_][\w’' .-]{{0,40}}?)\s+"
        rf"(?:(?:has|to\s+(?:bring|have|send|give)|will\s+(?:bring|have|send)|brings?)\s+)?(?:the\s+)?final(?:\s+figures?)?"
        rf"(?:\s+(?:(?:by|at|for|to|on)\s+)?(?P<when>{phrase(names)}))?\s*\.?$",
        re.I,
    )


def position(line: int, raw: str, text: str, reading: Reading, item_kind: str) -> Recognised | None:
    """The position this line reports, or None. A bare period counts only on a finance item."""
    match = START.match(text)
    if not match and item_kind == "finance":
        match = PERIOD_ONLY.match(text)
    if not match:
        return None
    rest = text[match.end() :]
    state = next((name for name, words in STATES if re.search(rf"\b(?:{words})\b", rest, re.I)), "")
    has_colon = match.re is PERIOD_ONLY or bool(match["colon"])
    if not rest.strip() or (not state and not (has_colon and match.re is START)):
        return None
    who, when, when_text = None, None, ""
    if tail := _next_figures(group_names(reading.day.groups)).search(rest):
        name = reading.directory.at(rest, tail.start("name"))
        if name and name.end == tail.end("name") and name.what in ("person", "unclear", "speaker"):
            who = name.owner
            if tail["when"]:
                read = resolve(tail["when"].strip(), reading.day)
                when, when_text = read.date, "" if read.date else read.typed
    basis = (match["basis"] or "").lower()
    basis = basis if basis in ("", "final") else "working"
    found = Position(state or "not_known", basis, match["period"], who, when, when_text)
    return Recognised(line, raw, "position", rest.strip(), position=found)
