"""Forms for bringing recommendations in: the file, then what its columns and names mean, and the plan year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from hackit.dates import financial_year, financial_year_label
from meetings.audit.importing import columns as col
from meetings.audit.importing.reading import Settled
from meetings.importing.forms import CHOOSE_GROUP, ColumnsForm, SheetForm


class RecommendationFileForm(SheetForm):
    """A spreadsheet of recommendations."""

    columns, limits = col.COLUMNS, col.LIMITS
    no_group = CHOOSE_GROUP


class RecommendationMatchForm(ColumnsForm):
    """What was understood of a table of recommendations."""

    no_group = CHOOSE_GROUP
    can_hold, named = col.COLUMNS, (col.OWNER, col.HELPERS)

    review = forms.CharField(
        label="Review", required=False, max_length=200, help_text="For rows that name none",
        error_messages={"max_length": "Make it 200 letters or fewer"},
    )  # fmt: skip
    plan_year = forms.TypedChoiceField(
        label="Plan year", coerce=int, help_text="For rows that name none",
        widget=forms.Select(attrs={"class": "w-auto"}),
        error_messages={"required": "Choose a year", "invalid_choice": "Choose a year from the list"},
    )  # fmt: skip

    def __init__(self, *args: Any, on: date, priorities: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.this, self.priorities = financial_year(on), priorities
        years = range(self.this + 1, self.this - 9, -1)
        self.fields["plan_year"].choices = [(year, financial_year_label(year)) for year in years]
        self.fields["plan_year"].initial = self.this

    def settled(self) -> Settled:
        """What was chosen for all rows, as far as it is valid."""
        chosen = getattr(self, "cleaned_data", {})
        year, review = chosen.get("plan_year") or self.this, chosen.get("review", "")
        return Settled(self.group(), year, self.who(), self.priorities, review)
