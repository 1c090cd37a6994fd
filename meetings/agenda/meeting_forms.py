"""Forms of agendas: items, papers, suggestions, guests."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator

from hackit.audience import Audience
from hackit.form_helpers import helper
from hackit.forms import TokenForm, VersionForm, WebAddressField
from meetings.agenda.fields import GuestField, TopicsField
from meetings.agenda.models import AgendaItem, ItemKind, Meeting
from meetings.agenda.pasted import PastedItem, items_in, read_pasted
from meetings.agenda.writes import LONGEST_AGENDA
from meetings.form_fields import KnownPeople, PersonField, know_people


class _ItemFields(forms.Form):
    """What an agenda item is."""

    title = forms.CharField(
        label="Item",
        max_length=200,
        error_messages={"required": "Enter what to talk about", "max_length": "Make it 200 letters or fewer"},
    )
    purpose = forms.CharField(
        label="What we need from it",
        max_length=300,
        required=False,
        help_text="Like “choose one of three options”",
    )
    kind = forms.ChoiceField(label="About", choices=ItemKind.choices, initial=ItemKind.GENERAL)
    lead = PersonField(label="Who leads it", required=False)
    minutes = forms.IntegerField(
        label="Minutes",
        required=False,
        min_value=1,
        max_value=480,
        widget=forms.TextInput(attrs={"class": "w-5", "inputmode": "numeric"}),
        error_messages={
            "invalid": "Minutes must be a whole number, like 15",
            "min_value": "Minutes must be 1 or more",
            "max_value": "Minutes must be 480 or fewer",
        },
    )
    topics = TopicsField(label="Topics")
    keep = forms.BooleanField(label="Keep it, and all said and decided under it, with the group", required=False)

    fields_of = ("title", "purpose", "kind", "lead", "minutes")

    def fill(self, item: AgendaItem) -> AgendaItem:
        """The item with what was typed, not saved."""
        for name in self.fields_of:
            setattr(item, name, self.cleaned_data[name])
        open_wide = Audience(item.meeting.forum.outcome_audience)
        if self.cleaned_data["keep"]:
            item.audience = Audience.MEMBERS
        elif item.pk is None or item.audience in (Audience.ME, Audience.MEMBERS):
            item.audience = open_wide if open_wide != Audience.MEMBERS else Audience.STAFF
        return item


class ItemNewForm(TokenForm, _ItemFields):
    """A new item on an agenda."""

    helper = helper()

    def __init__(self, *args: Any, known: KnownPeople, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        know_people(self, known)


class ItemForm(VersionForm, _ItemFields):
    """Change an item."""

    helper = helper()

    def __init__(self, *args: Any, item: AgendaItem, known: KnownPeople, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        know_people(self, known)
        if not self.is_bound:
            self.initial = {name: getattr(item, name) for name in self.fields_of}
            self.initial |= {
                "version": item.version,
                "topics": list(item.topics.all()),
                "keep": item.audience in (Audience.ME, Audience.MEMBERS),
            }

    def says_otherwise(self, shown: ItemForm) -> bool:
        """Whether the fields that were sent are others than those of the form as it was `shown`, not filled in."""
        for name, field in self.fields.items():
            stored, typed = shown[name].value(), self[name].value()
            if isinstance(field, forms.BooleanField):
                stored, typed = bool(stored), bool(typed)
            if str(stored or "").strip() != str(typed or "").strip():
                return True
        return False


class SuggestForm(TokenForm):
    """Something that anybody on the staff asks a group to talk about."""

    helper = helper()

    title = forms.CharField(
        label="What should they talk about?",
        max_length=200,
        error_messages={"required": "Enter what they should talk about"},
    )
    purpose = forms.CharField(
        label="What do you need from them?", max_length=300, required=False, help_text="A decision, advice, or to know"
    )
    minutes = forms.IntegerField(
        label="Minutes",
        required=False,
        min_value=1,
        max_value=480,
        widget=forms.TextInput(attrs={"class": "w-5", "inputmode": "numeric"}),
        error_messages={"invalid": "Minutes must be a whole number, like 15"},
    )


class PutOnAgendaForm(TokenForm):
    """On which meeting's agenda a record is put, and what it is called there."""

    helper = helper()

    meeting = forms.ChoiceField(
        label="Which meeting?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a meeting", "invalid_choice": "Choose a meeting that is still to come"},
    )
    title = forms.CharField(
        label="What to call it on the agenda",
        max_length=200,
        help_text="Everybody in the group reads this",
        error_messages={"required": "Enter what to call it", "max_length": "Make it 200 letters or fewer"},
    )

    def __init__(self, *args: Any, meetings: list[Meeting], title: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_ref = {meeting.ref: meeting for meeting in meetings}
        self.fields["meeting"].choices = [(meeting.ref, meeting.label()) for meeting in meetings]
        self.fields["title"].initial = Truncator(title).chars(200)
        if len(meetings) == 1:
            self.fields["meeting"].initial = meetings[0].ref

    def clean_meeting(self) -> Meeting:
        """The meeting itself."""
        return self.by_ref[self.cleaned_data["meeting"]]


class AnswerForm(forms.Form):
    """What the one who suggested an item is told."""

    do = forms.ChoiceField(choices=[("take", "Take it"), ("decline", "Decline")])
    answer = forms.CharField(max_length=300, required=False, error_messages={"max_length": "Say it in 300 letters"})

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        if typed.get("do") == "decline" and not typed.get("answer"):
            self.add_error("answer", "Say why, in a sentence")
        return typed


class PasteAgendaForm(TokenForm):
    """A pasted list of items."""

    items = forms.CharField(
        label="Paste a list",
        max_length=20_000,
        help_text="One item a line",
        widget=forms.Textarea(attrs={"rows": 3, "data-grow": True}),
        error_messages={"required": "Paste at least one item"},
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def clean_items(self) -> list[PastedItem]:
        known = KnownPeople(on=self.on)
        read = [read_pasted(line, known) for line in items_in(self.cleaned_data["items"])]
        items = [item for item in read if item.title]
        if not items:
            raise ValidationError("Paste at least one item", code="required")
        if len(items) > LONGEST_AGENDA:
            raise ValidationError(f"That is {len(items)} items. Paste {LONGEST_AGENDA} at most", code="many")
        too_long = next((item.title for item in items if len(item.title) > 200), None)
        if too_long:
            raise ValidationError(f"“{too_long[:40]}…” is longer than 200 letters", code="long")
        return items


class PaperForm(TokenForm):
    """A link to a paper."""

    title = forms.CharField(
        label="Paper", max_length=160, error_messages={"required": "Enter what the paper is called"}
    )
    url = WebAddressField(
        label="Its address", max_length=500, error_messages={"required": "Enter where the paper is, like https://…"}
    )


class GuestForm(TokenForm):
    """Somebody from outside the group, for one item or all of the meeting."""

    person = GuestField(
        label="Who", error_messages={"required": "Enter who came", "max_length": "That name is too long"}
    )
    representing = forms.CharField(
        label="From",
        max_length=120,
        required=False,
        help_text="Like Finance",
        widget=forms.TextInput(attrs={"class": "w-20"}),
    )
    item = forms.ModelChoiceField(
        AgendaItem.objects.none(), label="Here for", required=False, empty_label="The whole meeting"
    )

    def __init__(self, *args: Any, items: Any, known: KnownPeople, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        know_people(self, known)
        self.fields["item"].queryset = items
