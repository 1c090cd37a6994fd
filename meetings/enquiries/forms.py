"""Forms of questions put to a group: writing one down, changing it, answering it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from hackit.audience import Viewer
from hackit.form_helpers import helper
from hackit.forms import TokenForm, VersionForm
from hackit.models import Forum, Person
from meetings.actions.forms import too_long
from meetings.enquiries.models import AskedBy, Enquiry
from meetings.form_fields import (
    AudienceField,
    DayField,
    DueField,
    GroupField,
    KnownPeople,
    PersonField,
    TopicsField,
    know_day,
    know_people,
    offer_audience,
    offer_groups,
    offer_topics,
)
from meetings.money.models import BudgetLine

LONGEST_NAME = 120


class EnquiryFields(forms.Form):
    """What is asked, by whom, who answers by when, and what it is about."""

    helper = helper()

    text = forms.CharField(
        label="What is asked?", max_length=1000, widget=forms.Textarea(attrs={"rows": 2, "data-grow": True}),
        error_messages={"required": "Enter what is asked", **too_long("What is asked", 1000)},
    )  # fmt: skip
    asked_by = forms.ChoiceField(
        label="Who asks?", choices=AskedBy.choices, widget=forms.RadioSelect, initial=AskedBy.FINANCE,
        error_messages={"required": "Choose who asks", "invalid_choice": "Choose who asks"},
    )  # fmt: skip
    asker = forms.CharField(
        label="Somebody else: who?", required=False, max_length=LONGEST_NAME,
        help_text="A person, a group, or whoever it is in words",
        widget=forms.TextInput(attrs={"class": "w-20", "autocomplete": "off"}),
        error_messages=too_long("Who asks", LONGEST_NAME),
    )  # fmt: skip
    asked_on = DayField(
        label="Asked on",
        lean="last",
        ahead="The day on which it was asked cannot lie ahead",
        error_messages={"required": "Enter the day on which it was asked"},
    )
    owner = PersonField(
        label="Who answers", required=False, help_text="One person. It stands among their actions until it is answered"
    )
    due = DueField(label="Answer by", required=False)
    forum = GroupField(label="Group that is asked")
    budget_line = forms.ModelChoiceField(
        BudgetLine.objects.none(), label="Budget line", required=False, to_field_name="ref",
        empty_label="About no budget line", error_messages={"invalid_choice": "Choose a budget line from the list"},
    )  # fmt: skip
    audience = AudienceField()
    topics = TopicsField()

    def __init__(
        self, *args: Any, user: Any, people: KnownPeople, on: date, enquiry: Enquiry | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.on, self.people, self.user = on, people, user
        self.enquiry = enquiry
        offer_groups(self, Viewer.of(user), enquiry.forum_id if enquiry else None)
        if enquiry is not None and enquiry.forum_id is None:  # jotted in one's own day
            self.fields["forum"].required = False
        budgets = BudgetLine.objects.visible_to(user).followed().order_by("title", "pk")
        if enquiry is not None and enquiry.budget_line_id:
            budgets = budgets | BudgetLine.objects.visible_to(user).filter(pk=enquiry.budget_line_id)
        self.fields["budget_line"].queryset = budgets
        offer_topics(self)
        know_people(self, people)
        know_day(self, on=on)
        action = enquiry.action if enquiry else None
        self.fields["due"].offer_near(on=on, keep=action.due if action else None)
        offer_audience(self)

    def clean_text(self) -> str:
        """On one line: line breaks come from pasting."""
        return " ".join(self.cleaned_data["text"].split())

    def clean(self) -> dict[str, Any]:
        """With `asker`, `asker_group` and `asker_text` as the record keeps them."""
        data = super().clean() or {}
        typed = " ".join((data.get("asker") or "").split())
        data |= {"asker": None, "asker_group": None, "asker_text": ""}
        if data.get("asked_by") != AskedBy.OTHER:
            return data
        if not typed:
            self.add_error("asker", "Enter who asks")
            return data
        group = Forum.objects.known_to(self.user).filter(name__iexact=typed).first()
        people: list[Person] = [] if group else self.people.find(typed)
        data |= {
            "asker_group": group, "asker": people[0] if len(people) == 1 else None,
            "asker_text": "" if group or len(people) == 1 else typed,
        }  # fmt: skip
        return data


class EnquiryForm(EnquiryFields, TokenForm):
    """A new question. `about` is the address of a page here that it is about."""

    about = forms.CharField(widget=forms.HiddenInput, required=False, max_length=400)


class EnquiryEditForm(EnquiryFields, VersionForm):
    """A stored one."""


class AnswerForm(VersionForm):
    """What is answered, and whether it goes back now."""

    helper = helper()

    answer = forms.CharField(
        label="What is answered?", required=False, max_length=4000, error_messages=too_long("The answer", 4000),
        widget=forms.Textarea(attrs={"rows": 3, "data-grow": True}),
    )  # fmt: skip
    sent_back_on = DayField(
        label="Sent back on",
        lean="last",
        required=False,
        help_text="Empty it where the answer is written but not sent back yet",
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        know_day(self, on=on)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day = data.get("sent_back_on")
        if day and day > self.on:
            self.add_error("sent_back_on", "The day on which it was sent back cannot lie ahead")
        if not self.errors and not day and not data.get("answer"):
            self.add_error("answer", "Enter what is answered, or the day on which it was sent back")
        return data
