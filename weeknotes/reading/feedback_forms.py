"""The form in which a reader tells the authors something, guarded against robots without a puzzle."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner

from hackit import tokens
from hackit.form_helpers import helper
from weeknotes.models.feedback import LONGEST

QUICKEST = timedelta(seconds=3)
"""Nobody reads a form and types in less."""

OPEN_FOR = timedelta(hours=24)
MOST_LINKS = 2

_LINK = re.compile(r"https?://|www\.|<a\b|\[url", re.IGNORECASE)
_signer = TimestampSigner(salt="weeknotes.feedback")


class FeedbackForm(forms.Form):
    """What a reader says, and who they are if they want an answer."""

    helper = helper()

    text = forms.CharField(
        label="What you want to say",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": "Enter what you want to say",
            "max_length": f"What you want to say must be {LONGEST:,} characters or fewer",
        },
    )
    name = forms.CharField(
        label="Your name", max_length=80, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"max_length": "Your name must be 80 characters or fewer"},
    )  # fmt: skip
    email = forms.EmailField(
        label="Your email address", required=False, max_length=254, help_text="If you want an answer",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": "Enter an email address in the right format, like name@example.org",
            "max_length": "Your email address must be 254 characters or fewer",
        },
    )  # fmt: skip
    website = forms.CharField(label="Leave this box empty", required=False, max_length=400)
    stamp = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=36)

    def __init__(self, data: Any = None, *, note_ref: str) -> None:
        initial = {"stamp": _signer.sign(note_ref), "token": tokens.new_token()}
        super().__init__(data, initial=initial)
        self.note_ref = note_ref

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if len(_LINK.findall(text)) > MOST_LINKS:
            raise ValidationError(f"What you want to say can hold {MOST_LINKS} links at most")
        return text

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError("Leave this box empty: only robots fill it in")
        return ""

    def clean(self) -> dict[str, Any]:
        """Refuse what was sent too quickly, or from a page that was opened too long ago or never."""
        self._check_stamp(self.cleaned_data.get("stamp", ""))
        return self.cleaned_data

    def _check_stamp(self, stamp: str) -> None:
        try:
            is_ours = _signer.unsign(stamp, max_age=OPEN_FOR) == self.note_ref
        except (SignatureExpired, BadSignature):
            is_ours = False
        if not is_ours:
            self._renew()
            raise ValidationError("This page was open for too long. Look at what you wrote and send it again")
        try:
            _signer.unsign(stamp, max_age=QUICKEST)
        except SignatureExpired:
            return
        raise ValidationError("That came quicker than anybody types. Wait a few seconds and send it again")

    def _renew(self) -> None:
        """The page that comes back carries a stamp of now."""
        self.data = self.data.copy()
        self.data["stamp"] = _signer.sign(self.note_ref)
