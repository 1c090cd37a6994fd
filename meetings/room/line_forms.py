"""Forms of the line: what is typed, what it is to be, what an unclear thing is settled on."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hackit.audience import Audience
from hackit.form_helpers import QuickDateField, helper
from hackit.forms import LARGEST, VersionForm
from hackit.models import Person
from meetings.capture import read_date
from meetings.form_fields import TopicsField, offer_topics
from meetings.models import LineKind, Sort
from meetings.room.line_writes import LONGEST


class LineText(forms.CharField):
    """Typed words, to the letter. Something that is no text at all is refused in our words."""

    def __init__(self, **kwargs: Any) -> None:
        messages = {
            "required": "Type something first",
            "max_length": f"That is too long for one line. Keep it to {LONGEST:,} characters, or type it in parts",
        }
        super().__init__(strip=False, max_length=LONGEST, error_messages=messages, **kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value).replace("\r\n", "\n")
        if "\x00" in text:
            raise ValidationError("That is a file, not words. Type or paste the words instead")
        return text if text.strip() else ""


class LineForm(forms.Form):
    """The box. `ref` is made by the page, so that a line sent twice is there once."""

    text = LineText(label="Type a note, action or decision", widget=forms.Textarea)
    ref = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)


class RetypeForm(VersionForm):
    """A line typed anew."""

    text = LineText(label="Type it anew", widget=forms.Textarea)


class ChangeForm(VersionForm):
    """Everything that a line can be made later."""

    helper = helper()

    text = LineText(label="As typed", widget=forms.Textarea(attrs={"rows": 2, "data-grow": True}))
    kind = forms.ChoiceField(label="What is it?", choices=LineKind.choices, widget=forms.RadioSelect)
    words = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    owner = forms.ModelChoiceField(Person.objects.none(), required=False, empty_label="Nobody yet", label="Owner",
                                   help_text="Of an action")  # fmt: skip
    due = QuickDateField(required=False, label="Due", help_text="Of an action, or when something is coming up")
    sort = forms.ChoiceField(required=False, choices=[("", "None"), *Sort.choices])
    audience = forms.ChoiceField(label="Who may see it?", widget=forms.RadioSelect)
    topics = TopicsField()
    child_version = forms.IntegerField(required=False, min_value=1, max_value=LARGEST, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, on: date, group: str = "", next_date: date | None = None, words_label: str = "",
        near: list[tuple[date, str]] | None = None, kind: str = "", **kwargs: Any,
    ) -> None:  # fmt: skip
        """`group` is the name of the group whose line it is ("" for one's own day); `kind` what the line is now."""
        super().__init__(*args, **kwargs)
        kinds = [choice for choice in LineKind.choices if choice[0] != LineKind.UPDATE or kind == LineKind.UPDATE]
        self.fields["kind"].choices = kinds
        self.fields["owner"].queryset = Person.objects.serving(on=on)
        offer_topics(self)
        own = [(Audience.ME, "Only me")]
        members = [(Audience.MEMBERS, f"{group} only")] if group else []
        self.fields["audience"].choices = [*own, *members, (Audience.STAFF, "All staff")]
        self.fields["due"].offer(near or [], read=lambda text: read_date(text, on=on, next_meeting=next_date).date)
        self.fields["due"].error_messages["invalid"] = "Due date must be a real date, like 14 June 2019"
        if words_label:
            self.fields["words"].label = words_label
            self.fields["words"].error_messages["required"] = f"Enter {words_label[:1].lower()}{words_label[1:]}"
        else:
            del self.fields["words"]


SETTLED = (
    "owner",
    "date",
    "action",
    "number",
    "caveat",
    "instead",
    "answers",
    "moved",
    "proposal",
    "not_proposal",
    "budget",
)


class SettleForm(forms.Form):
    """One answer: `what` is owner, date, action, number …; `ref` the record it is about."""

    what = forms.ChoiceField(choices=[(word, word) for word in SETTLED])
    ref = forms.CharField(required=False, max_length=36)
    value = forms.CharField(required=False, max_length=40)
    next = forms.CharField(required=False, max_length=400)
