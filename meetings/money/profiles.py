"""Profiles by year side by side, as the page of a budget line, the memory of an item and the files show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from hackit.amounts import short_pounds
from hackit.dates import financial_year_label
from meetings.money.models import BudgetLine
from meetings.money.profile_models import Amounts, BudgetProfile, profiles_of, total_of


@dataclass(frozen=True)
class Part:
    """One line of a comparison, in pence: of the whole year, or of its capital or revenue where it has both."""

    label: str
    first: int
    now: int

    @property
    def difference(self) -> int:
        return self.now - self.first


@dataclass(frozen=True)
class YearRow:
    """One financial year: what the first profile asked for, what the one that holds does, and the difference."""

    label: str
    first: Amounts
    now: Amounts

    @property
    def parts(self) -> list[Part]:
        """From capital and to revenue, of which there is any, and both together."""
        capital = Part("From capital", self.first.capital, self.now.capital)
        revenue = Part("To revenue", self.first.revenue, self.now.revenue)
        parts = [one for one in (capital, revenue) if one.first or one.now]
        return [*parts, Part("In all", self.first.total, self.now.total)] if len(parts) != 1 else parts


@dataclass(frozen=True)
class Profiles:
    """All profiles of a budget line, oldest first."""

    all: Sequence[BudgetProfile] = ()

    def __bool__(self) -> bool:
        return bool(self.all)

    @property
    def now(self) -> BudgetProfile:
        return self.all[-1]

    @property
    def is_reprofiled(self) -> bool:
        return len(self.all) > 1

    @property
    def earlier(self) -> list[Version]:
        """Those that were superseded, the latest first, each with its own table."""
        return [Version(profile) for profile in reversed(self.all[:-1])]

    @property
    def now_rows(self) -> list[YearRow]:
        """The years of the profile that holds, and all of them together."""
        return [row for row in self.rows if any(row.now)] + [self.total]

    @property
    def rows(self) -> list[YearRow]:
        """Every year that either the first or the present profile has."""
        first, now = self.all[0].amounts(), self.now.amounts()
        return [
            YearRow(financial_year_label(year), first.get(year, Amounts()), now.get(year, Amounts()))
            for year in sorted({*first, *now})
        ]

    @property
    def changed(self) -> list[YearRow]:
        """The years that are others than in the first profile, and all years together."""
        return [*(row for row in self.rows if row.first != row.now), self.total]

    @property
    def unchanged(self) -> list[YearRow]:
        """The years that are as they were in the first profile."""
        return [row for row in self.rows if row.first == row.now]

    @property
    def total(self) -> YearRow:
        return YearRow("All years", total_of(self.all[0].amounts()), total_of(self.now.amounts()))

    def in_short(self) -> str:
        """ "£770k from capital, £590k to revenue", as one says it."""
        if not self.all:
            return ""
        total = total_of(self.now.amounts())
        parts = [(total.capital, "from capital"), (total.revenue, "to revenue")]
        return ", ".join(f"{short_pounds(pence)} {words}" for pence, words in parts if pence)


@dataclass(frozen=True)
class Version:
    """One profile with its rows, as it was."""

    profile: BudgetProfile

    @property
    def rows(self) -> list[tuple[str, Amounts]]:
        return [(financial_year_label(year), one) for year, one in sorted(self.profile.amounts().items())]

    @property
    def total(self) -> Amounts:
        return total_of(self.profile.amounts())


@dataclass(frozen=True)
class Asked:
    """A request that finance has not set up yet, as an item of investment remembers it."""

    budget: BudgetLine
    profiles: Profiles = field(default_factory=Profiles)


def with_profiles(budgets: Sequence[BudgetLine]) -> list[Asked]:
    """Each of these lines with its profiles: two questions for all."""
    budgets = list(budgets)
    found = profiles_of(budgets) if budgets else {}
    return [Asked(budget, Profiles(found.get(budget.pk, []))) for budget in budgets]
