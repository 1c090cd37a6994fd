"""The form behind each key: done, on track, a new date in words, another owner by name, no longer needed."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hackit.forms import LARGEST
from meetings.actions.answers import Answer
from meetings.capture import KnownGroup, OpenAction, parse
from meetings.form_fields import KnownPeople, PersonField, know_people
from meetings.room.asking import Setting
from meetings.room.step_writes import Answered

GIVEN_HERE = (Answer.DONE, Answer.ON_TRACK, Answer.MOVED, Answer.GIVEN, Answer.DROPPED)
LEAD = re.compile(r"(?:(?:moved|move)\s+)?(?:to|by|until)\s+", re.I)


class StepForm(forms.Form):
    """One answer about one action. `words` are "31 July because of the budget", `owner` a name."""

    answer = forms.ChoiceField(choices=[(value, value) for value in GIVEN_HERE])
    ref = forms.CharField(max_length=36)
    version = forms.IntegerField(min_value=1, max_value=LARGEST)
    words = forms.CharField(
        required=False, max_length=1000, error_messages={"max_length": "Keep the date and the reason shorter"}
    )
    owner = PersonField(required=False)

    def __init__(self, *args: Any, setting: Setting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.setting = setting
        if self.data.get("answer") == Answer.GIVEN:
            know_people(self, KnownPeople(on=setting.on))
        else:
            del self.fields["owner"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        if data["answer"] == Answer.MOVED:
            due, reason = read_new_date(data["words"], setting=self.setting)
            data |= {"due": due, "reason": reason}
        if data["answer"] == Answer.GIVEN and not data.get("owner"):
            self.add_error("owner", "Enter a name")
        return data

    @property
    def answered(self) -> Answered:
        """What the valid form says."""
        data = self.cleaned_data
        return Answered(Answer(data["answer"]), data.get("due"), data.get("reason", ""), data.get("owner"))

    @property
    def problem(self) -> str:
        """The first thing wrong, in words."""
        return next((words for errors in self.errors.values() for words in errors), "")


def read_new_date(typed: str, *, setting: Setting) -> tuple[date, str]:
    """The day and the reason in "Fri", "31 July because of the budget", as the line would read "1 moved to …".

    Raises ValidationError for words without a day that is certain.
    """
    words = LEAD.sub("", " ".join(typed.split()), count=1)
    if not words:
        raise ValidationError("Enter a day, like Fri or 31 July because of the budget")
    groups = (KnownGroup(0, setting.group, (), setting.next_date),) if setting.group else ()
    things = parse(
        f"1 moved to {words}", on=setting.on, people=(), groups=groups, organisations=(), topics=(),
        next_meeting=setting.next_date, open_actions=(OpenAction(1, 1, "it"),),
    )  # fmt: skip
    found = next((thing for thing in things if thing.kind == "update" and thing.new_date), None)
    if found is None or found.new_date is None:
        raise ValidationError(f"“{words[:60]}” names no day that is certain. Try Fri, or 31 July because of the budget")
    return found.new_date, found.reason
