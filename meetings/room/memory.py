"""What a standing item opens with: how its budgets, proposals or reviews stood when they were last spoken of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from meetings.agenda.models import AgendaItem, ItemKind
from meetings.audit.reading import AuditMemory
from meetings.audit.reading import memory_of as audit_of
from meetings.enquiries.models import KINDS as WITH_QUESTIONS
from meetings.enquiries.reading import EnquiryShown, questions_above
from meetings.figures.reading import FigureShown
from meetings.figures.reading import memory_of as savings_of
from meetings.money.profiles import Asked
from meetings.money.reading import MOST_BESIDE, BudgetShown, asked_under
from meetings.money.reading import memory_of as budgets_of
from meetings.proposals.reading import Remembered
from meetings.proposals.reading import memory_of as proposals_of


@dataclass(frozen=True)
class Memory:
    """What stands above the lines of an item beside its last decision and its actions, by what the item is about."""

    budgets: Sequence[BudgetShown] = ()
    asked_for: Sequence[Asked] = ()
    savings: Sequence[FigureShown] = ()
    proposals: Sequence[Remembered] = ()
    audit: AuditMemory = field(default_factory=AuditMemory)
    questions: Sequence[EnquiryShown] = ()

    def __bool__(self) -> bool:
        shown = (self.budgets, self.asked_for, self.savings, self.proposals, self.audit, self.questions)
        return any(bool(one) for one in shown)


def memory_under(item: AgendaItem, user, *, numbers: Mapping[int, int], on: date) -> Memory:
    """What this reader sees again under this item; nothing under an item of no standing kind.

    `numbers`: by which the line means the actions that stand beside the item, by their id.
    """
    questions = questions_above(item, user) if item.kind in WITH_QUESTIONS else []
    if item.kind == ItemKind.FINANCE:
        budgets = budgets_of(item, user)[:MOST_BESIDE]
        return Memory(budgets=budgets, savings=savings_of(item, user), questions=questions)
    if item.kind == ItemKind.INVESTMENT:
        proposals = proposals_of(item, user, on=on)[:MOST_BESIDE]
        return Memory(asked_for=asked_under(item, user), proposals=proposals, questions=questions)
    if item.kind == ItemKind.AUDIT:
        return Memory(audit=audit_of(item, user, numbers=numbers, on=on), questions=questions)
    return Memory()
