"""A CSV file of topics as rows: name, aliases (between semicolons), description, broader. Pure: no record is read.

Columns are known by their headings, in any order; a column that is not there says nothing about its values.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field

from hackit.csv_out import plain_cell

COLUMNS = ("name", "aliases", "description", "broader")
HEADINGS = {
    "name": "name", "topic": "name",
    "aliases": "aliases", "alias": "aliases", "also called": "aliases",
    "description": "description",
    "broader": "broader", "broader topic": "broader",
}  # fmt: skip
LONGEST_NAME, LONGEST_ALIAS, LONGEST_DESCRIPTION, MOST_ALIASES, MOST_ROWS = 80, 80, 300, 40, 2000


class UnreadableTopics(ValueError):
    """The text is no table of topics; the message says why, to the person who sent it."""


@dataclass(frozen=True)
class Wrong:
    """What is to be said of a row: its number as a spreadsheet counts (the headings are row 1), and a sentence."""

    row: int
    says: str

    def __str__(self) -> str:
        return f"Row {self.row}: {self.says}"


@dataclass(frozen=True)
class TopicLine:
    """One row. None stands for what the file has no column for: it stays as it is."""

    row: int
    name: str
    aliases: tuple[str, ...] | None = None
    description: str | None = None
    broader: str | None = None


@dataclass
class TopicTable:
    """What a file says: its rows, and what is wrong with it."""

    lines: list[TopicLine] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)


def key_of(name: str) -> str:
    """By what two names are the same: blanks and capitals do not count."""
    return " ".join(name.split()).lower()


def read_topics(text: str) -> TopicTable:
    """The rows of a CSV. Raises UnreadableTopics where there are no headings or no rows, or too many."""
    text = text.removeprefix("\ufeff")
    if "\x00" in text:
        raise UnreadableTopics("This holds something that is not text. Save the sheet as CSV again, and bring that in")
    rows = _rows(text)
    if not rows:
        raise UnreadableTopics("There is nothing in it")
    (_number, headings), *rest = rows
    places = _places(headings)
    if "name" not in places:
        raise UnreadableTopics("The first row must be headings: name, aliases, description, broader")
    if not rest:
        raise UnreadableTopics("There are headings and no topics below them")
    if len(rest) > MOST_ROWS:
        raise UnreadableTopics(f"At most {MOST_ROWS:,} topics can be brought in at once")
    table = TopicTable()
    first_at: dict[str, int] = {}
    for number, cells in rest:
        line = _line(number, cells, places)
        table.wrong += _wrongs(line)
        if line.name and (before := first_at.setdefault(key_of(line.name), number)) != number:
            table.wrong.append(Wrong(number, f"“{line.name}” stands in row {before} already"))
        table.lines.append(line)
    return table


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """The rows that hold something, each with its number. Raises UnreadableTopics for what is no CSV."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = "," if "," in first else next((mark for mark in "\t;" if mark in first), ",")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [(number, cells) for number, cells in enumerate(reader, 1) if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise UnreadableTopics("A cell is too long, or a quotation mark is not closed") from error


def _places(headings: Iterable[str]) -> dict[str, int]:
    """Where each known column stands; the first of two of a name counts."""
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        name = HEADINGS.get(key_of(plain_cell(heading).replace("_", " ")))
        if name:
            places.setdefault(name, place)
    return places


def _line(number: int, cells: list[str], places: dict[str, int]) -> TopicLine:
    def cell(name: str) -> str | None:
        if name not in places:
            return None
        place = places[name]
        return " ".join(plain_cell(cells[place].strip()).split()) if place < len(cells) else ""

    aliases = cell("aliases")
    names = None if aliases is None else _separated(aliases)
    return TopicLine(number, cell("name") or "", names, cell("description"), cell("broader"))


def _separated(cell: str) -> tuple[str, ...]:
    """What stands between semicolons, each once."""
    found: dict[str, str] = {}
    for part in cell.split(";"):
        if text := plain_cell(part.strip()):
            found.setdefault(key_of(text), text)
    return tuple(found.values())


def _wrongs(line: TopicLine) -> Iterable[Wrong]:
    """What can be said of a row by itself."""
    if not line.name:
        yield Wrong(line.row, "Enter what the topic is called")
    if len(line.name) > LONGEST_NAME:
        yield Wrong(line.row, f"The name must be {LONGEST_NAME} characters or fewer")
    if len(line.description or "") > LONGEST_DESCRIPTION:
        yield Wrong(line.row, f"The description must be {LONGEST_DESCRIPTION} characters or fewer")
    for alias in line.aliases or ():
        if len(alias) > LONGEST_ALIAS:
            yield Wrong(line.row, f"“{alias[:40]}…” must be {LONGEST_ALIAS} characters or fewer")
    if len(line.aliases or ()) > MOST_ALIASES:
        yield Wrong(line.row, f"Give {MOST_ALIASES} other names at most")
