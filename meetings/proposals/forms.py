"""Forms of proposals: what is asked and for how much, the move in the order, what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from hackit.amounts import pounds, profile_difference, read_cell
from hackit.audience import Viewer
from hackit.dates import financial_year, financial_year_label
from hackit.form_helpers import helper
from hackit.forms import LARGEST, TokenForm, VersionForm, WebAddressField
from meetings.actions.forms import too_long
from meetings.decisions.forms import AnswerForm
from meetings.form_fields import (
    AudienceField,
    DayField,
    GroupField,
    KnownPeople,
    PersonField,
    TopicsField,
    know_day,
    know_people,
    offer_groups,
    offer_topics,
)
from meetings.money.models import BudgetLine
from meetings.proposals.models import Proposal, YearRow

ROWS = 4
MOST_ROWS = 20


class PenceField(forms.CharField):
    """An exact amount in pounds: "£1,234.50", "40k", "-£5k" or "(5,000)" for money that comes in. Cleans to pence."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(
            required=False, widget=forms.TextInput(attrs={"class": "w-10", "autocomplete": "off"}), **kwargs
        )
        self.error_messages["max_length"] = f"{self.label} must be one amount, like £40k or £1,234.50"

    def clean(self, value: Any) -> int | None:
        """The pence, or None for an empty box. Raises ValidationError for what is no single exact amount."""
        typed = super().clean(value)
        try:
            return read_cell(typed) if typed else None
        except ValueError:
            raise ValidationError(
                f"{self.label} must be one amount, like £40k or £1,234.50", code="not_an_amount"
            ) from None

    def prepare_value(self, value: Any) -> Any:
        """Stored pence as one writes them, to the penny."""
        return pounds(value) if isinstance(value, int) else value


def _long(label: str, limit: int, *, rows: int = 2, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "data-grow": True})
    errors = too_long(label, limit)
    return forms.CharField(
        label=label, max_length=limit, required=False, widget=widget, error_messages=errors, **kwargs
    )


class ProposalFields(forms.Form):
    """What a proposal says. Its years are `rows` rows of fields: `year_0`, `capital_0`, `revenue_0`, and so on."""

    helper = helper()

    title = forms.CharField(
        label="What is proposed?", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Enter what is proposed", **too_long("What is proposed", 200)},
    )  # fmt: skip
    summary = _long("Summary", 2000, rows=3, help_text="Two or three sentences for people who weren’t there")
    asked = forms.ChoiceField(
        label="What is asked?", choices=Proposal.Asked.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose what is asked", "invalid_choice": "Choose what is asked"},
    )  # fmt: skip
    move_from = forms.ModelChoiceField(
        BudgetLine.objects.none(), label="Moves from", required=False, to_field_name="ref",
        empty_label="No budget line",
        help_text="Only for a move between budgets", error_messages={"invalid_choice": "Choose a budget line"},
    )  # fmt: skip
    move_to = forms.ModelChoiceField(
        BudgetLine.objects.none(), label="Moves to", required=False, to_field_name="ref", empty_label="No budget line",
        error_messages={"invalid_choice": "Choose a budget line"},
    )  # fmt: skip
    capital_total = PenceField(
        label="Capital in all", help_text="Like £590k. The years, where there are any, come to it"
    )
    revenue_total = PenceField(label="Revenue in all")
    lasting_cost = PenceField(
        label="Lasting revenue cost, a year", help_text="What it takes every year for good. -£5k where it saves"
    )
    alternatives = _long("What else we looked at", 4000)
    benefit = _long("Expected benefit", 1000)
    benefit_owner = PersonField(label="Who sees whether it came true", required=False)
    benefit_due = DayField(label="When to look", required=False, help_text="Like 14 June 2020 or in 6 months")
    lead = PersonField(label="Who brings it", required=False)
    paper_url = WebAddressField(
        label="Link to the formal paper",
        required=False,
        max_length=500,
        error_messages={"max_length": "The address must be 500 characters or fewer"},
    )
    forum = GroupField(label="Group that decides first")
    topics = TopicsField()
    audience = AudienceField()
    rows = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=MOST_ROWS)

    def __init__(
        self, *args: Any, viewer: Viewer, user: Any, people: KnownPeople, on: date, proposal: Proposal | None = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        """`user` decides on which budget lines are offered. `proposal` is the stored one, if there is one."""
        super().__init__(*args, **kwargs)
        self.proposal = proposal
        offer_groups(self, viewer, proposal.forum_id if proposal else None)
        offer_topics(self)
        know_people(self, people)
        know_day(self, on=on)
        budgets = BudgetLine.objects.visible_to(user).order_by("title", "pk")
        self.fields["move_from"].queryset = self.fields["move_to"].queryset = budgets
        self._offer_years(on)

    def _offer_years(self, on: date) -> None:
        """The rows of years: as many as the form was sent with, or as its initial values say."""
        this = financial_year(on)
        count = str(self.data.get("rows", "")) if self.is_bound else str(self.initial.get("rows", ROWS))
        self.count = min(int(count), MOST_ROWS) if count.isascii() and count.isdecimal() and int(count or 0) else ROWS
        self.initial["rows"] = self.count
        stored = [int(str(v)) for k, v in self.initial.items() if k.startswith("year_") and str(v).isdecimal()]
        years = sorted({*range(this - 3, this + 16), *(year for year in stored if 1990 <= year <= 2100)})
        choices = [("", "No year"), *((year, financial_year_label(year)) for year in years)]
        for n in range(self.count):
            self.fields[f"year_{n}"] = forms.TypedChoiceField(
                label=f"Year {n + 1}", required=False, coerce=int, empty_value=None, choices=choices,
                widget=forms.Select(attrs={"class": "w-auto"}),
                error_messages={"invalid_choice": "Choose a year from the list"},
            )  # fmt: skip
            self.fields[f"capital_{n}"] = PenceField(label=f"Capital in year {n + 1}")
            self.fields[f"revenue_{n}"] = PenceField(label=f"Revenue in year {n + 1}")
            if not self.is_bound and f"year_{n}" not in self.initial and not stored:
                self.initial[f"year_{n}"] = this + n

    @property
    def plain_fields(self) -> list[Any]:
        """What stands above the years and below them, in two lists of bound fields."""
        names = [name for name in self.fields if name not in ("rows", "token", "version") and not _is_of_year(name)]
        place = names.index("lasting_cost")
        return [[self[name] for name in names[:place]], [self[name] for name in names[place:]]]

    @property
    def year_rows(self) -> list[list[Any]]:
        """The bound fields of each year, a row each."""
        return [[self[f"{name}_{n}"] for name in ("year", "capital", "revenue")] for n in range(self.count)]

    def clean_title(self) -> str:
        """On one line: line breaks come from pasting."""
        return " ".join(self.cleaned_data["title"].split())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["years"] = self._years(data)
        self._check_profile(data)
        self._check_move(data)
        if data.get("benefit_due") and not data.get("benefit_owner") and "benefit_owner" not in self.errors:
            self.add_error("benefit_owner", "Name who looks whether the benefit came true")
        if data.get("benefit_owner") and not data.get("benefit") and "benefit" not in self.errors:
            self.add_error("benefit", "Enter the benefit that is expected")
        return data

    def _years(self, data: Mapping[str, Any]) -> list[YearRow]:
        found: dict[int, YearRow] = {}
        for n in range(self.count):
            year, capital, revenue = (data.get(f"{name}_{n}") for name in ("year", "capital", "revenue"))
            if not capital and not revenue:
                continue
            if year is None:
                if f"year_{n}" not in self.errors:
                    self.add_error(f"year_{n}", f"Choose the year of row {n + 1}")
            elif year in found:
                self.add_error(f"year_{n}", f"{financial_year_label(year)} stands in two rows: give each year one")
            else:
                found[year] = YearRow(year, capital or 0, revenue or 0)
        return sorted(found.values(), key=lambda row: row.year)

    def _check_profile(self, data: Mapping[str, Any]) -> None:
        """What the years come to is what was stated, to the penny."""
        if not data["years"] or any(_is_of_year(name) for name in self.errors):
            return
        for nature in ("capital", "revenue"):
            total = data.get(f"{nature}_total")
            if total is None or f"{nature}_total" in self.errors:
                continue
            profile = [(row.year, getattr(row, nature)) for row in data["years"]]
            if difference := profile_difference(total, profile):
                come_to = pounds(total - difference)
                apart = f"{pounds(abs(difference))} too {'little' if difference > 0 else 'much'}"
                self.add_error(
                    f"{nature}_total", f"The years come to {come_to} {nature}, {apart} for {pounds(total)} in all"
                )

    def _check_move(self, data: dict[str, Any]) -> None:
        if data.get("asked") != Proposal.Asked.MOVE:
            data["move_from"] = data["move_to"] = None
            return
        for name, words in (("move_from", "comes from"), ("move_to", "goes to")):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, f"Choose the budget line that the money {words}")
        if data.get("move_from") and data.get("move_from") == data.get("move_to"):
            self.add_error("move_to", "Choose another budget line than the one it comes from")


def _is_of_year(name: str) -> bool:
    return name.startswith(("year_", "capital_", "revenue_")) and name.rsplit("_", 1)[1].isdecimal()


class ProposalForm(ProposalFields, TokenForm):
    """A new proposal."""


class ProposalEditForm(ProposalFields, VersionForm):
    """A stored one."""


def with_another_row(data: QueryDict) -> dict[str, Any]:
    """What was typed so far as the initial values of a form with one row of years more: nothing is checked yet."""
    initial: dict[str, Any] = {name: data.get(name) for name in data if name != "csrfmiddlewaretoken"}
    initial["topics"] = data.getlist("topics")[:20]
    rows = data.get("rows", "")
    initial["rows"] = min(int(rows) + 1, MOST_ROWS) if rows.isascii() and rows.isdecimal() and len(rows) < 4 else ROWS
    return initial


class MoveForm(forms.Form):
    """To which place of the order, and why."""

    helper = helper()

    place = forms.IntegerField(
        label="To place", min_value=1, max_value=LARGEST,
        widget=forms.TextInput(attrs={"class": "w-10", "inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "Enter a place, like 1", "invalid": "Enter a place, like 1",
                        "min_value": "The first place is 1", "max_value": "Enter a place, like 1"},
    )  # fmt: skip
    reason = forms.CharField(
        label="Why?", max_length=300, widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
        error_messages={"required": "Say why it moves", **too_long("Why", 300)},
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=LARGEST)

    def seen_at(self, place: int) -> None:
        """Let the bound form, shown again after somebody else's move, be sent from the place that it has by now."""
        data = self.data.copy()
        data["seen"] = str(place)
        self.data = data


class OutcomeForm(AnswerForm, TokenForm):
    """What the group itself decided, recorded outside a meeting: one button, and a line and caveats."""
