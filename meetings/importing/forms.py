"""Forms for bringing a spreadsheet in: the file, then what its columns and names mean.

Each kind of spreadsheet extends both: it says what its columns can hold and asks what else it must know.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from hackit.audience import Viewer
from hackit.decoding import BinaryFile, UnreadableFile, decode
from hackit.form_helpers import helper
from hackit.forms import TokenForm
from hackit.models import Forum, Person
from meetings.form_fields import AudienceField, GroupField, offer_groups
from meetings.importing.headings import LEFT_OUT, Columns
from meetings.importing.rows import Known, names_in_doubt
from meetings.importing.table import Limits, Table, UnreadableTable, read_table

PASTED = "a pasted table"
AS_CSV = "In your spreadsheet program choose “Save as”, then CSV, and bring that in."
NOT_TEXT = "This holds something that is not text. Save the sheet as CSV again, and bring that in"
NO_GROUP, CHOOSE_GROUP = "No group", "Choose a group"
"""What is said where no group is chosen: where a row may do without one, and where it may not."""
MOST_ASKED = 60
"""Names and words that are asked about one by one; the rest is kept as it was typed."""


def group_field() -> GroupField:
    return GroupField(required=False, empty_label=NO_GROUP, help_text="For rows that name none")


class SheetForm(forms.Form):
    """A spreadsheet as a file or pasted. Cleans to `text`, its `table`, its name (`source`) and a `warning` or None."""

    helper = helper()
    columns: ClassVar[Columns]
    limits: ClassVar[Limits]
    no_group: ClassVar[str] = NO_GROUP

    file = forms.FileField(label="CSV file", required=False, allow_empty_file=True)
    text = forms.CharField(
        label="Or paste the cells", required=False, strip=False, help_text="Copied from the sheet, with the headings",
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    forum = group_field()
    audience = AudienceField(what="them")

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].validators = []  # a null character gets a sentence of ours below
        self.fields["forum"].empty_label = self.no_group
        offer_groups(self, viewer, needed=self.no_group == CHOOSE_GROUP)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        file, text = data.get("file"), data.get("text", "")
        place = "file" if file else "text"
        data |= {"source": file.name if file else PASTED, "warning": None}
        try:
            if file:
                text, data["warning"] = _decoded(file, self.limits)
            elif not text.strip():
                raise ValidationError("Choose a file, or paste the cells")
            data |= {"text": text, "table": table_of(text, self.columns, self.limits)}
        except ValidationError as error:
            self.add_error("file" if place == "file" or not text.strip() else "text", error)
        return data


def _decoded(file: Any, limits: Limits) -> tuple[str, str | None]:
    if file.size > limits.bytes:
        raise ValidationError(limits.too_much)
    try:
        return decode(file.read(), most=limits.bytes, instead=AS_CSV)
    except BinaryFile as error:
        raise ValidationError(str(error) if AS_CSV in str(error) else NOT_TEXT) from error
    except UnreadableFile as error:
        raise ValidationError(str(error)) from error


def table_of(text: str, columns: Columns, limits: Limits) -> Table:
    """The table in a text. Raises ValidationError where there is none."""
    if "\x00" in text:
        raise ValidationError(NOT_TEXT)
    try:
        return read_table(text, columns, limits)
    except UnreadableTable as error:
        raise ValidationError(str(error)) from error


class ColumnsForm(TokenForm):
    """What was understood of a table, each part of it to be changed: columns, names, group, audience.

    `text` and `source` carry the file from page to page. Names in doubt depend on the columns, so the fields are made
    from what was sent. `named`: the columns in which people are named.
    """

    helper = helper()
    can_hold: ClassVar[Columns]
    named: ClassVar[tuple[str, ...]]
    no_group: ClassVar[str] = NO_GROUP
    if_nobody: ClassVar[str] = "no owner yet, and the name is kept as typed"
    """What becomes of a name that means nobody here."""

    text = forms.CharField(strip=False, widget=forms.HiddenInput)
    source = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    forum = group_field()
    audience = AudienceField(what="them")

    def __init__(self, *args: Any, table: Table, viewer: Viewer, known: Known, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table, self.known = table, known
        self.fields["text"].validators = []
        self.fields["forum"].empty_label = self.no_group
        forum = self.initial.get("forum")
        offer_groups(self, viewer, needed=self.no_group == CHOOSE_GROUP)
        self.initial["forum"] = forum  # "No group" was chosen on the page before: one's only group is not put there
        self._ask_columns()
        self.columns = self._columns_chosen()
        self.doubts = list(names_in_doubt(table, self.columns, self.named, known).items())[:MOST_ASKED]
        for name, people in self.doubts:
            self.fields[f"who-{short_name(name)}"] = _who(name, people, known, self.if_nobody)

    def _ask_columns(self) -> None:
        matched = self.can_hold.match(self.table.headings)
        choices = [(LEFT_OUT, "Leave out"), *self.can_hold.choices(matched, on=self.known.on)]
        for place, (heading, key) in enumerate(zip(self.table.headings, matched, strict=True)):
            self.fields[f"col-{place}"] = forms.ChoiceField(
                label=heading or f"Column {place + 1}, without a heading", choices=choices, required=False,
                initial=key, error_messages={"invalid_choice": "Choose from the list"},
            )  # fmt: skip

    def _columns_chosen(self) -> list[str]:
        """What each column is, as sent, else as matched."""
        names = [f"col-{place}" for place in range(len(self.table.headings))]
        if not self.is_bound:
            return [self.fields[name].initial for name in names]
        sent = [self.data.get(name, "") for name in names]
        return [key if key in self.can_hold.labels else LEFT_OUT for key in sent]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first: dict[str, str] = {}
        for place, key in enumerate(self.columns):
            if key in first and key != LEFT_OUT:
                self.add_error(f"col-{place}", f"“{first[key]}” holds that already. Leave one of them out")
            first.setdefault(key, str(self.fields[f"col-{place}"].label))
        for name, _people in self.doubts:
            field = f"who-{short_name(name)}"
            typed = data.get(field, "")
            found = self.known.people.find(typed) if typed else []
            if typed and len(found) != 1:
                self.add_error(field, f"Nobody here is called “{typed[:60]}”. Choose a name from the list")
            data[field] = found[0] if len(found) == 1 else None
        return data

    def who(self) -> dict[str, Person]:
        """Who is meant by each name that was settled, as far as that is valid."""
        data = getattr(self, "cleaned_data", {})
        return {name.lower(): data[key] for name, key in self._who_fields() if data.get(key)}

    def group(self) -> Forum | None:
        """The group for rows that name none, as far as it is valid."""
        return getattr(self, "cleaned_data", {}).get("forum") if self.is_bound else self.initial.get("forum")

    def _who_fields(self) -> list[tuple[str, str]]:
        return [(name, f"who-{short_name(name)}") for name, _people in self.doubts]

    def column_rows(self) -> list[tuple[forms.BoundField, Sequence[str]]]:
        """For the page: each column's field and what stands in it."""
        return [(self[f"col-{place}"], self.table.samples(place)) for place in range(len(self.columns))]

    def name_fields(self) -> list[forms.BoundField]:
        return [self[key] for _name, key in self._who_fields()]


def short_name(words: str) -> str:
    """A name for the field about these words."""
    return hashlib.sha256(words.lower().encode("utf-8", "replace")).hexdigest()[:12]


def _who(name: str, people: Sequence[Person], known: Known, if_nobody: str) -> forms.CharField:
    """Who is meant by a name: empty leaves it as typed."""
    if people:
        which = " or ".join(known.people.labels[person.pk] for person in people[:4])
        words = f"Write {which}. Empty: {if_nobody}"
    else:
        words = f"Nobody here is called that. Empty: {if_nobody}"
    return forms.CharField(
        label=f"“{name[:80]}”", required=False, max_length=200, help_text=words,
        widget=forms.TextInput(attrs={"class": "w-20", "autocomplete": "off", "list": "known-names"}),
        error_messages={"max_length": "Choose a name from the list"},
    )  # fmt: skip
