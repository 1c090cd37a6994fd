"""Forms of budget lines and of what is said of them."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hackit.amounts import Amount, read_amounts
from hackit.audience import Viewer
from hackit.dates import financial_year, financial_year_label
from hackit.form_helpers import helper
from hackit.forms import TokenForm, VersionForm
from meetings.actions.forms import too_long
from meetings.form_fields import (
    AudienceField,
    DayField,
    GroupField,
    KnownPeople,
    PersonField,
    TopicField,
    know_day,
    know_people,
    offer_groups,
)
from meetings.money.models import BudgetLine, Nature, Position
from meetings.money.periods import YEAR_END, period_in_full


class PoundsField(forms.CharField):
    """An amount as one says it: "40k", "about £40,000", "£40k to £50k". Cleans to an Amount, or None."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 80)
        kwargs.setdefault("help_text", "Like £40k, about £1.2m or £40k to £50k. Leave it empty if no amount was said")
        super().__init__(widget=forms.TextInput(attrs={"class": "w-20", "autocomplete": "off"}), **kwargs)
        self.error_messages["max_length"] = "An amount must be 80 characters or fewer"

    def clean(self, value: Any) -> Amount | None:
        """The amount. Raises ValidationError for what is none, or more than one."""
        typed = super().clean(value)
        if not typed:
            return None
        # In this box every number is pounds, with the sign or without
        found = read_amounts(typed if "£" in typed else re.sub(r"\d", r"£\g<0>", typed, count=1))
        if len(found) != 1 or found[0].high <= 0:
            raise ValidationError("The amount must be one sum in pounds, like £40k or £1,250", code="not_an_amount")
        return found[0]


class BudgetFields(forms.Form):
    """What a budget line is called, whose it is, and of which year."""

    helper = helper()

    title = forms.CharField(
        label="What is it called?", max_length=160, help_text="Like Revenue budget 2019/20, or Vendor increases",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Enter what it is called", **too_long("What it is called", 160)},
    )  # fmt: skip
    financial_year = forms.TypedChoiceField(
        label="Financial year", required=False, coerce=int, empty_value=None,
        widget=forms.Select(attrs={"class": "w-auto"}),
        error_messages={"invalid_choice": "Choose a year from the list"},
    )  # fmt: skip
    forum = GroupField(label="Group that follows it")
    lead = PersonField(label="Who speaks of it", required=False)
    topic = TopicField()
    audience = AudienceField()

    def __init__(
        self, *args: Any, viewer: Viewer, people: KnownPeople, on: date, budget: BudgetLine | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.budget = budget
        offer_groups(self, viewer, budget.forum_id if budget else None)
        know_people(self, people)
        this = financial_year(on)
        years = sorted(
            {*range(this - 2, this + 4), *([budget.financial_year] if budget and budget.financial_year else [])}
        )
        self.fields["financial_year"].choices = [
            ("", "Not of one year"),
            *((y, financial_year_label(y)) for y in years),
        ]

    def clean_title(self) -> str:
        """On one line: line breaks come from pasting."""
        return " ".join(self.cleaned_data["title"].split())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("title") and data.get("forum"):
            same = BudgetLine.objects.live().filter(forum=data["forum"], title__iexact=data["title"])
            if self.budget is not None:
                same = same.exclude(pk=self.budget.pk)
            if same.exists():
                self.add_error("title", ValidationError("This group already follows a line of that name", code="twice"))
        return data


class BudgetForm(BudgetFields, TokenForm):
    """A new budget line."""


class BudgetEditForm(BudgetFields, VersionForm):
    """A stored one."""


class PositionForm(TokenForm):
    """How a budget stands, said outside a meeting or put right by hand."""

    helper = helper()

    state = forms.ChoiceField(
        label="How does it stand?", choices=Position.State.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose how it stands", "invalid_choice": "Choose how it stands"},
    )  # fmt: skip
    amount = PoundsField(label="By how much", required=False)
    nature = forms.ChoiceField(
        label="Capital or revenue", choices=[("", "Not said"), *Nature.choices], required=False,
        widget=forms.Select(attrs={"class": "w-auto"}), error_messages={"invalid_choice": "Choose capital or revenue"},
    )  # fmt: skip
    basis = forms.ChoiceField(
        label="Working or final?", choices=Position.Basis.choices, widget=forms.RadioSelect, initial="working",
        error_messages={"required": "Choose working or final", "invalid_choice": "Choose working or final"},
    )  # fmt: skip
    period = forms.TypedChoiceField(
        label="Period", required=False, coerce=int, empty_value=None, widget=forms.Select(attrs={"class": "w-auto"}),
        choices=[("", "Not said"), *((number, period_in_full(number)) for number in range(1, YEAR_END + 1))],
        error_messages={"invalid_choice": "Choose a period from the list"},
    )  # fmt: skip
    words = forms.CharField(
        label="Why, and what is done about it", required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "data-grow": True}), error_messages=too_long("Why", 1000),
    )  # fmt: skip
    brings = PersonField(label="Who brings the final figures", required=False)
    final_on = DayField(label="When they come", required=False)
    said_on = DayField(
        label="Said on",
        lean="last",
        ahead="The day on which it was said cannot lie ahead",
        error_messages={"required": "Enter the day on which it was said"},
    )

    def __init__(self, *args: Any, people: KnownPeople, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        know_people(self, people)
        know_day(self, on=on)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("amount") and data.get("state") in (Position.State.IN_LINE, Position.State.NOT_KNOWN):
            self.add_error("amount", "An amount goes with over or under budget only")
        if data.get("said_on"):
            year = financial_year(data["said_on"])
            # P12 and the year's end are told of in the spring after
            is_of_last = (
                data.get("period") and data["said_on"].month in (4, 5, 6) and data["period"] > data["said_on"].month - 3
            )
            data["financial_year"] = year - 1 if is_of_last else year
        return data
