"""How money stands, as an item's memory, the list of budget lines and the page of one show it to one reader."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from hackit.amounts import short_pounds
from hackit.dates import financial_year_label
from meetings.agenda.models import AgendaItem
from meetings.money.models import BudgetLine, BudgetLineQuerySet, Position
from meetings.money.periods import period_in_full
from meetings.money.profiles import Asked, Profiles, with_profiles

MOST_BESIDE = 6
"""So many budget lines stand above an item; the rest a link away."""


@dataclass
class BudgetShown:
    """A budget line with what was said of it last and the time before, newest first."""

    budget: BudgetLine
    said: list[Position] = field(default_factory=list)
    profiles: Profiles = field(default_factory=Profiles)

    @property
    def latest(self) -> Position | None:
        return self.said[0] if self.said else None

    @property
    def before(self) -> Position | None:
        return self.said[1] if len(self.said) > 1 else None

    @property
    def is_working(self) -> bool:
        return self.latest is not None and self.latest.basis == Position.Basis.WORKING

    @property
    def movement(self) -> str:
        """ "£25k better than last time", "no change", or nothing where two amounts do not stand beside each other."""
        return movement_between(self.before, self.latest)


def movement_between(before: Position | None, now: Position | None) -> str:
    """What changed from one position to the next, in words."""
    if before is None or now is None or before.signed is None or now.signed is None:
        return ""
    difference = now.signed - before.signed
    if not difference:
        return "no change"
    return f"{short_pounds(abs(difference))} {'worse' if difference > 0 else 'better'}"


def with_last_two(budgets: Iterable[BudgetLine], user) -> list[BudgetShown]:
    """Each budget line with its last two positions that this user may see: one question for all."""
    shown = {budget.pk: BudgetShown(budget) for budget in budgets}
    if not shown:
        return []
    place = Window(RowNumber(), partition_by=F("budget_line"), order_by=(F("said_on").desc(), F("pk").desc()))
    rows = Position.objects.visible_to(user).filter(budget_line__in=shown).annotate(place=place).filter(place__lte=2)
    for position in rows.select_related("brings").order_by("budget_line", "place"):
        found = shown[position.budget_line_id]
        position.budget_line = found.budget
        found.said.append(position)
    return list(shown.values())


def for_rows(budgets: BudgetLineQuerySet) -> BudgetLineQuerySet:
    """Budget lines with all that a row asks of each."""
    return budgets.select_related("forum", "lead", "topic")


def memory_of(item: AgendaItem, user) -> list[BudgetShown]:
    """What a finance item opens with: the group's budget lines, those that wait for final figures first."""
    budgets = BudgetLine.objects.visible_to(user).filter(forum_id=item.forum_id).followed()
    shown = with_last_two(budgets.select_related("lead").order_by("title", "pk"), user)
    return sorted(shown, key=_by_need)


def asked_under(item: AgendaItem, user) -> list[Asked]:
    """What an item of investment opens with: what finance has not set up yet, the longest in its state first."""
    budgets = BudgetLine.objects.visible_to(user).filter(forum_id=item.forum_id).asked_for()
    return with_profiles(budgets[:MOST_BESIDE])


def _by_need(shown: BudgetShown) -> tuple[bool, date]:
    latest = shown.latest
    return not shown.is_working, (latest.final_on if latest and latest.final_on else date.max)


@dataclass
class Year:
    """The positions said of one financial year, newest first."""

    label: str
    rows: list[SaidRow]


@dataclass
class SaidRow:
    """One position in the history of its line: `movement` from the one said before it."""

    position: Position
    period: str
    movement: str


def history_rows(positions: Sequence[Position]) -> list[Year]:
    """The positions of a line (newest first) by the financial year they are of."""
    years: dict[str, list[SaidRow]] = defaultdict(list)
    for place, position in enumerate(positions):
        before = positions[place + 1] if place + 1 < len(positions) else None
        period = period_in_full(position.period) if position.period else ""
        label = financial_year_label(position.financial_year) if position.financial_year else "No year said"
        years[label].append(SaidRow(position, period, movement_between(before, position)))
    return [Year(label, rows) for label, rows in years.items()]
