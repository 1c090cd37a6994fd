"""A typed query as a sentence part for people: what a followed search is called. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hackit.dates import british_day
from hackit.search.query import parse_query
from hackit.search.query_filters import ME, Filter

_WORDS = {
    "topic": "about {}", "person": "with {}", "by": "by {}", "owner": "owned by {}", "kind": "only {}",
    "sort": "under “{}”", "in": "of {}", "from": "from {}", "to": "to {}", "fy": "in {}", "is": "{}",
}  # fmt: skip
SHORT = 4  # letters of a group's name that is read as its initials


def in_words(typed: str) -> str:
    """For example: “handsets”, about mobile phones, only actions, not by me."""
    query = parse_query(typed)
    words = replace(query, filters=()).to_text()
    parts = [f"“{words}”"] if words or not query.filters else ["Everything"]
    return ", ".join([*parts, *map(_filter, query.filters)])


def _filter(found: Filter) -> str:
    value = found.value
    if isinstance(value, date):
        text = british_day(value)
    elif found.field in ("kind", "is", "sort"):
        text = str(value).replace("_", " ").replace("section", "weeknote")
    elif found.field == "in" and len(found.text) <= SHORT:
        text = found.text.upper()
    else:
        text = found.text if found.field == "fy" or value == ME else found.text.replace("-", " ")
    if found.field == "kind":
        text = text if text == "coming up" else f"{text}s"
    return f"{'not ' if found.without else ''}{_WORDS[found.field].format(text)}"
