"""For whom the notes are taken out."""

from __future__ import annotations

from typing import Any

from django import forms

from hackit.audience import Viewer
from hackit.form_helpers import helper
from hackit.models import Person
from weeknotes.taking_out.notes import For, count_of

WORDS = {
    For.PUBLIC: "What everyone can read",
    For.STAFF: "What all staff can read",
    For.MINE: "My own drafts",
}


def audiences_for(viewer: Viewer) -> list[For]:
    """For whom this viewer may take notes out: nobody gets more than the audience reads, and strangers theirs only."""
    if viewer.is_stranger:
        return [For.PUBLIC]
    return [For.PUBLIC, For.STAFF, *([For.MINE] if viewer.may_write and viewer.person_id else [])]


class TakeOutForm(forms.Form):
    """One audience, with how many notes it is. `only`: the words for it where there is nothing to choose."""

    helper = helper(method="get", hide_optional=True)

    def __init__(self, *args: Any, viewer: Viewer, person: Person | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.value, _words(one, person)) for one in audiences_for(viewer)]
        self.only = choices[0][1] if len(choices) == 1 else ""
        self.fields["for"] = forms.ChoiceField(
            label="For whom", choices=choices, initial=For.PUBLIC.value,
            widget=forms.RadioSelect if len(choices) > 1 else forms.HiddenInput,
            error_messages={"required": "Choose for whom", "invalid_choice": "Choose for whom, from the list"},
        )  # fmt: skip


def _words(audience: For, person: Person | None) -> str:
    count = count_of(audience, person)
    return f"{WORDS[audience]} ({count} {'note' if count == 1 else 'notes'})"
