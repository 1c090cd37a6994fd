"""What forms share: a token against doing it twice, and the version that a form was filled from."""

from __future__ import annotations

from typing import Any

from django import forms

from hackit.tokens import new_token

LARGEST = 2**31 - 1
"""The largest number that a column of ours holds: a greater one in a form was never there."""


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
