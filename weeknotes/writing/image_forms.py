"""Forms for the images of a note."""

from __future__ import annotations

from typing import Any

from django import forms

from hackit.form_helpers import helper
from hackit.forms import VersionForm
from hackit.images import CannotUse, Picture, written_anew
from weeknotes.models.images import LONGEST_ALT
from weeknotes.writing.image_writes import plain_words

ACCEPT = "image/jpeg,image/png,image/gif,image/webp"
ALT_HINT = "For people who don’t see it: what one needs to know of it, in a sentence."
NO_ALT = "Enter what the image shows, for people who don’t see it"


class AltField(forms.CharField):
    """What an image shows, one line of words. A box of two rows: Enter must not send the sheet around it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="What it shows", help_text=ALT_HINT, error_messages={"required": NO_ALT},
            widget=forms.Textarea(attrs={"rows": 2}), **kwargs,
        )  # fmt: skip

    def clean(self, value: Any) -> str:
        words = plain_words(super().clean((value or "").replace("\x00", "")))
        if len(words) > LONGEST_ALT:
            raise forms.ValidationError(
                f"What the image shows must be told in {LONGEST_ALT} characters or fewer. It has {len(words)}"
            )
        return words


class AddImageForm(forms.Form):
    """A file and what it shows. Its prefix keeps its names apart from those of the sheet it stands on."""

    prefix = "image"
    helper = helper()
    file = forms.FileField(
        label="Image",
        help_text="JPEG, PNG, GIF or WebP, up to 10 MB. Where and when it was taken is not kept.",
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={
            "required": "Choose an image. If you did, it was larger than 20 MB",
            "empty": "This file is empty. Choose another",
            "invalid": "Choose an image",
            "missing": "Choose an image",
            "max_length": "The file’s name is too long. Give it a shorter one",
        },
    )
    alt = AltField()

    def clean_file(self) -> Any:
        """The file, read whole and known to be an image; its bytes are `self.content`."""
        file = self.cleaned_data["file"]
        self.content: bytes = file.read()
        try:
            self.picture: Picture = written_anew(self.content)
        except CannotUse as refused:
            raise forms.ValidationError(str(refused)) from refused
        return file


class AltForm(VersionForm):
    """What an image shows, said anew."""

    helper = helper()
    alt = AltField()
