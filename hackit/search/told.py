"""A search as a line of the log, and such lines read again: no write on GET, counts come from the log.

The line holds the words in lower case, how much was found, the day and a number of its own. It does not hold who asked;
strangers' searches make none, nor does one with a filter, a number or an e-mail address in it, or more words than the
name of something has.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from hackit.audience import Viewer
from hackit.search.normalise import folded
from hackit.search.query import parse_query

logger = logging.getLogger(__name__)

MOST_WORDS, LONGEST = 4, 60
_LINE = re.compile(r'Searched: (\{(?:\\?"[a-z]+\\?": (?:\\?"[^"\\{}]*\\?"|\d+)(?:, )?){4}\})')


@dataclass(frozen=True)
class Line:
    """One search that the log tells of."""

    ref: str
    words: str
    found: int
    day: date


def tell(typed: str, found: int, *, user, on: date) -> None:
    """Log a search, if it is one to be counted. Call it once a search: for the first page of what was found."""
    words = _countable(typed)
    if words and not Viewer.of(user).is_stranger:
        line = {"ref": secrets.token_hex(8), "words": words, "found": found, "day": on.isoformat()}
        logger.info("Searched: %s", json.dumps(line, ensure_ascii=True))


def _countable(typed: str) -> str:
    """The words of a plain search as they are counted, "" for any other."""
    query = parse_query(typed[:500])
    if query.filters or query.none_of or not query.all_of or "@" in typed:
        return ""
    words = folded(typed)
    text = " ".join(words)
    plain = all(word.isascii() and word.isalpha() for word in words)
    return text if plain and 0 < len(words) <= MOST_WORDS and len(text) <= LONGEST else ""


def lines_of(log: Iterable[str]) -> Iterator[Line]:
    """The searches in the lines of a log, plain or JSON; any other line is passed over."""
    for text in log:
        found = _LINE.search(text)
        if not found:
            continue
        try:
            data = json.loads(found[1].replace('\\"', '"'))
            line = Line(str(data["ref"]), str(data["words"]), int(data["found"]), date.fromisoformat(data["day"]))
        except (ValueError, KeyError, TypeError):
            continue
        if re.fullmatch(r"[0-9a-f]{16}", line.ref) and re.fullmatch(r"[a-z ]{1,60}", line.words):
            yield line
