"""The periods of a financial year: P1 is April, P12 March, 13 the year's end. Pure: the day is passed in."""

from __future__ import annotations

import re
from datetime import date

from hackit.dates import financial_year

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
YEAR_END = 13
LAST_OF_QUARTER = {1: 3, 2: 6, 3: 9, 4: 12}
_PERIOD = re.compile(r"(?:p(?:eriod)?\s?(?P<number>\d{1,2})|q(?P<quarter>[1-4])|(?P<end>year[\s-]end|outturn))", re.I)
_MONTH = re.compile(r"(?P<month>[a-z]{3,9})\.?(?:\s+(?P<year>20\d\d))?", re.I)


def read_period(typed: str, *, on: date) -> tuple[int | None, int]:
    """The period meant by "May", "P2", "Q1" or "year end", and the start of its financial year.

    A month without a year is the last one that began by `on`; a quarter is its last month. (None, year of `on`)
    where no period is meant. The periods of a year that has not come are those of the year before.
    """
    typed, this_year = typed.strip().rstrip("."), financial_year(on)
    if match := _PERIOD.fullmatch(typed):
        if match["end"]:
            return YEAR_END, this_year - 1 if 4 <= on.month <= 9 else this_year
        period = int(match["number"] or LAST_OF_QUARTER[int(match["quarter"])])
        if not 1 <= period <= 12:
            return None, this_year
        return period, this_year if _first_day(period, this_year) <= on else this_year - 1
    if match := _MONTH.fullmatch(typed):
        word = match["month"].lower()
        month = next((n for n, name in enumerate(MONTHS, 1) if name.startswith(word)), None)
        if month is None:
            return None, this_year
        period = (month - 4) % 12 + 1
        if match["year"]:
            return period, financial_year(date(int(match["year"]), month, 1))
        return period, this_year if _first_day(period, this_year) <= on else this_year - 1
    if match := re.fullmatch(r"(20\d\d)/(\d\d)", typed):
        return YEAR_END, int(match[1])
    return None, this_year


def _first_day(period: int, year: int) -> date:
    month = (period + 2) % 12 + 1
    return date(year if month >= 4 else year + 1, month, 1)


def period_label(period: int) -> str:
    """ "P2", or "year end"."""
    return "year end" if period == YEAR_END else f"P{period}"


def period_in_full(period: int) -> str:
    """ "P2 (May)", or "Year end"."""
    if period == YEAR_END:
        return "Year end"
    return f"P{period} ({MONTHS[(period + 2) % 12].capitalize()})"
