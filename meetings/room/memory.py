"""What a standing item opens with: how its budgets, proposals or reviews stood when they were last spoken of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from meetings.agenda.models import AgendaItem, ItemKind
from meetings.figures.reading import FigureShown
from meetings.figures.reading import memory_of as savings_of
from meetings.money.profiles import Asked
from meetings.money.reading import MOST_BESIDE, BudgetShown, asked_under
from meetings.money.reading import memory_of as budgets_of


@dataclass(frozen=True)
class Memory:
    """What stands above the lines of an item beside its last decision and its actions, by what the item is about."""

    budgets: Sequence[BudgetShown] = ()
    asked_for: Sequence[Asked] = ()
    savings: Sequence[FigureShown] = ()

    def __bool__(self) -> bool:
        return bool(self.budgets or self.asked_for or self.savings)


def memory_under(item: AgendaItem, user) -> Memory:
    """What this reader sees again under this item; nothing under an item of no standing kind."""
    if item.kind == ItemKind.FINANCE:
        return Memory(budgets=budgets_of(item, user)[:MOST_BESIDE], savings=savings_of(item, user))
    if item.kind == ItemKind.INVESTMENT:
        return Memory(asked_for=asked_under(item, user))
    return Memory()
