"""What forms share: a token against doing it twice, and the version that a form was filled from."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.validators import URLValidator

from hackit.tokens import new_token

LARGEST = 2**31 - 1
"""The largest number that a column of ours holds: a greater one in a form was never there."""

NO_LINK = "Enter a web address, like https://example.org/page"
_WITHOUT_SCHEME = re.compile(r"www\.\S|(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?::\d{1,5})?/", re.I)
"""How an address begins that browsers show without https://. A name with a dot alone may be a file's: it is refused."""


def completed(address: str) -> str:
    """The address with https:// before it where it was left out, and anything else as it is."""
    return f"https://{address}" if _WITHOUT_SCHEME.match(address) else address


class WebAddressField(forms.CharField):
    """The address of a page elsewhere, of http or https; one without either is completed."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"inputmode": "url", "autocomplete": "off"}
        kwargs = {"widget": forms.TextInput(attrs=attributes), **kwargs}
        super().__init__(validators=[URLValidator(schemes=("http", "https"), message=NO_LINK)], **kwargs)

    def to_python(self, value: Any) -> str:
        """What was typed, completed."""
        return completed(super().to_python(value))


class TokenForm(forms.Form):
    """A form that makes something. Use `tokens.once(form.cleaned_data["token"], person=…)` when acting on it."""

    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=36)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.fields["token"].initial = new_token()


class VersionForm(forms.Form):
    """A form that changes a stored record: pass `expected_version=form.cleaned_data["version"]` when saving.

    `raised_to` shows the form again after a conflict, with the typed text and the stored version, so that saving
    once more is a choice and not an accident.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=LARGEST)

    def raised_to(self, version: int) -> None:
        """Let the bound form carry the stored version when it is shown again."""
        data = self.data.copy()
        data[self.add_prefix("version")] = str(version)
        self.data = data
