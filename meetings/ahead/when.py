"""A date exact or loose, as one thing: read from words, written in words, and the same a year on. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from hackit.dates import british_day
from meetings.capture import read_date
from meetings.capture.loose import is_month, month_end, read_loose

LONGEST = 80


@dataclass(frozen=True)
class When:
    """`day` where it is exact; else `text` says loosely when, and `around` is the last day of that month, if known."""

    day: date | None = None
    text: str = ""
    around: date | None = None

    def words(self, *, on: date) -> str:
        """ "Thu 20 June", "Before the summer break", "April 2020", "May" (nobody said more), or nothing."""
        if self.day:
            return british_day(self.day, year=self.day.year != on.year)
        if not self.text:
            return month_words(self.around) if self.around else ""
        said = f"{self.text[:1].upper()}{self.text[1:]}"
        tells = self.around is None or self.around.year == on.year or re.search(r"\b20\d\d\b", said)
        return said if tells else f"{said} {self.around.year}"

    def a_year_on(self) -> When:
        """The same next year, its words with it."""
        text = re.sub(r"\b20\d\d(?:/\d\d)?\b", _later, self.text)
        around = month_end(self.around.year + 1, self.around.month) if self.around else None
        return When(a_year_on(self.day) if self.day else None, text, around)


def _later(match: re.Match[str]) -> str:
    year, _, other = match.group().partition("/")
    return f"{int(year) + 1}/{(int(other) + 1) % 100:02d}" if other else str(int(year) + 1)


def a_year_on(day: date) -> date:
    """The same day of the next year; of 29 February the 28th."""
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def month_words(day: date) -> str:
    """ "July 2019"."""
    return f"{day:%B} {day.year}"


def read_when(typed: str, *, on: date) -> When:
    """What was typed as a date: a day, or loose words with their month if they tell one. A month alone is loose.

    Raises ValueError for a day that there is not ("31 June"): figures are no loose words.
    """
    typed = " ".join(typed.split())
    if not typed:
        return When()
    read = read_date(typed, on=on)
    if read.date and not is_month(read.typed):
        return When(read.date)
    if re.search(r"\d", re.sub(r"\b20\d\d(?:/\d\d)?\b", "", typed)):
        raise ValueError(f"{typed} is no date")
    loose = read_loose(typed, on=on)
    return When(None, loose.words[:LONGEST], loose.around)


def read_start(typed: str, *, on: date) -> tuple[date | None, str]:
    """By when to start: a day, or the first day of the month that the words tell, and the words. Raises ValueError."""
    when = read_when(typed, on=on)
    if when.day:
        return when.day, ""
    if typed.strip() and when.around is None:
        raise ValueError(f"{typed} tells no month")
    return (when.around.replace(day=1), when.text) if when.around else (None, "")
