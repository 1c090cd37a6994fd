"""The form beside a search and its typed filters are one thing: a tick is read as the filter that one would type.

So the address of either can be shared, and both show the same: `kind=actions` beside the words is `kind:actions` in
the box. A value that begins with a minus leaves it out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from hackit.dates import financial_year_label
from hackit.search.query import Query
from hackit.search.query_filters import Filter, read_filter

FIELD_OF = {"kind": "kind", "status": "is", "topic": "topic", "person": "person", "group": "in", "year": "fy"}
"""The typed filter of each facet."""

FACET_OF = {field: facet for facet, field in FIELD_OF.items()}
BESIDE = ("by", "owner", "sort", "from", "to")
"""Filters that have a control of their own and no counts."""

TICKS = (*FIELD_OF, *BESIDE)
MOST_FILTERS = 24
LONGEST = 80  # characters of a value

_UNTYPED = str.maketrans(dict.fromkeys('"“”„‟«»*', " "))


def with_ticks(query: Query, ticks: Mapping[str, Sequence[str]]) -> Query:
    """The query with what the form says added. Of two dates for one end the form's counts."""
    filters, notes = list(query.filters), list(query.notes)
    for name in TICKS:
        for value in ticks.get(name, ()):
            found = _filter(FIELD_OF.get(name, name), value)
            if isinstance(found, str):
                notes.append(found)
            elif found and found not in filters:
                if found.field in ("from", "to"):
                    filters = [one for one in filters if one.field != found.field]
                filters.append(found)
    if len(filters) > MOST_FILTERS:
        notes.append(f"Only the first {MOST_FILTERS} filters were used.")
    return replace(query, filters=tuple(filters[:MOST_FILTERS]), notes=tuple(dict.fromkeys(notes)))


def _filter(field: str, value: str) -> Filter | str | None:
    """The filter that a value of the form stands for, a sentence about it, or None for an empty one."""
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in value).translate(_UNTYPED).split())
    without = text.startswith("-") and field not in ("from", "to")
    text = text.removeprefix("-")[:LONGEST].strip() if without else text[:LONGEST].strip()
    if not text:
        return None
    if field == "fy" and len(text) == 4 and text.isascii() and text.isdigit():
        text = financial_year_label(int(text))
    if field in ("kind", "is", "sort"):
        text = text.replace("_", "-")
    return read_filter(field, text, without=without)
