"""Days, weeks and financial years as the records use them. Pure: the day is always passed in."""

from datetime import date, timedelta


def monday_of(day: date) -> date:
    """The Monday on which the week of `day` begins."""
    return day - timedelta(days=day.weekday())


def financial_year(day: date) -> int:
    """The calendar year in which the financial year of `day` starts (years run from 1 April to 31 March)."""
    return day.year if day.month >= 4 else day.year - 1


def financial_year_label(start: int) -> str:
    """A financial year as it is written here: 2019 gives "2019/20"."""
    return f"{start}/{(start + 1) % 100:02d}"


def british_day(day: date, *, year: bool = True) -> str:
    """A day as it is written here: "Mon 3 June 2019", or "Mon 3 June" without the year."""
    text = f"{day:%a} {day.day} {day:%B}"
    return f"{text} {day.year}" if year else text
