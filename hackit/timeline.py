"""The course of a story over time: days with something recorded, silences between them, months, what to say of it.

Pure: days and decisions are passed in, and the day on which one looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

LONG_SILENCE = timedelta(weeks=6)
"""Shorter pauses are not worth a word."""

AGREED = ("agreed", "caveats")

_VERBS = {
    "agreed": ("agreed", "Agreed"),
    "caveats": ("agreed", "Agreed"),
    "not_agreed": ("did not agree", "Not agreed"),
    "put_off": ("put it off", "Put off"),
    "replaced": ("agreed", "Agreed"),
}

_NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip

_SEASONS = ("winter", "spring", "summer", "autumn")


@dataclass(frozen=True)
class Day:
    """A day with `count` things of it. A weeknote stands for its week: `until` is then the Sunday."""

    date: date
    count: int
    until: date


@dataclass(frozen=True)
class Mark:
    """A decision in a story. `said` is the group that made it, "" where that is not told."""

    date: date
    status: str
    said: str = ""
    url: str = ""
    pk: int = 0

    @property
    def is_agreed(self) -> bool:
        return self.status in AGREED

    @property
    def outcome(self) -> str:
        """ "agreed by HMT", "put off"."""
        alone = _VERBS.get(self.status, _VERBS["agreed"])[1].lower()
        return f"{alone} by {self.said}" if self.said else alone

    @property
    def words(self) -> str:
        """ "HMT agreed", "Not agreed"."""
        verb, alone = _VERBS.get(self.status, _VERBS["agreed"])
        return f"{self.said} {verb}" if self.said else alone


@dataclass(frozen=True)
class Silence:
    """Days with nothing, both ends included. `goes_on` while nothing has come since."""

    first: date
    last: date
    goes_on: bool = False

    @property
    def weeks(self) -> int:
        """Whole weeks of it."""
        return ((self.last - self.first).days + 1) // 7

    @property
    def words(self) -> str:
        """ "Nothing from 27 February to 1 May 2019"."""
        if self.goes_on:
            return f"Nothing since {plain_day(self.first - timedelta(days=1))}"
        year = self.first.year != self.last.year
        return f"Nothing from {plain_day(self.first, year=year)} to {plain_day(self.last)}"


@dataclass
class Month:
    """A calendar month of a story: how many things, and the decisions in it."""

    year: int
    month: int
    count: int = 0
    marks: list[Mark] = field(default_factory=list)

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def stands_out(self) -> str:
        """What the table says beside the number."""
        if self.marks:
            return ", ".join(f"{mark.words} {plain_day(mark.date, year=False)}" for mark in self.marks)
        return "" if self.count else "Nothing written"


def plain_day(day: date, *, year: bool = True) -> str:
    """ "11 June 2019", or "11 June"."""
    return f"{day.day} {day:%B} {day.year}" if year else f"{day.day} {day:%B}"


def in_words(number: int) -> str:
    """A number as it stands in a sentence: words up to twenty, figures beyond."""
    return _NUMBERS[number] if number < len(_NUMBERS) else f"{number:,}"


def counted(number: int, thing: str) -> str:
    """ "nine weeks", "one caveat"."""
    return f"{in_words(number)} {thing}{'' if number == 1 else 's'}"


def joined(words: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def silences(days: Iterable[Day], *, on: date, least: timedelta = LONG_SILENCE) -> list[Silence]:
    """The silences of at least that length up to the day `on`, oldest first. What lies ahead breaks none."""
    past = sorted((day for day in days if day.date <= on), key=lambda day: day.date)
    found = []
    ended = None
    for day in past:
        if ended and day.date - ended > least:
            found.append(Silence(ended + timedelta(days=1), day.date - timedelta(days=1)))
        ended = max(ended or day.until, day.until)
    if ended and on - ended >= least:
        found.append(Silence(ended + timedelta(days=1), on, goes_on=True))
    return found


def months(days: Iterable[Day], marks: Iterable[Mark] = (), *, until: date | None = None) -> list[Month]:
    """Every month from the first with something to the last, or to that of `until`, the empty ones among them."""
    days = list(days)
    if not days:
        return []
    first = min(day.date for day in days)
    last = max(*(day.date for day in days), until or first)
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    found = {number: Month(number // 12, number % 12 + 1) for number in numbers}
    for day in days:
        found[day.date.year * 12 + day.date.month - 1].count += day.count
    for mark in sorted(marks, key=lambda mark: (mark.date, mark.pk)):
        found[mark.date.year * 12 + mark.date.month - 1].marks.append(mark)
    return list(found.values())


def sentence(days: Iterable[Day], marks: Iterable[Mark], *, on: date, left: Sequence[str] = ()) -> str:
    """What is true of the story's course: whether it has gone quiet, its longest silence, and how long it took to a
    decision; "" if nothing. `left`: what is open meanwhile, like "two actions open".
    """
    days = sorted(days, key=lambda day: day.date)
    found = silences(days, on=on)
    parts = [_quiet_words(silence, left) for silence in found if silence.goes_on]
    ended = [silence for silence in found if not silence.goes_on]
    if ended:
        parts.append(_silence_words(max(ended, key=lambda silence: silence.weeks), days))
    agreed = sorted((mark for mark in marks if mark.is_agreed), key=lambda mark: (mark.date, mark.pk))
    if agreed and days:
        weeks = (agreed[-1].date - days[0].date).days // 7
        if weeks >= 2:
            what = "the decision" if len(agreed) == 1 else "the latest decision"
            parts.append(f"{counted(weeks, 'week').capitalize()} from the first mention to {what}.")
    return " ".join(parts)


def _quiet_words(silence: Silence, left: Sequence[str]) -> str:
    """ "Not mentioned for nine weeks, two actions open."."""
    return f"Not mentioned for {counted(silence.weeks, 'week')}{f', {joined(left)}' if left else ''}."


def _silence_words(silence: Silence, days: Sequence[Day]) -> str:
    """ "Nine weeks of silence in spring." The year where the story goes over more than one; dates if it is long."""
    length = f"{counted(silence.weeks, 'week').capitalize()} of silence"
    if silence.weeks > 13:
        year = silence.first.year != silence.last.year
        return f"{length}, from {plain_day(silence.first, year=year)} to {plain_day(silence.last)}."
    middle = silence.first + (silence.last - silence.first) / 2
    season = _SEASONS[middle.month % 12 // 3]
    within_a_year = days[-1].date - days[0].date < timedelta(days=365)
    return f"{length} in {season}{'' if within_a_year else f' {middle.year}'}."


def silence_between(newer: date, older: date, found: Iterable[Silence]) -> Silence | None:
    """The silence that lies between two neighbours of a timeline, if there is one."""
    return next((s for s in found if not s.goes_on and older < s.first and s.last < newer), None)


def later_decision(day: date, marks: Iterable[Mark]) -> Mark | None:
    """The newest thing agreed after that day."""
    agreed = [mark for mark in marks if mark.is_agreed and mark.date > day]
    return max(agreed, key=lambda mark: (mark.date, mark.pk), default=None)


def empty_runs(all_months: Sequence[Month]) -> list[tuple[int, int]]:
    """Stretches of months with nothing, as (index of the first, index after the last)."""
    filled = [-1, *(i for i, month in enumerate(all_months) if month.count), len(all_months)]
    return [(a + 1, b) for a, b in pairwise(filled) if b - a > 1]
