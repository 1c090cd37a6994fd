"""England's bank holidays, worked out offline by a kept library; and the days that are free instead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

from holidays import country_holidays

from hackit.dates import british_day

FIRST_YEAR, LAST_YEAR = 1990, 2100


@cache
def _of_year(year: int) -> dict[date, str]:
    return dict(country_holidays("GB", subdiv="ENG", years=[year]))


def bank_holiday(day: date) -> str:
    """What the bank holiday on that day is called, or "" on any other day, and in years that nobody plans for."""
    return _of_year(day.year).get(day, "") if FIRST_YEAR <= day.year <= LAST_YEAR else ""


def holiday_words(day: date) -> str:
    """ "Mon 26 August 2019 is a bank holiday: Late Summer Bank Holiday.", or ""."""
    name = bank_holiday(day)
    return f"{british_day(day)} is a bank holiday: {name}." if name else ""


def next_working_day(day: date, *, free: Callable[[date], bool] = lambda _day: True) -> date:
    """The first day after `day` that is neither weekend nor bank holiday, and `free`."""
    day += timedelta(days=1)
    while day.weekday() > 4 or bank_holiday(day) or not free(day):
        day += timedelta(days=1)
    return day


def same_day_later(day: date, *, free: Callable[[date], bool] = lambda _day: True) -> date:
    """The same day of the week in the first week after it in which it is no bank holiday, and `free`."""
    day += timedelta(days=7)
    while bank_holiday(day) or not free(day):
        day += timedelta(days=7)
    return day
