"""The form that makes two rows of one person one: which other, and under which name."""

from __future__ import annotations

from typing import Any

from django import forms

from hackit.form_helpers import helper
from hackit.forms import TokenForm
from hackit.models import Person
from hackit.people.merging_writes import seen_values
from hackit.seen_forms import SeenForm


class _PersonField(forms.ModelChoiceField):
    def label_from_instance(self, person: Person) -> str:
        """The name, and what tells people of one name apart."""
        more = ", ".join(str(part) for part in (person.role_title, person.organisation) if part)
        return f"{person.name} ({more})" if more else person.name


class OtherForm(forms.Form):
    """Whom somebody is the same as."""

    helper = helper()

    other = _PersonField(
        Person.objects.none(), label="Is the same person as", empty_label="Choose somebody",
        error_messages={
            "required": "Choose who it is", "invalid_choice": "Choose somebody from the list",
        },
    )  # fmt: skip

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Person.objects.named().exclude(pk=person.pk).select_related("organisation", "user")
        self.fields["other"].queryset = others.order_by("name", "pk")


class OnePersonForm(TokenForm, SeenForm):
    """Under which name two are one from now on. `stored` is what the page shows of both."""

    helper = helper()

    other = forms.CharField(widget=forms.HiddenInput)
    stays = forms.ChoiceField(
        label="The name that stays", widget=forms.RadioSelect,
        error_messages={"required": "Choose the name that stays", "invalid_choice": "Choose one of the two names"},
    )  # fmt: skip

    def __init__(self, *args: Any, person: Person, other: Person, **kwargs: Any) -> None:
        stored = seen_values(person, other)
        super().__init__(*args, stored=stored, **kwargs)
        self.fields["stays"].choices = [(one.slug, _named(one, person, other)) for one in (other, person)]
        self.initial |= {"other": other.pk, "stays": _likely(person, other).slug}


def _named(one: Person, person: Person, other: Person) -> str:
    """The name; where both have one name, with its address."""
    return one.name if person.name != other.name else f"{one.name} ({one.get_absolute_url()})"


def _likely(person: Person, other: Person) -> Person:
    """Who most likely stays: the one with a login that may sign in, else the other one, whom the reader chose."""
    return person if person.user is not None and person.user.is_active else other
