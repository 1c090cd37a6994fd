"""Forms of groups: set one up, change it, its members, what it talks about every time."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hackit.audience import Audience
from hackit.form_helpers import helper
from hackit.forms import TokenForm, VersionForm
from hackit.models import Forum, Membership, Topic
from meetings.agenda.fields import ClockField
from meetings.agenda.invitation import LONGEST_NAME, MOST_PEOPLE, Named, read_people
from meetings.agenda.models import ItemKind, StandingItem
from meetings.agenda.setup import STANDING, WhichPerson, match_person
from meetings.form_fields import KnownPeople, PersonField, know_people

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
NO_DAY = "No fixed day"
SAMPLE_PEOPLE = "One a line, or copy the “To” line of an invitation. Put (chair) behind the one who chairs"


def weekday_field() -> forms.TypedChoiceField:
    """A day of the week as 0 (Monday) to 6, or None."""
    choices = [("", NO_DAY), *((str(number), name) for number, name in enumerate(WEEKDAYS))]
    return forms.TypedChoiceField(label="Day", choices=choices, coerce=int, empty_value=None, required=False)


class _NamedGroup(forms.Form):
    """The name of a group, which no other has."""

    name = forms.CharField(
        label="What you call it",
        max_length=60,
        help_text="Short, like DMT",
        widget=forms.TextInput(attrs={"class": "w-20"}),
        error_messages={"required": "Enter what you call the group", "max_length": "Make the name 60 letters or fewer"},
    )

    forum: Forum | None = None

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        others = Forum.objects.filter(name__iexact=name)
        if others.exclude(pk=self.forum.pk if self.forum else None).exists():
            raise ValidationError("There is a group of that name already", code="taken")
        return name


class ForumSetUpForm(_NamedGroup, TokenForm):
    """A new group with its people and its first meeting."""

    helper = helper()

    full_name = forms.CharField(label="Full name", max_length=160, required=False)
    weekday = weekday_field()
    start_time = ClockField(label="Time", required=False, help_text="Like 10am")
    location = forms.CharField(
        label="Where", max_length=120, required=False, widget=forms.TextInput(attrs={"class": "w-20"})
    )
    people = forms.CharField(
        label="Who comes",
        required=False,
        max_length=20_000,
        help_text=SAMPLE_PEOPLE,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    standing = forms.MultipleChoiceField(
        label="Talked about every time",
        choices=[(key, title) for key, (_kind, title) in STANDING.items()],
        initial=["finance", "investment", "audit"],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    field_order = ["name", "full_name", "weekday", "start_time", "location", "people", "standing", "token"]

    def clean_people(self) -> list[Named]:
        named = read_people(self.cleaned_data["people"])
        if len(named) > MOST_PEOPLE:
            raise ValidationError(f"That is {len(named)} people. Paste {MOST_PEOPLE} at most", code="many")
        for one in named:
            if len(one.name) > LONGEST_NAME:
                raise ValidationError(f"“{one.name[:40]}…” is too long for a name", code="long")
            try:
                match_person(one)
            except WhichPerson as error:
                words = f"{error.count} people are called {error.name}. Give the full name or an e-mail address"
                raise ValidationError(words, code="which") from error
        return named


class ForumForm(_NamedGroup, VersionForm):
    """What a group is, and who sees what of it unless somebody says otherwise."""

    helper = helper()

    full_name = forms.CharField(label="Full name", max_length=160, required=False)
    weekday = weekday_field()
    start_time = ClockField(label="Time", required=False, help_text="Like 10am")
    location = forms.CharField(
        label="Where", max_length=120, required=False, widget=forms.TextInput(attrs={"class": "w-20"})
    )
    reports_to = forms.ModelChoiceField(
        Forum.objects.none(), label="The group above it", required=False, empty_label="None"
    )
    line_audience = forms.ChoiceField(label="Who sees notes, ideas and questions", widget=forms.RadioSelect)
    outcome_audience = forms.ChoiceField(label="Who sees decisions and actions, once shared", widget=forms.RadioSelect)
    point_audience = forms.ChoiceField(label="Who reads conversation points, once published", widget=forms.RadioSelect)
    is_active = forms.BooleanField(label="Still meets", required=False)

    def __init__(self, *args: Any, forum: Forum, **kwargs: Any) -> None:
        self.forum = forum
        super().__init__(*args, **kwargs)
        narrow = [(Audience.MEMBERS, f"{forum.name} only"), (Audience.STAFF, Audience.STAFF.label)]
        for name in ("line_audience", "outcome_audience"):
            self.fields[name].choices = narrow
        self.fields["point_audience"].choices = [*narrow, (Audience.EVERYONE, Audience.EVERYONE.label)]
        self.fields["reports_to"].queryset = Forum.objects.exclude(pk=forum.pk)
        self.before = {name: getattr(forum, name) for name in self.fields}
        if not self.is_bound:
            self.initial = self.before | self.initial

    def clean_reports_to(self) -> Forum | None:
        above = self.cleaned_data["reports_to"]
        seen, walk = set(), above
        while walk is not None and walk.pk not in seen:
            seen.add(walk.pk)
            if walk.pk == self.forum.pk:
                raise ValidationError(f"{above.name} reports to {self.forum.name} already", code="circle")
            walk = walk.reports_to
        return above

    def changes(self) -> dict[str, tuple[Any, Any]]:
        """Each field that was changed, with its value before and now."""
        typed = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return {name: (self.before[name], value) for name, value in typed.items() if value != self.before[name]}

    def save_to(self) -> bool:
        """Save the group with what was typed. False if somebody else saved it since the form was opened."""
        for name in self.changes():
            setattr(self.forum, name, self.cleaned_data[name])
        return self.forum.save_if_unchanged(self.cleaned_data["version"])


class MemberForm(TokenForm):
    """One or several people to add to a group."""

    helper = helper()

    people = forms.CharField(
        label="Who joins",
        max_length=20_000,
        help_text="A name, several with commas, or lines of an invitation",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Enter who joins"},
    )
    part = forms.ChoiceField(label="As", choices=Membership.Part.choices, initial=Membership.Part.MEMBER)

    def clean_people(self) -> list[Named]:
        named = ForumSetUpForm.clean_people(self)
        if not named:
            raise ValidationError("Enter who joins", code="required")
        return named


class StandingItemForm(TokenForm):
    """Something a group talks about every time."""

    helper = helper()

    title = forms.CharField(
        label="What it is called", max_length=200, error_messages={"required": "Enter what it is called"}
    )
    kind = forms.ChoiceField(label="About", choices=ItemKind.choices, initial=ItemKind.GENERAL)
    topic = forms.ModelChoiceField(Topic.objects.none(), label="Topic", required=False, empty_label="None")
    lead = PersonField(label="Who leads it", required=False)
    minutes = forms.IntegerField(
        label="Minutes",
        required=False,
        min_value=1,
        max_value=480,
        widget=forms.TextInput(attrs={"class": "w-5", "inputmode": "numeric"}),
        error_messages={"invalid": "Minutes must be a whole number, like 15"},
    )

    def __init__(self, *args: Any, known: KnownPeople, standing: StandingItem | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        know_people(self, known)
        self.fields["topic"].queryset = Topic.objects.current()
        if standing is not None and not self.is_bound:
            for name in ("title", "kind", "topic", "lead", "minutes"):
                self.initial.setdefault(name, getattr(standing, name))

    def fill(self, standing: StandingItem) -> StandingItem:
        """The standing item with what was typed, not saved."""
        for name in ("title", "kind", "topic", "lead", "minutes"):
            setattr(standing, name, self.cleaned_data[name])
        return standing
