"""Forms of the pasted block: the words, then what of them is kept and whose it is."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hackit.form_helpers import helper
from meetings.capture import EVERYONE
from meetings.room.known import Known
from meetings.room.line_writes import LONGEST
from meetings.room.pasting import Group, filled_lines, give_all

MOST_BYTES = 200_000
MOST_LINES = 500
MOST_FULL_LISTS = 20
"""With more groups than this each offers only those who are near: every list repeats every name."""

CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


class PasteForm(forms.Form):
    """The block. `batch` is made by the page: the refs of all lines come of it."""

    helper = helper()
    text = forms.CharField(
        label="Your notes", strip=False,
        help_text="A line each. A short line above others becomes their heading.",
        widget=forms.Textarea(attrs={"rows": 12}), error_messages={"required": "Paste some lines first"},
    )  # fmt: skip
    batch = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].validators = []  # a null character gets a sentence of ours below
        if not self.is_bound:
            self.fields["batch"].initial = str(uuid.uuid4())

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        size = len(text.encode("utf-8", "replace"))
        if size > MOST_BYTES:
            raise ValidationError(
                f"That is too much at once: {size // 1000:,} kB, and at most {MOST_BYTES // 1000} kB are taken. "
                "Paste it in parts"
            )
        if CONTROL.search(text):
            raise ValidationError("That is a file, not words. Paste the words instead")
        lines = filled_lines(text)
        if not lines:
            raise ValidationError("Paste some lines first")
        if len(lines) > MOST_LINES:
            raise ValidationError(
                f"That is too much at once: {len(lines):,} lines, and at most {MOST_LINES} are taken. Paste it in parts"
            )
        for number, line in enumerate(lines, start=1):
            if len(line) > LONGEST:
                raise ValidationError(
                    f"Line {number} is too long: {len(line):,} characters, and at most {LONGEST:,} fit in one line. "
                    "Break it up"
                )
        return text

    def clean_batch(self) -> uuid.UUID:
        try:
            return uuid.UUID(self.cleaned_data["batch"])
        except ValueError:
            return uuid.uuid4()


class KeepForm(forms.Form):
    """Which lines are kept, and for each group one owner, if there is one."""

    keep = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick at least one line", "invalid_choice": "Tick lines of this block only"},
    )

    def __init__(self, *args: Any, groups: list[Group], known: Known, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups, self.known = groups, known
        self.keys = {known.refs[int(str(person.key))]: int(str(person.key)) for person in known.people}
        numbers = [str(line.number) for group in groups for line in group.all_lines]
        self.fields["keep"].choices = [(number, number) for number in numbers]
        self.fields["keep"].initial = numbers
        owned = [group for group in groups if group.lines]
        names = _names(known, everyone=len(owned) <= MOST_FULL_LISTS)
        for group in owned:
            self.fields[f"owner_{group.number}"] = forms.ChoiceField(
                choices=names, required=False, label="One owner for these", error_messages={
                    "invalid_choice": "Choose somebody from the list"
                },
            )  # fmt: skip

    def give_owners(self) -> None:
        """Let each group with an owner chosen be that person's. Of a form that was sent."""
        self.is_valid()
        for group in self.groups:
            if ref := self.cleaned_data.get(f"owner_{group.number}"):
                give_all(group, self.keys[ref], self.known)

    def rows(self) -> list[tuple[Group, Any, list[tuple[int, Any, bool]]]]:
        """For the page: each group, its owner's field or None, and its lines with their place and their tick."""
        ticked = {str(value) for value in self["keep"].value() or []}
        found, place = [], 0
        for group in self.groups:
            lines = []
            for line in group.all_lines:
                lines.append((place, line, str(line.number) in ticked))
                place += 1
            name = f"owner_{group.number}"
            found.append((group, self[name] if name in self.fields else None, lines))
        return found


def _names(known: Known, *, everyone: bool) -> list[tuple[str, Any]]:
    """Those who are near first, then everybody else."""
    near: list[tuple[str, str]] = []
    others: list[tuple[str, str]] = []
    for person in known.people:
        where = near if person.circle < EVERYONE or person == known.speaker else others
        where.append((known.refs[int(str(person.key))], person.name))
    choices: list[tuple[str, Any]] = [("", "As each line says"), *([("Near", near)] if near else [])]
    return [*choices, ("Everyone else", others)] if others and everyone else choices
