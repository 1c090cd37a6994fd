"""Updates of the open actions shown on this item: "done 2", "[x] PSN", "2 moved to 31 July: leave".

Actions are meant by their numbers, or by words that fit one of them and no other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from meetings.capture.actions import Reading
from meetings.capture.dates import group_names, phrase, resolve
from meetings.capture.people import fold
from meetings.capture.things import OpenAction, Recognised
from meetings.capture.wordlists import SMALL

NUMBERS = r"#?\d{1,2}(?:\s*(?:,|and|&|\+)\s*#?\d{1,2})*"
REF = rf"(?:action\s+)?(?P<ref>{NUMBERS}|[^:;.?!]{{2,80}}?)"
TICKED = re.compile(r"(?:\[\s?[xX✓✔]\s?\]|☑|✅|✓|✔)\s*(?P<ref>.+)", re.S)
FIRST = re.compile(rf"done\s*[:–-]?\s*(?:with\s+)?{REF}\s*[.!]?", re.I)
LAST = re.compile(
    rf"{REF}\s*(?:[:–-]\s*|\s(?:(?:is|are|now|all)\s+){{0,2}})(?:done|completed?|finished|closed)\s*[.!✓]?",
    re.I,
)
DROPPED = re.compile(
    rf"(?:{REF}\s*(?:[:–-]\s*|\s(?:is\s+|are\s+)?)(?:dropped|no\s+longer\s+needed|not\s+needed|cancelled)"
    rf"|drop\s+(?P<ref2>{NUMBERS}))(?:\s*[:,–(-]\s*(?P<reason>[^)]+)\)?)?\.?",
    re.I,
)
STARTED = re.compile(
    rf"(?:{REF}\s*(?:[:–-]\s*|\s(?:is\s+|are\s+)?)(?:started|in\s+progress|under\s?way)|start\s+(?P<ref2>{NUMBERS}))\.?",
    re.I,
)
WAITING = re.compile(rf"{REF}\s*[:–-]?\s(?:is\s+|are\s+)?waiting\s+(?:for|on)\s+(?P<body>[^.]+)\.?", re.I)


@lru_cache(maxsize=32)
def _moved(names: tuple[str, ...]) -> re.Pattern[str]:
    moves = r"(?:moved|pushed(?:\s+back)?|put\s+back|slipped|delayed|extended)"
    when = rf"(?P<when>{phrase(names)})(?![\w/%])"
    reason = r"(?:\s*(?:[:;,–(-]|\bbecause(?:\s+of)?\b|\bas\b|\bdue\s+to\b)\s*(?P<reason>.+?)\)?)?\.?"
    return re.compile(
        rf"(?:{REF}\s*[:–-]?\s(?:is\s+|has\s+)?{moves}\s+(?:to|until)\s+"
        rf"|(?:move|push|delay|{moves})\s+(?P<ref2>{NUMBERS})\s+(?:back\s+)?(?:to|until)\s+"
        rf"|(?:action\s+)?(?P<ref3>{NUMBERS})\s+now\s+(?:due|by)\s+){when}{reason}",
        re.I | re.S,
    )


def updates(line: int, raw: str, text: str, open_actions: Sequence[OpenAction], reading: Reading) -> list[Recognised]:
    """What this line says of open actions; nothing if it speaks of none."""
    if match := FIRST.fullmatch(text) or LAST.fullmatch(text):
        return _each(line, raw, match["ref"], open_actions, status="done", done=True)
    if match := _moved(group_names(reading.day.groups)).fullmatch(text):
        when = resolve(match["when"].strip(), reading.day)
        return _each(
            line,
            raw,
            match["ref"] or match["ref2"] or match["ref3"],
            open_actions,
            status="moved",
            new_date=when.date,
            due_text="" if when.date else when.typed,
            due_loose=when.loose,
            reason=(match["reason"] or "").strip(),
            flags=("when",) if when.when else (),
        )
    if match := DROPPED.fullmatch(text):
        reason = (match["reason"] or "").strip()
        return _each(line, raw, match["ref"] or match["ref2"], open_actions, status="dropped", reason=reason)
    if match := STARTED.fullmatch(text):
        return _each(line, raw, match["ref"] or match["ref2"], open_actions, status="in_progress")
    if match := WAITING.fullmatch(text):
        body = match["body"].strip()
        return _each(line, raw, match["ref"], open_actions, status="waiting", waiting_for=body)
    return []


def ticked(line: int, raw: str, text: str, open_actions: Sequence[OpenAction]) -> tuple[list[Recognised], str]:
    """`[x] …`: the update if it fits an open action, else the words after the tick."""
    match = TICKED.fullmatch(text)
    if not match:
        return [], ""
    action = by_words(match["ref"], open_actions) or _by_number(match["ref"].strip(), open_actions)
    if action:
        return [_update(line, raw, match["ref"], action, status="done", done=True)], ""
    return [], match["ref"]


def by_words(typed: str, open_actions: Sequence[OpenAction]) -> OpenAction | None:
    """The one open action that these words fit: all of them, or most of a longer text."""
    words = [word for word in re.findall(r"\w+", fold(typed)) if word not in SMALL]
    scores = []
    for action in open_actions:
        has = set(re.findall(r"\w+", fold(f"{action.text} {action.owner_name}")))
        hits = sum(word in has or (len(word) > 3 and any(w.startswith(word) for w in has)) for word in words)
        share = hits / len(words) if words else 0
        if share == 1 or (len(words) >= 4 and share >= 0.6):
            scores.append((share, action))
    if not scores:
        return None
    best = max(score for score, _ in scores)
    fitting = [action for score, action in scores if score == best]
    return fitting[0] if len(fitting) == 1 else None


def _by_number(typed: str, open_actions: Sequence[OpenAction]) -> OpenAction | None:
    number = typed.lstrip("#")
    return next((a for a in open_actions if number.isdecimal() and a.number == int(number)), None)


def _each(line: int, raw: str, ref: str, open_actions: Sequence[OpenAction], **said: object) -> list[Recognised]:
    """One update for each action meant. Words that fit no action are no update."""
    ref = ref.strip()
    if re.fullmatch(NUMBERS, ref, re.I):
        numbers = re.findall(r"\d+", ref)
        return [_update(line, raw, number, _by_number(number, open_actions), **said) for number in numbers]
    action = by_words(ref, open_actions)
    return [_update(line, raw, ref, action, **said)] if action else []


def _update(line: int, raw: str, typed: str, action: OpenAction | None, **said: object) -> Recognised:
    flags = tuple(said.pop("flags", ()))  # type: ignore[call-overload]
    return Recognised(
        line=line,
        raw=raw,
        kind="update",
        text=action.text if action else typed.strip(),
        target=action.key if action else None,
        flags=flags if action else (*flags, "which_action"),
        **said,  # type: ignore[arg-type]
    )
