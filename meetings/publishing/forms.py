"""Forms of conversation points and of publishing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hackit.audience import Audience
from hackit.form_helpers import helper
from hackit.forms import TokenForm, VersionForm
from hackit.models import Forum
from meetings.models import Action, Decision, Meeting, Point

LONGEST_POINT = 20_000


class _PointFields(forms.Form):
    """A point: its heading, its text, and who it is for once published."""

    title = forms.CharField(
        label="Heading",
        max_length=200,
        error_messages={"required": "Enter a heading", "max_length": "Make the heading 200 letters or fewer"},
    )
    text = forms.CharField(
        label="For people who weren’t there",
        max_length=LONGEST_POINT,
        required=False,
        strip=False,
        help_text="In plain words, as you would tell it. Leave it empty and it waits",
        widget=forms.Textarea(attrs={"rows": 10, "data-grow": True}),
        error_messages={"max_length": "Make it 20,000 letters or fewer"},
    )
    audience = forms.ChoiceField(label="Who reads it, once published", widget=forms.RadioSelect)

    def _offer(self, forum: Forum) -> None:
        self.fields["audience"].choices = [
            (Audience.EVERYONE, Audience.EVERYONE.label),
            (Audience.STAFF, Audience.STAFF.label),
            (Audience.MEMBERS, f"{forum.name} only"),
        ]

    def clean_text(self) -> str:
        return self.cleaned_data["text"].replace("\r\n", "\n").replace("\x00", "").strip("\n").rstrip()


class PointNewForm(TokenForm, _PointFields):
    """Begin a point for an agenda item."""

    helper = helper()

    def __init__(self, *args: Any, forum: Forum, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer(forum)


class PointForm(VersionForm, _PointFields):
    """Change a point."""

    helper = helper()

    def __init__(self, *args: Any, point: Point, begin: str = "", **kwargs: Any) -> None:
        """`begin` is offered where nothing is written yet."""
        super().__init__(*args, **kwargs)
        self._offer(point.forum)
        if not self.is_bound:
            self.initial = {name: getattr(point, name) for name in ("title", "audience", "version")}
            self.initial["text"] = point.text or begin

    def fill(self, point: Point) -> Point:
        """The point with what was typed, not saved."""
        for name in ("title", "text", "audience"):
            setattr(point, name, self.cleaned_data[name])
        return point


class PublishForm(TokenForm, VersionForm):
    """Which points, decisions and actions everyone reads, under which lead, and why it is published again."""

    lead = forms.CharField(
        label="30 second read",
        max_length=1000,
        required=False,
        help_text="One or two sentences above the rest",
        widget=forms.Textarea(attrs={"rows": 3, "data-grow": True}),
    )
    points = forms.MultipleChoiceField(label="Points", required=False, widget=forms.CheckboxSelectMultiple)
    decisions = forms.MultipleChoiceField(label="Decisions", required=False, widget=forms.CheckboxSelectMultiple)
    actions = forms.MultipleChoiceField(
        label="What will happen next", required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label="Why is it published again?",
        max_length=300,
        help_text="Like “The date of the trial was wrong”",
        error_messages={"required": "Say why it is published again", "max_length": "Say it in 300 letters or fewer"},
    )

    def __init__(
        self, *args: Any, meeting: Meeting, points: Sequence[Point], decisions: Sequence[Decision],
        actions: Sequence[Action], chosen: set[str] | None, is_again: bool, **kwargs: Any,
    ) -> None:  # fmt: skip
        """`chosen` holds the refs of what is published now; None ticks everything that is ready.

        An action without an owner isn't: staff don't see it yet either.
        """
        super().__init__(*args, **kwargs)
        if not is_again:
            del self.fields["reason"]
        rows: dict[str, Sequence[Point | Decision | Action]] = {
            "points": points,
            "decisions": decisions,
            "actions": actions,
        }
        for name, records in rows.items():
            self.fields[name].choices = [(record.ref, _told(record)) for record in records]
        if not self.is_bound:
            ticked = {
                name: [row.ref for row in records if self._is_ticked(row, chosen)] for name, records in rows.items()
            }
            self.initial = {"lead": meeting.summary, "version": meeting.version} | ticked

    @staticmethod
    def _is_ticked(row: Point | Decision | Action, chosen: set[str] | None) -> bool:
        if isinstance(row, Point):
            return True
        if chosen is not None:
            return row.ref in chosen
        return isinstance(row, Decision) or row.owner_id is not None

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        if not self.errors and not any(typed.get(name) for name in ("points", "decisions", "actions")):
            raise ValidationError("Tick at least one thing to publish", code="nothing")
        return typed


def _told(record: Point | Decision | Action) -> str:
    """A record as whoever publishes chooses it: a decision that is not simply agreed says so first."""
    if isinstance(record, Decision) and record.outcome != Decision.Outcome.AGREED:
        return f"{record.get_outcome_display()}: {record}"
    return str(record)


class UnpublishForm(forms.Form):
    """Why a publication is taken back."""

    reason = forms.CharField(
        label="Why is it taken back?",
        max_length=300,
        error_messages={"required": "Say why it is taken back", "max_length": "Say it in 300 letters or fewer"},
    )
