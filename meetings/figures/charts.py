"""What was said of a figure, time after time, as a picture: a bar each. The table beside it has all of it. Pure.

Two widths, so that the words stay readable; numbers come as text, ready for an attribute.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hackit.charts import NARROW, WIDE, Label
from hackit.quantities import in_words

MOST = 13
MOST_NARROW = 5
AXIS = 140
TALLEST = 108
FOOT = 161


@dataclass(frozen=True)
class Said:
    """One value for the picture: the day under it, hundredths, and whether it is the one that holds."""

    label: str
    hundredths: int
    is_latest: bool


@dataclass(frozen=True)
class Bar:
    x: str
    y: str
    width: str
    height: str
    fill: str


@dataclass(frozen=True)
class FigurePicture:
    width: int
    axis: str
    bars: list[Bar]
    labels: list[Label]


@dataclass(frozen=True)
class FigureChart:
    """Both pictures, and what they show in words."""

    wide: FigurePicture
    narrow: FigurePicture
    description: str


def figure_chart(title: str, unit: str, said: Sequence[Said]) -> FigureChart | None:
    """The chart of these values, oldest first; None for fewer than two, or where there is nothing to draw."""
    if len(said) < 2 or not any(one.hundredths > 0 for one in said):
        return None
    shown = said[-MOST:]
    told = "; ".join(f"{one.label}: {in_words(unit, one.hundredths)}" for one in shown)
    return FigureChart(
        _picture(unit, shown, WIDE), _picture(unit, said[-MOST_NARROW:], NARROW),
        f"{title}, as it was said time after time. {told}",
    )  # fmt: skip


def _picture(unit: str, said: Sequence[Said], width: int) -> FigurePicture:
    slot = min(107.5, width / len(said))
    most = max(one.hundredths for one in said) or 1
    bars, labels = [], []
    for place, one in enumerate(said):
        tall = max(TALLEST * one.hundredths / most, 2.0)
        middle = f"{slot * (place + 0.5):.1f}"
        fill = "v-now" if one.is_latest else "v-bar"
        if one.hundredths > 0:
            bars.append(Bar(f"{slot * (place + 0.25):.1f}", f"{AXIS - tall:.1f}", f"{slot * 0.5:.1f}", f"{tall:.1f}", fill))  # noqa: E501  # fmt: skip
        labels.append(Label(middle, f"{AXIS - tall - 6:.1f}", in_words(unit, one.hundredths), "v-t--b"))
        labels.append(Label(middle, str(FOOT), one.label))
    return FigurePicture(width, f"M8 {AXIS}H{slot * len(said) - 8:.1f}", bars, labels)
