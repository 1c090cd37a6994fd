"""Updates of the open actions shown on this item: "done 2", "2 on track", "[x] PSN", "2 moved to 31 July: leave".

Actions are meant by their numbers, or by words that fit one of them and no other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from meetings.capture.actions import Reading
from meetings.capture.dates import group_names, phrase, resolve
from meetings.capture.people import fold
from meetings.capture.references import MARKED, ONE, Marks, mark
from meetings.capture.things import OpenAction, Recognised
from meetings.capture.wordlists import SMALL

NUMBERS = rf"{ONE}(?:\s*(?:,|and|&|\+)\s*{ONE})*"
REF = rf"(?:(?:action|recommendation|rec)\s+)?(?P<ref>{NUMBERS}|[^:;.?!]{{2,80}}?)"
NEXT_NUMBER = re.compile(r"(?:\s*[,;.]\s+(?:and\s+)?|\s+and\s+)(?=#?\d{1,2}[\s:])", re.I)
TICKED = re.compile(r"(?:\[\s?[xX✓✔]\s?\]|☑|✅|✓|✔)\s*(?P<ref>.+)", re.S)
FIRST = re.compile(rf"done\s*[:–-]?\s*(?:with\s+)?{REF}\s*[.!]?", re.I)
LAST = re.compile(
    rf"{REF}\s*(?:[:–-]\s*|\s(?:(?:is|are|now|all)\s+){{0,2}})(?:done|completed?|finished|closed)\s*[.!✓]?",
    re.I,
)
DROPPED = re.compile(
    rf"(?:{REF}\s*(?:[:–-]\s*|\s(?:is\s+|are\s+)?)(?:dropped|no\s+longer\s+needed|not\s+needed|cancelled)"
    rf"|drop\s+(?P<ref2>{NUMBERS}))(?:\s*(?:[:,–(-]|\b(?:as|because(?:\s+of)?|since)\b)\s*(?P<reason>[^)]+)\)?)?\.?",
    re.I,
)
STARTED = re.compile(
    rf"(?:{REF}\s*(?:[:–-]\s*|\s(?:is\s+|are\s+)?)(?:still\s+)?(?:started|in\s+progress|under\s?way)|start\s+(?P<ref2>{NUMBERS}))\.?",
    re.I,
)
ON_TRACK = re.compile(
    rf"{REF}\s*(?:[:–-]\s*|\s(?:is\s+|are\s+)?)(?:still\s+)?on\s+track\.?|on\s+track\s*[:–-]?\s*(?P<ref2>{NUMBERS})\.?",
    re.I,
)
WAITING = re.compile(rf"{REF}\s*[:–-]?\s(?:is\s+|are\s+)?(?:still\s+)?waiting\s+(?:for|on)\s+(?P<body>[^.]+)\.?", re.I)


@lru_cache(maxsize=32)
def _moved(names: tuple[str, ...]) -> re.Pattern[str]:
    moves = r"(?:moved|pushed(?:\s+back)?|put\s+back|slipped|delayed|extended)"
    when = rf"(?P<when>(?:(?:after|before|over)\s+)?{phrase(names)})(?![\w/%])"
    reason = r"(?:\s*(?:[:;,–(-]|\bbecause(?:\s+of)?\b|\bas\b|\bdue\s+to\b)\s*(?P<reason>.+?)\)?)?\.?"
    return re.compile(
        rf"(?:{REF}\s*[:–-]?\s(?:is\s+|has\s+)?{moves}\s+(?:to|until)\s+"
        rf"|(?:move|push|delay|{moves})\s+(?P<ref2>{NUMBERS})\s+(?:back\s+)?(?:to|until)\s+"
        rf"|(?:(?:action|recommendation|rec)\s+)?(?P<ref3>{NUMBERS})\s+now\s+(?:due|by)\s+"
        rf"|(?:(?:action|recommendation|rec)\s+)?(?P<ref4>{NUMBERS})\s+(?:by|now)\s+){when}{reason}",
        re.I | re.S,
    )


def updates(line: int, raw: str, text: str, open_actions: Sequence[OpenAction], reading: Reading) -> list[Recognised]:
    """What this line says of open actions; nothing if it speaks of none."""
    if marks := mark(text, open_actions):
        said = _updates(line, raw, marks.text, open_actions, reading, marks)
        if said:
            return [marks.undone(one) for one in said]
    return _listed(line, raw, text, open_actions, reading) or _updates(line, raw, text, open_actions, reading)


def _listed(
    line: int, raw: str, text: str, open_actions: Sequence[OpenAction], reading: Reading
) -> list[Recognised]:  # fmt: skip
    """ "1 done, 2 on track, 3 dropped": each of its own, if each is an update of an action that is there."""
    parts = NEXT_NUMBER.split(text)
    if not parts[1:] or not re.match(r"#?\d", text):
        return []
    each = [_updates(line, raw, part, open_actions, reading) for part in parts]
    said = [one for found in each for one in found]
    return said if all(each) and all(one.target is not None for one in said) else []


def _updates(
    line: int, raw: str, text: str, open_actions: Sequence[OpenAction], reading: Reading, marks: Marks | None = None
) -> list[Recognised]:  # fmt: skip
    said = Recognised(line, raw, "update", text)
    if match := FIRST.fullmatch(text) or LAST.fullmatch(text):
        return _each(replace(said, status="done", done=True), match["ref"], open_actions, marks)
    if match := _moved(group_names(reading.day.groups)).fullmatch(text):
        when = resolve(match["when"].strip(), reading.day)
        moved = replace(
            said,
            status="moved",
            new_date=when.date,
            due_text="" if when.date else when.typed,
            due_loose=when.loose,
            reason=(match["reason"] or "").strip(),
            flags=("when",) if when.when else (),
        )
        if match["ref4"]:  # "2 by 30 June": nothing but the number says that an action is meant; a reference says it
            found = _each(moved, match["ref4"], open_actions, marks)
            is_plain = MARKED.search(match["ref4"]) or all(one.target is not None for one in found)
            return found if is_plain else []
        return _each(moved, match["ref"] or match["ref2"] or match["ref3"], open_actions, marks)
    if match := DROPPED.fullmatch(text):
        dropped = replace(said, status="dropped", reason=(match["reason"] or "").strip())
        return _each(dropped, match["ref"] or match["ref2"], open_actions, marks)
    if match := STARTED.fullmatch(text):
        return _each(replace(said, status="in_progress"), match["ref"] or match["ref2"], open_actions, marks)
    if match := ON_TRACK.fullmatch(text):
        return _each(replace(said, status="on_track"), match["ref"] or match["ref2"], open_actions, marks)
    if match := WAITING.fullmatch(text):
        waiting = replace(said, status="waiting", waiting_for=match["body"].strip())
        return _each(waiting, match["ref"], open_actions, marks)
    return []


def ticked(line: int, raw: str, text: str, open_actions: Sequence[OpenAction]) -> tuple[list[Recognised], str]:
    """`[x] …`: the update if it fits an open action, else the words after the tick."""
    match = TICKED.fullmatch(text)
    if not match:
        return [], ""
    action = by_words(match["ref"], open_actions) or _by_number(match["ref"].strip(), open_actions)
    if action is None and (marks := mark(match["ref"].strip(), open_actions)) and (at := MARKED.match(marks.text)):
        action = marks.of(at[0])[1]
    if not action:
        return [], match["ref"]
    said = Recognised(line, raw, "update", text, status="done", done=True)
    return [_of(said, match["ref"], action)], ""


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


def _each(
    said: Recognised, ref: str, open_actions: Sequence[OpenAction], marks: Marks | None = None
) -> list[Recognised]:  # fmt: skip
    """The same said of each action meant. Words that fit no action are no update."""
    ref = ref.strip()
    if re.fullmatch(NUMBERS, ref, re.I):
        tokens = re.findall(ONE, ref)
        return [
            _of(said, *marks.of(token)) if marks and MARKED.fullmatch(token)
            else _of(said, token.lstrip("#"), _by_number(token, open_actions))
            for token in tokens
        ]  # fmt: skip
    if MARKED.search(ref):
        return []
    action = by_words(ref, open_actions)
    return [_of(said, ref, action)] if action else []


def _of(said: Recognised, typed: str, action: OpenAction | None) -> Recognised:
    if action is None:
        return replace(said, text=typed.strip(), flags=(*said.flags, "which_action"))
    return replace(said, text=action.text, target=action.key)
