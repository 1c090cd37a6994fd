"""What the columns of somebody's spreadsheet are, by their headings. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

LEFT_OUT = ""


@dataclass(frozen=True)
class Column:
    """Something that a column can hold: its key, what it is called here, and headings for it, surest first."""

    key: str
    label: str
    headings: tuple[str, ...]


LONGEST_HEADING = 100
"""Letters of a cell that are compared: no heading is longer, and what is read by patterns must not be."""


def plain_heading(heading: str) -> str:
    """A heading as it is compared: "Due_Date (dd/mm)", "DueDate:" and "due date" are one."""
    heading = heading[:LONGEST_HEADING]
    words = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", heading) if not heading.strip().startswith("(") else heading
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", words).lower().replace("’", "'")
    return " ".join(re.sub(r"[\W_]+", " ", words).split())


class Columns:
    """All that the columns of one kind of spreadsheet can hold."""

    def __init__(self, columns: Iterable[Column]) -> None:
        self.columns = tuple(columns)
        self.labels = {column.key: column.label for column in self.columns}
        self._known = {heading for column in self.columns for heading in column.headings}

    def is_known(self, heading: str) -> bool:
        """Whether a heading says by itself what its column is."""
        return len(heading) <= LONGEST_HEADING and plain_heading(heading) in self._known

    def choices(self, matched: Sequence[str], *, on: date) -> list[tuple[str, Any]]:
        """What a select offers for one column, where `matched` are the keys of all of them."""
        return list(self.labels.items())

    def match(self, headings: Sequence[str]) -> list[str]:
        """For each heading the key of what its column holds, each key once; LEFT_OUT for what has no place here."""
        plain = [plain_heading(heading) for heading in headings]
        found = [LEFT_OUT] * len(plain)
        for column in self.columns:
            places = (
                (column.headings.index(words), place)
                for place, words in enumerate(plain)
                if not found[place] and words in column.headings
            )
            best = min(places, default=None)
            if best:
                found[best[1]] = column.key
        return found
