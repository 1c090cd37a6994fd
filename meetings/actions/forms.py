"""Forms of actions: writing one down, changing it, saying how it goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hackit.audience import Viewer
from hackit.form_helpers import helper
from hackit.forms import TokenForm, VersionForm, WebAddressField
from meetings.actions.models import Action
from meetings.actions.querysets import OPEN_STATES
from meetings.form_fields import (
    AudienceField,
    DayField,
    DueField,
    GroupField,
    KnownPeople,
    NameInput,
    PeopleField,
    PersonField,
    TopicsField,
    know_day,
    know_people,
    offer_audience,
    offer_groups,
    offer_topics,
)


def too_long(label: str, limit: int) -> dict[str, str]:
    """The sentence for a text that is too long."""
    return {"max_length": f"{label} must be {limit} characters or fewer"}


class ActionFields(forms.Form):
    """What one says about an action. `people` and `on` are told to its fields; `meetings` are (group, day) offered."""

    helper = helper()

    text = forms.CharField(
        label="What needs doing?", max_length=500, help_text="Start with a verb, like “Send the audit plan to Finance”",
        error_messages={"required": "Enter what needs doing", **too_long("What needs doing", 500)},
        widget=forms.Textarea(attrs={"rows": 2, "data-grow": True}),
    )  # fmt: skip
    owner = PersonField(label="Owner", required=False, help_text="One person. Leave it empty if nobody has it yet")
    helpers = PeopleField(label="With", required=False)
    due = DueField(required=False)
    forum = GroupField(required=False, empty_label="No group")
    audience = AudienceField()
    topics = TopicsField()

    def __init__(
        self, *args: Any, viewer: Viewer, people: KnownPeople, on: date, action: Action | None = None,
        meetings: Sequence[tuple[str, date]] = (), **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        fixed = self.initial.get("forum") if "meeting" in self.initial else None
        offer_groups(self, viewer, action.forum_id if action else None, fixed.pk if fixed else None)
        self.fields["forum"].disabled = fixed is not None  # an action of a meeting belongs to the meeting's group
        offer_topics(self)
        offer_audience(self)
        know_people(self, people)
        self.fields["due"].offer_near(on=on, meetings=meetings, keep=action.due if action else None)

    def clean_text(self) -> str:
        """On one line: line breaks come from pasting."""
        return " ".join(self.cleaned_data["text"].split())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data.get("owner") and not data.get("forum"):
            group = "" if self.fields["forum"].widget.is_hidden else ", or choose the group that will find one"
            self.add_error("owner", f"Name an owner{group}")
        return data


class ActionForm(ActionFields, TokenForm):
    """A new action."""


class WhyField(forms.CharField):
    """Why an agreed date moves. A form without an agreed date has no such field: see `ask_why`."""

    is_conditional = True  # so its label does not say "(optional)"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="Why the date moves", required=False, max_length=500, help_text="If the date that was agreed changes",
            error_messages=too_long("Why the date moves", 500), **kwargs,
        )  # fmt: skip


def ask_why(form: forms.Form, action: Action | None) -> None:
    """Leave the question out where no date was agreed: agreeing on the first one needs no reason."""
    if action is None or not action.has_agreed_date:
        del form.fields["why"]


def need_why(form: forms.Form, action: Action | None, due: date | None) -> None:
    """Say what is missing where an agreed date moves and nobody says why."""
    if "why" in form.fields and action is not None and action.breaks_promise(due) and not form.cleaned_data.get("why"):
        said = "Enter why the date moves" if due else "Enter why it has no date any more"
        form.add_error("why", said)


class ActionEditForm(ActionFields, VersionForm):
    """A stored action. Another date than the agreed one says why."""

    why = WhyField()
    field_order = ("version", "text", "owner", "helpers", "due", "why", "forum", "audience", "topics")

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        super().__init__(*args, action=action, **kwargs)
        self.action = action
        ask_why(self, action)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "due" in data:
            need_why(self, self.action, data["due"])
        return data


class UpdateForm(TokenForm):
    """How an action is going: words, where it stands, another date and why."""

    helper = helper()

    text = forms.CharField(
        label="What is new",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "data-grow": True}),
        error_messages=too_long("What is new", 1000),
    )
    status = forms.ChoiceField(
        label="Status",
        choices=[(value, Action.Status(value).label) for value in OPEN_STATES],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a status", "invalid_choice": "Choose a status"},
    )
    waiting_for = forms.CharField(
        label="Waiting for", required=False, max_length=120, error_messages=too_long("Waiting for", 120),
        help_text="A person, a team or an outside body. The owner chases",
        widget=NameInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    due = DayField(label="New due date", required=False)
    why = WhyField()

    def __init__(self, *args: Any, action: Action, on: date, people: KnownPeople, **kwargs: Any) -> None:
        waiting_for = people.labels.get(action.waiting_on_id, action.waiting_for)
        initial = {"status": action.status, "waiting_for": waiting_for, **kwargs.pop("initial", {})}
        super().__init__(*args, initial=initial, **kwargs)
        self.action, self.people = action, people
        self.fields["waiting_for"].widget.people = people
        know_day(self, on=on)
        ask_why(self, action)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        if data["due"]:
            need_why(self, self.action, data["due"])
        if data["status"] == Action.Status.WAITING and not data["waiting_for"]:
            self.add_error("waiting_for", "Enter who or what it is waiting for")
            return data
        if data["status"] != Action.Status.WAITING:
            data["waiting_for"] = ""
        self._know_person(data)
        if (
            self.action.stands_so(data["status"], data["waiting_for"], data["waiting_on"])
            and not data["text"]
            and data["due"] in (None, self.action.due)
        ):
            raise ValidationError("Enter what is new, choose another status or give a new date")
        return data

    def _know_person(self, data: dict[str, Any]) -> None:
        """A person's name, nickname or first name stands for that person, if it can be one only."""
        found = self.people.find(data["waiting_for"]) if data["waiting_for"] else []
        data["waiting_on"] = found[0] if len(found) == 1 else None
        if data["waiting_on"]:
            data["waiting_for"] = data["waiting_on"].name


class LinkForm(TokenForm):
    """A link that shows how far an action is, and what it shows."""

    helper = helper()

    url = WebAddressField(
        label="Link",
        max_length=800,
        error_messages={"required": "Enter a link", "max_length": "The link must be 800 characters or fewer"},
    )
    words = forms.CharField(
        label="What it shows", required=False, max_length=200, error_messages=too_long("What it shows", 200)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="link_%s", **kwargs)  # another form stands beside it


class GiveForm(forms.Form):
    """Whom to give an action to."""

    helper = helper()

    owner = PersonField(label="Give it to", error_messages={"required": "Enter a name"})

    def __init__(self, *args: Any, people: KnownPeople, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        know_people(self, people)
