"""From words to positions: which budget line is meant, and what was said of it. Saves nothing."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date

from hackit.amounts import Amount, read_amounts
from hackit.audience import Audience
from hackit.dates import british_day, financial_year, financial_year_label
from hackit.models import Topic
from meetings.agenda.models import AgendaItem
from meetings.capture import Position as PositionSaid
from meetings.money.models import BudgetLine, Position
from meetings.money.periods import read_period


def budget_meant(item: AgendaItem, key: Hashable | None, *, topics: Sequence[Topic] = ()) -> tuple[BudgetLine, bool]:
    """The budget line that a position under an item is of, and whether it is still to be made.

    The one named; else the one that was last spoken of under the same standing item; else the group's only or
    first one. A group that follows none gets one that is called after the item and the year.
    """
    followed = BudgetLine.objects.live().filter(forum_id=item.forum_id)
    if key is not None and (named := followed.filter(pk=int(str(key))).first()) is not None:
        return named, False
    said = Position.objects.live().filter(budget_line__in=followed.followed(), item__standing_item__isnull=False)
    if item.standing_item_id:
        last = (
            said.filter(item__standing_item_id=item.standing_item_id).in_order().select_related("budget_line").first()
        )
        if last is not None:
            return last.budget_line, False
    first = followed.followed().order_by("pk").first()
    if first is not None:
        return first, False
    year = financial_year(item.meeting.date)
    made = BudgetLine(
        title=f"{item.title} {financial_year_label(year)}"[:160], financial_year=year, forum=item.meeting.forum,
        topic=topics[0] if topics else None, lead_id=item.lead_id, audience=Audience.MEMBERS,
    )  # fmt: skip
    return made, True


def position_said(
    budget: BudgetLine, words: str, said: PositionSaid, *, item: AgendaItem | None, day: date
) -> Position:  # fmt: skip
    """The (unsaved) position that a line tells, with the amount its words hold."""
    period, year = read_period(said.period, on=day) if said.period else (None, financial_year(day))
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
