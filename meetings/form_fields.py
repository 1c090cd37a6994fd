"""Fields that read what people type: a day in words, a person's name, a due date with near days to tick."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from hackit.audience import Audience, Viewer
from hackit.dates import british_day
from hackit.form_helpers import QuickDateField
from hackit.list_signs import without_sign
from hackit.models import Forum, Person, Topic
from meetings.capture import read_date

NAMES_LIST = "people-names"
NOT_A_DATE = "{label} must be a real date, like 14 June 2019"


# --- Days ---


class DayField(forms.CharField):
    """A day in a text box: `14/6`, `14 June`, `Fri`, `14 June 2019`. Cleans to a date, or None.

    The form tells it the day on which it is typed by `know_day`. `lean` says which day is meant where the year
    or week is left out: the "next" one, the "last" one (of what has happened), or the "nearest". `ahead` is what to
    say of a day that lies ahead, where it must have been; "" where it may.
    """

    def __init__(self, *, lean: str = "next", ahead: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 60)
        kwargs.setdefault("help_text", "Like 14/6, 14 June or Fri")
        super().__init__(**kwargs)
        self.lean, self.ahead = lean, ahead
        self.on: date | None = None
        self.next_meeting: date | None = None
        self.widget.attrs |= {"class": "w-20", "autocomplete": "off"}
        self.error_messages.setdefault("not_a_date", NOT_A_DATE.format(label=self.label or "This"))
        self.error_messages["max_length"] = self.error_messages["not_a_date"]

    def clean(self, value: Any) -> date | None:
        """The day. Raises ValidationError for words that name none."""
        typed = super().clean(value)
        if not typed:
            return None
        if self.on is None:
            raise RuntimeError("know_day(form, on=…) was not called")
        found = self._read(typed, self.on)
        if found is None:
            raise ValidationError(self.error_messages["not_a_date"], code="not_a_date")
        if self.ahead and found > self.on:
            raise ValidationError(self.ahead, code="ahead")
        return found

    def _read(self, typed: str, on: date) -> date | None:
        coming = read_date(typed, on=on, next_meeting=self.next_meeting).date
        if self.lean == "next" or coming == on:
            return coming
        past = last_day(typed, on=on)
        if self.lean == "last" or coming is None or past is None:
            return past or coming
        return min(coming, past, key=lambda day: abs(day - on))

    def prepare_value(self, value: Any) -> Any:
        """A stored day as it is written here."""
        return british_day(value) if isinstance(value, date) else value


def last_day(typed: str, *, on: date) -> date | None:
    """The last such day before `on`, or `on` itself: "Mon" is last Monday, "31 May" the one of this past year."""
    if typed.strip().lower() == "yesterday":
        return on - timedelta(days=1)
    for days in (6, 40, 200, 364):  # read as said on those days: a day just past is otherwise taken for a slip
        found = read_date(typed, on=on - timedelta(days=days)).date
        if found is not None and found <= on:
            return found
    return None


class DueField(QuickDateField):
    """A due date: near days to tick, or any other in words."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Due date")
        kwargs.setdefault("help_text", "Like 14/6, 14 June or Fri")
        super().__init__(**kwargs)
        self.error_messages["invalid"] = NOT_A_DATE.format(label=self.label)
        self.fields[0].error_messages["invalid_choice"] = self.error_messages["invalid"]
        self.fields[1].error_messages["max_length"] = self.error_messages["invalid"]

    def offer_near(self, *, on: date, meetings: Sequence[tuple[str, date]] = (), keep: date | None = None) -> None:
        """Offer this Friday and the next meeting of each group named in `meetings`; `keep` is the day it has now."""
        friday = on + timedelta(days=(4 - on.weekday()) % 7)
        words = {0: "Today, Friday", 5: "Next Friday", 6: "Next Friday"}.get((friday - on).days, "This Friday")
        near = {friday: f"{words} ({_short(friday)})"}
        for name, day in meetings:
            near.setdefault(day, f"Next {name} ({_short(day)})")
        next_meeting = meetings[0][1] if len(meetings) == 1 else None
        self.offer(
            [(day, words) for day, words in sorted(near.items()) if day != keep],
            read=lambda typed: read_date(typed, on=on, next_meeting=next_meeting).date,
        )


def _short(day: date) -> str:
    return f"{day.day} {day:%B}"


def know_day(form: forms.Form, *, on: date, next_meeting: date | None = None) -> None:
    """Tell every DayField of the form on which day its words are typed."""
    for field in form.fields.values():
        if isinstance(field, DayField):
            field.on, field.next_meeting = on, next_meeting


# --- People ---


class KnownPeople:
    """Everybody who can be named, by every name they go by. One query."""

    def __init__(self, *, on: date) -> None:
        aliases: dict[int, list[str]] = {}
        found: dict[int, Person] = {}
        named = Person.objects.named().select_related("organisation").annotate(alias=F("aliases__text"))
        for person in named.order_by("name", "pk"):  # once for each alias
            found.setdefault(person.pk, person)
            aliases.setdefault(person.pk, []).extend([person.alias] if person.alias else [])
        people = list(found.values())
        names = [person.name.lower() for person in people]
        self.labels = {person.pk: _label(person, names) for person in people}
        here = [p for p in people if (not p.from_date or p.from_date <= on) and (not p.to_date or p.to_date >= on)]
        self.offered = [self.labels[person.pk] for person in here]
        """What a box offers; whoever asks for teams and groups as well adds them."""
        self._ranks: list[dict[str, list[Person]]] = [{}, {}, {}, {}]
        for person in people:
            both = person.name.rpartition(" ")[0]  # "Mei Lin" of Mei Lin Chow
            first_names = [person.first_name] if both in ("", person.first_name) else [person.first_name, both]
            known_as = [[self.labels[person.pk]], [person.name], aliases[person.pk], first_names]
            for rank, words in enumerate(known_as):
                for word in words:
                    self._ranks[rank].setdefault(_key(word), []).append(person)

    def find(self, typed: str) -> list[Person]:
        """Who it can be: by label, else by full name, else by nickname or initials, else by first name."""
        for names in self._ranks:
            if found := names.get(_key(typed)):
                return found
        return []


def _key(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split())


def _label(person: Person, names: list[str]) -> str:
    """The name, and what tells two people of one name apart."""
    if names.count(person.name.lower()) == 1:
        return person.name
    more = person.role_title or (person.organisation.name if person.organisation else "") or person.slug
    return f"{person.name} ({more})"


class NameInput(forms.TextInput):
    """A text box that offers the names of the people here; typed names work as well."""

    people: KnownPeople | None = None

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        box = super().render(name, value, attrs, renderer)
        if self.people is None:
            return box
        list_id = f"{NAMES_LIST}-{(attrs or {}).get('id', name)}"
        options = format_html_join("", '<option value="{}"></option>', ((label,) for label in self.people.offered))
        return format_html('{}<datalist id="{}">{}</datalist>', box, list_id, options)

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        attrs = super().build_attrs(base_attrs, extra_attrs)
        if self.people is not None:
            attrs["list"] = f"{NAMES_LIST}-{attrs.get('id', '')}"
        return attrs


class PersonField(forms.CharField):
    """One person by name. Cleans to a Person, or None. The form gives it the people by `know_people`."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        super().__init__(widget=NameInput(attrs={"class": "w-20", "autocomplete": "off"}), **kwargs)
        self.people: KnownPeople | None = None

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        return self.find(typed) if typed else None

    def find(self, typed: str) -> Person:
        """The person meant. Raises ValidationError for nobody, and for more than one."""
        if self.people is None:
            raise RuntimeError("know_people(form, …) was not called")
        found = self.people.find(typed)
        if not found:
            raise ValidationError(f"Nobody here is called “{typed[:60]}”. Choose a name from the list", code="unknown")
        if len(found) > 1:
            names = " or ".join(self.people.labels[person.pk] for person in found[:4])
            raise ValidationError(f"Which {typed[:60]}? Write {names}", code="ambiguous")
        return found[0]

    def prepare_value(self, value: Any) -> Any:
        """A stored person as the label that finds them again."""
        if isinstance(value, Person) and self.people is not None:
            return self.people.labels.get(value.pk, value.name)
        return value


class PeopleField(PersonField):
    """Several people, with commas, semicolons or "and" between. Cleans to a list of Persons."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "Names with commas between")
        super().__init__(**kwargs)

    def clean(self, value: Any) -> list[Person]:
        typed = forms.CharField.clean(self, value)
        names = [name.strip() for name in re.split(r"[,;&\n]|\band\b", typed or "") if name.strip()]
        return list(dict.fromkeys(self.find(name) for name in names))

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return ", ".join(str(super(PeopleField, self).prepare_value(person)) for person in value)
        return value


def know_people(form: forms.Form, people: KnownPeople) -> None:
    """Give every PersonField of the form the people that can be named. Lists of several get no list of names."""
    for field in form.fields.values():
        if isinstance(field, PersonField):
            field.people = people
            if not isinstance(field, PeopleField):
                field.widget.people = people


# --- Groups, and who may see it ---

AUDIENCES = [(Audience.MEMBERS, "The group, and the people named"), (Audience.STAFF, "All staff")]


class GroupField(forms.ModelChoiceField):
    """One of the groups of who fills the form in. Cleans to a Forum, or None. The form loads them by `offer_groups`."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Group")
        wrong = {"required": "Choose a group", "invalid_choice": "Choose one of your groups"}
        kwargs["error_messages"] = wrong | kwargs.get("error_messages", {})
        super().__init__(Forum.objects.none(), to_field_name="slug", **kwargs)


def offer_groups(form: forms.Form, viewer: Viewer, *also: int | None, needed: bool = False) -> None:
    """Offer the groups that this viewer may write in, and those of `also` (ids) that a record has already.

    Who is in one group only has it chosen on a form that makes something. Who is in none is not asked for one that they
    need not choose (`needed`: they must, whatever the field says), nor told of a group that there is not.
    """
    ids = {pk for pk in (*viewer.forum_ids, *also) if pk and (viewer.writes_in(pk) or pk in also)}
    field = form.fields["forum"]
    field.queryset = Forum.objects.filter(pk__in=ids).order_by("name")
    if not (ids or needed or field.required):
        field.widget = forms.HiddenInput()
        if "audience" in form.fields:
            words = [
                (value, label.replace("The group, and", "Only")) for value, label in form.fields["audience"].choices
            ]
            form.fields["audience"].choices = words
    if len(ids) == 1 and not form.is_bound and "version" not in form.fields and not form.initial.get("forum"):
        form.initial["forum"] = field.queryset.first()


class AudienceField(forms.ChoiceField):
    """Who may see `what`: the group, or all staff. A form that may hold another audience calls `offer_audience`."""

    def __init__(self, *, what: str = "it", **kwargs: Any) -> None:
        kwargs.setdefault("label", f"Who may see {what}")
        wrong = dict.fromkeys(("required", "invalid_choice"), f"Choose who may see {what}")
        super().__init__(
            choices=AUDIENCES, widget=forms.RadioSelect, initial=Audience.MEMBERS, error_messages=wrong, **kwargs
        )


def offer_audience(form: forms.Form) -> None:
    """Offer the audience that the record has already, if it is none of those that are offered: it may stay."""
    audience = form.initial.get("audience", Audience.MEMBERS)
    if audience not in dict(AUDIENCES):
        form.fields["audience"].choices = [*AUDIENCES, (audience, Audience(audience).label)]


# --- Topics ---


class TopicField(forms.ModelChoiceField):
    """One topic, or none. Cleans to a Topic, or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            Topic.objects.current(), label="Topic", required=False, to_field_name="slug", empty_label="No topic",
            error_messages={"invalid_choice": "Choose a topic from the list"}, **kwargs,
        )  # fmt: skip


class TopicsField(forms.MultipleChoiceField):
    """Topics to tick. Cleans to a list of Topics. The form loads them by `offer_topics`: one query."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Topics")
        super().__init__(required=False, widget=forms.CheckboxSelectMultiple, **kwargs)
        self.error_messages["invalid_choice"] = "Choose topics from the list"
        self.topics: dict[str, Topic] = {}

    def clean(self, value: Any) -> list[Topic]:
        return [self.topics[slug] for slug in super().clean(value)]

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Iterable) and not isinstance(value, str):
            return [thing.slug if isinstance(thing, Topic) else thing for thing in value]
        return value


def offer_topics(form: forms.Form, name: str = "topics") -> None:
    """Load the topics of the form's field; without any there is nothing to tick, and no field."""
    field = form.fields[name]
    field.topics = {topic.slug: topic for topic in Topic.objects.current()}
    field.choices = [(slug, topic.name) for slug, topic in field.topics.items()]
    if not field.topics:
        del form.fields[name]


# --- Lines ---


class LinesField(forms.CharField):
    """One thing a line. Cleans to a list of texts without bullets and empty lines."""

    def __init__(self, *, line_length: int = 500, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 10_000)
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3, "data-grow": True}))
        super().__init__(**kwargs)
        self.line_length = line_length

    def clean(self, value: Any) -> list[str]:
        lines = [without_sign(line.strip()) for line in (super().clean(value) or "").splitlines()]
        if any(len(line) > self.line_length for line in lines):
            raise ValidationError(f"Each line must be {self.line_length} characters or fewer", code="max_length")
        return [line for line in lines if line]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value
