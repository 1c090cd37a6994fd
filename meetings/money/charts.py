"""How a budget stood, position after position, as a picture: bars over the axis are over budget, below it under.

Two widths, so that the words stay readable; working figures are outlined, final ones filled. The history beside it is
its table. Pure; numbers come as text, ready for an attribute.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hackit.amounts import short_pounds
from hackit.charts import NARROW, WIDE, Label

MOST = 13
MOST_NARROW = 6
AXIS = 82
TALLEST = 44
"""So much that the amount below a bar under the axis stays above the label at the foot."""
FOOT = 161


@dataclass(frozen=True)
class Said:
    """One position for the picture: its label, pence over budget (less than nothing: under), whether it is final."""

    label: str
    pence: int
    is_final: bool


@dataclass(frozen=True)
class Bar:
    x: str
    y: str
    width: str
    height: str
    fill: str


@dataclass(frozen=True)
class BudgetPicture:
    width: int
    axis: str
    bars: list[Bar]
    labels: list[Label]


@dataclass(frozen=True)
class BudgetChart:
    """Both pictures, and what they show in words."""

    wide: BudgetPicture
    narrow: BudgetPicture
    description: str


def budget_chart(title: str, said: Sequence[Said]) -> BudgetChart | None:
    """The chart of these positions, oldest first; None where fewer than two are known or all are in line."""
    if len(said) < 2 or not any(one.pence for one in said):
        return None
    return BudgetChart(
        _picture(said[-MOST:], WIDE), _picture(said[-MOST_NARROW:], NARROW), _described(title, said[-MOST:])
    )


def in_words(pence: int) -> str:
    """ "£40k over", "£5k under", "in line"."""
    if not pence:
        return "in line"
    return f"{short_pounds(abs(pence))} {'over' if pence > 0 else 'under'}"


def _described(title: str, said: Sequence[Said]) -> str:
    told = "; ".join(f"{one.label}: {in_words(one.pence)}{'' if one.is_final else ', working'}" for one in said)
    return f"{title}, position by position. {told}"


def _picture(said: Sequence[Said], width: int) -> BudgetPicture:
    slot = min(107.5, width / len(said))
    most = max((abs(one.pence) for one in said), default=0) or 1
    bars, labels = [], []
    for place, one in enumerate(said):
        tall = max(TALLEST * abs(one.pence) / most, 2.0)
        top = AXIS - tall if one.pence > 0 else float(AXIS)
        fill = "v-now" if one.is_final else "v-open"
        middle = f"{slot * (place + 0.5):.1f}"
        if one.pence:
            bars.append(Bar(f"{slot * (place + 0.25):.1f}", f"{top:.1f}", f"{slot * 0.5:.1f}", f"{tall:.1f}", fill))
        at = top - 6 if one.pence >= 0 else AXIS + tall + 16
        amount = short_pounds(abs(one.pence)) if one.pence else "0"
        labels.append(Label(middle, f"{at:.1f}", amount, "v-t--b"))
        labels.append(Label(middle, str(FOOT), one.label))
    return BudgetPicture(width, f"M8 {AXIS}H{slot * len(said) - 8:.1f}", bars, labels)
