"""Columns as a picture: for each month or kind one column in parts, for an SVG that a template writes down.

Two widths, so that the words stay readable. Parts differ by fill and by outline, the number stands above each column,
and the same stands in a table beside it. Pure; numbers come as text, ready for an attribute.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hackit.charts import AXIS, LETTER, NARROW, TALLEST, UNIT, WIDE, WIDEST_SLOT, Label

FILLS = ("v-now", "v-bar", "v-open")
"""The classes of the parts, from the axis upwards: dark, middle, outlined."""


@dataclass(frozen=True)
class Column:
    """One column: its label, a shorter one for narrow screens, and how many of each part from the axis upwards."""

    label: str
    short: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class Part:
    """A stretch of a column; `fill` is its class."""

    x: str
    y: str
    width: str
    height: str
    fill: str


@dataclass(frozen=True)
class ColumnPicture:
    """One SVG: its width, the axis, the parts of the columns, and words."""

    width: int
    axis: str
    parts: list[Part]
    labels: list[Label]


@dataclass(frozen=True)
class ColumnChart:
    """Both pictures, what they show in words, the fill and name of each part, and the columns for the table."""

    wide: ColumnPicture
    narrow: ColumnPicture
    description: str
    keys: list[tuple[str, str]]
    columns: list[Column]


def column_chart(columns: Sequence[Column], parts: Sequence[str], *, description: str) -> ColumnChart | None:
    """The chart of these columns, whose `counts` are those of `parts` in order; None where all are empty."""
    if not any(column.total for column in columns):
        return None
    return ColumnChart(
        wide=_picture(columns, WIDE),
        narrow=_picture(columns, NARROW),
        description=description,
        keys=list(zip(FILLS, parts, strict=False)),
        columns=list(columns),
    )


def _picture(columns: Sequence[Column], width: int) -> ColumnPicture:
    slot = min(WIDEST_SLOT, width / len(columns))
    unit = min(UNIT, TALLEST / max(column.total for column in columns))
    names = [column.label if width == WIDE else column.short for column in columns]
    step = _step(names, slot)
    parts, labels = [], []
    for number, column in enumerate(columns):
        top = float(AXIS)
        for fill, count in zip(FILLS, column.counts, strict=False):
            if count:
                top -= count * unit
                parts.append(Part(_n(slot * (number + 0.22)), _n(top), _n(slot * 0.56), _n(count * unit), fill))
        middle = _n(slot * (number + 0.5))
        if column.total:
            labels.append(Label(middle, _n(top - 6), f"{column.total:,}", "v-t--b"))
        if number % step == 0:
            labels.append(Label(middle, "161", names[number]))
    return ColumnPicture(width, f"M8 {AXIS}H{_n(slot * len(columns) - 8)}", parts, labels)


def _step(names: Sequence[str], slot: float) -> int:
    """Every how manyth column has its name written under it, so that names stand apart."""
    longest = max(len(name) for name in names) * LETTER + 6
    return next((step for step in (1, 2, 3, 4, 6, 12) if step * slot >= longest), len(names))


def _n(number: float) -> str:
    return f"{number:.1f}"
