"""What a line tells of a request to finance, and what becomes of a budget line that it made, once it is taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef

from hackit.models import Person, Topic
from meetings.capture import Recognised
from meetings.models import BudgetLine, BudgetProfile, BudgetStep, Enquiry, Line, Position
from meetings.money.said import said_back
from meetings.room.known import Known
from meetings.room.making import Made, MadePosition

Heard = dict[str, Any]


@dataclass
class MadeStep(Made):
    """A budget line is that far from the day of the line on."""

    record: BudgetLine
    state: str = ""

    def save(self, line: Line) -> None:
        self.record.put_state(self.state, by=line.author, on=line.day, line=line)


def make_step(line: Line, thing: Recognised, known: Known, topics: list[Topic]) -> MadeStep:
    """The state that a line tells of a budget line its group follows."""
    budget = BudgetLine.objects.select_for_update().get(pk=thing.target)
    return MadeStep(budget, thing.status, None, thing.status)


def step_said(made: MadeStep) -> str:
    """ "Vendor increases: with finance, was proposed since 3 June"."""
    budget, words = made.record, BudgetLine.State(made.state).label.lower()
    if budget.state == made.state:
        return f"{budget.title}: {words}, as before."
    was = f", was {budget.get_state_display().lower()}" if budget.state else ""
    return f"{budget.title}: {words}{was}."


def revert_step(line: Line, *, by: Person) -> list[str]:
    """The request is as far as before the line, unless somebody said more since; then say so."""
    step = BudgetStep.objects.filter(line=line).select_related("budget_line").last()
    if step is None or step.budget_line.take_back(step, by=by):
        return []
    return [f"“{step.budget_line.title}” was moved on since, so it stays as it is."]


def step_again(line: Line, entry: Heard, *, by: Person) -> None:
    """That far once more, after its line was brought back."""
    if BudgetStep.objects.filter(line=line).exists():
        return
    budget = BudgetLine.objects.live().select_for_update().filter(ref=entry.get("budget", "")).first()
    if budget is not None:
        budget.put_state(entry["state"], by=by, on=line.day, line=line)


# --- Of which budget line a position is ---


def position_heard(made: MadePosition, *, on: date) -> Heard:
    """What a line remembers of the position it tells: how it is said back, and of which budget line it is.

    `made`: the budget line that it made; `unnamed`, `of` and `others` ([ref, title]) where it named none of several.
    """
    heard: Heard = {"ref": made.record.ref, "said": said_back(made.record, on=on)}
    if made.meant is not None and made.meant.is_new:
        heard["made"] = made.meant.budget.ref
    elif made.meant is not None and made.meant.unnamed:
        heard |= {"unnamed": made.meant.unnamed, "of": told_of(made.meant.budget)}
        heard["others"] = [told_of(one) for one in made.meant.others]
    return heard


def told_of(budget: BudgetLine) -> list[str]:
    """What a line remembers of it."""
    return [budget.ref, budget.title]


# --- A budget line that a line made ---


def let_go(entry: Heard, *, by: Person) -> None:
    """Take away the budget line that a position made, where nothing else was ever said or asked of it."""
    budget = BudgetLine.objects.live().filter(ref=entry.get("made", "")).first()
    if budget is None or budget.version != 1 or budget.state:
        return
    of_it = {"budget_line": OuterRef("pk")}
    said = (Position.objects.live().filter(**of_it), BudgetProfile.objects.filter(**of_it),
            Enquiry.objects.live().filter(**of_it))  # fmt: skip
    if not BudgetLine.objects.filter(pk=budget.pk).filter(*(~Exists(rows) for rows in said)).exists():
        return
    budget.delete_softly(by=by, verb="taken back")


def follow_again(entry: Heard, *, by: Person) -> None:
    """The budget line that a position made is there again; where one of its name is followed by now, it is of that."""
    budget = BudgetLine.objects.filter(ref=entry.get("made", ""), deleted_at__isnull=False).first()
    if budget is None:
        return
    same = BudgetLine.objects.live().filter(forum_id=budget.forum_id, title__iexact=budget.title).first()
    if same is None:
        if budget.can_come_back:
            budget.undelete(by=by)
        return
    for position in Position._base_manager.filter(ref=entry["ref"]):
        position.budget_line = same
        position.save()
