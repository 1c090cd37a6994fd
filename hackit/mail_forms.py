"""The form on which a person says what mail of its own accord they want."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms

from hackit.form_helpers import helper
from hackit.models import MailWishes
from hackit.models.wishes import FIRST_HOUR, LAST_HOUR, WEEKDAYS
from hackit.templatetags.records import clock

NEVER = "never"
DAYS = [*((str(number), f"On {name}s") for number, name in enumerate(WEEKDAYS)), (NEVER, "No weekly mail")]
HOURS = [(str(hour), clock(time(hour))) for hour in range(FIRST_HOUR, LAST_HOUR + 1)]


class WishesForm(forms.Form):
    """The weekly mail's day and hour, or none; and whether to be asked before a meeting."""

    helper = helper()

    day = forms.ChoiceField(
        label="Your week by email", choices=DAYS, widget=forms.Select(attrs={"class": "w-20"}),
        help_text="What is overdue, due and waiting with you. A week with nothing to say brings no mail.",
        error_messages={"required": "Choose a day, or no weekly mail", "invalid_choice": "Choose a day from the list"},
    )  # fmt: skip
    hour = forms.ChoiceField(
        label="At", choices=HOURS, widget=forms.Select(attrs={"class": "w-10"}),
        error_messages={"required": "Choose an hour", "invalid_choice": "Choose an hour from the list"},
    )  # fmt: skip
    before_meetings = forms.BooleanField(
        label="Ask me before a meeting how my actions for it are going", required=False,
        help_text="At most one mail before each meeting, with a link that answers.",
    )  # fmt: skip

    def __init__(self, *args: Any, wishes: MailWishes, **kwargs: Any) -> None:
        day = str(wishes.weekday) if wishes.weekly else NEVER
        initial = {"day": day, "hour": str(wishes.hour), "before_meetings": wishes.before_meetings}
        super().__init__(*args, initial=initial, **kwargs)
        self.wishes = wishes

    def save(self) -> MailWishes:
        """Keep what was chosen. The day stays known while no weekly mail is wanted."""
        data, wishes = self.cleaned_data, self.wishes
        wishes.weekly = data["day"] != NEVER
        if wishes.weekly:
            wishes.weekday = int(data["day"])
        wishes.hour, wishes.before_meetings = int(data["hour"]), data["before_meetings"]
        return MailWishes.objects.keep(wishes)
