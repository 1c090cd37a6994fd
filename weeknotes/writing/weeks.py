"""Which week a new note is for."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, timedelta

from hackit.dates import monday_of
from hackit.form_helpers import read_plain_day
from hackit.models import Person
from weeknotes.models import Weeknote

WEEKS_OFFERED = 8
MOST_WEEKS = 12
"""The most that one note covers."""


def weeks_of(on: date) -> list[date]:
    """The Mondays to choose from, the latest first."""
    this = monday_of(on)
    return [this - timedelta(weeks=n) for n in range(WEEKS_OFFERED)]


def weeks_to_offer(author: Person, *, on: date, filled: Collection[date] = ()) -> list[date]:
    """The Mondays to choose from: the latest week that no published note of this author's covers, then the others.

    `filled` are those for which something is there: a week that has only begun and is empty gives way to the last one.
    """
    mondays = weeks_of(on)
    published = published_weeks(author, since=mondays[-1])
    left = [monday for monday in mondays if monday not in published] or mondays[:1]
    first = left[0]
    if first == mondays[0] and first not in filled and mondays[1] in filled and mondays[1] in left:
        first = mondays[1]
    return [first, *(monday for monday in mondays if monday != first)]


def published_weeks(author: Person, *, since: date) -> set[date]:
    """The Mondays from `since` on of which a published note of this author's tells."""
    notes = Weeknote.objects.live().written_by(author).exclude(published_at=None)
    rows = notes.filter(week__gte=since - timedelta(weeks=MOST_WEEKS)).values_list("week", "weeks_covered")
    return {week + timedelta(weeks=n) for week, covered in rows for n in range(covered)}


def read_day(text: str, *, on: date) -> date | None:
    """A day as typed, with or without its year ("3 June", "3/6"): the nearest that makes sense. None: not a day."""
    words = re.sub(r"^\s*w/c\s+", "", text.strip(), flags=re.IGNORECASE)
    with_year = read_plain_day(words)
    if with_year:
        return with_year
    joint = "/" if "/" in words else " "
    years = (on.year - 1, on.year, on.year + 1)
    found = [day for year in years if (day := read_plain_day(f"{words}{joint}{year}"))]
    return min(found, key=lambda day: abs(day - on), default=None)
