"""Typed words inside Markdown: they come back as those words, whatever signs they hold. Pure: no database."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"https?://[^\s<>]+")
_TRAILING = re.compile(r"[.,;:!?'\"”’)\]]+$")
_SPECIAL = re.compile(r"[\\`*\[\]~|]|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])|&(?=#?\w+;)")
_BLOCK = re.compile(r"(?=[#>=])|(?=[+-](?:\s|$|[-+ ]*$))|(?=:(?:\s|$))")
_NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}(#{1,6})(?=\s)")
_TAG = re.compile(r"(?<!\\)<(?=[A-Za-z/!?])(?!https?://|mailto:)")


def as_typed(text: str, *, indent: str = "") -> str:
    """A typed text as Markdown that shows just these words. Further lines stand under the first, after `indent`."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return f"\\\n{indent}".join(_line(line) for line in lines if line)


def in_one_line(text: str) -> str:
    """The same for a heading: one line, whatever was typed."""
    return _line(" ".join(text.split()))


def _line(line: str) -> str:
    parts, place = [], 0
    for found in _ADDRESS.finditer(line):
        address = _TRAILING.sub("", found[0])
        parts += [_escaped(line[place : found.start()]), f"<{address}>"]
        place = found.start() + len(address)
    parts.append(_escaped(line[place:]))
    words = "".join(parts)
    if _NUMBERED.match(words):
        return _NUMBERED.sub(r"\1\\\2", words, count=1)
    return f"\\{words}" if _BLOCK.match(words) else words


def _escaped(words: str) -> str:
    return _SPECIAL.sub(lambda found: f"\\{found[0]}", words)


def under_heading(markdown: str, *, level: int) -> str:
    """A text that is Markdown already, to stand under a heading: its own headings begin at `level`.

    A code block left open is closed, so that it can't swallow what follows; signs of HTML stay signs.
    """
    lines, out, fence = markdown.strip("\n").split("\n"), [], ""
    shift = _shift(lines, level)
    for line in lines:
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and fence and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
            fence = ""
        elif not fence:
            heading = _HEADING.match(line)
            line = f"{'#' * min(6, len(heading[1]) + shift)}{line[heading.end() :]}" if heading else line
            line = line if "`" in line else _TAG.sub(r"\\<", line)
        out.append(line)
    return "\n".join([*out, *([fence] if fence else [])])


def _shift(lines: list[str], level: int) -> int:
    depths = [len(found[1]) for line in lines if (found := _HEADING.match(line))]
    return max(0, level - min(depths)) if depths else 0
