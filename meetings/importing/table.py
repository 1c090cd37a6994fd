"""Text of a spreadsheet as headings and rows, each with the line it stands on. Pure, and bounded.

Commas, semicolons, tabs and bars between the cells; any line ends; titles above the headings are passed over.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from meetings.importing.headings import Columns, plain_heading

MOST_COLUMNS = 50
LOOKED_THROUGH = 15
"""How many rows may stand above the headings."""

_NUMBER = re.compile(r"[-+(]*£?[\d\s.,]*\d\s*[kKmM%]?\)?")
_TOTAL = re.compile(r"(?:grand |sub[- ]?)?totals?\s*:?\s*£?[\d\s.,]*", re.I)
_DELIMITERS = (",", ";", "\t", "|")


class UnreadableTable(ValueError):
    """The text is no table that can be read; the message says why, in a sentence."""


@dataclass(frozen=True)
class Limits:
    """How much is taken at once."""

    rows: int
    bytes: int

    @property
    def too_much(self) -> str:
        return (
            f"That is too much at once: at most {self.rows:,} rows and {self.bytes // 1_000_000} MB are taken. Split it"
        )


@dataclass(frozen=True)
class Row:
    """One row: the line of the file on which it begins, and a cell for each heading. `more`: cells beyond them."""

    line: int
    cells: tuple[str, ...]
    more: int = 0


@dataclass(frozen=True)
class Table:
    """Headings as written, and the rows that are not empty and no total."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    totals: tuple[int, ...] = ()
    """The lines of rows that only add up those above them, which are none of `rows`."""

    def samples(self, place: int, most: int = 3) -> list[str]:
        """The first different values of a column, for people to know it by."""
        seen = dict.fromkeys(" ".join(row.cells[place].split())[:40] for row in self.rows[:50])
        return [value for value in seen if value][:most]


def read_table(text: str, columns: Columns, limits: Limits) -> Table:
    """The table in a text, whose headings are likely those of `columns`.

    Raises UnreadableTable where there is none, where it is broken, and where it is too long.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")  # a browser sends every line end as two characters
    if len(text.encode("utf-8", "replace")) > limits.bytes:
        raise UnreadableTable(limits.too_much)
    delimiter, text, skipped = _delimiter(text, columns, limits)
    records = [
        (line + skipped, cells)
        for line, cells in _records(text, delimiter, limits, skipped)
        if any(map(str.strip, cells))
    ]
    if not records:
        raise UnreadableTable("There is nothing in it")
    first = _heading_row([cells for _line, cells in records[:LOOKED_THROUGH]], columns)
    headings = _headings(records[first][1])
    rows = [_row(line, cells, len(headings)) for line, cells in records[first + 1 :] if cells != records[first][1]]
    totals = tuple(row.line for row in rows if _is_total(row))
    rows = [row for row in rows if row.line not in totals]
    if not rows:
        raise UnreadableTable("There are headings and no rows below them")
    if len(rows) > limits.rows:
        raise UnreadableTable(limits.too_much)
    return Table(headings, tuple(rows), totals)


def _is_total(row: Row) -> bool:
    """Whether it says "Total", once, and beside that nothing but numbers."""
    said = [cell.strip() for cell in row.cells if cell.strip() and not _NUMBER.fullmatch(cell.strip())]
    return len(said) == 1 and bool(_TOTAL.fullmatch(said[0]))


def _delimiter(text: str, columns: Columns, limits: Limits) -> tuple[str, str, int]:
    """What stands between the cells, the text, and how many lines were cut off above it ("sep=;")."""
    said = re.match(r"sep=([,;\t|:^])(?:\r\n|\r|\n)", text)
    if said:
        return said[1], text[said.end() :], 1

    def worth(delimiter: str) -> tuple[int, int]:
        rows: list[list[str]] = []
        with suppress(UnreadableTable):  # what is broken further down is said later, of the right delimiter
            for _line, cells in islice(_records(text, delimiter, limits), LOOKED_THROUGH):
                rows.append(cells)
        known = max((sum(map(columns.is_known, cells)) for cells in rows), default=0)
        return (known, max((len(cells) for cells in rows), default=0))

    return max(_DELIMITERS, key=worth), text, 0


def _records(text: str, delimiter: str, limits: Limits, skipped: int = 0) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line on which it begins. Raises UnreadableTable at a broken one, and at one too many."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins, count = 1, 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise UnreadableTable(_in_words(error, begins + skipped)) from error
        count += any(cells)
        if count > limits.rows + LOOKED_THROUGH or len(cells) > MOST_COLUMNS + 200:
            raise UnreadableTable(limits.too_much)
        yield begins, cells
        begins = reader.line_num + 1


def _in_words(error: csv.Error, line: int) -> str:
    if "field larger than" in str(error):
        return f"A cell that begins on line {line:,} is longer than any cell can be. Is a quotation mark not closed?"
    return f"From line {line:,} on it can’t be read: a quotation mark is not closed, or stands where none can"


def _heading_row(records: list[list[str]], columns: Columns) -> int:
    """Which of the first records holds the headings: the first that says what two columns are, else the first."""
    for enough in (2, 1):
        for number, cells in enumerate(records):
            if len({plain_heading(cell) for cell in cells if columns.is_known(cell)}) >= enough:
                return number
    return 0


def _headings(cells: list[str]) -> tuple[str, ...]:
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    if len(cells) > MOST_COLUMNS:
        raise UnreadableTable(f"It has {len(cells)} columns, and at most {MOST_COLUMNS} are read")
    return tuple(" ".join(cell.split()) for cell in cells)


def _row(line: int, cells: list[str], width: int) -> Row:
    padded = (*cells[:width], *[""] * (width - len(cells)))
    return Row(line, padded, sum(bool(cell.strip()) for cell in cells[width:]))
