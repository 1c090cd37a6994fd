"""How a typed line is called in a list, and how it reads to who was not there: without what only marks its words."""

import re

from hackit.list_signs import without_sign
from meetings.capture.labels import LABEL, QUESTION
from meetings.capture.marks import hide_links, show_links, without_audience, without_emphasis

_MARK_AT_END = re.compile(r"\s+[#!][^\W\d_][\w-]*\s*$")
_HASHES = re.compile(r"#{1,6}\s+(?=\S)")
_LINK = re.compile(r"!?\[([^\[\]\n]+)\]\(\s*<?([^\s()<>]+)>?\s*\)")
_CODE = re.compile(r"(`+)(?=\S)([^`]+?)(?<=\S)\1")


def as_title(text: str) -> str:
    """ "learning: ask first #mobile-phones" gives "Ask first". A line that is nothing else stays as typed."""
    bare = without_sign(text).strip() or text
    label = LABEL.match(bare) or QUESTION.match(bare)
    words = bare[label.end() :].strip() if label else bare.strip()
    while mark := _MARK_AT_END.search(words):
        words = words[: mark.start()].rstrip()
    words = words or bare.strip()
    return words[:1].upper() + words[1:]


def as_read(text: str, group: str = "") -> str:
    """ "• **Phones** are late !dmt" gives "Phones are late"; the name of a Markdown link stands before its address.

    Plain text, to be escaped like any other. `group` is the name of the group it was typed in.
    """
    return "\n".join(filter(None, (_as_read(line, group) for line in text.splitlines()))) or text.strip()


def _as_read(line: str, group: str) -> str:
    hidden_text, hidden = hide_links(without_sign(line.strip()))
    words = _LINK.sub(r"\1 (\2)", _HASHES.sub("", hidden_text, count=1))
    words = _CODE.sub(r"\2", without_emphasis(without_audience(words, [group] if group else [])))
    return show_links(words, hidden).strip()
