"""Forms of reviews, of what they recommend, and of the scales that opinions and priorities are given on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hackit.audience import Viewer
from hackit.dates import financial_year, financial_year_label
from hackit.form_helpers import helper
from hackit.forms import TokenForm, VersionForm, WebAddressField
from hackit.models import Person
from meetings.actions.forms import WhyField, ask_why, need_why, too_long
from meetings.audit.beside_models import Scale
from meetings.audit.models import Recommendation, Review
from meetings.audit.querysets import Response, Stage
from meetings.form_fields import (
    AudienceField,
    DayField,
    GroupField,
    KnownPeople,
    PeopleField,
    PersonField,
    TopicField,
    know_day,
    know_people,
    offer_groups,
)

LONGEST_GRADE = 60
MOST_GRADES = 10


def _long(label: str, limit: int, *, rows: int = 2, **kwargs: Any) -> forms.CharField:
    """A box for several lines."""
    errors = {**too_long(label, limit), **kwargs.pop("error_messages", {})}
    widget = forms.Textarea(attrs={"rows": rows, "data-grow": True})
    return forms.CharField(label=label, max_length=limit, widget=widget, error_messages=errors, **kwargs)


class NameField(PersonField):
    """Somebody by name, known here or not. Cleans to (Person or None, the words where nobody here is meant)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=120, error_messages=too_long(str(kwargs["label"]), 120), **kwargs)

    def clean(self, value: Any) -> tuple[Person | None, str]:
        """Raises ValidationError where several people here go by that name."""
        typed = forms.CharField.clean(self, value)
        if typed and self.people is not None and self.people.find(typed):
            return self.find(typed), ""
        return None, typed or ""


class GradeField(forms.ChoiceField):
    """A word of a scale. What a record was given on an older scale stays a choice of its own."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False, widget=forms.Select(attrs={"class": "w-auto"}),
            error_messages={"invalid_choice": "Choose from the list"}, **kwargs,
        )  # fmt: skip

    def offer(self, grades: Sequence[str], *, now: str = "") -> None:
        """Offer these words, and the one that the record has."""
        words = [*grades, *([now] if now and now not in grades else [])]
        self.choices = [("", "None given"), *((word, word) for word in words)]


class ReviewFields(forms.Form):
    """What one says about a review."""

    helper = helper()

    title = forms.CharField(
        label="What is reviewed?", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Enter what is reviewed", **too_long("What is reviewed", 200)},
    )  # fmt: skip
    plan_year = forms.TypedChoiceField(
        label="Plan of", coerce=int, widget=forms.Select(attrs={"class": "w-auto"}),
        error_messages={"required": "Choose a year", "invalid_choice": "Choose a year from the list"},
    )  # fmt: skip
    stage = forms.ChoiceField(
        label="Stage", choices=Stage.choices, widget=forms.Select(attrs={"class": "w-auto"}), initial=Stage.PLANNED,
        error_messages={"required": "Choose a stage", "invalid_choice": "Choose a stage from the list"},
    )  # fmt: skip
    note = _long("Why it was put off or cancelled, or what else to know", 1000, required=False)
    planned_for = forms.CharField(
        label="Planned for", required=False, max_length=60, help_text="As the plan says it, like Q3 or October",
        widget=forms.TextInput(attrs={"class": "w-20"}), error_messages=too_long("Planned for", 60),
    )  # fmt: skip
    reported_on = DayField(label="Final report of", required=False, lean="last")
    opinion = GradeField(label="Opinion")
    auditor = NameField(label="Lead auditor", required=False, help_text="A name; they need not be known here")
    lead = PersonField(label="Our lead", required=False)
    forum = GroupField(label="Group that looks after it")
    topic = TopicField()
    audience = AudienceField(label="Who may see it and what it recommends")

    def __init__(
        self, *args: Any, viewer: Viewer, people: KnownPeople, on: date, grades: Sequence[str],
        review: Review | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.review = review
        offer_groups(self, viewer, review.forum_id if review else None)
        self.fields["opinion"].offer(grades, now=review.opinion if review else "")
        know_people(self, people)
        know_day(self, on=on)
        this = financial_year(on)
        years = sorted({*range(this - 5, this + 3), *([review.plan_year] if review else [])}, reverse=True)
        self.fields["plan_year"].choices = [(year, financial_year_label(year)) for year in years]
        self.fields["plan_year"].initial = this

    def clean_title(self) -> str:
        """On one line: line breaks come from pasting."""
        return " ".join(self.cleaned_data["title"].split())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("stage") in (Stage.PUT_OFF, Stage.CANCELLED) and not data.get("note") and "note" in data:
            self.add_error("note", f"Enter why it was {Stage(data['stage']).label.lower()}")
        if data.get("title") and data.get("forum") and data.get("plan_year"):
            same = Review.objects.live().filter(
                forum=data["forum"], plan_year=data["plan_year"], title__iexact=data["title"]
            )
            if self.review is not None:
                same = same.exclude(pk=self.review.pk)
            if same.exists():
                self.add_error("title", "This group has a review of that name in that year already")
        return data


class ReviewForm(ReviewFields, TokenForm):
    """A new review."""


class ReviewEditForm(ReviewFields, VersionForm):
    """A stored one."""


class RecommendationFields(forms.Form):
    """What audit found and recommends, what we answer, and who does what by when."""

    helper = helper()

    reference = forms.CharField(
        label="Reference", required=False, max_length=40, help_text="As in the report, like 1.2",
        widget=forms.TextInput(attrs={"class": "w-20", "autocomplete": "off"}),
        error_messages=too_long("The reference", 40),
    )  # fmt: skip
    finding = _long("What was found", 4000, required=False)
    text = _long("What is recommended", 2000, required=False)
    priority = GradeField(label="Priority")
    response = forms.ChoiceField(
        label="Our response", choices=[("", "Not answered yet"), *Response.choices], required=False,
        widget=forms.RadioSelect, error_messages={"invalid_choice": "Choose our response"},
    )  # fmt: skip
    response_words = _long("Our response in words", 2000, required=False)
    risk_by = NameField(label="Who accepts the risk", required=False, help_text="If we do not agree, or agree in part")
    risk_until = DayField(label="Until when the risk is accepted", required=False)
    action_text = _long("Agreed action", 500, required=False, help_text="What we will do. It stands among the actions")
    owner = PersonField(label="Owner", required=False, help_text="One person")
    helpers = PeopleField(label="With", required=False)
    due = DayField(label="Due date", required=False)

    def __init__(
        self, *args: Any, review: Review, people: KnownPeople, on: date, grades: Sequence[str],
        recommendation: Recommendation | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.review, self.recommendation = review, recommendation
        self.fields["priority"].offer(grades, now=recommendation.priority if recommendation else "")
        know_people(self, people)
        know_day(self, on=on)

    def clean_action_text(self) -> str:
        """On one line: line breaks come from pasting."""
        return " ".join(self.cleaned_data["action_text"].split())

    def clean_reference(self) -> str:
        """On one line, and given once in a review."""
        reference = " ".join(self.cleaned_data["reference"].split())
        same = self.review.recommendations.filter(deleted_at=None, reference__iexact=reference)
        if self.recommendation is not None:
            same = same.exclude(pk=self.recommendation.pk)
        if reference and same.exists():
            raise ValidationError("The review has a recommendation of that reference already", code="twice")
        return reference

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "finding" in data and "text" in data and not data["finding"] and not data["text"]:
            self.add_error("text", "Enter what is recommended, or what was found")
        self._look_at_risk(data)
        return data

    def _look_at_risk(self, data: dict[str, Any]) -> None:
        if "response" not in data or "risk_by" not in data or "risk_until" not in data:
            return
        named = any(data["risk_by"])
        if data["response"] == Response.NOT_AGREED:
            if not named:
                self.add_error("risk_by", "Enter who accepts the risk")
            if data["risk_until"] is None:
                self.add_error("risk_until", "Enter until when the risk is accepted")
        elif data["response"] != Response.PARTLY and (named or data["risk_until"]):
            self.add_error("response", "A risk is accepted where we do not agree, or agree in part")


class RecommendationForm(RecommendationFields, TokenForm):
    """A new recommendation."""


class RecommendationEditForm(RecommendationFields, VersionForm):
    """A stored one. Another date than the agreed one says why."""

    why = WhyField()
    field_order = (
        "version", "reference", "finding", "text", "priority", "response", "response_words", "risk_by", "risk_until",
        "action_text", "owner", "helpers", "due", "why",
    )  # fmt: skip

    def __init__(self, *args: Any, recommendation: Recommendation, **kwargs: Any) -> None:
        super().__init__(*args, recommendation=recommendation, **kwargs)
        ask_why(self, recommendation.promise)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("due"):
            need_why(self, self.recommendation.promise if self.recommendation else None, data["due"])
        return data


class CheckForm(forms.Form):
    """When audit checked what we say, and who."""

    helper = helper()

    checked_on = DayField(
        label="Checked on",
        lean="last",
        ahead="The day of the check cannot lie ahead",
        error_messages={"required": "Enter the day of the check"},
    )
    checked_by = forms.CharField(
        label="Who checked it", required=False, max_length=120, widget=forms.TextInput(attrs={"class": "w-20"}),
        error_messages=too_long("Who checked it", 120),
    )  # fmt: skip

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="check_%s", **kwargs)
        know_day(self, on=on)


class EvidenceForm(TokenForm):
    """What shows that something was done, and of which day it is."""

    helper = helper()

    words = forms.CharField(
        label="What it shows", required=False, max_length=500, error_messages=too_long("What it shows", 500),
        help_text="Like “List of leavers with the day their access ended”",
    )  # fmt: skip
    url = WebAddressField(
        label="Link",
        required=False,
        max_length=800,
        error_messages={"max_length": "The link must be 800 characters or fewer"},
    )
    dated = DayField(
        label="Date of the evidence",
        lean="last",
        ahead="The date of the evidence cannot lie ahead",
        error_messages={"required": "Enter the date of the evidence"},
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="evidence_%s", **kwargs)
        know_day(self, on=on)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "words" in data and "url" in data and not data["words"] and not data["url"]:
            self.add_error("words", "Enter what it shows, or a link")
        return data


class ScaleForm(forms.Form):
    """The words of one scale, one a line."""

    helper = helper()

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)
    grades = forms.CharField(
        label="Words, one a line", max_length=(LONGEST_GRADE + 2) * MOST_GRADES,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Enter at least two words, one a line", **too_long("The scale", 620)},
    )  # fmt: skip

    def __init__(self, *args: Any, scale: Scale, **kwargs: Any) -> None:
        initial = {"grades": "\n".join(scale.grades), "version": scale.version if scale.pk else 0}
        super().__init__(*args, initial=initial, prefix=scale.kind, **kwargs)
        first = "the best opinion" if scale.kind == "opinion" else "what presses most"
        self.fields["grades"].help_text = f"From {first} to the last. What was given before keeps its words"

    def clean_grades(self) -> list[str]:
        """Two to ten different words or phrases."""
        lines = (" ".join(line.split()) for line in self.cleaned_data["grades"].splitlines())
        grades = [line for line in lines if line]
        if not 2 <= len(grades) <= MOST_GRADES:
            raise ValidationError(f"A scale has two to {MOST_GRADES} words, one a line", code="how_many")
        if any(len(grade) > LONGEST_GRADE for grade in grades):
            raise ValidationError(f"Each line must be {LONGEST_GRADE} characters or fewer", code="too_long")
        if len({grade.lower() for grade in grades}) < len(grades):
            raise ValidationError("Two lines say the same", code="twice")
        return grades
