"""Forms for writing and publishing a weeknote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hackit.audience import Audience
from hackit.dates import british_day, monday_of
from hackit.form_helpers import helper
from hackit.forms import TokenForm, VersionForm
from hackit.models import Person, PersonAlias, Topic
from hackit.text import MAX_LENGTH
from weeknotes.models import SectionSort, Weeknote
from weeknotes.writing.sheet import joined
from weeknotes.writing.weeks import MOST_WEEKS, read_day

EARLIEST = date(2000, 1, 1)
NO_DAY = "Date must be a real date, like 3 June 2019"


class NewWeeknoteForm(TokenForm):
    """Which week: a Monday from the list, or any date of it; and how many weeks from there.

    `there` says of a Monday what it begins with; `again` is sent by who was told of another draft of that week.
    """

    helper = helper()
    week = forms.ChoiceField(label="Week", error_messages={"invalid_choice": "Choose a week from the list"})
    other = forms.CharField(
        label="Another date",
        required=False,
        max_length=40,
        help_text="Any day of the week, like 3 June 2019. It counts before the list.",
        widget=forms.TextInput(attrs={"class": "w-20", "autocomplete": "off"}),
    )
    weeks = forms.IntegerField(
        label="How many weeks it covers",
        initial=1,
        required=False,
        min_value=1,
        max_value=MOST_WEEKS,
        error_messages={
            "invalid": "Enter how many weeks it covers as a number",
            "min_value": "It covers at least 1 week",
            "max_value": f"It covers at most {MOST_WEEKS} weeks",
        },
        widget=forms.TextInput(attrs={"class": "w-5", "inputmode": "numeric", "autocomplete": "off"}),
    )
    again = forms.DateField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, mondays: Iterable[date], on: date, there: Mapping[date, object] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        there = there or {}
        self.fields["week"].choices = [(day.isoformat(), _week_words(day, on, there.get(day))) for day in mondays]

    def clean_weeks(self) -> int:
        """A form that says nothing of it means one."""
        return self.cleaned_data["weeks"] or 1

    def told_of(self, monday: date) -> None:
        """Show the form again to who was told of another draft of that week: pressing once more begins one."""
        self.data = self.data.copy()
        self.data["again"] = monday.isoformat()

    def clean_other(self) -> date | None:
        typed = self.cleaned_data["other"]
        return _monday(typed, self.on) if typed.strip() else None

    def monday(self) -> date:
        """The Monday asked for. Only of a valid form."""
        return self.cleaned_data["other"] or date.fromisoformat(self.cleaned_data["week"])


def _week_words(monday: date, on: date, there: object) -> str:
    ago = (monday_of(on) - monday).days // 7
    which = {0: ", this week", 1: ", last week"}.get(ago, "")
    words = f"w/c {monday.day} {monday:%B} {monday.year}{which}"
    return f"{words}: {there}" if there and str(there) else words


def _monday(typed: str, on: date) -> date:
    day = read_day(typed, on=on)
    if day is None or not day >= EARLIEST:
        raise ValidationError(NO_DAY)
    if (day - on).days > 366:
        raise ValidationError("Date must be at most a year from now")
    return monday_of(day)


class SheetForm(VersionForm):
    """The sheet: title, 30 second read, and the boxes around the points, joined to one text on cleaning."""

    title = forms.CharField(
        required=False,
        max_length=200,
        error_messages={"max_length": "Title must be %(limit_value)d characters or fewer. It has %(show_value)d"},
    )
    summary = forms.CharField(
        label="30 second read",
        required=False,
        max_length=1000,
        error_messages={
            "max_length": "30 second read must be %(limit_value)d characters or fewer. It has %(show_value)d"
        },
    )

    def __init__(self, *args: Any, without: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].error_messages["required"] = "Open the note again: this page was not whole"
        self.fields["body-0"] = forms.CharField(required=False)
        self.without = without

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        body = joined(self.data, without=self.without)
        size = len(body.encode("utf-8", "replace"))
        if "\x00" in body:
            self.add_error("body-0", "The text holds something that is not text. Paste words, not a file")
        elif size > MAX_LENGTH:
            self.add_error(
                "body-0",
                f"The text is too long: {size // 1000:,} kB, and at most {MAX_LENGTH // 1000} kB fit. "
                "Your words are still here: cut some, or make two notes of it",
            )
        cleaned["body"] = body
        return cleaned


class NamesField(forms.CharField):
    """Names separated by commas. Cleans to the records they name, in order; `find` looks one name up."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("max_length", 1000)
        kwargs.setdefault("help_text", "Names, separated by commas")
        super().__init__(**kwargs)

    def clean(self, value: Any) -> list[Any]:
        names = [name.strip() for name in super().clean(value).split(",")]
        return list(dict.fromkeys(self.find(name) for name in names if name))

    def find(self, name: str) -> Any:
        """The record of that name. Raises ValidationError where there is none, or several."""
        raise TypeError(f"{type(self).__name__} must say how {name!r} is found")


class TopicsField(NamesField):
    def find(self, name: str) -> Topic:
        topics = Topic.objects.current()
        found = topics.filter(name__iexact=name).first() or topics.filter(aliases__text__iexact=name).first()
        if found is None:
            raise ValidationError(f"There is no topic called “{name}”. Choose another, or add it on the topics page")
        return found


class PeopleField(NamesField):
    def find(self, name: str) -> Person:
        people = Person.objects.named()
        found = list(people.filter(name__iexact=name)[:2])
        if not found:
            aliases = PersonAlias.objects.filter(text__iexact=name).values("person_id")
            found = list(people.filter(pk__in=aliases)[:2])
        if not found:
            raise ValidationError(f"There is nobody called “{name}” in the records. Check the spelling")
        if len(found) > 1:
            raise ValidationError(f"Two people are called “{name}”. Give one of them a nickname and use that")
        return found[0]


def names_of(records: Iterable[Any]) -> str:
    """Records as they stand in a NamesField."""
    return ", ".join(record.name for record in records)


AUDIENCES = [
    (Audience.EVERYONE.value, "Everyone"),
    (Audience.STAFF.value, "All staff. Left out of what everyone reads"),
]


class SectionForm(forms.Form):
    """What one section is about. `offered` are the (value, words) of topics and people that its words name."""

    helper = helper()
    topics = TopicsField(label="Topics")
    add_topics = forms.MultipleChoiceField(label="Its words name", required=False, widget=forms.CheckboxSelectMultiple)
    people = PeopleField(label="People in it")
    add_people = forms.MultipleChoiceField(
        label="Named in it, as it seems", required=False, widget=forms.CheckboxSelectMultiple
    )
    sort = forms.ChoiceField(label="Sort", required=False, choices=[("", "None"), *SectionSort.choices])
    audience = forms.ChoiceField(label="Who may see it", choices=AUDIENCES, widget=forms.RadioSelect)

    def __init__(
        self,
        *args: Any,
        topics: Iterable[tuple[int, str]] = (),
        people: Iterable[tuple[int, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("add_topics", list(topics)), ("add_people", list(people))):
            self.fields[name].choices = choices
            if not choices:
                del self.fields[name]

    def all_topics(self) -> list[Topic]:
        """The topics typed and ticked. Only of a valid form."""
        ticked = Topic.objects.current().filter(pk__in=self.cleaned_data.get("add_topics", []))
        return list(dict.fromkeys([*self.cleaned_data["topics"], *ticked]))

    def all_people(self) -> list[Person]:
        """The people typed and ticked. Only of a valid form."""
        ticked = Person.objects.named().filter(pk__in=self.cleaned_data.get("add_people", []))
        return list(dict.fromkeys([*self.cleaned_data["people"], *ticked]))


class DetailsForm(VersionForm):
    """Who wrote it and which weeks it tells of. The week is fixed once the note has an address."""

    helper = helper()
    authors = PeopleField(label="Authors", required=True, error_messages={"required": "Enter who wrote it"})
    week = forms.CharField(
        label="Week commencing",
        max_length=40,
        help_text="Any day of the week, like 3 June 2019",
        error_messages={"required": "Enter a day of the week it tells of"},
        widget=forms.TextInput(attrs={"class": "w-20", "autocomplete": "off"}),
    )
    weeks_covered = forms.IntegerField(
        label="How many weeks it covers",
        min_value=1,
        max_value=12,
        error_messages={
            "required": "Enter how many weeks it covers",
            "invalid": "Enter how many weeks it covers as a number",
            "min_value": "It covers at least 1 week",
            "max_value": "It covers at most 12 weeks",
        },
        widget=forms.TextInput(attrs={"class": "w-5", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, note: Weeknote, author: Person, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.note, self.author, self.on = note, author, on
        self.initial.setdefault("week", british_day(note.week)[4:])
        if note.slug:
            del self.fields["week"]

    def clean_authors(self) -> list[Person]:
        authors = self.cleaned_data["authors"]
        if self.author not in authors:
            raise ValidationError("You must stay one of the authors: otherwise you could not open it again")
        return authors

    def clean_week(self) -> date:
        return _monday(self.cleaned_data["week"], self.on)


class PublishForm(TokenForm, VersionForm):
    """The last look before publishing: who is meant, and for a correction why."""

    helper = helper(hide_optional=True)
    title = forms.CharField(
        label="Title", max_length=200, help_text="What people see in lists and searches. Say what the week was about.",
        error_messages={"required": "Enter a title"},
    )  # fmt: skip
    people = forms.MultipleChoiceField(
        label="People it names", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Tick who is meant, so that the note is found by their name. Are they content to be in it?",
    )  # fmt: skip
    # Asked for by the act of publishing: a second press of the button must not be asked for a reason.
    reason = forms.CharField(
        label="What did you change, and why?", max_length=300, required=False,
        help_text="Kept in the note’s history.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, people: Iterable[tuple[str, str]], is_correction: bool, has_title: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = list(people)
        if not self.fields["people"].choices:
            del self.fields["people"]
        if not is_correction:
            del self.fields["reason"]
        if has_title:
            del self.fields["title"]

    def ticked_people(self) -> list[tuple[int, str]]:
        """(person id, section's anchor) of those ticked. Only of a valid form."""
        pairs = (value.split(":", 1) for value in self.cleaned_data.get("people", []))
        return [(int(pk), anchor) for pk, anchor in pairs]


class TakeBackForm(VersionForm):
    """Why a published note is taken back."""

    helper = helper()
    reason = forms.CharField(
        label="Why is it taken back?", max_length=300, help_text="Kept in the note’s history.",
        error_messages={"required": "Enter why it is taken back"},
    )  # fmt: skip
