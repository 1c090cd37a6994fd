"""What a budget line asks for by financial year: from capital, to revenue. A new profile supersedes; none is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db import models, transaction
from django.db.models import Max, Q

from hackit.amounts import pounds, profile_difference
from hackit.models import Person
from meetings.money.models import BudgetLine


class Amounts(NamedTuple):
    """Pence of one financial year, or of all: from capital, and to revenue. Less than nothing is given back."""

    capital: int = 0
    revenue: int = 0

    @property
    def total(self) -> int:
        return self.capital + self.revenue


class DoesNotAddUp(ValueError):
    """The years of a profile do not come to the total that was stated. `difference`: pence that they leave of it."""

    def __init__(self, total: int, difference: int) -> None:
        self.total, self.difference = total, difference
        how = "less" if difference > 0 else "more"
        super().__init__(
            f"The years come to {pounds(total - difference)}: {pounds(abs(difference))} {how} than {pounds(total)}"
        )


class BudgetProfile(models.Model):
    """One profile of a budget line, as it was asked for on a day. The newest `holds`, and no other."""

    budget_line = models.ForeignKey(BudgetLine, models.CASCADE, related_name="profiles")
    number = models.PositiveSmallIntegerField()
    holds = models.BooleanField(default=True)
    said_on = models.DateField()
    total = models.BigIntegerField("stated total", null=True, blank=True)
    why = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["budget_line", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["budget_line", "number"], name="budget_profile_once",
                violation_error_message="Somebody else has written down another profile meanwhile.",
            ),
            models.UniqueConstraint(
                fields=["budget_line"], condition=Q(holds=True), name="budget_profile_one_holds",
                violation_error_message="Only one profile of a budget line holds.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Profile {self.number}"

    def amounts(self) -> dict[int, Amounts]:
        """By the year in which the financial year begins. Reads `years`, which a list has prefetched."""
        return {row.financial_year: Amounts(row.capital, row.revenue) for row in self.years.all()}


class BudgetYear(models.Model):
    """What a profile asks for in one financial year, in pence."""

    profile = models.ForeignKey(BudgetProfile, models.CASCADE, related_name="years")
    financial_year = models.PositiveSmallIntegerField()
    capital = models.BigIntegerField("from capital", default=0)
    revenue = models.BigIntegerField("to revenue", default=0)

    class Meta:
        ordering = ["profile", "financial_year"]
        constraints = [
            models.UniqueConstraint(fields=["profile", "financial_year"], name="budget_year_once"),
            models.CheckConstraint(condition=Q(financial_year__gte=2000, financial_year__lte=2100), name="budget_year"),
        ]

    def __str__(self) -> str:
        return f"{self.financial_year}: {self.capital} {self.revenue}"


def total_of(amounts: Mapping[int, Amounts]) -> Amounts:
    """All years together, to the penny."""
    return Amounts(sum(one.capital for one in amounts.values()), sum(one.revenue for one in amounts.values()))


def check_total(amounts: Mapping[int, Amounts], total: int | None) -> None:
    """Raises DoesNotAddUp where a total was stated and the years come to another one."""
    if total is None:
        return
    difference = profile_difference(total, [(year, one.total) for year, one in amounts.items()])
    if difference:
        raise DoesNotAddUp(total, difference)


def reprofile(
    budget: BudgetLine, amounts: Mapping[int, Amounts], *, by: Person | None, on: date, total: int | None = None,
    why: str = "", version: int | None = None,
) -> BudgetProfile:  # fmt: skip
    """Write down another profile, which holds from here on; the earlier ones stay as they were.

    Raises DoesNotAddUp, and StaleRecord where somebody changed the line since `version`.
    """
    check_total(amounts, total)
    with transaction.atomic():
        budget.save_as(by=by, verb="profile by year written down", expected_version=version)
        budget.profiles.filter(holds=True).update(holds=False)
        last = budget.profiles.aggregate(last=Max("number"))["last"] or 0
        profile = BudgetProfile.objects.create(
            budget_line=budget, number=last + 1, said_on=on, total=total, why=why, by=by
        )
        BudgetYear.objects.bulk_create(
            BudgetYear(profile=profile, financial_year=year, capital=one.capital, revenue=one.revenue)
            for year, one in sorted(amounts.items())
            if any(one)  # no list offers a year that nothing is asked for in
        )
    return profile


def profiles_of(budgets: Sequence[BudgetLine]) -> dict[int, list[BudgetProfile]]:
    """The profiles of these lines (which the reader may see), oldest first, by the line's id. Two questions for all."""
    rows = BudgetProfile.objects.filter(budget_line__in=budgets).select_related("by").prefetch_related("years")
    found: dict[int, list[BudgetProfile]] = {}
    for profile in rows.order_by("budget_line", "number"):
        found.setdefault(profile.budget_line_id, []).append(profile)
    return found
