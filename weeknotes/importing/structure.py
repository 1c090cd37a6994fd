"""Headings, lists and paragraphs of a plain text, written as Markdown. Pure."""

import re
from dataclasses import dataclass, field
from itertools import groupby

from weeknotes.importing.footnotes import Footnotes
from weeknotes.importing.inline import escape_start, inline

LONGEST_HEADING = 80  # characters
LONGEST_HEADING_WORDS = 12
FULL_LINE = 55  # characters; a line this long was broken by its width, not by its writer
LONG_LINE = 120  # characters; such lines are paragraphs each

_BULLET = re.compile(
    r"^(?P<indent>[ ]*)(?P<sign>[•◦▪▫■□●○‣⁃∙·*+–—-]|o(?=[ ]{2,}|[ ]+\S)|\(?\d{1,3}[.)]|\(?[a-z]\))[ ]+(?P<text>\S.*)$"
)
_LONE_BULLET = re.compile(r"^\s*[•◦▪●○‣⁃∙·]\s*$")
_UNDERLINE = re.compile(r"^\s*([-=_~])\1{2,}\s*$")
_RULE = re.compile(r"^\s*(?:([-*_=~])\s?){3,}$")
_OUTER, _INNER = "•●■*+", "◦○▪▫□‣⁃∙·o–—-"


@dataclass
class _Block:
    kind: str  # heading, paragraph, list, rule
    lines: list[str] = field(default_factory=list)


@dataclass
class _Level:
    indent: int
    sign: str
    column: int  # where the text of its items stands in the Markdown


def to_markdown(text: Footnotes) -> str:
    """The lines of a plain text as Markdown; every word stays, and signs that mean nothing are escaped."""
    writer = _Writer(text)
    while writer.at < len(writer.lines):
        writer.take()
    body = "\n\n".join("\n".join(block.lines) for block in _settled(writer.blocks))
    notes = [f"[^{number}]: {inline(words, at_start=False)}" for number, words in text.notes.items()]
    return "\n\n".join(filter(None, [body, *notes])) + "\n"


def bullet_in(line: str) -> re.Match[str] | None:
    """The sign and text of a line that is a point of a list."""
    return _BULLET.match(line)


class _Writer:
    """Goes through the lines once and writes a block at a time."""

    def __init__(self, text: Footnotes) -> None:
        self.lines, self.marks = text.lines, text.marks
        self.at = 0
        self.blocks: list[_Block] = []

    def written(self, number: int, text: str | None = None, *, at_start: bool = True) -> str:
        """The line of that number, or the end of it that is `text`, as Markdown."""
        line = self.lines[number]
        text = line.strip() if text is None else text.rstrip()
        offset = line.rstrip().rfind(text)
        marks = [(start - offset, end - offset, note) for start, end, note in self.marks.get(number, ())]
        return inline(text, [mark for mark in marks if mark[0] >= 0], at_start=at_start)

    def blank(self, number: int) -> bool:
        return number >= len(self.lines) or not self.lines[number].strip()

    def take(self) -> None:
        if self.blank(self.at):
            self.at += 1
        elif _RULE.match(self.lines[self.at]):
            self.blocks.append(_Block("rule", ["---"]))
            self.at += 1
        elif self.is_bullet(self.at):
            self.take_list()
        elif self.is_heading(self.at):
            self.blocks.append(_Block("heading", [self.written(self.at, at_start=False).rstrip("#").rstrip(":")]))
            self.at += 1
            if not self.blank(self.at) and _UNDERLINE.match(self.lines[self.at]):
                self.at += 1
        else:
            self.take_paragraph()

    def is_bullet(self, number: int) -> bool:
        found = bullet_in(self.lines[number])
        if not found:
            return False
        if found["sign"] != "o":
            return True
        # "o" is a bullet among bullets, and a letter elsewhere.
        near = [n for n in (number - 1, number + 1) if 0 <= n < len(self.lines)]
        return bool(found["indent"]) or any(bullet_in(self.lines[n]) for n in near)

    def is_heading(self, number: int) -> bool:
        line = self.lines[number].strip()
        if number + 1 < len(self.lines) and _UNDERLINE.match(self.lines[number + 1]) and len(line) <= LONGEST_HEADING:
            return True
        return self.stands_apart(number) and looks_like_heading(line) and self.has_text_after(number)

    def stands_apart(self, number: int) -> bool:
        """A blank line before it, and after it another, a list, or a line too long to continue it."""
        if number and not self.blank(number - 1):
            return False
        if self.blank(number + 1):
            return True
        line, following = self.lines[number].strip(), self.lines[number + 1].strip()
        if self.is_bullet(number + 1):
            return not line.endswith(":") or len(line.split()) <= 3
        return len(line) <= FULL_LINE and len(following) > len(line) + 20 and following[0].isupper()

    def has_text_after(self, number: int) -> bool:
        return any(not self.blank(n) for n in range(number + 1, len(self.lines)))

    def take_paragraph(self) -> None:
        lines: list[str] = []
        while not self.blank(self.at) and not self.is_bullet(self.at) and not _RULE.match(self.lines[self.at]):
            line = self.lines[self.at].strip()
            lines.append(self.written(self.at))
            self.at += 1
            if self.blank(self.at):
                break
            if len(line) >= LONG_LINE:
                self.blocks.append(_Block("paragraph", lines))
                lines = []
            elif len(line) < FULL_LINE and self.lines[self.at].strip()[:1].isupper() and not self.is_bullet(self.at):
                lines[-1] += "\\"  # a short line was ended on purpose: an address, a verse
        if lines:
            self.blocks.append(_Block("paragraph", lines))

    def take_list(self) -> None:
        block = _Block("list")
        levels: list[_Level] = []
        while self.at < len(self.lines) and self.list_goes_on(levels):
            found = bullet_in(self.lines[self.at])
            if self.blank(self.at):
                self.at += 1
            elif found and self.is_bullet(self.at):
                level, sign = _nest(levels, len(found["indent"]), found["sign"])
                margin = " " * (levels[-2].column if len(levels) > 1 else 0)
                level.column = len(margin) + len(sign) + 1
                words = self.written(self.at, found["text"], at_start=True)
                self.at += 1
                block.lines.append(" ".join([f"{margin}{sign} {words}", *self.wrapped(level)]))
            else:  # another paragraph of the same point
                block.lines += ["", " " * levels[-1].column + self.written(self.at)]
                self.at += 1
        self.blocks.append(block)

    def list_goes_on(self, levels: list[_Level]) -> bool:
        """Whether this line, or after blank ones the next, belongs to the list."""
        if not levels:
            return True
        number = self.at
        while number < len(self.lines) and self.blank(number):
            number += 1
        if number >= len(self.lines):
            return False
        line = self.lines[number]
        if self.is_bullet(number):
            return not _RULE.match(line)
        return number > self.at - 1 and len(line) - len(line.lstrip()) >= levels[-1].indent + 2

    def wrapped(self, level: _Level) -> list[str]:
        """Lines that continue a point: hanging under it, or broken by the width of the page."""
        words: list[str] = []
        while not self.blank(self.at) and not self.is_bullet(self.at) and not _RULE.match(self.lines[self.at]):
            before, line = self.lines[self.at - 1], self.lines[self.at]
            hanging = len(line) - len(line.lstrip()) > level.indent
            if not (hanging or line.strip()[0].islower() or FULL_LINE <= len(before.rstrip()) < LONG_LINE):
                break
            words.append(self.written(self.at, at_start=False))
            self.at += 1
        return words


def looks_like_heading(line: str) -> bool:
    """A short line that is no sentence: begins with a capital or a figure, ends without a stop."""
    words = line.split()
    if not (0 < len(line) <= LONGEST_HEADING and len(words) <= LONGEST_HEADING_WORDS):
        return False
    if line.endswith(":"):
        return len(words) <= 3 and line[0].isupper()
    if line[-1] in ".,;!…-–—" or "://" in line or re.search(r"[.!?]\s+\S", line):
        return False
    first = line.lstrip("\"'“‘(")[:1]
    return (first.isupper() or first.isdigit()) and any(letter.isalpha() for letter in line)


def _nest(levels: list[_Level], indent: int, sign: str) -> tuple[_Level, str]:
    """Find the level of a point, by its indent and else by its sign, and write its sign in Markdown."""
    kind = _kind(sign)
    while len(levels) > 1 and indent < levels[-1].indent and indent <= levels[-2].indent + 1:
        levels.pop()
    same = [level for level in levels if level.sign == kind and abs(level.indent - indent) <= 1]
    if same:
        del levels[levels.index(same[-1]) + 1 :]
    elif (
        not levels
        or indent >= levels[-1].indent + 2
        or (_is_inner(kind, levels[-1].sign) and indent >= levels[-1].indent - 1)
    ):
        levels.append(_Level(indent, kind, 0))
    else:
        levels[-1] = _Level(indent, kind, 0)
    number = sign.strip("().")
    if number.isdigit():
        return levels[-1], f"{number}."
    return levels[-1], f"- {sign}" if number.isalpha() and sign != "o" else "-"


def _kind(sign: str) -> str:
    number = sign.strip("().")
    if number.isdigit():
        return "1"
    return "a" if number.isalpha() and sign != "o" else sign


def _is_inner(kind: str, outer: str) -> bool:
    """Whether points with this sign stand under points with the other, though the indent was lost."""
    if outer in _OUTER or outer == "1":
        return kind in _INNER or kind == "a"
    return outer in "–—-" and kind in "◦○o▪"


def _settled(blocks: list[_Block]) -> list[_Block]:
    """Three headings in a row are lines of text; one or two become Markdown headings."""
    result: list[_Block] = []
    for kind, run in groupby(blocks, key=lambda block: block.kind):
        same = list(run)
        if kind == "heading" and len(same) < 3:
            same = [_Block(kind, [f"## {block.lines[0]}"]) for block in same]
        elif kind == "heading":
            same = [_Block("paragraph", [escape_start(block.lines[0])]) for block in same]
        result += same
    return result


def joined_bullets(lines: list[str]) -> list[str]:
    """A bullet alone on its line is joined with the line after it, as it is pasted from some programs."""
    result: list[str] = []
    for line in lines:
        if result and _LONE_BULLET.match(result[-1]) and line.strip():
            result[-1] = f"{result[-1].rstrip()} {line.strip()}"
        else:
            result.append(line)
    return result
