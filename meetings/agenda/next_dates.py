"""When a group probably meets next, and what to offer where that day is a bank holiday."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from hackit.dates import british_day
from hackit.models import Forum
from meetings.agenda.bank_holidays import bank_holiday, next_working_day, same_day_later
from meetings.agenda.models import Meeting

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Proposal:
    """A day to offer, and why it is offered: "next DMT", "the next working day"."""

    day: date
    why: str

    @property
    def words(self) -> str:
        return f"{self.day:%A} {self.day.day} {self.day:%B}, {self.why}"


@dataclass(frozen=True)
class Proposed:
    """What to offer one group. `meant` is the day it probably meets on; None where nobody can say."""

    meant: date | None
    offers: list[Proposal]
    last: Meeting | None

    @property
    def question(self) -> str:
        """ "Mon 26 August 2019 is a bank holiday, …: Tue 27 August or Mon 2 September instead?", or ""."""
        if self.meant is None or not bank_holiday(self.meant):
            return ""
        return holiday_question(self.meant, [offer.day for offer in self.offers if offer.day != self.meant])


def holiday_question(day: date, instead: list[date]) -> str:
    """That a day is a bank holiday, and which days might do instead."""
    days = " or ".join(british_day(one, year=one.year != day.year) for one in instead)
    return f"{british_day(day)} is a bank holiday, {bank_holiday(day)}: {days} instead?"


def days_instead(day: date, taken: set[date]) -> list[date]:
    """The next working day, and the same day of a later week, on which the group does not meet yet."""
    return [
        next_working_day(day, free=lambda one: one not in taken),
        same_day_later(day, free=lambda one: one not in taken),
    ]


def next_day(weekday: int, on: date) -> date:
    """The first day from `on`, that day included, which is that day of the week (0: Monday)."""
    return on + timedelta(days=(weekday - on.weekday()) % 7)


def next_date(forum: Forum, *, on: date) -> date | None:
    """When the group probably meets next, not before `on`: see `proposed`."""
    return proposed(forum, on=on).meant


def proposed(forum: Forum, *, on: date) -> Proposed:
    """The day after the group's last ordinary meeting by its usual rhythm, on its usual day, and what else may do.

    The rhythm is the number of weeks between the last three meetings if it was the same twice, else a week.
    Nothing is offered to a group without a usual day that has never met.
    """
    rows = list(Meeting.objects.live().filter(forum=forum, title="").order_by("-date", "-start_time")[:3])
    last = rows[0] if rows else None
    rhythm = _rhythm([row.date for row in rows])
    meant = _after(last.date, rhythm, forum.weekday, on) if last else None
    if last is None and forum.weekday is not None:
        meant = next_day(forum.weekday, on)
    if meant is None:
        return Proposed(None, [], last)
    offers = [Proposal(meant, f"next {forum.name}")]
    if bank_holiday(meant):
        offers[0] = Proposal(meant, f"next {forum.name}, but a bank holiday")
        soon, later = days_instead(meant, taken_days(forum, on=meant))
        offers += [Proposal(soon, "the next working day"), Proposal(later, "the same day later")]
    elif last is not None and rhythm > WEEK:
        sooner = _after(last.date, WEEK, forum.weekday, on)
        if sooner != meant and not bank_holiday(sooner):
            offers.append(Proposal(sooner, "the next week"))
    return Proposed(meant, offers, last)


def taken_days(forum: Forum, *, on: date) -> set[date]:
    """The days from `on` on which the group meets already."""
    rows = Meeting.objects.live().filter(forum=forum).still_to_come(on=on)
    return set(rows.values_list("date", flat=True))


def _rhythm(days: list[date]) -> timedelta:
    """Whole weeks between the days, newest first, if they were the same twice; else a week."""
    gaps = [round((later - earlier).days / 7) for later, earlier in pairwise(days)]
    return WEEK * gaps[0] if len(gaps) == 2 and gaps[0] == gaps[1] and gaps[0] > 1 else WEEK


def _after(last: date, rhythm: timedelta, weekday: int | None, on: date) -> date:
    day = last + rhythm
    if weekday is not None:
        day = next_day(weekday, last + rhythm - WEEK + timedelta(days=1))
    while day < on:
        day += rhythm
    return day
