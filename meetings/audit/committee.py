"""How much of what was recommended is implemented, by priority and plan year: counts, a table and charts. Pure.

Implemented is what we say is done; what audit has checked of that is told apart. Risks that were accepted, what is no
longer relevant and what was replaced are nobody's to implement, so they are not counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hackit.column_charts import Column, ColumnChart, column_chart
from hackit.dates import financial_year_label
from meetings.audit.querysets import Standing

PARTS = ("Audit checked", "We say done", "Still open")
NONE_GIVEN = "No priority"
COUNTED = {
    Standing.CHECKED: (1, 0, 0), Standing.SAID_DONE: (0, 1, 0), Standing.OPEN: (0, 0, 1), Standing.OVERDUE: (0, 0, 1),
}  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """Of some recommendations so many are checked by audit, said to be done, still open; `late` of the open ones."""

    checked: int = 0
    said: int = 0
    still: int = 0
    late: int = 0

    def __add__(self, other: Cell) -> Cell:
        return Cell(
            self.checked + other.checked, self.said + other.said, self.still + other.still, self.late + other.late
        )

    @property
    def done(self) -> int:
        return self.checked + self.said

    @property
    def total(self) -> int:
        return self.done + self.still

    @property
    def share(self) -> int:
        """Implemented, in whole hundredths."""
        return round(100 * self.done / self.total) if self.total else 0

    @property
    def in_words(self) -> str:
        """ "3 of 5", with what of it audit has not checked and what is late; nothing where there is none."""
        return f"{self.done} of {self.total}" if self.total else ""


@dataclass(frozen=True)
class YearRow:
    """One plan year, or all of them: each priority with its cell, and the whole."""

    label: str
    pairs: Sequence[tuple[str, Cell]]
    whole: Cell


@dataclass(frozen=True)
class Implemented:
    """The table by priority and year, the sums last, and the charts; one is None where there is nothing to compare."""

    priorities: Sequence[str]
    years: Sequence[YearRow]
    whole: Cell
    by_year: ColumnChart | None
    by_priority: ColumnChart | None


def implemented(counts: Iterable[tuple[int, str, str, int]], scale: Sequence[str]) -> Implemented:
    """From (plan year, priority, standing, how many) rows; priorities in the order of the scale, older words after."""
    cells: dict[tuple[int, str], Cell] = {}
    for year, priority, standing, count in counts:
        parts = COUNTED.get(Standing(standing))
        if parts is None:
            continue
        checked, said, still = (part * count for part in parts)
        one = Cell(checked, said, still, count if standing == Standing.OVERDUE else 0)
        cells[year, priority] = cells.get((year, priority), Cell()) + one
    order = {word: place for place, word in enumerate(scale)}
    found = {priority for _year, priority in cells}
    priorities = sorted(found, key=lambda word: (not word, order.get(word, len(order)), word))
    named = [priority or NONE_GIVEN for priority in priorities]
    rows = []
    for year in sorted({year for year, _priority in cells}, reverse=True):
        row = [cells.get((year, priority), Cell()) for priority in priorities]
        rows.append(YearRow(financial_year_label(year), list(zip(named, row, strict=True)), sum(row, Cell())))
    sums = [sum((cells.get((year, one), Cell()) for year in {y for y, _ in cells}), Cell()) for one in priorities]
    whole = sum(sums, Cell())
    oldest_first = [(row.label, row.whole) for row in rows[::-1]]
    if len(rows) > 1:
        rows.append(YearRow("All years", list(zip(named, sums, strict=True)), whole))
    return Implemented(
        named, rows, whole, _chart("by plan year", oldest_first) if len(oldest_first) > 1 else None,
        _chart("by priority", list(zip(named, sums, strict=True))),
    )  # fmt: skip


def _chart(by_what: str, pairs: Sequence[tuple[str, Cell]]) -> ColumnChart | None:
    told = "; ".join(f"{label}: {cell.in_words} implemented, {cell.checked} checked by audit" for label, cell in pairs)
    columns = [
        Column(label, label if len(label) <= 8 else f"{label[:7]}…", (cell.checked, cell.said, cell.still))
        for label, cell in pairs
    ]
    return column_chart(columns, PARTS, description=f"Recommendations implemented {by_what}. {told}")
