"""The form of the page that answers before a meeting: one for each action, all sent at once."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from meetings.actions.answers import Answer
from meetings.form_fields import NOT_A_DATE, DayField, know_day
from meetings.reminders.asks import Asked

CHOICES = (Answer.DONE, Answer.ON_TRACK, Answer.MOVED, Answer.HELP)
LABELS = {Answer.HELP: "Need help"}
KINDS = [(one, LABELS.get(one, one.label)) for one in CHOICES]
LONGEST_WORDS = 500


def _words(label: str, *, longest: int = LONGEST_WORDS, rows: int = 2, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows > 1 else forms.TextInput(attrs={"autocomplete": "off"})
    too_long = f"{label} must be {longest} characters or fewer"
    kwargs |= {"label": label, "required": False, "max_length": longest, "widget": widget}
    return forms.CharField(error_messages={"max_length": too_long}, **kwargs)


class AnswerForm(forms.Form):
    """How one action is going. Left alone it is not answered; what belongs to another answer is not read."""

    kind = forms.ChoiceField(
        label="How is it going?", choices=KINDS, required=False, widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose done, on track, new date or need help"},
    )  # fmt: skip
    words = _words("Anything to add?")
    due = DayField(
        label="Which day?", required=False, help_text="Like 14 June, Fri or 14/6",
        error_messages={"not_a_date": NOT_A_DATE.format(label="The new date")},
    )  # fmt: skip
    why = _words("Why does the date move?", rows=1)
    need = _words("What do you need?")
    whom = _words("Who from?", longest=120, rows=1, help_text="A person or a team, like Finance")

    def __init__(self, *args: Any, asked: Asked, on: date, **kwargs: Any) -> None:
        super().__init__(*args, prefix=asked.action.ref, **kwargs)
        self.asked, self.on = asked, on
        if not self.has_agreed_date:
            self.fields["why"].label = "Anything to add?"
        know_day(self, on=on)

    @property
    def has_agreed_date(self) -> bool:
        """Whether another date would be a move, which is asked about."""
        return self.asked.action.due is not None and not self.asked.action.due_is_assumed

    @property
    def is_answered(self) -> bool:
        """Whether an answer was chosen, or something was typed that wants one."""
        return bool(self.is_bound and any(self.data.get(self.add_prefix(name), "").strip() for name in self.fields))

    def clean(self) -> dict[str, Any]:
        """One line each; what the answer needs must be there."""
        data = super().clean() or {}
        if not self.is_answered:
            return data
        for name in ("words", "why", "need", "whom"):
            data[name] = " ".join(data.get(name, "").split())
        check = {Answer.MOVED: self._check_date, Answer.HELP: self._check_help}.get(data.get("kind"))
        if "kind" in data and not data["kind"]:
            self.add_error("kind", f"Choose an answer for “{self.asked.action.text}”")
        elif check is not None:
            check(data)
        return data

    def say_choose_one(self) -> None:
        """Complain here that nothing at all was answered."""
        self.full_clean()
        self.add_error("kind", "Choose an answer for at least one of them")

    def _check_date(self, data: dict[str, Any]) -> None:
        due, action = data.get("due"), self.asked.action
        if "due" not in self.errors:
            if due is None:
                self.add_error("due", "Enter the new date")
            elif due < self.on:
                self.add_error("due", "The new date must be today or later")
            elif self.has_agreed_date and due == action.due:
                self.add_error("due", "That is the date it has now. Enter another, or choose on track")
        if "why" not in self.errors and self.has_agreed_date and not data["why"]:
            self.add_error("why", "Say why the date moves")

    def _check_help(self, data: dict[str, Any]) -> None:
        if "need" not in self.errors and not data["need"]:
            self.add_error("need", "Say what you need")
