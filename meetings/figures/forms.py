"""Forms of figures that are kept, and of what is said of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hackit.amounts import profile_difference, read_cell, short_pounds
from hackit.audience import Viewer
from hackit.dates import financial_year_label
from hackit.form_helpers import helper
from hackit.forms import TokenForm, VersionForm
from hackit.quantities import MONEY, Quantity
from meetings.actions.forms import too_long
from meetings.figures.models import LATER, Figure, not_adding_up
from meetings.figures.said import read_one
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

ONE_FIGURE = "Enter one figure, like £590k, 600 or 12%"
A_YEAR = "“{}” is no year with its amount. Write one to a line, like 2025/26 £770k"
TAKEN = "This group already keeps a figure of that name"
_YEAR_LINE = re.compile(
    r"(?:(?P<first>20\d\d)\s?[/–-]\s?(?P<second>(?:20)?\d\d)|(?P<later>later|rest|the rest))"
    r"\s*[:,\t ]\s*(?P<pounds>\S.*)",
    re.I,
)


class QuantityField(forms.CharField):
    """A figure as one says it: "590k", "about £1.2m over three years", "600", "12%". Cleans to a Quantity.

    `unit` is set by the form where it is known what the figure is counted in; `as_read`: what its words mean that
    were read in a text, where more than they stands.
    """

    unit = ""
    as_read: Quantity | None = None

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "Like £590k over three years, about £1.2m, 600 or 12%")
        super().__init__(
            max_length=160, widget=forms.TextInput(attrs={"class": "w-20", "autocomplete": "off"}), **kwargs
        )
        self.error_messages |= {"required": ONE_FIGURE, "max_length": ONE_FIGURE.replace("%", "%%")}

    def clean(self, value: Any) -> Quantity | None:
        """The figure. Raises ValidationError for none, or more than one, or one of another sort."""
        typed = super().clean(value)
        if not typed:
            return None
        if self.as_read is not None and typed == self.as_read.words:
            return self.as_read
        found = read_one(typed, self.unit)
        if found is None:
            wanted = {"money": "pounds, like £590k", "count": "a number, like 600", "share": "a share, like 12%"}
            raise ValidationError(
                f"Enter one figure in {wanted[self.unit]}" if self.unit else ONE_FIGURE, code="not_a_figure"
            )
        return found


class ProfileField(forms.CharField):
    """Year by year, one to a line: "2025/26 £770k", and "later £7,072k". Cleans to pairs of year and pence."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Year by year")
        kwargs.setdefault("help_text", "One to a line, like 2025/26 £770k. What comes in no year yet: later £7,072k")
        super().__init__(
            required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3, "data-grow": True}), **kwargs
        )
        self.error_messages |= too_long("Year by year", 1000)

    def clean(self, value: Any) -> tuple[tuple[int, int], ...]:
        """The pairs, each year once. Raises ValidationError for a line that is none."""
        pairs: dict[int, int] = {}
        for line in (row.strip() for row in super().clean(value).splitlines()):
            if not line:
                continue
            year, pence = _year_line(line)
            if year in pairs:
                raise ValidationError(f"{year_in_words(year)} stands there twice", code="twice")
            pairs[year] = pence
        return tuple(pairs.items())

    def prepare_value(self, value: Any) -> Any:
        """Stored pairs as they are written here."""
        return value if isinstance(value, str) else profile_lines(value or ())


def _year_line(line: str) -> tuple[int, int]:
    match = _YEAR_LINE.fullmatch(line)
    try:
        pence = read_cell(match["pounds"]) if match else None
    except ValueError:
        pence = None
    if match is None or pence is None:
        raise ValidationError(A_YEAR.format(line[:40]), code="no_year")
    if match["later"]:
        return LATER, pence
    first = int(match["first"])
    if (first + 1) % 100 != int(match["second"]) % 100:
        raise ValidationError(A_YEAR.format(line[:40]), code="no_year")
    return first, pence


def year_in_words(year: int) -> str:
    """ "2025/26", "Later"."""
    return "Later" if year == LATER else financial_year_label(year)


def profile_lines(pairs: Iterable[Iterable[int]]) -> str:
    """A profile as it is typed, a year to a line."""
    return "\n".join(f"{year_in_words(year)} {short_pounds(pence)}" for year, pence in pairs)


class AddsUp(forms.Form):
    """What forms with a figure and its years share: to the penny they add up, or the difference is said.

    `quantity` in the cleaned data is the figure with its years. `rest`: pence that no year has, of a refused form;
    sent again with `rest=later` they come later.
    """

    rest = 0

    def add_up(self, data: dict[str, Any]) -> None:
        """Set `quantity`, or say what is wrong."""
        quantity, profile = data.get("amount"), data.get("profile") or ()
        if quantity is None or "profile" in self.errors:
            return
        profile = profile or quantity.profile
        if profile and quantity.unit != MONEY:
            self.add_error("profile", "Only money is told year by year")
            return
        left = profile_difference(quantity.high, profile) if profile else 0
        if left > 0 and self.data.get(self.add_prefix("rest")) == "later":
            profile, left = _with_later(profile, left), 0
        if left:
            self.rest = max(left, 0)
            words = not_adding_up(quantity.high, left)
            more = ". Add the years that are missing, or put the rest under “later”" if left > 0 else ""
            self.add_error("profile", ValidationError(f"{words}{more}", code="difference"))
            self._show(profile)
            return
        data["quantity"] = replace(quantity, profile=tuple(profile))

    def _show(self, profile: Iterable[tuple[int, int]]) -> None:
        """Let the years that were read stand in their box, to be put right there."""
        name = self.add_prefix("profile")
        if not self.data.get(name):
            self.data = self.data.copy()
            self.data[name] = profile_lines(profile)


def _with_later(profile: Iterable[tuple[int, int]], left: int) -> tuple[tuple[int, int], ...]:
    pairs = dict(profile)
    pairs[LATER] = pairs.get(LATER, 0) + left
    return tuple(pairs.items())


class KeepForm(AddsUp):
    """A figure of a typed line: what it is called, and whether it is a saving. The name of one that is kept: of that.

    `known`: the names of the group's figures, with what each is counted in.
    """

    title = forms.CharField(
        label="What is it?", max_length=160,
        error_messages={"required": "Enter what it is called", **too_long("What it is called", 160)},
    )  # fmt: skip
    amount = QuantityField(label="How much", help_text="")
    is_saving = forms.BooleanField(label="It is a saving", required=False)
    profile = ProfileField(help_text="")

    def __init__(self, *args: Any, known: dict[str, str], quantity: Quantity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        self.fields["amount"].as_read = quantity
        self.fields["amount"].unit = quantity.unit

    def clean_title(self) -> str:
        """On one line: line breaks come from pasting."""
        return " ".join(self.cleaned_data["title"].split())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        quantity, unit = data.get("amount"), self.known.get(data.get("title", "").lower())
        if quantity and unit and unit != quantity.unit:
            self.add_error("title", f"“{data['title']}” is kept as {_as_what(unit)}. Give this one another name")
        if data.get("is_saving") and quantity and quantity.unit != MONEY:
            self.add_error("is_saving", "A saving is an amount in pounds")
        self.add_up(data)
        return data


def _as_what(unit: str) -> str:
    return {"money": "an amount in pounds", "count": "a count", "share": "a share"}[unit]


class FigureFields(forms.Form):
    """What a figure is called, whose it is, whether it is a saving and how far that has come."""

    helper = helper()

    title = forms.CharField(
        label="What is it?", max_length=160, help_text="Like Mobile contract saving, or Replies to the mobile survey",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Enter what it is called", **too_long("What it is called", 160)},
    )  # fmt: skip
    state = forms.ChoiceField(
        label="Is it a saving?", required=False, widget=forms.RadioSelect,
        choices=[("", "No"), *((value, f"Yes, {label.lower()}") for value, label in Figure.State.choices)],
        error_messages={"invalid_choice": "Choose how far the saving has come"},
    )  # fmt: skip
    forum = GroupField(label="Group that keeps it")
    topic = TopicField()
    lead = PersonField(label="Who speaks of it", required=False)
    audience = AudienceField()

    def __init__(self, *args: Any, viewer: Viewer, people: KnownPeople, figure: Figure | None = None, **kwargs: Any) -> None:  # noqa: E501  # fmt: skip
        super().__init__(*args, **kwargs)
        self.figure = figure
        offer_groups(self, viewer, figure.forum_id if figure else None)
        self.fields["forum"].disabled = figure is not None  # what was said of it was said in that group
        know_people(self, people)

    def clean_title(self) -> str:
        """On one line: line breaks come from pasting."""
        return " ".join(self.cleaned_data["title"].split())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("title") and data.get("forum"):
            same = Figure.objects.live().filter(forum=data["forum"], title__iexact=data["title"])
            if self.figure is not None:
                same = same.exclude(pk=self.figure.pk)
            if (found := same.first()) is not None:
                self.meets(found, data)
        unit = self.figure.unit if self.figure else getattr(data.get("amount"), "unit", MONEY)
        if data.get("state") and unit != MONEY:
            self.add_error("state", "A saving is an amount in pounds")
        return data

    def meets(self, found: Figure, data: dict[str, Any]) -> None:
        """The group keeps a figure of that name already."""
        self.add_error("title", ValidationError(TAKEN, code="twice"))


class SaidFields(AddsUp):
    """What was said: the figure, its years, the words around it, the day."""

    amount = QuantityField(label="How much")
    profile = ProfileField()
    words = forms.CharField(
        label="Why, or as it was said", required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "data-grow": True}), error_messages=too_long("Why", 1000),
    )  # fmt: skip
    said_on = DayField(
        label="Said on",
        lean="last",
        ahead="The day on which it was said cannot lie ahead",
        error_messages={"required": "Enter the day on which it was said"},
    )


class FigureForm(SaidFields, FigureFields, TokenForm):
    """A new figure, with what it is."""

    field_order = ("title", "amount", "profile", "state", "words", "said_on", "forum", "topic", "lead", "audience")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        know_day(self, on=on)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self.add_up(data)
        return data


class FoundForm(FigureForm):
    """A figure found in a text: a new one, or said of the one of that name: `figure` in the cleaned data, then."""

    def __init__(self, *args: Any, quantity: Quantity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].as_read = quantity
        self.fields["title"].help_text = "The name of a figure that the group keeps already: it is said of that one"

    def meets(self, found: Figure, data: dict[str, Any]) -> None:
        """It is said of that one, if it is counted in the same."""
        quantity = data.get("amount")
        if quantity is not None and quantity.unit != found.unit:
            self.add_error("title", f"“{found.title}” is kept as {_as_what(found.unit)}. Give this one another name")
        data["figure"] = found


class FigureEditForm(FigureFields, VersionForm):
    """A stored one: what was said of it stays as it was said."""


class SaidForm(SaidFields, TokenForm):
    """What a figure is now; of a saving, how far it has come."""

    helper = helper()

    state = forms.ChoiceField(
        label="How far it has come", choices=Figure.State.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose how far it has come", "invalid_choice": "Choose how far it has come"},
    )  # fmt: skip
    field_order = ("amount", "profile", "state", "words", "said_on")

    def __init__(self, *args: Any, figure: Figure, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        know_day(self, on=on)
        self.fields["amount"].unit = figure.unit
        self.fields["amount"].help_text = {
            "money": "Like £590k over three years, about £1.2m, or £40k to £50k", "count": "Like 600, or about 2k",
            "share": "Like 12%",
        }[figure.unit]  # fmt: skip
        if figure.unit != MONEY:
            del self.fields["profile"]
        if figure.is_saving:
            self.fields["state"].initial = figure.state
        else:
            del self.fields["state"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.add_up(data)
        return data
