"""Forms of the diary: paste it or choose its file, then keep or bin each entry."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hackit import decoding
from hackit.form_helpers import helper
from hackit.forms import TokenForm
from weeknotes.models import Weeknote
from weeknotes.writing.bullets import bullet
from weeknotes.writing.diary import MOST_ENTRIES, MOST_TEXT, Entry, read_diary
from weeknotes.writing.diary_file import NotACalendar, read_file
from weeknotes.writing.said_days import dated

MOST_BYTES = 3_000_000
LONGEST_LINE = 400
NOTHING = "No entry of {week} was found in it. Check that it is the right week"


class DiaryForm(forms.Form):
    """A diary pasted as text, or as a calendar file. Cleans to `entries` of the note's weeks."""

    helper = helper()
    text = forms.CharField(
        label="Paste the week from your calendar", required=False, max_length=MOST_TEXT, strip=False,
        help_text="Copied from Outlook, Google or anywhere else: days, times and titles in any order.",
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={"max_length": "The diary is too long. Paste one week of it"},
    )  # fmt: skip
    file = forms.FileField(
        label="Or a calendar file", required=False, help_text="A file that ends in .ics, at most 3 MB.",
        widget=forms.FileInput(attrs={"accept": ".ics,text/calendar"}),
    )  # fmt: skip

    def __init__(self, *args: Any, note: Weeknote, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.note = note
        self.entries: list[Entry] = []

    def clean_file(self) -> str:
        """The text of the file, "" for none."""
        sent = self.cleaned_data["file"]
        if not sent:
            return ""
        try:
            return decoding.decode(sent.read(MOST_BYTES + 1), most=MOST_BYTES, instead="Save the calendar as .ics.")[0]
        except decoding.UnreadableFile as refused:
            raise ValidationError(str(refused)) from refused

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        text, file = cleaned.get("text", ""), cleaned.get("file", "")
        days = {"monday": self.note.week, "ends_on": self.note.ends_on}
        where = "file" if file else "text"
        try:
            is_calendar = file or text.lstrip().startswith("BEGIN:VCALENDAR")
            self.entries = read_file(file or text, **days) if is_calendar else read_diary(text, **days)
        except NotACalendar as refused:
            self.add_error(where, str(refused))
            return cleaned
        if not self.entries:
            has_any = file or text.strip()
            self.add_error(where, NOTHING.format(week=self.note.week_label()) if has_any else "Paste your diary")
        return cleaned


class KeepForm(TokenForm):
    """Which entries become lines of the note, and under which heading. They travel with the page as lines."""

    helper = helper()
    heading = forms.ChoiceField(label="Put them under", error_messages={"invalid_choice": "Choose a heading"})

    def __init__(self, *args: Any, headings: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["heading"].choices = [(words, words) for words in headings]

    def lines(self) -> list[str]:
        """All lines that were sent, kept or not."""
        return [
            " ".join(line.replace("\x00", "").split())[:LONGEST_LINE]
            for line in self.data.getlist("line")[:MOST_ENTRIES]
        ]

    def kept(self) -> list[str]:
        """Those that were ticked, in order."""
        lines = self.lines()
        ticked = {int(number) for number in self.data.getlist("keep") if number.isdecimal() and len(number) < 5}
        return [f"- {line}" for number, line in enumerate(lines) if number in ticked and line.strip("- ")]


def as_line(entry: Entry, *, with_date: bool) -> str:
    """An entry as a line of the note without its dash: "Mon: 1:1 with Priya"."""
    if entry.day is None:
        return entry.title
    words = dated(entry.title, said_on=entry.day)
    return bullet(entry.day, words, with_date=with_date).removeprefix("- ")
