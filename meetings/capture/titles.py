"""How a typed line is called in a list: its words without the label before them and the marks after them."""

import re

from meetings.capture.labels import LABEL, QUESTION

_MARK_AT_END = re.compile(r"\s+[#!][^\W\d_][\w-]*\s*$")


def as_title(text: str) -> str:
    """ "learning: ask first #mobile-phones" gives "Ask first". A line that is nothing else stays as typed."""
    label = LABEL.match(text) or QUESTION.match(text)
    words = text[label.end() :].strip() if label else text.strip()
    while mark := _MARK_AT_END.search(words):
        words = words[: mark.start()].rstrip()
    words = words or text.strip()
    return words[:1].upper() + words[1:]
