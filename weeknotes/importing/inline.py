"""The words of a line as Markdown that shows them as they were typed, with links and footnote marks. Pure."""

import re
from collections.abc import Sequence

_URL = re.compile(r"https?://[^\s<>\"“”]{1,2000}", re.IGNORECASE)
_SPECIAL = re.compile(r"[\\`*\[\]<]|~(?=~)|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w{1,32};)")
# What would begin a heading, a quotation, a list, a rule, a table row or an embedded point at a line's start.
_LINE_START = re.compile(r"^(?:([#>|+]|[-=](?=[-=\s]|$)|\{(?=\{))|(\d{1,9})(?=[.)](?:\s|$)))")


def inline(text: str, marks: Sequence[tuple[int, int, int]] = (), *, at_start: bool = True) -> str:
    """One line of plain text as Markdown. `marks` are (start, end, number) of footnote marks in it.

    `at_start` says that the line begins a line of Markdown, where more signs have a meaning.
    """
    pieces = []
    at = 0
    for start, end, number in marks:
        pieces += [_with_links(text[at:start]), f"[^{number}]"]
        at = end
    pieces.append(_with_links(text[at:]))
    line = "".join(pieces)
    return escape_start(line) if at_start else line


def escape_start(line: str) -> str:
    """The line so that its first sign begins no heading, quotation, list or table."""
    return _LINE_START.sub(_escaped_start, line)


def links_in(text: str) -> list[str]:
    """The web addresses of a text, each once."""
    return list(dict.fromkeys(_trimmed(found.group()) for found in _URL.finditer(text)))


def _escaped_start(found: re.Match[str]) -> str:
    return f"{found[2]}\\" if found[2] else f"\\{found[1]}"


def _with_links(text: str) -> str:
    pieces = []
    at = 0
    for found in _URL.finditer(text):
        url = _trimmed(found.group())
        pieces += [escaped(text[at : found.start()]), f"<{url}>"]
        at = found.start() + len(url)
    return "".join([*pieces, escaped(text[at:])])


def _trimmed(url: str) -> str:
    """Without the sentence's own punctuation behind the address."""
    while url[-1] in ".,;:!?'’*_)]}…" and not (url[-1] == ")" and url.count("(") >= url.count(")")):
        url = url[:-1]
    return url


def escaped(text: str) -> str:
    """Words with every sign that Markdown would read as one of its own, kept as a sign."""
    return _SPECIAL.sub(lambda found: "\\" + found.group(), text)
