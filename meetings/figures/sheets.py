"""Figures as rows of a spreadsheet: values to the penny, which add up there as they do here. Pure but for records."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hackit.quantities import MONEY
from meetings.figures.models import LATER, Figure, FigureSaid
from meetings.figures.reading import FigureShown, SaidRow

Sheet = tuple[Sequence[str], list[list[object]]]
LIST_HEADER = (
    "Figure", "Counted in", "Saving", "Since", "Group", "Topic", "Who speaks of it", "First said", "First from",
    "First to", "Last said", "About", "From", "To", "Change", "Years", "One-off or recurring", "Capital or revenue",
    "Address",
)  # fmt: skip
SAID_HEADER = (
    "Figure", "Said on", "About", "From", "To", "Counted in", "Change from the one before", "Saving", "Years",
    "One-off or recurring", "Capital or revenue", "Why", "Where", "Written down by",
)  # fmt: skip


def value(hundredths: int) -> str:
    """As a spreadsheet adds it up: pounds with pence, pieces or per cent with two decimals."""
    sign, whole = ("-" if hundredths < 0 else ""), abs(hundredths)
    return f"{sign}{whole // 100}.{whole % 100:02d}"


def _years(said: Sequence[FigureSaid]) -> list[int]:
    """The years that any of them names, in their order, what comes later last."""
    return sorted({year for one in said for year, _pence in one.profile}, key=lambda year: (year == LATER, year))


def _year_headers(years: Sequence[int]) -> list[str]:
    return ["Later" if year == LATER else f"{year}/{(year + 1) % 100:02d}" for year in years]


def _by_year(said: FigureSaid, years: Sequence[int]) -> list[str]:
    profile = dict(said.profile)
    return [value(profile[year]) if year in profile else "" for year in years]


def list_sheet(shown: Sequence[FigureShown], absolute: Callable[[str], str]) -> Sheet:
    """The list: a row a figure, with what was said first and last, and the years of what was said last."""
    years = _years([one.latest for one in shown if one.latest])
    return [*LIST_HEADER, *_year_headers(years)], [_row(one, years, absolute) for one in shown]


def _row(shown: FigureShown, years: Sequence[int], absolute: Callable[[str], str]) -> list[object]:
    figure, first, last = shown.figure, shown.first, shown.latest
    cells: list[object] = [
        figure.title, _unit(figure), figure.get_state_display(), figure.state_on or "", figure.forum.name,
        figure.topic.name if figure.topic else "", figure.lead.name if figure.lead else "",
    ]  # fmt: skip
    address = absolute(figure.get_absolute_url())
    if first is None or last is None:
        return [*cells, *([""] * 11), address, *([""] * len(years))]
    return [
        *cells, first.said_on, value(first.low), value(first.high), last.said_on, last.get_near_display(),
        value(last.low), value(last.high), value(last.high - first.high) if shown.was_changed else "",
        last.years or "", last.get_recurs_display(), last.get_nature_display(), address, *_by_year(last, years),
    ]  # fmt: skip


def said_sheet(figure: Figure, rows: Sequence[SaidRow]) -> Sheet:
    """All that was said of one figure, newest first."""
    years = _years([row.said for row in rows])
    made = [
        _said(figure, row, rows[place + 1] if place + 1 < len(rows) else None, years) for place, row in enumerate(rows)
    ]
    return [*SAID_HEADER, *_year_headers(years)], made


def _said(figure: Figure, row: SaidRow, before: SaidRow | None, years: Sequence[int]) -> list[object]:
    said = row.said
    where = said.meeting.label() if said.meeting else row.entry.title if row.entry else ""
    return [
        figure.title, said.said_on, said.get_near_display(), value(said.low), value(said.high), _unit(figure),
        value(said.high - before.said.high) if before else "", said.get_state_display(), said.years or "",
        said.get_recurs_display(), said.get_nature_display(), said.words, where,
        said.created_by.name if said.created_by else "", *_by_year(said, years),
    ]  # fmt: skip


def _unit(figure: Figure) -> str:
    return "Pounds" if figure.unit == MONEY else "Per cent" if figure.unit == Figure.Unit.SHARE else "Number"
