"""Budget lines as cells of a spreadsheet: how each stands, what it asks for, a column for every year that has money.

What comes out here goes in again as the same records: `importing` knows every heading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hackit.amounts import signed_pounds
from hackit.dates import financial_year_label
from meetings.money.models import BudgetLine, Position
from meetings.money.periods import period_in_full
from meetings.money.profile_models import BudgetProfile, profiles_of
from meetings.money.reading import BudgetShown

HEADER = (
    "Budget line", "Year", "Group", "How it stands", "Figures", "Period", "From", "To", "Said on", "Was", "Request",
    "Since", "Address", "Who speaks of it", "Topic", "No longer followed since", "Year of the figures", "About",
    "Capital or revenue", "What was said", "Who brings the final", "When", "Written down on", "Why", "Total",
)  # fmt: skip


def pounds_of(pence: int | None, position: Position) -> str:
    """As a spreadsheet adds it up: pounds with pence, less than nothing where it is under budget."""
    if pence is None:
        return ""
    return signed_pounds(-pence if position.state == Position.State.UNDER else pence)


class ListCells:
    """The table of these budget lines: the profile that holds of each, and what was said of it last."""

    def __init__(self, shown: Sequence[BudgetShown], *, base: str) -> None:
        self.shown, self.base = shown, base
        self.holding = {pk: found[-1] for pk, found in profiles_of([one.budget for one in shown]).items()}
        amounts = [profile.amounts() for profile in self.holding.values()]
        self.years = [
            (part, year)
            for year in sorted({year for one in amounts for year in one})
            for part in ("capital", "revenue")
            if any(getattr(one[year], part) for one in amounts if year in one)
        ]

    @property
    def header(self) -> tuple[str, ...]:
        return (*HEADER, *(f"{part.capitalize()} {financial_year_label(year)}" for part, year in self.years))

    def rows(self) -> Iterator[list[object]]:
        for one in self.shown:
            profile = self.holding.get(one.budget.pk)
            yield [*self._of_line(one), *self._of_profile(profile)]

    def _of_line(self, shown: BudgetShown) -> list[object]:
        budget, latest = shown.budget, shown.latest
        first: list[object] = [budget.title, _year(budget.financial_year), budget.forum.name]
        said: list[object] = _said(latest) if latest else [""] * 6
        besides: list[object] = _said_besides(latest) if latest else [""] * 6
        return [
            *first, *said, shown.before.in_short() if shown.before else "",
            budget.get_state_display() if budget.state else "", budget.state_since or "",
            f"{self.base}{budget.get_absolute_url()}", *_whose(budget), *besides,
        ]  # fmt: skip

    def _of_profile(self, profile: BudgetProfile | None) -> list[object]:
        if profile is None:
            return [""] * (3 + len(self.years))
        amounts = profile.amounts()
        cells = [getattr(amounts[year], part) if year in amounts else 0 for part, year in self.years]
        return [
            profile.said_on, profile.why, "" if profile.total is None else signed_pounds(profile.total),
            *(signed_pounds(pence) if pence else "" for pence in cells),
        ]  # fmt: skip


def _year(start: int | None) -> str:
    return financial_year_label(start) if start else ""


def _whose(budget: BudgetLine) -> list[object]:
    return [budget.lead or "", budget.topic or "", budget.closed_on or ""]


def _said(latest: Position) -> list[object]:
    return [
        latest.get_state_display(), latest.get_basis_display(), period_in_full(latest.period) if latest.period else "",
        pounds_of(latest.low, latest), pounds_of(latest.high, latest), latest.said_on,
    ]  # fmt: skip


def _said_besides(latest: Position) -> list[object]:
    return [
        _year(latest.financial_year), latest.get_near_display() if latest.near else "",
        latest.get_nature_display() if latest.nature else "", latest.words, latest.brings or "",
        latest.final_on or latest.final_text,
    ]  # fmt: skip
