"""What is sent with a press on several actions: which, as they were shown, and what becomes of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django import forms

from hackit.forms import LARGEST, TokenForm
from meetings.actions.forms import too_long
from meetings.actions.models import Action
from meetings.form_fields import DayField, KnownPeople, PersonField, know_day, know_people

MOST = 100
"""How many actions one press changes; a page shows fewer."""


class Offered(NamedTuple):
    """The names that a box offers."""

    offered: Sequence[str]


class PicksField(forms.Field):
    """Actions as (ref, version when shown), sent as "ref:version". Cleans to a mapping; what is neither is left out."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> dict[str, int]:
        found = (re.fullmatch(r"(\w{1,36}):(\d{1,10})", one) for one in value or [])
        return {match[1]: min(int(match[2]), LARGEST) for match in found if match}


class SeveralForm(TokenForm):
    """Another date, another owner, done or no longer needed, for all that are ticked (or all that are shown).

    Without a button (Enter in a box) the box that is filled in says what is meant.
    """

    MOVE, GIVE, DONE, DROP = "move", "give", "done", "drop"

    pick = PicksField(required=False)
    shown = PicksField(required=False)
    all = forms.BooleanField(required=False)
    do = forms.CharField(required=False, max_length=10)
    due = DayField(label="New date", required=False)
    why = forms.CharField(
        label="Why", required=False, max_length=500, help_text="Needed where a date was agreed",
        error_messages=too_long("Why", 500),
    )  # fmt: skip
    owner = PersonField(label="Give to", required=False)

    def __init__(
        self, *args: Any, on: date, people: KnownPeople | None = None, offered: Sequence[str] = (), **kwargs: Any
    ) -> None:
        """`people` are needed to act; a list that only shows the form offers a few likely names (`offered`)."""
        super().__init__(*args, auto_id="several_%s", **kwargs)
        if people is not None:
            know_people(self, people)
        self.fields["owner"].widget.people = Offered(offered)
        know_day(self, on=on)

    @property
    def picked(self) -> dict[str, int]:
        """The refs that were ticked, with their versions, however the rest of the form is."""
        whole = bool(self.is_bound and self.data.get("all"))
        name = "shown" if whole else "pick"
        return self.fields[name].clean(self.data.getlist(name)) if self.is_bound else {}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.picked:
            self.add_error(None, "Tick the actions that you want to change")
        elif len(self.picked) > MOST:
            self.add_error(None, f"Tick {MOST} actions at most")
        data["do"] = do = data.get("do") or self._meant(data)
        if do not in (self.MOVE, self.GIVE, self.DONE, self.DROP):
            self.add_error(None, "Choose what becomes of them: a new date, a new owner, done or no longer needed")
        if do == self.MOVE and not data.get("due") and "due" not in self.errors:
            self.add_error("due", "Enter the new date")
        if do == self.GIVE and not data.get("owner") and "owner" not in self.errors:
            self.add_error("owner", "Enter whom to give them to")
        return data

    def _meant(self, data: dict[str, Any]) -> str:
        filled = [
            do for do, name in ((self.MOVE, "due"), (self.GIVE, "owner")) if data.get(name) or name in self.errors
        ]
        return filled[0] if len(filled) == 1 else ""

    def needs_why(self, actions: Iterable[Action]) -> bool:
        """Whether an agreed date among them would move without a reason; then the form says so."""
        data = self.cleaned_data
        if data["do"] != self.MOVE or data["why"]:
            return False
        count = sum(action.breaks_promise(data["due"]) for action in actions)
        if count:
            agreed = "One of them has a date that was agreed" if count == 1 else f"{count} of them have agreed dates"
            self.add_error("why", f"Enter why the date moves. {agreed}")
        return count > 0
