"""Small forms under a line, each for one part of what was understood: whose it is, when it is due, what it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hackit.audience import Audience
from hackit.forms import VersionForm
from hackit.models import Topic
from meetings.capture import british_date, read_date
from meetings.capture.people import Directory, Found, fold
from meetings.models import Line, LineKind
from meetings.room.asking import Setting, date_choices
from meetings.room.known import Known

NOT_A_DAY = "Enter a real date, like 14 June or Fri"
NO_DATE = "none"


class PartForm(VersionForm):
    """One part of a line. `of` is the ref of the action or caveat it is about; `legend` names the whole form."""

    of = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)

    def for_line(self, line: Line) -> None:
        """Give every control an id of its own on a page with many lines."""
        self.auto_id = f"part-{line.ref}-%s"


class OwnerPart(PartForm):
    """Whose it is: a name as it is typed in the line, so the nearest of that name; nothing for nobody."""

    owner = forms.CharField(required=False, max_length=120, label="Who does it?")

    def __init__(self, *args: Any, known: Known, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        self.offered = [person.name for person in sorted(known.people, key=lambda p: (p.circle, fold(p.name)))]
        self.fields["owner"].error_messages["max_length"] = "That is too long for a name"

    def clean_owner(self) -> int | None:
        """The id of the person meant, None for nobody. Raises ValidationError for no such name, or several."""
        typed = self.cleaned_data["owner"].lstrip("@").strip()
        if not typed:
            return None
        found = self._found(typed)
        if found is None:
            raise ValidationError(f"Nobody here is called “{typed}”. Choose a name from the list")
        if found.candidates:
            names = self.known.names()
            some = " or ".join(names[int(str(key))] for key in found.candidates[:4])
            raise ValidationError(f"Which {typed}? Write {some}")
        if found.key is None or found.what not in ("person", "speaker"):
            raise ValidationError("An action is one person’s. Enter the name of a person")
        return int(str(found.key))

    def _found(self, typed: str) -> Found | None:
        directory = Directory(self.known.people, self.known.groups, self.known.organisations, self.known.speaker)
        return directory.lookup(typed, marked=True) or directory.lookup(typed.upper())


class DuePart(PartForm):
    """When it is due: words as in the line, or a near day by one press; `quick` is that day, or "none"."""

    due = forms.CharField(required=False, max_length=60, label="When is it due?")
    quick = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)

    def __init__(self, *args: Any, setting: Setting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.setting = setting
        self.near = date_choices(setting)
        # Also what was offered on the meeting's own day: the page may have been open since
        self.taken = {value for value, _, _ in [*self.near, *date_choices(replace(setting, now=None))]}
        self.fields["due"].error_messages["max_length"] = NOT_A_DAY

    def clean(self) -> dict[str, Any]:
        """`day` is the date, None for no date."""
        data = super().clean() or self.cleaned_data
        quick, typed = data.get("quick", ""), data.get("due", "").strip()
        if self.errors:
            return data
        data["day"] = None
        if quick != NO_DATE:
            data["day"] = self._pressed(quick) if quick else self._typed(typed)
            if data["day"] is None:
                self.add_error("due", NOT_A_DAY)
        return data

    def _pressed(self, quick: str) -> date | None:
        return date.fromisoformat(quick) if quick in self.taken else None

    def _typed(self, typed: str) -> date | None:
        return read_date(typed, on=self.setting.on, next_meeting=self.setting.next_date).date if typed else None


class WhatPart(PartForm):
    """What a line is, who may see it, and its topics."""

    kind = forms.ChoiceField(
        label="What is it?", choices=LineKind.choices, widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose what it is"),
    )  # fmt: skip
    audience = forms.ChoiceField(
        label="Who may see it?", widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose who may see it"),
    )  # fmt: skip
    topics = forms.MultipleChoiceField(
        required=False, label="Topics", widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose topics from the list"},
    )  # fmt: skip
    topic = forms.CharField(
        required=False, max_length=120, label="Another topic",
        error_messages={"max_length": "That is too long for a topic"},
    )  # fmt: skip

    def __init__(
        self, *args: Any, line: Line, audience: str, setting: Setting, known: Known, on_line: list[Topic], **kwargs: Any
    ) -> None:  # fmt: skip
        """`audience` and `on_line` are who may see it and its topics now."""
        super().__init__(*args, **kwargs)
        self.known = known
        self.offered = [topic.name for topic in known.topics]
        self.fields["kind"].choices = [
            choice for choice in LineKind.choices if choice[0] != LineKind.UPDATE or line.kind == LineKind.UPDATE
        ]
        group = [(Audience.MEMBERS, f"{setting.group} only")] if setting.group else []
        if audience == Audience.MEMBERS and not group:
            group = [(Audience.MEMBERS, str(Audience.MEMBERS.label))]
        self.fields["audience"].choices = [(Audience.ME, "Only me"), *group, (Audience.STAFF, "All staff")]
        self.fields["topics"].choices = [(str(topic.pk), topic.name) for topic in on_line]
        if not on_line:
            del self.fields["topics"]
        if not known.topics:
            del self.fields["topic"]

    def clean_topic(self) -> int | None:
        """The id of the topic typed, by its name or what it is also called."""
        typed = self.cleaned_data["topic"].lstrip("#").strip()
        if not typed:
            return None
        for topic in self.known.topics:
            if fold(typed) in {fold(name) for name in (topic.name, topic.slug, *topic.aliases)}:
                return int(str(topic.key))
        raise ValidationError(f"There is no topic called “{typed}”. Choose one from the list")

    @property
    def choices(self) -> list[forms.BoundField]:
        """The fields of which one chooses."""
        return [self[name] for name in ("kind", "audience", "topics") if name in self.fields]

    def chosen_topics(self) -> list[int]:
        """The ids of the topics that the line is to have."""
        keys = [int(pk) for pk in self.cleaned_data.get("topics", [])]
        more = self.cleaned_data.get("topic")
        return list(dict.fromkeys([*keys, *([more] if more else [])]))


def day_said(day: date | None, setting: Setting) -> str:
    """A due date in words: "Thu 13 June", "no date"."""
    return british_date(day, on=setting.on) if day else "no date"
