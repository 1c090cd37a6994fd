"""Forms of a meeting: when and where it is, and what it begins with."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hackit.dates import british_day
from hackit.form_helpers import QuickDateField, helper
from hackit.forms import TokenForm, VersionForm
from hackit.models import Forum
from hackit.templatetags.records import clock
from meetings.agenda.bank_holidays import FIRST_YEAR, LAST_YEAR, holiday_words
from meetings.agenda.fields import ClockField, day_reader
from meetings.agenda.models import Meeting
from meetings.agenda.next_dates import Proposed, proposed

MOST_GROUPS = 6
"""For how many of somebody's groups the next date is offered."""


class _WhenAndWhere(forms.Form):
    """Day, time and place of a meeting, and a title where the group's name will not do."""

    date = QuickDateField(
        label="Day",
        help_text="Like 14/6, 14 June or Fri",
        error_messages={
            "required": "Enter the day it meets",
            "invalid": "Day must be a real date, like 14 June 2019",
            "incomplete": "Enter the day it meets",
        },
    )
    start_time = ClockField(label="Time", required=False, help_text="Like 10am. Leave it empty for a whole day")
    location = forms.CharField(
        label="Where", max_length=120, required=False, widget=forms.TextInput(attrs={"class": "w-20"})
    )
    title = forms.CharField(
        label="Title",
        max_length=200,
        required=False,
        help_text="Only for an away day or a one-off. Else it is named after the group",
        error_messages={"max_length": "Make the title 200 letters or fewer"},
    )

    def clean_date(self) -> date | None:
        day = self.cleaned_data["date"]
        if day is None:
            raise ValidationError("Enter the day it meets", code="required")
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError("Day must be a real date, like 14 June 2019", code="far")
        return day

    def day_note(self) -> str:
        """That the day which was typed is a bank holiday, or "": a hint, never a refusal."""
        day = getattr(self, "cleaned_data", {}).get("date")
        return holiday_words(day) if day else ""

    def _refuse_twice(self, meeting: Meeting) -> None:
        """A group meets once at a time."""
        try:
            meeting.validate_constraints(exclude=["reach", "audience"])
        except ValidationError as error:
            self.add_error("date", ValidationError(clash_words(meeting), code="twice"))
            if "already meets" not in str(error):
                raise


def clash_words(meeting: Meeting) -> str:
    """Why the group cannot meet then: which meeting stands there."""
    rows = Meeting.objects.live().filter(forum=meeting.forum, date=meeting.date, start_time=meeting.start_time)
    other = rows.exclude(pk=meeting.pk).first()
    when = f"{british_day(meeting.date)}{f' at {clock(meeting.start_time)}' if meeting.start_time else ''}"
    if other and other.state == Meeting.State.CANCELLED:
        return f"{meeting.forum.name} has a cancelled meeting on {when}: let that one take place after all"
    named = f" ({other.title})" if other and other.title else ""
    without = "" if meeting.start_time else ". Give one of them a time"
    return f"{meeting.forum.name} already meets then, on {when}{named}{without}"


class MeetingNewForm(TokenForm, _WhenAndWhere):
    """A meeting of a group one writes in."""

    helper = helper()

    forum = forms.ModelChoiceField(
        Forum.objects.none(),
        label="Group",
        empty_label=None,
        error_messages={"required": "Choose a group", "invalid_choice": "Choose one of your groups"},
    )
    with_standing = forms.BooleanField(
        label="Put on what the group talks about every time",
        required=False,
        help_text="For a meeting with its own title. Any other has it anyway",
    )
    field_order = ["forum", "date", "start_time", "location", "title", "with_standing", "token"]

    def __init__(self, *args: Any, forum_ids: list[int], chosen: str, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = Forum.objects.filter(pk__in=forum_ids, is_active=True)
        self.fields["forum"].queryset = groups
        self.groups = list(groups)
        group = next((one for one in self.groups if one.slug == chosen), self.groups[0] if self.groups else None)
        ahead = sorted(self.groups[:MOST_GROUPS], key=lambda one: one != group)
        found = {one.pk: proposed(one, on=on) for one in ahead}
        if group and group.pk not in found:
            found[group.pk] = proposed(group, on=on)
        mine = found.get(group.pk) if group else None
        self.fields["date"].offer(list(_offered(mine, list(found.values())).items()), read=day_reader(on))
        self.question = mine.question if mine else ""
        if group and mine and not self.is_bound:
            self._begin_with(group, mine)

    def _begin_with(self, group: Forum, mine: Proposed) -> None:
        """The same time and place as usual; on a bank holiday nothing is ticked, because somebody has to choose."""
        self.initial |= {
            "forum": group.pk,
            "date": None if mine.question else mine.meant,
            "start_time": group.start_time or (mine.last.start_time if mine.last else None),
            "location": group.location or (mine.last.location if mine.last else ""),
        }

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        if typed.get("forum") and typed.get("date"):
            self._refuse_twice(
                Meeting(
                    forum=typed["forum"], date=typed["date"], start_time=typed.get("start_time"),
                    title=typed.get("title", ""),
                )
            )  # fmt: skip
        return typed


def _offered(mine: Proposed | None, every: list[Proposed]) -> dict[date, str]:
    """Days to tick with their words: all that is offered to the chosen group, and the next day of each other."""
    offered = {offer.day: offer.words for offer in mine.offers} if mine else {}
    for other in every:
        if other is mine or not other.offers:
            continue
        first = other.offers[0]
        offered[first.day] = f"{offered[first.day]} and {first.why}" if first.day in offered else first.words
    return offered


class MeetingForm(VersionForm, _WhenAndWhere):
    """When and where a meeting is, and its 30 second read."""

    helper = helper()

    summary = forms.CharField(
        label="30 second read",
        max_length=1000,
        required=False,
        help_text="Stands above the points when they are published",
        widget=forms.Textarea(attrs={"rows": 3, "data-grow": True}),
    )
    fields_of = ("date", "start_time", "location", "title", "summary")

    def __init__(self, *args: Any, meeting: Meeting, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        self.fields["date"].offer((), read=day_reader(on))
        if not self.is_bound:
            self.initial = {name: getattr(meeting, name) for name in self.fields_of} | {"version": meeting.version}

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        if typed.get("date"):
            other = Meeting(pk=self.meeting.pk, forum=self.meeting.forum, date=typed["date"])
            other.start_time = typed.get("start_time")
            other._state.adding = False  # it is no clash with itself
            self._refuse_twice(other)
        return typed

    def fill(self, meeting: Meeting) -> Meeting:
        """The meeting with what was typed, not saved."""
        for name in self.fields_of:
            setattr(meeting, name, self.cleaned_data[name])
        return meeting
