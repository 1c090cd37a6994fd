"""Days that stand in a typed search in words: "3 June", "june 2019", "in spring", "2019/20", "w/c 3 June 2019".

They are a wish, not a filter: what is dated then is found beside what has the words. Pure, but for the condition.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from hackit.models import EntryKind

_WEEK = 7
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH = {spelt: n for n, name in enumerate(_MONTHS, 1) for spelt in {name, name[:3]}} | {"sept": 9}
_SEASONS = {"spring": (3, 4, 5), "summer": (6, 7, 8), "autumn": (9, 10, 11), "winter": (12, 1, 2)}
_ORDINARY = {"may", "march", "mar", "dec", "sun", *_SEASONS}
_BEFORE = {"in", "during", "since", "from", "last", "this", "of", "early", "late", "mid", "by", "around", "for", "to"}
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?", re.ASCII)
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_FINANCIAL_YEAR = re.compile(r"((?:19|20)\d\d)[/-](?:20)?(\d\d)", re.ASCII)
_ISO = re.compile(r"((?:19|20)\d\d)-(\d{1,2})(?:-(\d{1,2}))?", re.ASCII)
_BRITISH = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.]((?:20)?\d\d)", re.ASCII)


@dataclass(frozen=True)
class When:
    """A time that is named: from `first` to `last`, or each year's `months` and `day` where no year is said."""

    first: date | None = None
    last: date | None = None
    months: tuple[int, ...] = ()
    day: int = 0

    @property
    def is_a_year(self) -> bool:
        """Whether it is a whole year: by itself that is searched for as words ("2019/20" of a budget)."""
        return bool(self.first and self.last and (self.last - self.first).days > 360)

    def condition(self) -> Q:
        """Entries of that time. A weeknote stands for its week, whose Monday is its date."""
        week = Q(kind=EntryKind.SECTION)
        if self.first and self.last:
            monday = self.first - timedelta(days=_WEEK - 1)
            return Q(date__gte=self.first, date__lte=self.last) | week & Q(date__gte=monday, date__lte=self.last)
        if not self.day:
            return Q(date__month__in=self.months)
        (month,) = self.months
        exact = Q(date__month=month, date__day=self.day)
        for before in range(1, _WEEK):
            monday = date(2019, month, min(self.day, monthrange(2019, month)[1])) - timedelta(days=before)
            exact |= week & Q(date__month=monday.month, date__day=monday.day)
        return exact


def read_when(words: Sequence[str], at: int) -> tuple[int, When] | None:
    """The time that stands at a place among typed words (lower case), and how many words it takes.

    A month that is also an ordinary word ("may", "march") and a season need a year or a word such as "in" before them.
    """
    rest = [word.strip("()[],.;:?!") for word in words[at : at + 3]]
    one, two, three = (*rest, "", "", "")[:3]
    if (found := _DAY.fullmatch(one)) and two in _MONTH:
        return _of_day(int(found[1]), _MONTH[two], three)
    if one in _MONTH and (found := _DAY.fullmatch(two)) and not _YEAR.fullmatch(two):
        return _of_day(int(found[1]), _MONTH[one], three)
    meant = one not in _ORDINARY or bool(_YEAR.fullmatch(two)) or (at > 0 and words[at - 1] in _BEFORE)
    if one in _MONTH and meant:
        return _of_months((_MONTH[one],), two)
    if one in _SEASONS and meant:
        return _of_months(_SEASONS[one], two)
    found_one = _in_figures(one)
    return (1, found_one) if found_one else None


def _of_day(day: int, month: int, year: str) -> tuple[int, When] | None:
    if _YEAR.fullmatch(year):
        one = _date(int(year), month, day)
        return (3, When(one, one)) if one else None
    return (2, When(months=(month,), day=day)) if _date(2020, month, day) else None


def _of_months(months: tuple[int, ...], year: str) -> tuple[int, When]:
    if not _YEAR.fullmatch(year):
        return 1, When(months=months)
    first = date(int(year), months[0], 1)
    ends = int(year) + (months[-1] < months[0])
    return 2, When(first, date(ends, months[-1], monthrange(ends, months[-1])[1]))


def _in_figures(word: str) -> When | None:
    """2019, 2019/20, 2019-06, 2019-06-03 or 3/6/2019."""
    if _YEAR.fullmatch(word):
        return When(date(int(word), 1, 1), date(int(word), 12, 31))
    if (found := _FINANCIAL_YEAR.fullmatch(word)) and int(found[2]) == (int(found[1]) + 1) % 100:
        return When(date(int(found[1]), 4, 1), date(int(found[1]) + 1, 3, 31))
    if (found := _ISO.fullmatch(word)) and 1 <= int(found[2]) <= 12:
        year, month = int(found[1]), int(found[2])
        if not found[3]:
            return When(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
        one = _date(year, month, int(found[3]))
        return When(one, one) if one else None
    if found := _BRITISH.fullmatch(word):
        year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
        one = _date(year, int(found[2]), int(found[1]))
        return When(one, one) if one else None
    return None


def _date(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1] else None
