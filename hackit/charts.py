"""Month by month as a picture: where bars, gaps and decisions stand in an SVG that a template writes down.

Two widths, so that the words in them stay readable. Pure; numbers come as text, ready for an attribute.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hackit.timeline import Day, Mark, Month, empty_runs, joined, months, plain_day, silences

WIDE, NARROW = 860, 358
MOST_MONTHS = 18
"""A longer story shows its last months; the table has all."""

AXIS = 140
TALLEST = 96
UNIT = 16
WIDEST_SLOT = 107.5
WIDEST_BAR = 60.2
DIAMOND = 23
LETTER = 7.4  # about the width of a letter at 14 px


@dataclass(frozen=True)
class Bar:
    x: str
    y: str
    width: str
    height: str
    is_now: bool


@dataclass(frozen=True)
class Label:
    """Words in the picture; `style` names the classes beside `v-t`."""

    x: str
    y: str
    text: str
    style: str = ""


@dataclass(frozen=True)
class Picture:
    """One SVG: its width, the paths of axis, gaps, decisions and their stems, bars, and words."""

    width: int
    axis: str
    gaps: str
    diamonds: str
    stems: str
    bars: list[Bar]
    labels: list[Label]


@dataclass(frozen=True)
class Chart:
    """Both pictures, what they show in words, and every month for the table. `left_out`: months not in the picture."""

    wide: Picture
    narrow: Picture
    description: str
    months: list[Month]
    left_out: int


def month_chart(name: str, days: Sequence[Day], marks: Sequence[Mark], *, on: date) -> Chart | None:
    """The chart of a story, or None if it lies within one month."""
    every = months(days, marks, until=_looked_at(days, on))
    if len(every) < 2:
        return None
    shown = every[-MOST_MONTHS:]
    quiet = [silence_of(run, shown, days, on) for run in empty_runs(shown)]
    return Chart(
        wide=_picture(shown, quiet, WIDE, on),
        narrow=_picture(shown, quiet, NARROW, on),
        description=_description(name, shown),
        months=every,
        left_out=len(every) - len(shown),
    )


def _looked_at(days: Sequence[Day], on: date) -> date | None:
    """Up to when a story is drawn that has gone quiet: to now, unless that would leave little else in the picture."""
    quiet = next((silence for silence in silences(days, on=on, least=_A_MONTH) if silence.goes_on), None)
    return on if quiet and quiet.last - quiet.first < _A_YEAR else None


def silence_of(run: tuple[int, int], shown: Sequence[Month], days: Sequence[Day], on: date) -> tuple[int, int, int]:
    """A run of empty months with the whole weeks of silence around it: (first, after the last, weeks)."""
    first, last = shown[run[0]].first, shown[run[1] - 1].first
    around = (s for s in silences(days, on=on, least=_A_MONTH) if s.first <= last and first <= s.last)
    return (*run, max((s.weeks for s in around), default=0))


_A_MONTH = timedelta(days=28)
_A_YEAR = timedelta(days=365)


def _picture(shown: Sequence[Month], quiet: Sequence[tuple[int, int, int]], width: int, on: date) -> Picture:
    slot = width / len(shown)
    thick = min(slot * 0.56, WIDEST_BAR)
    unit = min(UNIT, TALLEST / max(month.count for month in shown))
    tops = [AXIS - month.count * unit for month in shown]
    middles = [slot * (i + 0.5) for i in range(len(shown))]
    decided = [i for i, month in enumerate(shown) if month.marks]
    bars = [
        Bar(_n(middles[i] - thick / 2), _n(tops[i]), _n(thick), _n(AXIS - tops[i]), _is_now(month, on))
        for i, month in enumerate(shown)
        if month.count
    ]
    return Picture(
        width=width,
        axis=_axis(shown, slot),
        gaps="".join(f"M{_n(a * slot + 2)} {AXIS}H{_n(b * slot - 2)}" for a, b, _ in quiet),
        diamonds="".join(f"M{_n(middles[i])} {DIAMOND}l8 8-8 8-8-8z" for i in decided),
        stems="".join(f"M{_n(middles[i])} {DIAMOND + 16}V{_n(tops[i])}" for i in decided if tops[i] > DIAMOND + 24),
        bars=bars,
        labels=[
            *_month_labels(shown, slot, on),
            *_quiet_labels(quiet, slot, width),
            *_decision_label(shown, decided, middles, width),
        ],
    )


def _n(number: float) -> str:
    return f"{number:.1f}"


def _is_now(month: Month, on: date) -> bool:
    return (month.year, month.month) == (on.year, on.month)


def _axis(shown: Sequence[Month], slot: float) -> str:
    """The line under months with something, broken where there is nothing."""
    path, start = "", None
    for i, month in enumerate([*shown, None]):
        if month and month.count and start is None:
            start = i
        elif start is not None and not (month and month.count):
            path += f"M{_n(start * slot + 8)} {AXIS}H{_n(i * slot - 8)}"
            start = None
    return path


def _month_labels(shown: Sequence[Month], slot: float, on: date) -> list[Label]:
    """As many months' names as fit; January always has one, with its year where the story is long."""
    step = next((k for k in (1, 2, 3, 4, 6) if k * slot >= 36), 12)
    is_long = len(shown) > 12
    labels = []
    for i, month in enumerate(shown):
        if (month.month - 1) % step == 0:
            year = f" ’{month.year % 100:02d}" if is_long and month.month == 1 else ""
            style = "v-t--b" if _is_now(month, on) else ""
            labels.append(Label(_n(slot * (i + 0.5)), "161", f"{month.first:%b}{year}", style))
    return labels


def _quiet_labels(quiet: Sequence[tuple[int, int, int]], slot: float, width: int) -> list[Label]:
    """ "quiet, 9 weeks" over a gap, "9 weeks" where that is all that fits, or nothing."""
    labels = []
    for first, after, weeks in quiet:
        room = (after - first) * slot
        short = f"{weeks} weeks"
        for text in ([f"quiet, {short}", short] if width == WIDE else [short]) if weeks else []:
            if len(text) * LETTER <= room:
                labels.append(Label(_n((first + after) / 2 * slot), "128", text))
                break
    return labels


def _decision_label(
    shown: Sequence[Month], decided: Sequence[int], middles: Sequence[float], width: int
) -> list[Label]:
    """The newest decision in words beside its diamond, on the side where there is room and no other diamond."""
    if not decided:
        return []
    mark, x = shown[decided[-1]].marks[-1], middles[decided[-1]]
    text = f"{mark.words}, {plain_day(mark.date, year=False)}" if width == WIDE else mark.words
    length = len(text) * LETTER + 24
    others = [middles[i] for i in decided[:-1]]
    if x - length >= 0 and not any(x - length < other for other in others):
        return [Label(_n(x - 15), "36", text, "v-t--b v-t--e")]
    if x + length <= width:
        return [Label(_n(x + 15), "36", text, "v-t--b v-t--s")]
    return []


def _description(name: str, shown: Sequence[Month]) -> str:
    """The picture in words: the span, the fullest month, decisions, and the empty months."""
    most = max(shown, key=lambda month: month.count)
    parts = [f"most in {most.first:%B %Y} ({most.count})"]
    parts += [f"{mark.words} on {plain_day(mark.date)}" for month in shown for mark in month.marks][-6:]
    empty = [f"{month.first:%B %Y}" for month in shown if not month.count]
    if empty:
        parts.append(f"nothing in {joined(empty) if len(empty) <= 4 else f'{len(empty)} of the months'}")
    span = f"{shown[0].first:%B %Y} to {shown[-1].first:%B %Y}"
    return f"Things recorded about {name} each month, {span}: {'; '.join(parts)}."
