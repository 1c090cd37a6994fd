"""Where the row of a budget line that is here already says something else than stands here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hackit.amounts import pounds
from hackit.audience import Viewer, visible_condition
from hackit.dates import financial_year_label
from meetings.importing.kept import in_parts
from meetings.importing.rows import differs
from meetings.money.importing import columns as col
from meetings.money.importing.row_reading import Planned
from meetings.money.models import BudgetLine, Position, RequestState
from meetings.money.profile_models import Amounts, BudgetProfile, profiles_of

MOST_YEARS = 4
"""So many years that differ are told one by one."""


@dataclass(frozen=True)
class Stored:
    """A budget line with the amounts that hold and what was said of it last."""

    budget: BudgetLine
    profile: BudgetProfile | None
    latest: Position | None


def stored_lines(refs: Sequence[str], viewer: Viewer) -> dict[str, Stored]:
    """By their ref, what this viewer may see of them: a few questions for every 500."""
    found: dict[str, Stored] = {}
    for some in in_parts(refs):
        rows = BudgetLine.objects.live().filter(visible_condition(BudgetLine, viewer), ref__in=some)
        budgets = list(rows.select_related("lead", "topic", "forum"))
        profiles = profiles_of(budgets)
        said = Position.objects.live().filter(visible_condition(Position, viewer), budget_line__in=budgets)
        latest = {position.budget_line_id: position for position in said.order_by("said_on", "pk")}
        for budget in budgets:
            holding = profiles.get(budget.pk, [])
            found[budget.ref] = Stored(budget, holding[-1] if holding else None, latest.get(budget.pk))
    return found


def differences(planned: Planned, stored: Stored) -> list[str]:
    """ "Request: Agreed here, With finance in the file" of each value that the file has and that is another here."""
    return [*_of_line(planned, stored.budget), *_of_amounts(planned, stored), *_of_position(planned, stored.latest)]


def _of_line(planned: Planned, budget: BudgetLine) -> list[str]:
    values, found = planned.values, []
    if col.STATE in planned.given and values["state"] != budget.state:
        here = RequestState(budget.state).label if budget.state else ""
        found.append(differs("Request", here, planned.state))
    for key, label, here, there in (
        (col.SINCE, "Since", budget.state_since, values["state_since"]),
        (col.LEAD, "Who speaks of it", budget.lead, values["lead"]),
        (col.TOPIC, "Topic", budget.topic, values["topic"]),
        (col.CLOSED, "No longer followed since", budget.closed_on, values["closed_on"]),
    ):
        if key in planned.given and there is not None and here != there:
            found.append(differs(label, here, there))
    year = values["financial_year"]
    if year is not None and year != budget.financial_year:
        here = financial_year_label(budget.financial_year) if budget.financial_year else ""
        found.append(differs("Financial year", here, financial_year_label(year)))
    return found


def _of_amounts(planned: Planned, stored: Stored) -> list[str]:
    if not planned.amounts:
        return []
    now = stored.profile.amounts() if stored.profile else {}
    found = []
    for year in sorted({*now, *planned.amounts}):
        here, there = now.get(year, Amounts()), planned.amounts.get(year, Amounts())
        for label, one, other in (
            ("from capital", here.capital, there.capital), ("to revenue", here.revenue, there.revenue),
        ):  # fmt: skip
            if one != other:
                found.append(differs(f"{financial_year_label(year)}, {label}", pounds(one), pounds(other)))
    if len(found) > MOST_YEARS:
        found[MOST_YEARS:] = [f"And {len(found) - MOST_YEARS} more amounts differ"]
    return found


def _of_position(planned: Planned, latest: Position | None) -> list[str]:
    if planned.position is None:
        return []
    there = Position(**planned.position)
    here = latest.in_short() if latest else ""
    return [] if here == there.in_short() else [differs("How it stands", here, there.in_short())]
