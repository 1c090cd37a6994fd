"""The form of "What did we say about…?": a topic or words, two days, and for whom."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from hackit.audience import Viewer
from hackit.form_helpers import helper
from hackit.models import Forum, Topic
from hackit.seen_forms import PlainDayField
from hackit.topics.answers import AUDIENCES, MEMBERS, PUBLIC, Question


class AnswerForm(forms.Form):
    """What is asked. `question()` of a valid form is what `answer` takes."""

    helper = helper(method="get", hide_optional=True)

    topic = forms.ModelChoiceField(
        Topic.objects.none(), required=False, to_field_name="slug", empty_label="No topic, the words below",
        error_messages={"invalid_choice": "Choose a topic from the list"},
    )  # fmt: skip
    q = forms.CharField(
        required=False, max_length=400, label="Or words", help_text="As in the search box: “work phones” -laptops",
        error_messages={"max_length": "The words must be 400 characters or fewer"},
    )  # fmt: skip
    since = PlainDayField(
        required=False, label="From", help_text="Like 1 April 2019",
        error_messages={"invalid": "“From” must be a real date, like 1 April 2019"},
    )  # fmt: skip
    until = PlainDayField(
        required=False, label="To", error_messages={"invalid": "“To” must be a real date, like 31 March 2020"}
    )
    audience = forms.ChoiceField(
        label="For whom", choices=list(AUDIENCES.items()), widget=forms.RadioSelect, initial=PUBLIC,
        error_messages={"required": "Choose for whom it is", "invalid_choice": "Choose for whom it is"},
    )  # fmt: skip
    group = forms.ModelChoiceField(
        Forum.objects.none(), required=False, to_field_name="slug", label="Which group", empty_label="Choose a group",
        error_messages={"invalid_choice": "Choose one of your groups"},
    )  # fmt: skip

    def __init__(self, *args: Any, viewer: Viewer, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = Topic.objects.known_to(user)
        self.fields["group"].queryset = Forum.objects.filter(pk__in=viewer.forum_ids)
        if not viewer.forum_roles:
            del self.fields["group"]
            self.fields["audience"].choices = [pair for pair in AUDIENCES.items() if pair[0] != MEMBERS]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not data.get("topic") and not data.get("q", "").strip():
            self.add_error("topic", "Choose a topic, or enter words")
        since, until = data.get("since"), data.get("until")
        if isinstance(since, date) and isinstance(until, date) and until < since:
            self.add_error("until", "“To” must be after “from”")
        if data.get("audience") == MEMBERS and not data.get("group") and "group" not in self.errors:
            self.add_error("group", "Choose the group")
        return data

    def question(self) -> Question:
        """What is asked. A topic goes before words."""
        data = self.cleaned_data
        words = "" if data.get("topic") else " ".join(data.get("q", "").split())
        return Question(data.get("topic"), words, data["since"], data["until"], data["audience"], data.get("group"))
