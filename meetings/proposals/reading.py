"""Proposals as their list, their pages and an item's memory show them to one reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Exists, OuterRef

from hackit.amounts import pounds
from hackit.audience import Viewer
from hackit.dates import financial_year_label
from meetings.agenda.models import AgendaItem
from meetings.money.models import BudgetLine
from meetings.proposals.models import Proposal, ProposalQuerySet
from meetings.proposals.standing import Standing, standing_of

SOON = timedelta(days=28)
"""So long before its day a benefit's review is told of beside an investment item."""


@dataclass(frozen=True)
class ProposalRow:
    """A proposal on the list: where it stands, and for who may move it the places above and below its own."""

    standing: Standing
    where: str
    place: int | None = None
    up: int | None = None
    down: int | None = None

    @property
    def proposal(self) -> Proposal:
        return self.standing.proposal


def for_rows(proposals: ProposalQuerySet) -> ProposalQuerySet:
    """Proposals with all that a row asks of each."""
    return proposals.select_related("forum__reports_to", "lead", "benefit_action__owner").prefetch_related("years")


def for_page(user) -> ProposalQuerySet:
    """The same, with whether this reader may see the budget lines of a move."""
    budgets = BudgetLine.objects.visible_to(user)
    rows = for_rows(Proposal.objects.all()).select_related("move_from", "move_to", "created_by")
    return rows.annotate(
        from_is_seen=Exists(budgets.filter(pk=OuterRef("move_from_id"))),
        to_is_seen=Exists(budgets.filter(pk=OuterRef("move_to_id"))),
    )


def rows_of(
    proposals: Iterable[Proposal], standings: Mapping[int, Standing], viewer: Viewer, *, on: date
) -> list[ProposalRow]:  # fmt: skip
    """The rows of a page of proposals. Only members of its group see a proposal's place, and move it.

    `standings` are those of all that the reader may see: they tell which place of a group is the last.
    """
    last: dict[int | None, int] = {}
    for one in standings.values():
        last[one.proposal.forum_id] = max(last.get(one.proposal.forum_id, 0), one.proposal.place or 0)
    rows = []
    for proposal in proposals:
        standing = replace(standings[proposal.pk], proposal=proposal)
        place = proposal.place if viewer.belongs_to(proposal.forum_id) else None
        moves = place is not None and viewer.writes_in(proposal.forum_id)
        up = place - 1 if moves and place and place > 1 else None
        down = place + 1 if moves and place and place < last[proposal.forum_id] else None
        rows.append(ProposalRow(standing, standing.where(on=on), place, up, down))
    return rows


@dataclass(frozen=True)
class YearShown:
    label: str
    capital: str
    revenue: str
    both: str


@dataclass(frozen=True)
class AmountsShown:
    """The money of a proposal as a table: its years, and the totals; "" where nothing was said."""

    years: Sequence[YearShown]
    capital: str
    revenue: str
    both: str
    lasting: str

    def __bool__(self) -> bool:
        return bool(self.years or self.both or self.lasting)


def amounts_of(proposal: Proposal) -> AmountsShown:
    """Its amounts by year, to the penny."""
    years = [
        YearShown(
            financial_year_label(year.financial_year), pounds(year.capital), pounds(year.revenue),
            pounds(year.capital + year.revenue),
        )
        for year in proposal.years.all()
    ]  # fmt: skip
    capital, revenue = proposal.capital, proposal.revenue
    said = capital is not None or revenue is not None
    return AmountsShown(
        years, "" if capital is None else pounds(capital), "" if revenue is None else pounds(revenue),
        pounds((capital or 0) + (revenue or 0)) if said else "",
        "" if proposal.lasting_cost is None else pounds(proposal.lasting_cost),
    )  # fmt: skip


@dataclass(frozen=True)
class Remembered:
    """A proposal as an investment item opens with it."""

    standing: Standing
    where: str
    benefit_due: date | None

    @property
    def proposal(self) -> Proposal:
        return self.standing.proposal


def memory_of(item: AgendaItem, user, *, on: date) -> list[Remembered]:
    """What an investment item opens with: what is live, in the order of priority, and benefits due for review.

    What was agreed is live while a caveat is open; what was not agreed is live no more.
    """
    rows = for_rows(Proposal.objects.visible_to(user).filter(forum_id=item.forum_id)).in_order()
    going = [proposal for proposal in rows if proposal.is_going or proposal.benefit_is_due(on=on + SOON)]
    found = []
    for one in standing_of(going, user).values():
        due = one.proposal.benefit_action.due if one.proposal.benefit_is_due(on=on + SOON) else None
        if one.state in ("undecided", "waiting", "put_off") or (one.open_caveats and one.proposal.is_going) or due:
            found.append(Remembered(one, one.where(on=on), due))
    return found
