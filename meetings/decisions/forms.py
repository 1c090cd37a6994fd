"""Forms of decisions, of the caveats under them and of what goes to a higher group."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms

from hackit.audience import Viewer
from hackit.form_helpers import helper
from hackit.forms import TokenForm, VersionForm
from hackit.models import Forum
from meetings.actions.forms import WhyField, ask_why, need_why, too_long
from meetings.actions.models import Action
from meetings.decisions.models import Caveat, Decision
from meetings.form_fields import (
    AudienceField,
    DayField,
    DueField,
    GroupField,
    KnownPeople,
    LinesField,
    PersonField,
    TopicsField,
    know_day,
    know_people,
    offer_audience,
    offer_groups,
    offer_topics,
)

OUTCOMES = [(o.value, o.label) for o in Decision.Outcome if o != Decision.Outcome.REPLACED]


def _long(label: str, limit: int, *, rows: int = 2, **kwargs: Any) -> forms.CharField:
    """A box for several lines."""
    errors = {**too_long(label, limit), **kwargs.pop("error_messages", {})}
    widget = forms.Textarea(attrs={"rows": rows, "data-grow": True})
    return forms.CharField(label=label, max_length=limit, widget=widget, error_messages=errors, **kwargs)


class DecisionFields(forms.Form):
    """What one says about a decision."""

    helper = helper()

    text = _long("What was decided", 2000, error_messages={"required": "Enter what was decided"})
    outcome = forms.ChoiceField(
        label="Outcome", choices=OUTCOMES, widget=forms.RadioSelect, initial=Decision.Outcome.AGREED,
        error_messages={"required": "Choose an outcome", "invalid_choice": "Choose an outcome"},
    )  # fmt: skip
    put_off_until = DayField(label="Put off until", required=False)
    forum = GroupField(
        label="Group", empty_label="Choose a group", error_messages={"required": "Choose the group that decided"}
    )
    date = DayField(label="Date", lean="last", error_messages={"required": "Enter the date of the decision"})
    reasons = _long("Reasons", 4000, required=False)
    alternatives = _long("What else we looked at", 4000, required=False)
    review_date = DayField(label="Look at it again on", required=False)
    audience = AudienceField()
    topics = TopicsField()

    def __init__(
        self, *args: Any, viewer: Viewer, on: datetime.date, decision: Decision | None = None, **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        offer_groups(self, viewer, decision.forum_id if decision else None)
        if decision is not None and (decision.meeting_id or decision.decided_by_id != decision.forum_id):
            self.fields["forum"].disabled = True  # whose record it is follows from where it was made
        if decision is not None and decision.outcome == Decision.Outcome.REPLACED:
            del self.fields["outcome"]
        offer_audience(self)
        offer_topics(self)
        know_day(self, on=on)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("outcome") != Decision.Outcome.PUT_OFF:
            data["put_off_until"] = None
        return data


class DecisionForm(DecisionFields, TokenForm):
    """A decision made outside a meeting."""

    caveats = LinesField(
        label="Caveats",
        required=False,
        help_text="One on each line, if it was agreed with any. They can also come later",
    )
    field_order = ("token", "text", "outcome", "caveats")


class DecisionEditForm(DecisionFields, VersionForm):
    """A stored decision."""


class CaveatForm(TokenForm):
    """A new caveat. With an owner or a date it comes back as an action until it is done."""

    helper = helper()

    text = forms.CharField(
        label="What must be so?", max_length=500,
        error_messages={"required": "Enter the caveat", **too_long("The caveat", 500)},
    )  # fmt: skip
    needed_before = forms.CharField(
        label="Needed before", required=False, max_length=120, help_text="Launch, any spend, or a date",
        error_messages=too_long("Needed before", 120),
    )  # fmt: skip
    owner = PersonField(label="Owner", required=False)
    due = DueField(required=False)

    def __init__(
        self,
        *args: Any,
        people: KnownPeople,
        on: datetime.date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        know_people(self, people)
        self.fields["due"].offer_near(on=on)


class CaveatOwnerForm(forms.Form):
    """Who sees to a caveat, and by when."""

    helper = helper()

    owner = PersonField(label="Owner", error_messages={"required": "Enter a name"})
    due = DueField(required=False)
    why = WhyField()

    def __init__(
        self, *args: Any, people: KnownPeople, on: datetime.date, action: Action | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.action = action
        know_people(self, people)
        self.fields["due"].offer_near(on=on)
        ask_why(self, action)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("due"):  # none leaves the date as it is
            need_why(self, self.action, data["due"])
        return data


class SettleForm(forms.Form):
    """Where a caveat stands, and what shows it."""

    state = forms.ChoiceField(choices=Caveat.State.choices)
    evidence = forms.CharField(required=False, max_length=500, error_messages=too_long("What shows it", 500))


class ReferralForm(TokenForm):
    """What goes to which higher group, and when."""

    helper = helper()

    title = forms.CharField(
        label="What goes to them?", max_length=300, widget=forms.Textarea(attrs={"rows": 2, "data-grow": True}),
        error_messages={"required": "Enter what goes to them", **too_long("What goes to them", 300)},
    )  # fmt: skip
    forum = GroupField(
        label="From", empty_label="Choose a group", error_messages={"required": "Choose the group that sends it"}
    )
    to_forum = forms.ModelChoiceField(
        Forum.objects.none(), label="To", to_field_name="slug", empty_label="Choose a group",
        error_messages={"required": "Choose where it goes", "invalid_choice": "Choose a group from the list"},
    )  # fmt: skip
    sent_on = DayField(label="When", lean="nearest", error_messages={"required": "Enter when it goes to them"})

    def __init__(
        self, *args: Any, viewer: Viewer, on: datetime.date, forum: Forum | None = None, **kwargs: Any
    ) -> None:
        """`forum` is the group whose decision or item it is; without it one of the reader's groups is chosen."""
        super().__init__(*args, **kwargs)
        offer_groups(self, viewer, forum.pk if forum else None)
        self.fields["forum"].disabled = forum is not None
        self.fields["to_forum"].queryset = Forum.objects.filter(is_active=True)
        if forum is not None:
            self.fields["to_forum"].queryset = Forum.objects.filter(is_active=True).exclude(pk=forum.pk)
        know_day(self, on=on)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("forum") and data.get("forum") == data.get("to_forum"):
            self.add_error("to_forum", "Choose another group than the one that sends it")
        return data


class AnswerForm(forms.Form):
    """What the higher group said: one button, and a line and caveats if there is more to say."""

    helper = helper()

    outcome = forms.ChoiceField(
        choices=OUTCOMES,
        error_messages={"required": "Choose what they said", "invalid_choice": "Choose what they said"},
    )
    text = _long("In one line, if there is more to say", 2000, required=False)
    caveats = LinesField(label="Caveats", required=False, help_text="One on each line")
    said_on = DayField(label="When they said it", lean="last", required=False)

    def __init__(self, *args: Any, on: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        know_day(self, on=on)

    def clean(self) -> dict[str, Any]:
        """Caveats make "agreed" an agreement with caveats; other answers have none."""
        data = super().clean() or {}
        if data.get("caveats") and data.get("outcome") == Decision.Outcome.AGREED:
            data["outcome"] = Decision.Outcome.CAVEATS
        elif data.get("caveats") and data.get("outcome") not in (None, Decision.Outcome.CAVEATS):
            self.add_error("caveats", "Leave the caveats out if it was not agreed")
        return data
