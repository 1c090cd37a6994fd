"""Days and periods as a British council counts them; no words are read here.

Weeks run from Monday, the financial year from 1 April (P1 is April, Q1 April to June), and
the end of a month is its last Monday-to-Friday day. Bank holidays are not known here.
"""

from __future__ import annotations

from datetime import date, timedelta

# A day this little past is more likely a slip than a date almost a year ahead: better to ask.
SLIP = timedelta(days=21)


def last_working_day(year: int, month: int) -> date:
    """The last Monday-to-Friday day of a month."""
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    day = first_of_next - timedelta(days=1)
    return day - timedelta(days=max(0, day.weekday() - 4))


def end_of_month(month: int, *, on: date, year: int | None = None) -> date | None:
    """Month end in `year`, or the first one not before `on`; None in a month just ended."""
    if year:
        return last_working_day(year, month)
    day = last_working_day(on.year, month)
    if day >= on:
        return day
    return None if month == on.month else last_working_day(on.year + 1, month)


def end_of_period(number: int, *, on: date) -> date | None:
    """End of accounting period 1 (April) to 12 (March), the first one not before `on`."""
    return end_of_month((number + 2) % 12 + 1, on=on) if 1 <= number <= 12 else None


def end_of_quarter(number: int, *, on: date, start_year: int | None = None) -> date | None:
    """End of quarter 1 (June) to 4 (March); `start_year` 2019 means 2019/20."""
    month = (3 * number + 2) % 12 + 1
    year = start_year + (month <= 3) if start_year else None
    return end_of_month(month, on=on, year=year)


def end_of_financial_year(*, on: date) -> date | None:
    """31 March, or the Friday before it, of the financial year that `on` is in."""
    return last_working_day(on.year + (on.month > 3), 3)


def end_of_week(*, on: date, weeks: int = 0) -> date:
    """Friday of this week (`weeks` later); at a weekend the Friday to come."""
    friday = on + timedelta(days=(4 - on.weekday()) % 7)
    return friday + timedelta(weeks=weeks)


def next_weekday(weekday: int, *, on: date) -> date:
    """The first such day after `on`, 0 being Monday: said on a Friday, Friday is in 7 days."""
    return on + timedelta(days=(weekday - on.weekday() - 1) % 7 + 1)


def add_months(day: date, months: int) -> date:
    """The same day some months later, or that month's last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    for day_number in range(day.day, 27, -1):
        try:
            return date(year, month + 1, day_number)
        except ValueError:
            continue
    return date(year, month + 1, day.day)


def day_and_month(day: int, month: int, *, on: date, weekday: int | None = None) -> date | None:
    """The first such day not before `on`; None if impossible, just past, or not that weekday."""
    for year in range(on.year, on.year + 9):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found < on:
            if on - found <= SLIP:
                return None
            continue
        return found if weekday is None or found.weekday() == weekday else None
    return None


def day_of_month(day: int, *, on: date, weekday: int | None = None) -> date | None:
    """ "the 14th": the first one not before `on`; None if it is not that weekday."""
    for months in range(3):
        index = on.year * 12 + on.month - 1 + months
        try:
            found = date(index // 12, index % 12 + 1, day)
        except ValueError:
            continue
        if found >= on:
            return found if weekday is None or found.weekday() == weekday else None
    return None
