"""What writers of the sample data are given: people and topics by name, and days counted from today."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from hackit.dates import monday_of
from hackit.models import Person, Topic


@dataclass
class Sample:
    """The day the sample is made on, and what its writers look up by name."""

    on: date
    people: dict[str, Person] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)

    @property
    def monday(self) -> date:
        """The Monday of the latest management meeting: this week's, or on a Monday last week's."""
        return monday_of(self.on - timedelta(days=1))

    def day(self, offset: int) -> date:
        """The day so many days from the latest meeting's Monday."""
        return self.monday + timedelta(days=offset)

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """An instant of that day as clocks here show it, but never one that is still to come."""
        moment = timezone.make_aware(datetime.combine(day, time(hour, minute)))
        return min(moment, timezone.now()) if day == self.on else moment

    def topics_named(self, words: str) -> list[Topic]:
        """The topics in a list with commas. Raises KeyError for one that there is not."""
        return [self.topics[name.strip()] for name in words.split(",") if name.strip()]

    def fill(self, text: str, *, on: date) -> str:
        """A text with its days written out: «+4» counts from `on`, «today+2», «soon» and the like from today."""
        return re.sub(r"«([^»]+)»", lambda match: self._words(match[1], on), text)

    def _words(self, what: str, on: date) -> str:
        sunday = monday_of(self.on) + timedelta(days=6)
        if what == "last month":
            return f"{on.replace(day=1) - timedelta(days=1):%B}"
        if what == "soon":
            day = min(self.on + timedelta(days=2), sunday)
        elif what == "end of week":
            day = max(self.on, sunday - timedelta(days=2))
        elif what == "tomorrow":
            day = self.on + timedelta(days=1)
        elif what.startswith("today"):
            day = self.on + timedelta(days=int(what.removeprefix("today")))
        else:
            day = on + timedelta(days=int(what))
        return f"{day.day} {day:%B}"
