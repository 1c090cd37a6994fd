"""Forms for bringing weeknotes in: first the text, then what was understood of it, to be corrected."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hackit.dates import british_day, monday_of
from hackit.decoding import UnreadableFile, decode
from hackit.form_helpers import helper
from hackit.forms import TokenForm
from hackit.text import MAX_LENGTH
from weeknotes.bringing_in.looking import Found
from weeknotes.writing.forms import NO_DAY
from weeknotes.writing.weeks import read_day

MOST_FILES = 20
NOBODY = "0"


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/input.html"


class FilesField(forms.FileField):
    """Several text files at once. Cleans to (file name, text, warning) of each."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[tuple[str, str, str | None]]:
        files = [file for file in (data or []) if file]
        if len(files) > MOST_FILES:
            raise ValidationError(f"Choose at most {MOST_FILES} files at a time")
        read = []
        for file in files:
            try:
                text, warning = decode(file.read())
            except UnreadableFile as error:
                raise ValidationError(f"{file.name[:80]}: {error}") from error
            read.append((file.name, text, warning))
        return read


class BringInForm(forms.Form):
    """A weeknote pasted, or files of them."""

    helper = helper()
    text = forms.CharField(
        label="A weeknote", required=False, strip=False,
        help_text="Paste all of it, title and all. Plain text and Markdown are both fine.",
        widget=forms.Textarea(attrs={"rows": 10}),
    )  # fmt: skip
    files = FilesField(label="Or text files", required=False, help_text=f"Plain text or Markdown, up to {MOST_FILES}.")
    year = forms.IntegerField(
        label="Year", required=False, min_value=1990, max_value=2100,
        help_text="Only if the title has none and the text does not say.",
        widget=forms.TextInput(attrs={"class": "w-5", "inputmode": "numeric"}),
        error_messages={"invalid": "Enter the year as four digits, like 2019"},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].validators = []  # a null character gets a sentence of ours below

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if len(text.encode("utf-8", "replace")) > MAX_LENGTH:
            raise ValidationError(
                f"The text is too long: {len(text) // 1000:,} kB, and at most {MAX_LENGTH // 1000} kB fit in a weeknote"
            )
        if "\x00" in text:
            raise ValidationError("This holds something that is not text. Paste words, not a file")
        return text

    def clean_files(self) -> list[tuple[str, str, str | None]]:
        files = self.cleaned_data["files"]
        for name, text, _warning in files:
            if len(text.encode("utf-8", "replace")) > MAX_LENGTH:
                raise ValidationError(f"{name[:80]} is too long: at most {MAX_LENGTH // 1000} kB fit in one weeknote")
            if not text.strip():
                raise ValidationError(f"{name[:80]} is empty")
        return files

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not (cleaned.get("text", "").strip() or cleaned.get("files")):
            self.add_error("text", "Paste a weeknote or choose a file")
        return cleaned

    def texts(self) -> list[tuple[str, str, str | None]]:
        """(source, text, warning) of everything sent. Only of a valid form."""
        pasted = self.cleaned_data["text"]
        return [("pasted text", pasted, None)] * bool(pasted.strip()) + self.cleaned_data["files"]


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
            "source": found.source,
            "key": found.key,
        }

    def clean_week(self) -> date:
        day = read_day(self.cleaned_data["week"], on=self.on)
        if day is None or day.year < 1990:
            raise ValidationError(NO_DAY)
        return monday_of(day)

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


def week_words(found: Found) -> str:
    """How the week was found, or what is asked."""
    note = found.note
    if note.week:
        return f"w/c {british_day(note.week)}, found by {note.week_found_by}."
    candidates = ", ".join(british_day(monday) for monday in note.week_candidates[:4])
    return f"{note.week_question or 'Which week is it?'}" + (f" It may be {candidates}." if candidates else "")
