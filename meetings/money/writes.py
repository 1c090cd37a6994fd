"""Following budget lines, and saying by a form how they stand: one transaction each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from hackit.models import Person
from meetings.money.models import BudgetLine, Position
from meetings.money.said import take_amount


def follow_budget(data: Mapping[str, Any], *, by: Person) -> BudgetLine:
    """A new budget line from a BudgetLineForm's cleaned data."""
    budget = BudgetLine()
    _fill(budget, data)
    budget.save_as(by=by, verb="followed")
    return budget


def change_budget(budget: BudgetLine, data: Mapping[str, Any], *, by: Person, version: int) -> None:
    """Save a form's cleaned data; what was said of the line is found by its new name. Raises StaleRecord."""
    renamed = budget.title != data["title"] or budget.topic != data["topic"]
    _fill(budget, data)
    with transaction.atomic():
        budget.save_as(by=by, verb="changed", expected_version=version)
        if renamed:
            for position in budget.positions.filter(deleted_at=None):
                position.budget_line = budget
                position.save()


def _fill(budget: BudgetLine, data: Mapping[str, Any]) -> None:
    budget.title, budget.financial_year = data["title"], data["financial_year"]
    budget.topic, budget.lead, budget.forum = data["topic"], data["lead"], data["forum"]
    budget.audience = data["audience"]


def close_budget(budget: BudgetLine, *, by: Person, on: date) -> None:
    """Follow it no more: it asks for nothing, and all that was said of it stays."""
    if budget.closed_on is None:
        budget.closed_on = on
        budget.save_as(by=by, verb="closed")


def reopen_budget(budget: BudgetLine, *, by: Person) -> None:
    """Follow it again."""
    if budget.closed_on is not None:
        budget.closed_on = None
        budget.save_as(by=by, verb="opened again")


def record_position(budget: BudgetLine, data: Mapping[str, Any], *, by: Person) -> Position:
    """What a PositionForm says of a budget line, outside a meeting."""
    position = Position(
        budget_line=budget, forum_id=budget.forum_id, audience=budget.audience, state=data["state"],
        basis=data["basis"], period=data["period"], financial_year=data["financial_year"], said_on=data["said_on"],
        words=data["words"], brings=data["brings"], final_on=data["final_on"],
    )  # fmt: skip
    if position.basis == Position.Basis.FINAL:
        position.brings, position.final_on = None, None
    if data["amount"] is not None:
        take_amount(position, data["amount"])
        position.nature = data["nature"] or position.nature
    position.save_as(by=by, verb="said")
    return position
