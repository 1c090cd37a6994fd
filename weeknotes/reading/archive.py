"""The archive: how many notes there are of each month and financial year, as a reader may see them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count
from django.db.models.functions import ExtractMonth, ExtractYear
from django.urls import reverse

from hackit.dates import financial_year, financial_year_label
from weeknotes.reading.published import published_notes

ON_A_PAGE = 100
"""Notes on one page of a year: two years of one author, and a fortnight of fifty."""


@dataclass(frozen=True)
class MonthCount:
    """A month with notes, how many, and where they stand in the archive."""

    first: date
    count: int
    url: str = ""


@dataclass
class Year:
    """A financial year, or a calendar year, with its months that have notes, newest first."""

    label: str
    url: str
    first: date
    last: date
    months: list[MonthCount] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(month.count for month in self.months)


def financial(start: int) -> Year:
    """The financial year that begins on 1 April of `start`, without its months."""
    label = financial_year_label(start)
    url = reverse("weeknotes:weeknote-financial-year", args=[label.replace("/", "-")])
    return Year(label, url, date(start, 4, 1), date(start + 1, 3, 31))


def calendar(year: int) -> Year:
    """A calendar year, without its months."""
    return Year(str(year), reverse("weeknotes:weeknote-year", args=[year]), date(year, 1, 1), date(year, 12, 31))


def read_label(text: str) -> int | None:
    """The start of a financial year as an address has it, such as "2019-20"; None for anything else."""
    start, _hyphen, end = text.partition("-")
    is_one = len(start) == 4 and start.isdecimal() and start.isascii() and 1900 <= int(start) <= 9990
    return int(start) if is_one and end == financial_year_label(int(start))[-2:] else None


def years_of(user) -> list[Year]:
    """The financial years with notes that this user may read, newest first, with their months. One query."""
    rows = (
        published_notes(user).order_by().annotate(year=ExtractYear("date"), month=ExtractMonth("date"))
        .values_list("year", "month").annotate(n=Count("pk")).order_by("-year", "-month")
    )  # fmt: skip
    found: dict[int, Year] = {}
    for year, month, count in rows:
        first = date(year, month, 1)
        start = financial_year(first)
        of = found.setdefault(start, financial(start))
        of.months.append(MonthCount(first, count, _address(of, first)))  # its address counts those before it
    return list(found.values())


def _address(year: Year, month: date) -> str:
    """Where a month begins: on the page of its year that the notes of later months leave it."""
    page = year.count // ON_A_PAGE + 1
    return f"{year.url}{f'?page={page}' if page > 1 else ''}#m{month:%Y-%m}"
