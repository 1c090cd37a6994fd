"""The form of what holds for the whole place."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import URLValidator

from hackit.form_helpers import helper
from hackit.seen_forms import SeenForm
from hackit.site_settings.writes import FIELDS

NO_ADDRESS = "The licence’s address must be a web address that starts with https://"


class SiteSettingsForm(SeenForm):
    """The place's name, whom to write to, and by what licence its public text may be used."""

    helper = helper()

    name = forms.CharField(
        label="What it is called", max_length=60, widget=forms.TextInput(attrs={"class": "w-20"}),
        help_text="At the top of every page, in feeds and letters. The organisation’s or the division’s short name",
        error_messages={
            "required": "Enter what it is called", "max_length": "Make the name 60 characters or fewer",
        },
    )  # fmt: skip
    strapline = forms.CharField(
        label="Line below the name", max_length=120, required=False,
        help_text="Like “Management team records”",
        error_messages={"max_length": "The line below the name must be 120 characters or fewer"},
    )  # fmt: skip
    contact_email = forms.EmailField(
        label="Email address to write to", max_length=254, required=False,
        help_text="Everyone can read it: about access, accessibility and privacy, and for feedback",
        error_messages={
            "invalid": "Enter an email address in the right form, like name@example.org",
            "max_length": "The email address must be 254 characters or fewer",
        },
    )  # fmt: skip
    licence_text = forms.CharField(
        label="Licence of what is public", max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-grow": True}),
        help_text="One sentence, at the foot of public pages and in feeds",
        error_messages={"max_length": "The licence’s sentence must be 300 characters or fewer"},
    )  # fmt: skip
    licence_url = forms.CharField(
        label="Web address of the licence", max_length=300, required=False,
        validators=[URLValidator(schemes=["https"], message=NO_ADDRESS)],
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        help_text="Starts with https://. The sentence then leads there",
        error_messages={"max_length": "The licence’s address must be 300 characters or fewer"},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in ("name", "strapline", "licence_text"):  # one line each: they stand in subjects of letters
            if name in cleaned:
                cleaned[name] = " ".join(cleaned[name].split())
        if cleaned.get("licence_url") and cleaned.get("licence_text") == "":
            self.add_error("licence_text", "Enter the licence’s sentence, or take its address away")
        return cleaned

    def values(self) -> dict[str, str]:
        """What `save_settings` takes."""
        return {name: self.cleaned_data[name] for name in FIELDS}
