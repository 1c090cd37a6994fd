"""Forms of what is coming up: writing it down, changing it, saying to when it was moved."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hackit.audience import Audience, Viewer
from hackit.dates import british_day
from hackit.form_helpers import helper
from hackit.forms import TokenForm, VersionForm
from meetings.actions.forms import too_long
from meetings.ahead.models import ComingUp
from meetings.ahead.when import LONGEST, When, month_words, read_start, read_when
from meetings.capture.loose import month_end
from meetings.form_fields import (
    AUDIENCES,
    AudienceField,
    GroupField,
    KnownPeople,
    PersonField,
    TopicsField,
    know_people,
    offer_groups,
    offer_topics,
)

MONTHS_OFFERED = 24
NO_DATE = "When must be a real date, like 14 June 2019, or words like “next April”"
NO_START = "Start by must be a date, like 3 May, or a month, like “next April”"


class WhenField(forms.CharField):
    """A date exact or loose. Cleans to a When. The form tells it the day by `on`."""

    on: date | None = None

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "Like 20 June, next April or before the summer break")
        kwargs.setdefault("error_messages", {"required": "Enter when", **too_long("When", LONGEST)})
        super().__init__(max_length=LONGEST, widget=forms.TextInput(attrs={"class": "w-20"}), **kwargs)

    def clean(self, value: Any) -> When:
        typed = super().clean(value)
        if self.on is None:
            raise RuntimeError("The form did not say on which day it is filled in")
        try:
            return read_when(typed, on=self.on)
        except ValueError:
            raise ValidationError(NO_DATE, code="not_a_date") from None

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, When):
            return british_day(value.day) if value.day else value.text
        return value


class ComingUpFields(forms.Form):
    """What one says of something that is coming up."""

    helper = helper()

    title = forms.CharField(
        label="What is coming up?", max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Enter what is coming up", **too_long("What is coming up", 300)},
    )  # fmt: skip
    when = WhenField(label="When", required=False)
    month = forms.ChoiceField(
        label="About which month", required=False, widget=forms.Select(attrs={"class": "w-auto"}),
        help_text="Only for a loose date: it says where it stands in the list, and when to ask what came of it",
        error_messages={"invalid_choice": "Choose a month from the list"},
    )  # fmt: skip
    yearly = forms.BooleanField(label="It repeats every year", required=False)
    start = forms.CharField(
        label="Start by", required=False, max_length=LONGEST, error_messages=too_long("Start by", LONGEST),
        help_text="Like 3 May or next April. This week says so two weeks before",
        widget=forms.TextInput(attrs={"class": "w-20", "autocomplete": "off"}),
    )  # fmt: skip
    person = PersonField(label="Who sees to it", required=False)
    forum = GroupField(required=False, empty_label="No group")
    audience = AudienceField()
    topics = TopicsField()

    def __init__(
        self, *args: Any, viewer: Viewer, people: KnownPeople, on: date, thing: ComingUp | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.on, self.thing = on, thing
        offer_groups(self, viewer, thing.forum_id if thing else None)
        offer_topics(self)
        audience = self.initial.get("audience", Audience.MEMBERS)
        if audience not in dict(AUDIENCES):
            self.fields["audience"].choices = [(audience, Audience(audience).label), *AUDIENCES]
        know_people(self, people)
        self.fields["when"].on = on
        self.fields["month"].choices = self._months()

    def _months(self) -> list[tuple[str, str]]:
        ends = [month_end(self.on.year, self.on.month + number) for number in range(MONTHS_OFFERED)]
        kept = self.thing.sorts_as if self.thing else None
        if kept and kept not in ends:
            ends.insert(0, kept)
        return [("", "As the words say"), *((end.isoformat(), month_words(end)) for end in ends)]

    def clean_title(self) -> str:
        """On one line: line breaks come from pasting."""
        return " ".join(self.cleaned_data["title"].split())

    def clean_start(self) -> tuple[date | None, str]:
        """The day and its loose words."""
        stored = self.thing
        typed = self.cleaned_data["start"]
        if stored and typed and typed == self.initial.get("start"):
            return stored.start_by, stored.start_text
        try:
            return read_start(typed, on=self.on)
        except ValueError:
            raise ValidationError(NO_START, code="not_a_date") from None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            data["when"] = self._with_month(data["when"], data["month"])
        return data

    def _with_month(self, when: When, month: str) -> When:
        """The loose date in the month that was chosen. Words or a month left as they were keep what was stored."""
        if when.day:
            return when
        stored = self.thing.when if self.thing else When()
        if month == self.initial.get("month", ""):
            same_words = when.text == stored.text or self.data.get(self.add_prefix("when"), "").strip() == stored.text
            if self.thing and same_words and not stored.day:
                return stored
            return When(None, "", date.fromisoformat(month)) if month and not when.text else when
        return When(None, when.text, date.fromisoformat(month) if month else None)


class ComingUpForm(ComingUpFields, TokenForm):
    """A new one."""


class ComingUpEditForm(ComingUpFields, VersionForm):
    """A stored one."""


class MovedForm(forms.Form):
    """To when it was moved."""

    helper = helper()

    when = WhenField(label="Moved to", error_messages={"required": "Enter the new date"})

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["when"].on = on
