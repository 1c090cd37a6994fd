"""Forms for bringing actions in: the file, then what its columns, names and words for a status mean."""

from __future__ import annotations

from typing import Any

from django import forms

from meetings.actions.importing import columns as col
from meetings.actions.importing.reading import Settled, statuses_in_doubt
from meetings.actions.importing.table import LIMITS
from meetings.actions.models import Action
from meetings.importing.forms import MOST_ASKED, ColumnsForm, SheetForm, short_name


class FileForm(SheetForm):
    """A spreadsheet of actions."""

    columns, limits = col.COLUMNS, LIMITS


class MatchForm(ColumnsForm):
    """What was understood of a table of actions; besides columns and names, what its words for a status mean."""

    can_hold, named = col.COLUMNS, (col.OWNER, col.HELPERS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unknown = statuses_in_doubt(self.table, self.columns)[:MOST_ASKED]
        for words in self.unknown:
            self.fields[f"means-{short_name(words)}"] = _means(words)

    def settled(self) -> Settled:
        """What was chosen for all rows, as far as it is valid."""
        data = getattr(self, "cleaned_data", {})
        means = {words.lower(): data.get(f"means-{short_name(words)}", "") for words in self.unknown}
        return Settled(self.group(), self.who(), {words: status for words, status in means.items() if status})

    def status_fields(self) -> list[forms.BoundField]:
        return [self[f"means-{short_name(words)}"] for words in self.unknown]


def _means(words: str) -> forms.ChoiceField:
    choices = [("", "Choose"), *((value, label.rstrip("…")) for value, label in Action.Status.choices)]
    return forms.ChoiceField(
        label=f"“{words[:80]}”", required=False, choices=choices,
        error_messages={"invalid_choice": "Choose from the list"},
    )  # fmt: skip
