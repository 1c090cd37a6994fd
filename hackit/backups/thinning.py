"""Which backups are kept: all of the last days, then one a day, one a week, one a month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Rule:
    """For how many days back from now all are kept, one a day, one a week; of older ones one a month is."""

    every: int = 2
    daily: int = 30
    weekly: int = 365


def superfluous(made: Iterable[datetime], rule: Rule, *, now: datetime) -> list[datetime]:
    """Which of the instants (UTC) need not be kept, oldest first. The newest of each day, week or month stays; the
    newest of all stays whatever its date, and so does what bears a date to come."""
    kept: set[tuple[object, ...]] = set()
    found = []
    for number, one in enumerate(sorted(made, reverse=True)):
        span = _span(one, now - one, rule)
        if number and span is not None and span in kept:
            found.append(one)
        if span is not None:
            kept.add(span)
    return found[::-1]


def _span(made: datetime, age: timedelta, rule: Rule) -> tuple[object, ...] | None:
    """The day, week or month of which one is kept; None where all are."""
    if age < timedelta(days=rule.every):
        return None
    if age < timedelta(days=rule.daily):
        return ("day", made.date())
    if age < timedelta(days=rule.weekly):
        return ("week", *made.isocalendar()[:2])
    return ("month", made.year, made.month)
