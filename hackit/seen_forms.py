"""Forms over rows that carry no version: they remember what they were filled from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hackit.dates import british_day
from hackit.form_helpers import read_plain_day

LONGEST_NAME = 80


class ChangedMeanwhile(Exception):
    """Somebody else saved the row since the form was filled from it."""


def fingerprint(values: Mapping[str, Any]) -> str:
    """A short sign of what is stored, the same as long as nothing of it changes."""
    text = "\x1f".join(f"{name}\x1e{values[name]}" for name in sorted(values))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class SeenForm(forms.Form):
    """A form that changes a stored row: what was stored when it was filled travels with it as `seen`.

    Pass the row's present values as `stored`. `check_seen` belongs into the transaction that saves;
    `raised_to` shows the typed text again after a clash, so that saving once more is a choice.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, *args: Any, stored: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        if stored is not None:
            kwargs.setdefault("initial", {**stored, "seen": fingerprint(stored)})
        super().__init__(*args, **kwargs)

    def check_seen(self, stored: Mapping[str, Any]) -> None:
        """Raises ChangedMeanwhile if `stored` is not what the form was filled from."""
        if self.cleaned_data.get("seen") != fingerprint(stored):
            raise ChangedMeanwhile

    def raised_to(self, stored: Mapping[str, Any]) -> None:
        """Let the bound form carry what is stored now when it is shown again."""
        data = self.data.copy()
        data[self.add_prefix("seen")] = fingerprint(stored)
        self.data = data


class PlainDayField(forms.CharField):
    """A day written with its year. Cleans to a date, or None; shows a date as it is written here."""

    default_error_messages = {"invalid": "Enter a real date, like 14 June 2019"}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=60, **kwargs)
        self.widget.attrs |= {"class": "w-20", "autocomplete": "off"}

    def clean(self, value: Any) -> date | None:
        """The day. Raises ValidationError for words that name none."""
        typed = super().clean(value)
        if not typed:
            return None
        found = read_plain_day(typed)
        if found is None or not 1900 <= found.year <= 2200:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found

    def prepare_value(self, value: Any) -> Any:
        """A stored day as words."""
        return british_day(value) if isinstance(value, date) else value


def separated(text: str) -> list[str]:
    """What stands one a line or between semicolons, each once, without blanks around it."""
    parts = (" ".join(part.split()) for line in text.splitlines() for part in line.split(";"))
    found: dict[str, str] = {}
    for part in parts:
        if part:
            found.setdefault(part.casefold(), part)
    return list(found.values())


def other_names(text: str, *, most: int) -> list[str]:
    """What somebody or something is also called, each name once. Raises ValidationError for too long or too many."""
    names = separated(text)
    if too_long := next((name for name in names if len(name) > LONGEST_NAME), None):
        raise ValidationError(f"“{too_long[:40]}…” must be {LONGEST_NAME} characters or fewer", code="max_length")
    if len(names) > most:
        raise ValidationError(f"Give {most} other names at most", code="too_many")
    return names
