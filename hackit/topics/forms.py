"""Forms for topics: what one is called, the agreed wordings about it, and making two one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from hackit.audience import Audience, Viewer
from hackit.form_helpers import helper
from hackit.forms import NO_LINK, TokenForm, completed
from hackit.models import Forum, Topic, TopicWording
from hackit.seen_forms import PlainDayField, SeenForm, other_names

MOST_ALIASES = 40
TAKEN = "There is a topic of that name already"
LONGEST_ADDRESS = 400
TOO_LONG = f"The address must be {LONGEST_ADDRESS} characters or fewer"


class TopicForm(TokenForm, SeenForm):
    """A topic's name, description, broader topic, and what it is also called."""

    helper = helper()

    name = forms.CharField(
        max_length=80,
        error_messages={
            "required": "Enter what the topic is called",
            "max_length": "The name must be 80 characters or fewer",
        },
    )
    description = forms.CharField(
        required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3, "data-grow": True}),
        help_text="One or two sentences. Everyone may read them once something public names the topic.",
        error_messages={"max_length": "The description must be 300 characters or fewer"},
    )  # fmt: skip
    also_called = forms.CharField(
        required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4, "data-grow": True}),
        help_text="Other words for the same thing, one a line. They find it too.",
        error_messages={"max_length": "That is too long. Use one to five words for each name"},
    )  # fmt: skip
    broader = forms.ModelChoiceField(
        Topic.objects.none(), required=False, label="Broader topic", empty_label="None",
        error_messages={"invalid_choice": "Choose a broader topic from the list, none that is narrower than this one"},
    )  # fmt: skip

    def __init__(self, *args: Any, topic: Topic | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topic = topic
        below = topic_and_below(topic) if topic else set()
        self.fields["broader"].queryset = Topic.objects.current().exclude(pk__in=below)

    def clean_name(self) -> str:
        """The name, with single blanks. No two topics have the same."""
        name = " ".join(self.cleaned_data["name"].split())
        others = Topic.objects.current().filter(name__iexact=name)
        if self.topic:
            others = others.exclude(pk=self.topic.pk)
        if others.exists():
            raise ValidationError(TAKEN, code="taken")
        return name

    def clean_description(self) -> str:
        return " ".join(self.cleaned_data["description"].split())

    def clean_also_called(self) -> list[str]:
        """The other names, each once."""
        return other_names(self.cleaned_data["also_called"], most=MOST_ALIASES)


def topic_and_below(topic: Topic) -> set[int]:
    """The ids of a topic and of all that are narrower: none of them can be its broader one."""
    below: dict[int, list[int]] = {}
    for pk, broader_id in Topic.objects.exclude(broader=None).values_list("pk", "broader_id"):
        below.setdefault(broader_id, []).append(pk)
    found, waiting = set(), [topic.pk]
    while waiting:
        pk = waiting.pop()
        if pk not in found:
            found.add(pk)
            waiting += below.get(pk, [])
    return found


class WordingForm(TokenForm):
    """A dated sentence about a topic. Each saving is a new one; those before stay."""

    helper = helper()

    text = forms.CharField(
        max_length=1000, label="Wording", widget=forms.Textarea(attrs={"rows": 5, "data-grow": True}),
        error_messages={"required": "Enter the wording", "max_length": "The wording must be 1,000 characters or fewer"},
    )  # fmt: skip
    said_on = PlainDayField(
        label="Date", help_text="When it was said or agreed, like 14 June 2019",
        error_messages={"required": "Enter the date", "invalid": "Date must be a real date, like 14 June 2019"},
    )  # fmt: skip
    audience = forms.ChoiceField(
        label="Who may read it", widget=forms.RadioSelect,
        error_messages={"required": "Say who may read it", "invalid_choice": "Choose who may read it from the list"},
    )  # fmt: skip
    source_label = forms.CharField(
        required=False, max_length=160, label="Where it was said",
        help_text="Like “HMT, Tue 11 June 2019”",
        error_messages={"max_length": "Where it was said must be 160 characters or fewer"},
    )  # fmt: skip
    source_url = forms.CharField(
        required=False, max_length=LONGEST_ADDRESS, label="Its address",
        help_text="A page here or elsewhere, if there is one",
        error_messages={"max_length": TOO_LONG},
    )  # fmt: skip

    def __init__(self, *args: Any, viewer: Viewer, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        groups = Forum.objects.filter(pk__in=viewer.forum_ids) if viewer.forum_roles else Forum.objects.none()
        choices = [(f"members:{group.pk}", f"{group.name} only") for group in groups]
        choices += [(Audience.STAFF, "All staff"), (Audience.EVERYONE, "Everyone, also outside")]
        self.fields["audience"].choices = choices

    def clean_said_on(self) -> date:
        """A day that has been."""
        day = self.cleaned_data["said_on"]
        if day > self.on:
            raise ValidationError("The date must not lie in the future", code="future")
        return day

    def clean_source_url(self) -> str:
        """A path on this site or a web address."""
        url = completed(self.cleaned_data["source_url"].strip())
        if url and not (url.startswith("/") and not url.startswith(("//", "/\\"))):
            URLValidator(schemes=["http", "https"], message=NO_LINK)(url)
        if len(url) > LONGEST_ADDRESS:  # with the https:// that was left out
            raise ValidationError(TOO_LONG, code="max_length")
        return url

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("source_url") and not cleaned.get("source_label"):
            self.add_error("source_label", "Say in words where it was said")
        return cleaned

    def make(self, topic: Topic, kind: str) -> TopicWording:
        """The wording, not yet saved."""
        data = self.cleaned_data
        audience, _, forum = data["audience"].partition(":")
        return TopicWording(
            topic=topic, kind=kind, text=data["text"].strip(), said_on=data["said_on"], audience=audience,
            forum_id=int(forum) if forum else None, source_label=data["source_label"].strip(),
            source_url=data["source_url"],
        )  # fmt: skip


class MergeForm(forms.Form):
    """Which other topic this one is to become part of."""

    helper = helper()

    into = forms.ModelChoiceField(
        Topic.objects.none(), label="Merge it into", empty_label="Choose a topic",
        help_text="Everything of this topic then belongs to that one, and so do its names.",
        error_messages={
            "required": "Choose the topic that stays",
            "invalid_choice": "Choose the topic that stays from the list",
        },
    )  # fmt: skip

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = Topic.objects.current().exclude(pk=topic.pk)
