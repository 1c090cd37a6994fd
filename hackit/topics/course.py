"""The course of a topic's story: which things it has on which day, and its decisions, without a look at any text.

A story can have tens of thousands of things. What a page shows of it is looked up by the ids that are known from here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Aggregate,
    Case,
    Count,
    IntegerField,
    Q,
    TextField,
    When,
)

from hackit.models import Entry, EntryKind, EntryTopic, Topic
from hackit.timeline import Day, Mark

NOT_IN_STORY = (EntryKind.CAVEAT, EntryKind.UPDATE)
"""Told with their decision or action."""

OPEN = ("not_started", "in_progress", "waiting")
STANDS_BESIDE = (
    Q(kind=EntryKind.ACTION, status__in=OPEN)
    | Q(kind=EntryKind.CAVEAT) & ~Q(status="not_needed")
    | Q(kind=EntryKind.COMING_UP, status="ahead")
)


class IdList(Aggregate):
    """The values of a group as one text, between commas."""

    function = "GROUP_CONCAT"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="STRING_AGG(%(expressions)s::text, ',')", **context)


@dataclass
class Course:
    """Days and decisions of a story, oldest first, the ids of the things of each day, and of what stands beside it:
    open actions, caveats, what is coming up."""

    days: list[Day] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    ids: dict[date, list[str]] = field(default_factory=dict)
    beside: list[int] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(day.count for day in self.days)

    def only_decisions(self) -> Course:
        """The course of its decisions alone."""
        found = Course([Day(mark.date, 1, mark.date) for mark in self.marks], self.marks)
        for mark in self.marks:
            found.ids.setdefault(mark.date, []).append(str(mark.pk))
        return found

    def newest(self, most: int) -> list[int]:
        """The ids of the newest things: those of the last days, and of one day those with the highest ids."""
        found: list[int] = []
        for _day, of_day in self._by_day(oldest_first=False):
            found += sorted(of_day, reverse=True)
            if len(found) >= most:
                break
        return found[:most]

    def around(self, start: int, size: int, *, oldest_first: bool) -> tuple[list[int], int]:
        """The ids of the days on which the things from number `start` on lie, `size` of them, and how many of those
        days' things come before."""
        found: list[int] = []
        passed = skip = 0
        for _day, of_day in self._by_day(oldest_first=oldest_first):
            if passed >= start + size:
                break
            if passed + len(of_day) > start:
                if not found:
                    skip = start - passed
                found += of_day
            passed += len(of_day)
        return found, skip

    def _by_day(self, *, oldest_first: bool) -> Iterator[tuple[date, list[int]]]:
        for day in sorted(self.ids, reverse=not oldest_first):
            yield day, [pk for part in self.ids[day] for pk in _numbers(part)]


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]


def course_of(user, topic: Topic) -> Course:
    """The course of a topic's story in what this user may see. Two queries.

    The first reads nothing that the index `entry_topic_facts` does not hold: rows are long, there may be thousands.
    """
    rows = (
        EntryTopic.objects.visible_to(user)
        .filter(topic=topic)
        .order_by()
        .annotate(
            in_story=_yes(Q(kind__in=NOT_IN_STORY), no=True),
            is_beside=_yes(STANDS_BESIDE),
            of_week=_yes(Q(kind=EntryKind.SECTION)),
            is_decided=_yes(Q(kind=EntryKind.DECISION)),
        )
        .values_list("in_story", "is_beside", "is_decided", "date", "of_week")
        .annotate(n=Count("entry"), pks=IdList("entry"))
    )
    found, decided = Course(), []
    for in_story, is_beside, is_decided, day, of_week, n, pks in rows:
        if is_beside:
            found.beside += _numbers(pks)
        if is_decided:
            decided += _numbers(pks)
        if in_story:
            found.days.append(Day(day, n, day + timedelta(days=6) if of_week else day))
            found.ids.setdefault(day, []).append(pks)
    found.days.sort(key=lambda one: one.date)
    marks = Entry.objects.visible_to(user).filter(pk__among=decided).order_by("date", "pk")
    found.marks = [Mark(*row) for row in marks.values_list("date", "status", "said", "url", "pk")]
    return found


def _yes(condition: Q, *, no: bool = False) -> Case:
    """1 if the condition holds, or with `no` if it does not; else 0. Of truth values each would be turned into one."""
    return Case(When(condition, then=int(not no)), default=int(no), output_field=IntegerField())
