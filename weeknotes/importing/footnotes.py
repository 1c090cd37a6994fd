"""Footnotes of plain text (`*`, `**`, `†`, `¹`, `[1]`) found at both ends. Pure."""

import re
from dataclasses import dataclass, field

LONGEST_EMPHASIS = 300  # characters between two asterisks that set words apart

_SIGN = r"\*{1,4}|†{1,3}|‡{1,2}|§|[¹²³⁴⁵⁶⁷⁸⁹]+|\[\d{1,2}\]"
_DEFINITION = re.compile(rf"^\s*(?P<sign>{_SIGN})[ \t\u00a0]*(?P<text>[^\s*].*)$")
# A mark stands after a word or its punctuation, with or without a space, and a space or punctuation follows.
_MARK = re.compile(rf"(?<=[^\s*])(?P<space>[ \u00a0]?)(?P<sign>{_SIGN})(?=[\s.,;:!?)’”\"]|$)", re.MULTILINE)
_SUM = re.compile(r"\d[ \u00a0]?\*[ \u00a0]?\d")


@dataclass
class Footnotes:
    """The lines of a text without its footnotes, and these apart.

    `marks` tells for each line the (start, end, number) of the marks in it; `notes` the text of each number.
    """

    lines: list[str]
    marks: dict[int, list[tuple[int, int, int]]] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)


def take_footnotes(lines: list[str]) -> Footnotes:
    """Find footnotes whose mark and text both stand in the lines; leave every other sign as it is."""
    found: dict[str, list[tuple[int, int, int]]] = {}
    for number, line in enumerate(lines):
        in_sums = {place for found_sum in _SUM.finditer(line) for place in range(*found_sum.span())}
        for mark in _MARK.finditer(line):
            if mark.start() not in in_sums and not _is_emphasis(line, mark):
                found.setdefault(mark["sign"], []).append((number, mark.start(), mark.end()))
    texts = {sign: _text_of(sign, places, lines) for sign, places in found.items()}
    pairs = [(places, texts[sign]) for sign, places in found.items() if texts[sign] is not None]
    return _taken(lines, sorted(pairs, key=lambda pair: pair[0][0]))


def _is_emphasis(line: str, mark: re.Match[str]) -> bool:
    """*So* is a word set apart, not a word with a mark behind it."""
    sign = mark["sign"]
    if not sign.startswith("*") or mark["space"]:
        return False
    before = line[: mark.start("sign")]
    opening = before.rfind(sign, max(0, len(before) - LONGEST_EMPHASIS))
    if opening < 0 or before[opening + len(sign) :][:1].strip("*").strip() == "":
        return False
    return opening == 0 or not (before[opening - 1].isalnum() or before[opening - 1] == "*")


def _text_of(sign: str, marks: list[tuple[int, int, int]], lines: list[str]) -> int | None:
    """The line where the footnote with this sign is, or None. The same sign in a list of points is a bullet."""
    after = [
        number
        for number, line in enumerate(lines)
        if number > marks[0][0] and (found := _DEFINITION.match(line)) and found["sign"] == sign
    ]
    if not after:
        return None
    last = after[-1]
    if len(after) == 1 or not sign.startswith("*"):
        return last
    # Several lines begin with it: points of a list, and the footnote only if it stands apart at the end.
    return last if not lines[last - 1].strip() and after[-2] < last - 2 and _is_tail(lines, last) else None


def _is_tail(lines: list[str], start: int) -> bool:
    return all(not line.strip() or _DEFINITION.match(line) for line in lines[start:])


def _taken(lines: list[str], pairs: list[tuple[list[tuple[int, int, int]], int | None]]) -> Footnotes:
    result = Footnotes(list(lines))
    gone: set[int] = set()
    for number, (marks, at) in enumerate(pairs, start=1):
        if at is None:
            continue
        found = _DEFINITION.match(lines[at])
        text = [found["text"]] if found else []
        gone.add(at)
        for following in range(at + 1, len(lines)):
            if not lines[following].strip() or _DEFINITION.match(lines[following]):
                break
            text.append(lines[following].strip())
            gone.add(following)
        result.notes[number] = " ".join(text).strip()
        for line, start, end in marks:
            result.marks.setdefault(line, []).append((start, end, number))
    kept = [number for number in range(len(lines)) if number not in gone]
    result.lines = [lines[number] for number in kept]
    result.marks = {new: sorted(result.marks[old]) for new, old in enumerate(kept) if old in result.marks}
    return result
