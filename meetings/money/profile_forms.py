"""The form of a profile by year: a row for each financial year, two amounts in it."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from hackit.amounts import MOST_PENCE, pounds, read_cell
from hackit.dates import financial_year, financial_year_label
from hackit.form_helpers import helper
from hackit.forms import VersionForm
from meetings.actions.forms import too_long
from meetings.money.profile_models import Amounts, DoesNotAddUp, check_total

YEARS_AHEAD = 5
MORE_YEARS = 5
LAST_YEAR = 2100
PARTS = {"capital": "from capital", "revenue": "to revenue"}


class PenceField(forms.CharField):
    """An amount to the penny: "770,000", "£770k", "(£1,234.50)" for less than nothing. Cleans to pence, or None."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        attrs = {"class": "w-10 num", "autocomplete": "off", "inputmode": "text"}
        super().__init__(required=False, widget=forms.TextInput(attrs=attrs), **kwargs)
        self.error_messages["max_length"] = f"{self.label} must be an amount in pounds, like 770,000 or £770k"

    def clean(self, value: Any) -> int | None:
        """The pence. Raises ValidationError for what is no single amount, or too much to be meant."""
        typed = super().clean(value)
        try:
            pence = read_cell(typed or "")
        except ValueError:
            pence = MOST_PENCE + 1
        if pence is not None and abs(pence) > MOST_PENCE:
            raise ValidationError(self.error_messages["max_length"], code="not_an_amount")
        return pence

    def prepare_value(self, value: Any) -> Any:
        """Stored pence as one types them."""
        return pounds(value) if isinstance(value, int) else value


class YearFields(NamedTuple):
    """One row of the form."""

    label: str
    capital: BoundField
    revenue: BoundField


class ProfileForm(VersionForm):
    """What is asked for by financial year. A year left empty is not in the profile.

    `stored` are the amounts that hold now; `more` so many years more are offered at the end.
    """

    helper = helper()

    total = PenceField(
        label="Total, if one was agreed",
        help_text="The years must come to it to the penny. Leave it empty if none was stated",
    )
    why = forms.CharField(
        label="Why it is so now", required=False, max_length=500, error_messages=too_long("Why", 500),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, stored: dict[int, Amounts], on: date, more: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this = financial_year(on)
        first, last = min({this - 1, *stored}), max({this + YEARS_AHEAD, *stored}) + more
        self.years = range(first, min(last, LAST_YEAR) + 1)
        for year in self.years:
            amounts = stored.get(year)
            for part, words in PARTS.items():
                label = f"{financial_year_label(year)}, {words}"
                pence = getattr(amounts, part) if amounts else None
                self.fields[f"{part}_{year}"] = PenceField(label=label, initial=pence or None)

    @property
    def rows(self) -> list[YearFields]:
        return [
            YearFields(financial_year_label(year), self[f"capital_{year}"], self[f"revenue_{year}"])
            for year in self.years
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        amounts = {
            year: Amounts(data.get(f"capital_{year}") or 0, data.get(f"revenue_{year}") or 0) for year in self.years
        }
        data["amounts"] = {year: one for year, one in amounts.items() if one.capital or one.revenue}
        if self.errors:
            return data
        if not data["amounts"]:
            self.add_error(f"capital_{self.years[1]}", "Enter an amount for at least one year")
            return data
        try:
            check_total(data["amounts"], data.get("total"))
        except DoesNotAddUp as wrong:
            self.add_error("total", str(wrong))
        return data
