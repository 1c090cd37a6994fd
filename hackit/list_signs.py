"""The signs that stand before what is pasted as a list: "•", "–", "➢", and what Word and Outlook put there. Pure.

Empty and ticked boxes are none of them: a box before a line says that it is something to do. Arrows neither.
"""

from __future__ import annotations

import re

# The last four are what Word's symbol fonts leave behind.
_ALONE = "•·‣▪▫◦●○■◆◇❖►▸➢➤⁃∙\uf0b7\uf0a7\uf0d8\uf076"
"""Signs that begin no word, with or without a space after them."""
_SPACED = "*+–—−‐‑-"
"""Signs that may begin one ("-5%", "*emphasis*"): a space tells."""

SIGN = rf"(?:[{_ALONE}{_SPACED}]+\s+|[{_ALONE}]+\s*|§\t\s*|o\s+(?=[A-Z\[]))"
"""A pattern for the sign and the space after it, at the start of a line."""
SIGN_OR_NUMBER = rf"(?:{SIGN}|(?!c\.\s*[£\d])\(?(?:\d{{1,2}}|[a-z])[.)]\s+)"
"""The same, or the number or letter of a numbered list; "c. £40k" is about so much."""

_SIGN, _SIGN_OR_NUMBER = re.compile(rf"\s*{SIGN}"), re.compile(rf"\s*{SIGN_OR_NUMBER}")


def without_sign(line: str, *, or_number: bool = False) -> str:
    """The line without the sign of its list, and with `or_number` without its number; nothing else is taken."""
    match = (_SIGN_OR_NUMBER if or_number else _SIGN).match(line)
    return line[match.end() :] if match else line
