"""Saying what a record of a line belongs to: a decision to a proposal, a position to a budget line."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from hackit.models import Person
from meetings.models import BudgetLine, Decision, Line, Position, Proposal
from meetings.money.said import SETTLED, said_back
from meetings.room.budget_writes import told_of
from meetings.room.line_writes import note_change

Heard = dict[str, Any]


def settle_proposal(line: Line, decision: Decision, proposal: Proposal, *, by: Person, is_of: bool) -> None:
    """Say that the decision of this line is of that proposal (and of none it was tied to), or that it is not."""
    entry: dict[str, Any] = next((e for e in line.heard if e.get("ref") == decision.ref), {})
    told, tied = [proposal.ref, proposal.title], entry.pop("proposal", None)
    with transaction.atomic():
        note_change(line, by=by)
        if is_of:
            if tied is not None:
                Proposal.decisions.through._base_manager.filter(decision=decision, proposal__ref=tied[0]).delete()
            proposal.decisions.add(decision)
            entry["proposal"] = told
            entry.pop("may_be_of", None)
        else:
            proposal.decisions.remove(decision)
            entry["may_be_of"] = [told]
        line.save_as(by=by, verb="settled")


def settle_budget(line: Line, position: Position, budget: BudgetLine, *, by: Person) -> None:
    """Somebody says of which budget line the position of this line is; the next one without a name is of it too."""
    entry: Heard = next((e for e in line.heard if e.get("ref") == position.ref), {})
    with transaction.atomic():
        note_change(line, by=by)
        if position.budget_line_id != budget.pk:
            position.budget_line = budget
            position.save_as(by=by, verb="moved to another line")
        options = [entry["of"], *entry["others"]] if "of" in entry else []
        entry |= {
            "unnamed": SETTLED, "of": told_of(budget), "said": said_back(position, on=line.day),
            "others": [one for one in options if one[0] != budget.ref],
        }  # fmt: skip
        line.save_as(by=by, verb="settled")
