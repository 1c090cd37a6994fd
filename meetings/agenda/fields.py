"""Fields that read what people type: a time of day, a known person, topics."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hackit.models import Person, Topic
from hackit.templatetags.records import clock
from meetings.capture import read_date
from meetings.form_fields import PersonField

_CLOCK = re.compile(r"(?:at\s+)?(\d{1,2})(?:\s*[:.h]\s*(\d{2}))?\s*([ap]\.?m\.?)?", re.I)


def day_reader(on: date):
    """A reader of typed days for `QuickDateField.offer`: `14/6`, `14 June`, `Fri`, seen from `on`."""
    return lambda typed: read_date(typed, on=on).date


def read_clock(text: str) -> time | None:
    """ "10am", "10:30", "2.15 pm", "14:00" or "noon" as a time; None if it is none.

    A bare hour from 1 to 7 is in the afternoon: nobody meets at three in the morning.
    """
    words = " ".join(text.lower().split())
    if words in ("noon", "midday", "12 noon"):
        return time(12)
    found = _CLOCK.fullmatch(words)
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    half = (found[3] or "")[:1]
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif found[2] is None and 1 <= hour <= 7:
        hour += 12
    try:
        return time(hour, minute)
    except ValueError:
        return None


class ClockField(forms.CharField):
    """A time of day as people write it. Cleans to a time, or None."""

    default_error_messages = {"clock": "Time must be like 10am or 14:30"}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20)
        super().__init__(**kwargs)
        self.widget.attrs.update({"class": "w-10", "autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        return clock(value) if isinstance(value, time) else value

    def clean(self, value: Any) -> time | None:
        typed = super().clean(value)
        if not typed:
            return None
        found = read_clock(typed)
        if found is None:
            raise ValidationError(self.error_messages["clock"], code="clock")
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class GuestField(PersonField):
    """A person by any name they go by, or a full name that nobody has yet. Cleans to a Person, perhaps unsaved."""

    def find(self, typed: str) -> Person:
        try:
            return super().find(typed)
        except ValidationError as error:
            if error.code != "unknown":
                raise
        return Person(name=" ".join(typed.split())[:120])


class TopicsField(forms.CharField):
    """Topics by name or what they are also called, separated by commas. Cleans to a list of Topics."""

    default_error_messages = {"unknown": "There is no topic called %(names)s. Choose one from the list of topics"}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 500)
        kwargs.setdefault("required", False)
        kwargs.setdefault("help_text", "Names with commas between")
        super().__init__(**kwargs)
        self.widget.attrs.update({"autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(topic.name for topic in value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[Topic]:
        typed = [name.strip().lstrip("#") for name in super().clean(value).split(",") if name.strip()]
        if not typed:
            return []
        known = topics_by_name(Topic.objects.current().prefetch_related("aliases"))
        missing = [name for name in typed if name.casefold() not in known]
        if missing:
            raise ValidationError(self.error_messages["unknown"], code="unknown", params={"names": ", ".join(missing)})
        return list({topic.pk: topic for topic in (known[name.casefold()] for name in typed)}.values())


def topics_by_name(topics: Iterable[Topic]) -> dict[str, Topic]:
    """Topics by name, slug and what they are also called, case folded; a name counts before another's alias."""
    found: dict[str, Topic] = {}
    listed = list(topics)
    for topic in listed:
        for alias in topic.aliases.all():
            found.setdefault(alias.text.casefold(), topic)
    for topic in listed:
        found[topic.slug] = topic
        found[topic.name.casefold()] = topic
    return found
