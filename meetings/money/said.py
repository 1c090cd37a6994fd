"""From words to positions: which budget line is meant, and what was said of it. Saves nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hackit.amounts import Amount, read_amounts
from hackit.audience import Audience
from hackit.dates import british_day, financial_year, financial_year_label
from hackit.models import Topic
from meetings.agenda.models import AgendaItem
from meetings.capture import Position as PositionSaid
from meetings.money.models import BudgetLine, Position
from meetings.money.periods import read_period

ASKED, SETTLED = "asked", "settled"
"""How a position stands of which the line named no budget: nobody has said which is meant, or somebody has."""
MOST_OTHERS = 4


@dataclass(frozen=True)
class BudgetMeant:
    """Of which budget line a position is. `is_new`: the line is still to be made.

    `unnamed`: "" where it was named, or the group follows no other; else ASKED or SETTLED. `others`: which it may be
    of instead.
    """

    budget: BudgetLine
    is_new: bool = False
    unnamed: str = ""
    others: Sequence[BudgetLine] = ()


def budget_meant(item: AgendaItem, said: PositionSaid, *, day: date, topics: Sequence[Topic] = ()) -> BudgetMeant:
    """The budget line that a position under an item is of, said on that day.

    The one named; else the only one that the group follows of that year; else the item's main one, of which the last
    position without a name was (as somebody settled it) under the same standing item. Until somebody has settled it
    the first is meant, and asked about. What was named just before decides nothing. A group that follows none gets
    one that is called after the item and the year.
    """
    followed = list(BudgetLine.objects.live().filter(forum_id=item.forum_id).followed().order_by("pk"))
    if said.of is not None:
        named = next((one for one in followed if one.pk == said.of), None)
        if named is not None:
            return BudgetMeant(named)
    if not followed:
        return BudgetMeant(_called_after(item, topics), is_new=True)
    year = _period_of(said, day)[1]
    of_year = [one for one in followed if one.financial_year in (None, year)] or followed
    of_year.sort(key=lambda one: one.financial_year is None)
    if len(of_year) == 1:
        return BudgetMeant(of_year[0])
    main = main_budget(item, of_year)
    meant = main or of_year[0]
    others = sorted((one for one in of_year if one != meant), key=lambda one: one.title)[:MOST_OTHERS]
    return BudgetMeant(meant, unnamed=SETTLED if main else ASKED, others=others)


def main_budget(item: AgendaItem, among: Sequence[BudgetLine]) -> BudgetLine | None:
    """Which of these a position without a name is of under an item, as somebody has settled it last."""
    rows = Position.objects.live().filter(budget_line__in=among, line__heard__0__unnamed=SETTLED)
    if item.standing_item_id:
        rows = rows.filter(item__standing_item_id=item.standing_item_id)
    else:
        rows = rows.filter(item__kind=item.kind)
    found = rows.in_order().values_list("budget_line_id", flat=True).first()
    return next((one for one in among if one.pk == found), None)


def _called_after(item: AgendaItem, topics: Sequence[Topic]) -> BudgetLine:
    year = financial_year(item.meeting.date)
    return BudgetLine(
        title=f"{item.title} {financial_year_label(year)}"[:160], financial_year=year, forum=item.meeting.forum,
        topic=topics[0] if topics else None, lead_id=item.lead_id, audience=Audience.MEMBERS,
    )  # fmt: skip


def _period_of(said: PositionSaid, day: date) -> tuple[int | None, int]:
    return read_period(said.period, on=day) if said.period else (None, financial_year(day))


def position_said(
    budget: BudgetLine, words: str, said: PositionSaid, *, item: AgendaItem | None, day: date
) -> Position:  # fmt: skip
    """The (unsaved) position that a line tells, with the amount its words hold."""
    period, year = _period_of(said, day)
    is_final = said.basis == "final"
    position = Position(
        budget_line=budget, item=item, meeting=item.meeting if item else None,
        forum_id=budget.forum_id or item.forum_id,
        state=said.state, basis=Position.Basis.FINAL if is_final else Position.Basis.WORKING, period=period,
        financial_year=year, said_on=day, words=words[:1000],
        final_on=None if is_final else said.when, final_text="" if is_final else said.when_text[:80],
    )  # fmt: skip
    if amounts := read_amounts(words):
        take_amount(position, amounts[0])
    return position


def take_amount(position: Position, amount: Amount) -> None:
    """Set what was said in pounds. In line or not known keep none: there the figure is of something else."""
    if position.state not in (Position.State.OVER, Position.State.UNDER):
        return
    position.low, position.high = sorted((abs(amount.low), abs(amount.high)))
    position.near, position.nature, position.recurs = amount.near, amount.nature, amount.recurs


def said_back(position: Position, *, on: date) -> str:
    """What was understood, and what it was before: "Finance 2019/20: working £40k over at P3, was £65k over at P2"."""
    words = str(position)
    before = last_before(position)
    if before is not None:
        words = f"{words}, was {before.in_short()}"
    when = british_day(position.final_on, year=position.final_on.year != on.year) if position.final_on else ""
    when = when or position.final_text
    if position.brings or when:
        who = f"{position.brings.name} brings the final figures" if position.brings else "Final figures"
        words += f". {who}{', ' + when if when else ''}"
    return f"{words}."


def last_before(position: Position) -> Position | None:
    """What was said last of the same budget line before this one."""
    if position.budget_line.pk is None:
        return None
    rows = Position.objects.live().filter(budget_line_id=position.budget_line.pk).exclude(pk=position.pk)
    return rows.filter(said_on__lte=position.said_on).in_order().first()
