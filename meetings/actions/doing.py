"""How a group is doing with what it promised: closed on time, dates moved, how old what is open is. Numbers only.

Nobody is named: this is for a group to look at its own promises, never a table of people. Counts are of what the
reader may see.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import CharField, Count, F, Min, Q
from django.db.models.functions import Cast, Substr
from django.utils import timezone

from hackit.column_charts import Column, ColumnChart, column_chart
from hackit.dates import financial_year, financial_year_label
from hackit.models import Forum
from meetings.actions.models import Action, ActionUpdate
from meetings.actions.querysets import ActionQuerySet, overdue_condition
from meetings.capture.calendar import add_months

TOO_FEW = 5
"""Of fewer than this no share is told: one late action would be "20 per cent late"."""

MOST_YEARS = 6
AGES = (("Under 1 month", "<1", 1), ("1–3 months", "1–3", 3), ("3–6 months", "3–6", 6),
        ("6–12 months", "6–12", 12), ("Over a year", "12+", None))  # fmt: skip
ON_FIRST, ON_LATER, LATE = "By the date first agreed", "By a later date", "After its date"
UNDATED = "Without an agreed date"


@dataclass(frozen=True)
class Span:
    """Whole months: from the first day of one up to, not including, the first of another. `words` name it."""

    first: date
    after: date
    words: str
    year: int | None = None

    @classmethod
    def last_twelve(cls, *, on: date) -> Span:
        """This month and the eleven before it."""
        after = add_months(on.replace(day=1), 1)
        return cls(add_months(after, -12), after, "the last 12 months")

    @classmethod
    def of_year(cls, start: int) -> Span:
        """A financial year."""
        return cls(date(start, 4, 1), date(start + 1, 4, 1), financial_year_label(start), start)

    @property
    def before(self) -> Span:
        """As many months directly before."""
        words = "the 12 months before" if self.year is None else financial_year_label(self.year - 1)
        return Span(add_months(self.first, -12), self.first, words)

    def months(self, *, on: date) -> list[date]:
        """The first day of each of its months that has begun."""
        days = [add_months(self.first, number) for number in range(12)]
        return [day for day in days if day < self.after and day <= on]


@dataclass(frozen=True)
class Closed:
    """What was done in some time: by the date first agreed, by a later one, after its date, without a date."""

    on_first: int = 0
    on_later: int = 0
    late: int = 0
    undated: int = 0

    @property
    def dated(self) -> int:
        return self.on_first + self.on_later + self.late

    @property
    def on_time(self) -> int:
        return self.on_first + self.on_later

    @property
    def total(self) -> int:
        return self.dated + self.undated

    def __add__(self, other: Closed) -> Closed:
        return Closed(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class Doing:
    """All that the page tells of a group in a span."""

    span: Span
    closed: Closed
    closed_before: Closed
    moves: int
    moves_before: int
    open_count: int
    open_moved: int
    open_moved_often: int
    open_overdue: int
    closed_chart: ColumnChart | None
    moves_chart: ColumnChart | None
    ages_chart: ColumnChart | None
    months: list[tuple[date, Closed, int]]

    @property
    def on_time_words(self) -> str:
        """ "31 of 40 with an agreed date were done by it, 24 of them by the date first agreed." """
        closed = self.closed
        if not closed.total:
            return "Nothing was closed."
        if closed.dated < TOO_FEW:
            return f"Too few to say: {_of(closed.dated, closed.total)} closed had an agreed date."
        words = f"{_of(closed.on_time, closed.dated)} that had an agreed date were done by it"
        if closed.on_time and closed.on_later:
            words += f", {closed.on_first:,} of them by the date first agreed"
        return f"{words}."

    @property
    def before_words(self) -> str:
        """The same of the time before, in few words; "" where there is too little to compare."""
        before = self.closed_before
        if before.dated < TOO_FEW or self.closed.dated < TOO_FEW:
            return ""
        return f"In {self.span.before.words} it was {_of(before.on_time, before.dated)}."

    @property
    def moves_words(self) -> str:
        """How often dates were moved, then and before."""
        if not self.moves:
            return "No agreed date was moved."
        words = f"Agreed dates were moved {_times(self.moves)}"
        return (
            f"{words}; in {self.span.before.words} {_times(self.moves_before)}." if self.moves_before else f"{words}."
        )

    @property
    def open_words(self) -> str:
        """What is open today, what of it is late, and what of it was moved."""
        if not self.open_count:
            return "Nothing is open."
        words = f"{self.open_count:,} {'is' if self.open_count == 1 else 'are'} open"
        words += f", {self.open_overdue:,} of them overdue." if self.open_overdue else ", and none is overdue."
        if self.open_moved:
            words += f" The date of {self.open_moved:,} was moved"
            words += f", of {self.open_moved_often:,} more than once." if self.open_moved_often else "."
        return words


def _of(some: int, of: int) -> str:
    return f"{some:,} of {of:,}"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


def doing(forum: Forum, user: Any, *, span: Span, on: date) -> Doing:
    """How a group does, from what this reader may see of its actions. Three queries, however many there are."""
    rows = Action.objects.visible_to(user).filter(forum=forum)
    by_month, moves = _closed_by_month(rows, span), _moves_by_month(rows, span)
    months = span.months(on=on)
    now = _open_now(rows, on)
    return Doing(
        span=span,
        closed=_sum(found for month, found in by_month.items() if month >= span.first),
        closed_before=_sum(found for month, found in by_month.items() if month < span.first),
        moves=sum(count for month, count in moves.items() if month >= span.first),
        moves_before=sum(count for month, count in moves.items() if month < span.first),
        open_count=now["all"], open_moved=now["moved"], open_moved_often=now["often"], open_overdue=now["overdue"],
        closed_chart=_closed_chart(forum, months, by_month),
        moves_chart=_moves_chart(forum, months, moves),
        ages_chart=_ages_chart(forum, [now[f"age{number}"] for number in range(len(AGES))]),
        months=[(month, by_month.get(month, Closed()), moves.get(month, 0)) for month in months],
    )  # fmt: skip


def years_of(forum: Forum, user: Any, *, on: date) -> list[int]:
    """The financial years in which something of the group was closed, newest first, and this one."""
    rows = Action.objects.visible_to(user).filter(forum=forum, status=Action.Status.DONE)
    earliest = rows.aggregate(day=Min("ended_on"))["day"]
    this = financial_year(on)
    first = min(financial_year(earliest), this) if earliest else this
    return list(range(this, first - 1, -1))[:MOST_YEARS]


def _closed_by_month(rows: ActionQuerySet, span: Span) -> dict[date, Closed]:
    """Of each month of the span and of the one before what was done; what was dropped is no success and no failure."""
    done = rows.filter(status=Action.Status.DONE, ended_on__gte=span.before.first, ended_on__lt=span.after)
    agreed = Q(due__isnull=False, due_is_assumed=False)
    by_first = agreed & Q(ended_on__lte=F("first_due"))
    by_due = agreed & Q(ended_on__lte=F("due"))
    months = done.order_by().annotate(month=_month("ended_on")).values("month")
    counted = months.annotate(
        n=Count("pk"), dated=Count("pk", filter=agreed), first=Count("pk", filter=by_first & by_due),
        on_time=Count("pk", filter=by_due),
    )  # fmt: skip
    return {
        _first_of(row["month"]): Closed(
            row["first"], row["on_time"] - row["first"], row["dated"] - row["on_time"], row["n"] - row["dated"]
        )
        for row in counted
    }


def _moves_by_month(rows: ActionQuerySet, span: Span) -> dict[date, int]:
    """How often agreed dates were moved. Who may see an action may see its log."""
    moved = ActionUpdate.objects.live().filter(action__in=rows, old_due__isnull=False, new_due__isnull=False)
    moved = moved.filter(on__gte=span.before.first, on__lt=span.after).order_by()
    counted = moved.annotate(month=_month("on")).values("month").annotate(n=Count("pk"))
    return {_first_of(month): count for month, count in counted.values_list("month", "n")}


def _month(field: str) -> Substr:
    """Year and month of a day as text, by the database alone: SQLite would ask Python for each row otherwise."""
    return Substr(Cast(field, CharField()), 1, 7)


def _first_of(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _open_now(rows: ActionQuerySet, on: date) -> dict[str, int]:
    """How many are open today: in all, moved, overdue, and of each age since they were promised."""
    counts: dict[str, Any] = {
        "all": Count("pk"),
        "moved": Count("pk", filter=Q(times_moved__gte=1)),
        "often": Count("pk", filter=Q(times_moved__gte=2)),
        "overdue": Count("pk", filter=overdue_condition(on)),
    }
    for number, (_label, _short, months) in enumerate(AGES):
        if months is not None:
            counts[f"age{number}"] = Count("pk", filter=_promised_after(add_months(on, -months)))
    found = rows.open().aggregate(**counts)
    younger = [found[f"age{number}"] for number in range(len(AGES) - 1)] + [found["all"]]
    ages = {f"age{number}": count - (younger[number - 1] if number else 0) for number, count in enumerate(younger)}
    return found | ages


def _promised_after(day: date) -> Q:
    """Of a meeting after that day; what belongs to none, written down after it."""
    begins = timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
    return Q(meeting__date__gt=day) | Q(meeting=None, created_at__gte=begins)


def _sum(found: Iterable[Closed]) -> Closed:
    return sum(found, Closed())


# --- Pictures ---


def _closed_chart(forum: Forum, months: list[date], by_month: dict[date, Closed]) -> ColumnChart | None:
    counts = [by_month.get(month, Closed()) for month in months]
    columns = [
        Column(*_named(month), (one.on_first, one.on_later, one.late))
        for month, one in zip(months, counts, strict=True)
    ]
    total = _sum(counts)
    words = f"{total.on_first:,} by the date first agreed, {total.on_later:,} by a later date, {total.late:,} after it"
    return column_chart(
        columns, (ON_FIRST, ON_LATER, LATE),
        description=f"Actions of {forum.name} closed each month that had an agreed date, {_span(months)}: {words}.",
    )  # fmt: skip


def _moves_chart(forum: Forum, months: list[date], moves: dict[date, int]) -> ColumnChart | None:
    columns = [Column(*_named(month), (0, moves.get(month, 0))) for month in months]
    return column_chart(
        columns, ("", "Dates moved"),
        description=f"How often agreed dates of {forum.name} were moved each month, {_span(months)}.",
    )  # fmt: skip


def _ages_chart(forum: Forum, counts: list[int]) -> ColumnChart | None:
    columns = [Column(label, short, (0, count)) for (label, short, _months), count in zip(AGES, counts, strict=True)]
    said = "; ".join(f"{column.label.lower()} {column.total:,}" for column in columns)
    return column_chart(
        columns, ("", "Open"), description=f"Open actions of {forum.name} by how long ago they were promised: {said}."
    )


def _named(month: date) -> tuple[str, str]:
    """A month as its column is called; the first of a year says which."""
    return (f"{month:%b} ’{month:%y}" if month.month == 1 else f"{month:%b}"), f"{month:%b}"


def _span(months: list[date]) -> str:
    return f"{months[0]:%B %Y} to {months[-1]:%B %Y}" if months else "no month"
