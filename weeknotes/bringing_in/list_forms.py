"""Forms of the list of what was read: a line for each note, and what holds for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hackit.dates import monday_of
from hackit.form_helpers import helper
from hackit.models import Person, Topic
from weeknotes.importing.plaintext import LONGEST_TITLE
from weeknotes.models import PreparedImport, PreparedNote
from weeknotes.writing.forms import NO_DAY
from weeknotes.writing.weeks import read_day

EARLIEST = 1990
LATER_CHOICES = [("", "As drafts, which only their authors see"), ("1", "Publish those that were published")]
NOBODY_CALLED = "Nobody here is called that. Choose a name from the list, or leave it empty for yourself"


class NoteForm(forms.Form):
    """One note of the list. Its title and week are asked for only while it is ticked."""

    keep = forms.BooleanField(label="Bring this one in", required=False)
    title = forms.CharField(
        required=False, max_length=LONGEST_TITLE,
        error_messages={"max_length": "Title must be %(limit_value)d characters or fewer. It has %(show_value)d"},
    )  # fmt: skip
    week = forms.CharField(
        label="Week commencing", required=False, max_length=40,
        widget=forms.TextInput(attrs={"class": "w-20", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, row: PreparedNote, on: date, **kwargs: Any) -> None:
        week = f"{row.week.day} {row.week:%B %Y}" if row.week else ""
        initial = {"keep": row.is_wanted, "title": row.title, "week": week}
        super().__init__(*args, prefix=f"n{row.pk}", initial=initial, **kwargs)
        self.row, self.on = row, on

    def was_sent(self) -> bool:
        """Whether the page that was sent showed this note."""
        return any(self.add_prefix(name) in self.data for name in self.fields)

    def clean_week(self) -> date | None:
        typed = self.cleaned_data["week"].replace("\x00", "")
        day = read_day(typed, on=self.on) if typed.strip() else None
        if typed.strip() and (day is None or day.year < EARLIEST):
            if self.cleaned_data.get("keep"):
                raise ValidationError(NO_DAY)
            return self.row.week
        return monday_of(day) if day else None

    def save(self) -> None:
        """Note what was corrected. A note that is here already cannot be ticked."""
        row, data = self.row, self.cleaned_data
        wanted = data["keep"] and row.may_be_wanted
        new = (data["title"].strip(), data["week"], wanted)
        if new != (row.title, row.week, row.is_wanted):
            row.title, row.week, row.is_wanted = new
            row.save(update_fields=["title", "week", "is_wanted"])


class ForAllForm(forms.Form):
    """Whose they are, what becomes of what was published, and which topics the terms of the source mean."""

    helper = helper()
    publish = forms.ChoiceField(
        label="How to bring them in", choices=LATER_CHOICES, required=False, widget=forms.RadioSelect,
        help_text="Published ones keep the day on which they first came out. Drafts stay drafts.",
        error_messages={"invalid_choice": "Choose one of the two"},
    )  # fmt: skip

    def __init__(self, *args: Any, prepared: PreparedImport, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepared = prepared
        self.people = {person.name.casefold(): person for person in people}
        by_id = {person.pk: person.name for person in self.people.values()}
        self.initial["publish"] = "1" if prepared.publish else ""
        self.names = sorted(prepared.authors)
        self.terms = sorted(prepared.terms.items(), key=lambda pair: (-pair[1]["count"], pair[0]))
        for place, name in enumerate(self.names):
            initial = by_id.get(prepared.authors[name], "")
            self.fields[f"who-{place}"] = _named(f"“{name}” is", "known-people", initial)
        for place, (_key, term) in enumerate(self.terms):
            label = f"{term['word']}, {term['count']} note{'' if term['count'] == 1 else 's'}"
            self.fields[f"topic-{place}"] = _named(label, "known-topics", term["topic"], term["why"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for place in range(len(self.names)):
            typed = data.get(f"who-{place}", "").strip()
            if typed and typed.casefold() not in self.people:
                self.add_error(f"who-{place}", NOBODY_CALLED)
        return data

    def save(self) -> None:
        """Note what was chosen."""
        data, prepared = self.cleaned_data, self.prepared
        for place, name in enumerate(self.names):
            typed = data[f"who-{place}"].strip().casefold()
            prepared.authors[name] = self.people[typed].pk if typed else 0
        for place, (key, _term) in enumerate(self.terms):
            prepared.terms[key]["topic"] = " ".join(data[f"topic-{place}"].split())
        prepared.publish = data["publish"] == "1"
        prepared.save(update_fields=["authors", "terms", "publish"])

    def author_fields(self) -> list[forms.BoundField]:
        return [self[f"who-{place}"] for place in range(len(self.names))]

    def term_fields(self) -> list[forms.BoundField]:
        return [self[f"topic-{place}"] for place in range(len(self.terms))]


def _named(label: str, options: str, initial: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=80, initial=initial, help_text=help_text,
        widget=forms.TextInput(attrs={"class": "w-20", "autocomplete": "off", "list": options}),
        error_messages={"max_length": "Use 80 characters or fewer"},
    )  # fmt: skip


def new_topics(prepared: PreparedImport) -> list[str]:
    """Names chosen for terms that no topic has yet: topics that bringing in will make."""
    stored = {name.casefold() for name in Topic.objects.current().values_list("name", flat=True)}
    names = {term["topic"].casefold(): term["topic"] for term in prepared.terms.values() if term["topic"]}
    return sorted(name for key, name in names.items() if key not in stored)
