"""The form on which a person says what mail of its own accord they want."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms

from hackit.audience import Viewer
from hackit.form_helpers import helper
from hackit.models import MailWishes
from hackit.models.wishes import FIRST_HOUR, LAST_HOUR, WEEKDAYS
from hackit.templatetags.records import clock

NEVER = "never"
FRIDAY = 4
"""The day on which weeknotes come out, as far as nothing is known of an author."""
DAYS = [*((str(number), f"On {name}s") for number, name in enumerate(WEEKDAYS)), (NEVER, "No weekly mail")]
HOURS = [(str(hour), clock(time(hour))) for hour in range(FIRST_HOUR, LAST_HOUR + 1)]


class WishesForm(forms.Form):
    """The weekly mail's day and hour, or none; whether to be reminded of one's weeknote, and asked before a meeting."""

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
    weeknote = forms.BooleanField(label="Remind me of my weeknote", required=False)
    on_usual_day = forms.BooleanField(required=False)
    before_meetings = forms.BooleanField(
        label="Ask me before a meeting how my actions for it are going", required=False,
        help_text="At most one mail before each meeting, with a link that answers.",
    )  # fmt: skip

    def __init__(self, *args: Any, wishes: MailWishes, usual: int | None = None, **kwargs: Any) -> None:
        """`usual`: the weekday on which this person usually publishes, None where nobody knows."""
        day = str(wishes.weekday) if wishes.weekly else NEVER
        initial = {"day": day, "hour": str(wishes.hour), "before_meetings": wishes.before_meetings}
        initial["weeknote"] = wishes.weeknote
        super().__init__(*args, initial=initial, **kwargs)
        self.wishes = wishes
        self.publishes_on = FRIDAY if usual is None else usual
        self._offer_reminder(day, usual)

    def _offer_reminder(self, day: str, usual: int | None) -> None:
        """Say in which mail the reminder would stand, and offer the day on which it is of most use."""
        user = self.wishes.person.user
        if user is None or not Viewer(role=user.role).may_write:
            del self.fields["weeknote"], self.fields["on_usual_day"]
            return
        name, when = WEEKDAYS[self.publishes_on], "" if usual is None else ", when I usually publish"
        mail_is_on = "You get no weekly mail" if day == NEVER else f"Your weekly mail comes on {WEEKDAYS[int(day)]}s"
        hint = "A line of your weekly mail, no mail of its own, in a week whose note is not published yet."
        if day == str(self.publishes_on):
            self.fields["weeknote"].help_text = hint + (
                "" if usual is None else f" You usually publish on {name}s too."
            )
            del self.fields["on_usual_day"]
            return
        known = "" if usual is None else f" You usually publish on {name}s."
        self.fields["weeknote"].help_text = f"{hint}{known} {mail_is_on}."
        self.fields["on_usual_day"].label = f"Send my weekly mail on {name}s{when}"

    def save(self) -> MailWishes:
        """Keep what was chosen. The day stays known while no weekly mail is wanted."""
        data, wishes = self.cleaned_data, self.wishes
        day = str(self.publishes_on) if data.get("on_usual_day") else data["day"]
        wishes.weekly = day != NEVER
        if wishes.weekly:
            wishes.weekday = int(day)
        wishes.weeknote = data.get("weeknote", wishes.weeknote)
        wishes.hour, wishes.before_meetings = int(data["hour"]), data["before_meetings"]
        return MailWishes.objects.keep(wishes)
