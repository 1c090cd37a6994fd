"""The press by which whoever runs a group settles a late action."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hackit.forms import LARGEST
from hackit.models import Person

GIVE, DROP, DATE = "give", "drop", "date"


class SettleForm(forms.Form):
    """Which button was pressed ("drop", "give", "date:2019-06-17"), with whom to give it to and why."""

    action = forms.CharField(max_length=36)
    version = forms.IntegerField(min_value=1, max_value=LARGEST)
    press = forms.CharField(max_length=20)
    owner = forms.ModelChoiceField(
        Person.objects.none(), required=False, to_field_name="slug",
        error_messages={"invalid_choice": "Choose somebody of the group"},
    )  # fmt: skip
    why = forms.CharField(
        required=False, max_length=500, error_messages={"max_length": "Why must be 500 characters or fewer"}
    )

    def __init__(self, *args: Any, members: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = members
        self.on = on

    def clean_press(self) -> tuple[str, date | None]:
        """What to do, and for a date which: today or later."""
        what, _colon, day = self.cleaned_data["press"].partition(":")
        if what in (GIVE, DROP) and not day:
            return what, None
        try:
            due = date.fromisoformat(day) if what == DATE else None
        except ValueError:
            due = None
        if due is None or due < self.on:
            raise ValidationError("Choose one of the buttons")
        return DATE, due

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("press") == (GIVE, None) and not data.get("owner") and "owner" not in self.errors:
            self.add_error("owner", "Choose whom to give it to")
        return data
