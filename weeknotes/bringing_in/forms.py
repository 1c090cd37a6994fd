"""Forms for bringing weeknotes in: first the text, then what was understood of it, to be corrected."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from hackit.dates import monday_of
from hackit.form_helpers import helper
from hackit.forms import TokenForm
from hackit.models.site import path_of
from hackit.text import MAX_LENGTH
from weeknotes.bringing_in.looking import Found
from weeknotes.writing.forms import NO_DAY
from weeknotes.writing.weeks import read_day

MOST_FILES = 50
NOBODY = "0"
PASTED = "pasted text"
TOO_MUCH = f"Together the files are larger than {settings.UPLOAD_MAX_BYTES // 1024**2} MB. Send them in smaller parts"
ONE_ADDRESS = "An old web address belongs to one weeknote. Leave it empty here: most sources say where their notes were"


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/input.html"


class FilesField(forms.FileField):
    """Several files at once. Cleans to (file name, bytes) of each."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[tuple[str, bytes]]:
        files = [file for file in (data or []) if file is not None]
        if len(files) > MOST_FILES:
            raise ValidationError(f"Choose at most {MOST_FILES} files at a time, or put them into one zip")
        if sum(file.size for file in files) > settings.UPLOAD_MAX_BYTES:
            raise ValidationError(TOO_MUCH)
        return [(file.name[:200], file.read()) for file in files]


class BringInForm(forms.Form):
    """A weeknote pasted, or a source of many."""

    helper = helper()
    text = forms.CharField(
        label="A weeknote", required=False, strip=False,
        help_text="Paste all of it, title and all. Plain text and Markdown are both fine.",
        widget=forms.Textarea(attrs={"rows": 10}),
    )  # fmt: skip
    files = FilesField(
        label="Or files", required=False,
        help_text="A zip of a folder, with its images. A WordPress export or a feed (.xml). "
        "Or weeknotes as Markdown, web pages or plain text, several at once.",
    )  # fmt: skip
    year = forms.IntegerField(
        label="Year", required=False, min_value=1990, max_value=2100,
        help_text="Only if the titles have none and the texts do not say.",
        widget=forms.TextInput(attrs={"class": "w-5", "inputmode": "numeric"}),
        error_messages={"invalid": "Enter the year as four digits, like 2019"},
    )  # fmt: skip
    address = forms.CharField(
        label="Its old web address", required=False, max_length=400,
        help_text="Of a single weeknote. Whoever comes to that address here is led to it, once it is published.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
    )  # fmt: skip

    def __init__(self, *args: Any, too_much: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.too_much = too_much
        self.fields["text"].validators = []  # a null character gets a sentence of ours below

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if "\x00" in text:
            raise ValidationError("This holds something that is not text. Paste words, not a file")
        if not _is_markup(text) and len(text.encode("utf-8", "replace")) > MAX_LENGTH:
            raise ValidationError(
                f"The text is too long: {len(text) // 1000:,} kB, and at most {MAX_LENGTH // 1000} kB fit in a weeknote"
            )
        return text

    def clean_address(self) -> str:
        return clean_old_address(self.cleaned_data["address"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.too_much:
            self.add_error("files", TOO_MUCH)
        elif not self.errors and not (cleaned.get("text", "").strip() or cleaned.get("files")):
            self.add_error("text", "Paste a weeknote or choose a file")
        return cleaned

    @property
    def is_one_paste(self) -> bool:
        """Whether there is only a text, and no export that was pasted. Only of a valid form."""
        return not self.cleaned_data["files"] and not _is_markup(self.cleaned_data["text"])

    def sources(self) -> list[tuple[str, bytes]]:
        """(name, bytes) of everything sent. Only of a valid form."""
        pasted = self.cleaned_data["text"]
        texts = [(PASTED if self.cleaned_data["files"] else "", pasted.encode("utf-8", "replace"))]
        return texts * bool(pasted.strip()) + self.cleaned_data["files"]

    def source_name(self) -> str:
        """What the sources are called, for the history."""
        names = [name or PASTED for name, _data in self.sources()]
        if names[3:]:
            return f"{names[0][:180]} and {len(names) - 1} more"
        return ", ".join(names)[:200]


def _is_markup(text: str) -> bool:
    return text.lstrip("\ufeff \r\n\t").startswith(("<?xml", "<rss", "<feed", "<!DOCTYPE", "<html"))


def clean_old_address(typed: str) -> str:
    """An old web address as it is kept. Raises ValidationError where no path of its own is in it."""
    if typed.strip() and not path_of(typed):
        raise ValidationError("Enter a web address with what stands behind the host, like blog.example/2019/06/a-note")
    typed = typed.strip()
    return f"https://{typed}" if typed and "://" not in typed and not typed.startswith("/") else typed


class FoundForm(TokenForm):
    """One note as it was understood. Every part of it can be corrected before it is saved."""

    helper = helper()
    keep = forms.BooleanField(label="Bring this one in", required=False, initial=True)
    title = forms.CharField(
        max_length=200,
        error_messages={
            "required": "Enter a title",
            "max_length": "Title must be %(limit_value)d characters or fewer. It has %(show_value)d",
        },
    )
    week = forms.CharField(
        label="Week commencing", max_length=40, help_text="Any day of the week, like 3 June 2019",
        widget=forms.TextInput(attrs={"class": "w-20", "autocomplete": "off"}),
        error_messages={"required": "Enter a day of the week it tells of"},
    )  # fmt: skip
    summary = forms.CharField(
        label="30 second read", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    body = forms.CharField(
        label="Text", strip=False, widget=forms.Textarea(attrs={"rows": 16}),
        error_messages={"required": "Enter the text"},
    )  # fmt: skip
    topics = forms.MultipleChoiceField(
        label="Topics it may be about", required=False, widget=forms.CheckboxSelectMultiple
    )
    people = forms.MultipleChoiceField(
        label="People it names, as it seems", required=False, widget=forms.CheckboxSelectMultiple
    )
    address = forms.CharField(
        label="Its old web address", required=False, max_length=400,
        help_text="Whoever comes to that address here is led to it, once it is published.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
    )  # fmt: skip
    source = forms.CharField(widget=forms.HiddenInput, max_length=300)
    key = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)

    def __init__(self, *args: Any, on: date, found: Found, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on, self.found = on, found
        for name, offered in (("topics", found.topics), ("people", found.people)):
            self.fields[name].choices = [(o.value, f"{o.name}, in “{o.where}”. {o.reason}") for o in offered]
            if not offered:
                del self.fields[name]
        for number, which in enumerate(found.which):
            beside = f" Beside the name stands “{which.beside}”." if which.beside else ""
            self.fields[f"which-{number}"] = forms.ChoiceField(
                label=f"Which {which.words}?", required=False, widget=forms.RadioSelect, initial=NOBODY,
                help_text=f"{which.reason.split(';')[0]}.{beside}",
                choices=[*((str(pk), words) for pk, words in which.choices), (NOBODY, "Nobody here, or leave it open")],
            )  # fmt: skip

    @classmethod
    def initial_of(cls, found: Found) -> dict[str, Any]:
        """What the form begins with: all that was understood, topics ticked, people ticked where named in full."""
        note = found.note
        return {
            "title": note.title,
            "week": f"{note.week.day} {note.week:%B %Y}" if note.week else "",
            "summary": note.summary,
            "body": note.body_markdown,
            "topics": [offer.value for offer in found.topics],
            "people": [offer.value for offer in found.people if offer.reason.endswith("in full")],
            "address": found.address,
            "source": found.source,
            "key": found.key,
        }

    def clean_week(self) -> date:
        day = read_day(self.cleaned_data["week"], on=self.on)
        if day is None or day.year < 1990:
            raise ValidationError(NO_DAY)
        return monday_of(day)

    def clean_address(self) -> str:
        return clean_old_address(self.cleaned_data["address"])

    def clean_body(self) -> str:
        body = self.cleaned_data["body"].replace("\r\n", "\n")
        if len(body.encode("utf-8", "replace")) > MAX_LENGTH:
            raise ValidationError(f"The text is too long: at most {MAX_LENGTH // 1000} kB fit in one weeknote")
        return body

    def ticked(self, name: str) -> list[tuple[int, str]]:
        """(id, section's anchor) of the ticked topics or people, chosen ones of a name in doubt included."""
        pairs = [value.split(":", 1) for value in self.cleaned_data.get(name, [])]
        chosen = [(int(pk), anchor) for pk, anchor in pairs]
        if name == "people":
            for number, which in enumerate(self.found.which):
                person = self.cleaned_data.get(f"which-{number}")
                if person and person != NOBODY:
                    chosen += [(int(person), anchor) for anchor in which.anchors]
        return chosen
