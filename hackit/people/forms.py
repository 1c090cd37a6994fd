"""Forms for people, and for the login that belongs to one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hackit.form_helpers import helper
from hackit.forms import TokenForm
from hackit.models import Organisation, Person, Role, User
from hackit.seen_forms import PlainDayField, SeenForm, other_names

MOST_ALIASES = 20
TAKEN = "Somebody has that email address already"


class PersonForm(TokenForm, SeenForm):
    """A person's name, role, organisation, from–to, and what they are also called."""

    helper = helper()

    name = forms.CharField(
        max_length=120,
        error_messages={"required": "Enter the name", "max_length": "The name must be 120 characters or fewer"},
    )
    another = forms.BooleanField(required=False, label="This is somebody else of the same name")
    role_title = forms.CharField(
        required=False, max_length=160, label="Role", help_text="Like “Head of audit”",
        error_messages={"max_length": "The role must be 160 characters or fewer"},
    )  # fmt: skip
    organisation = forms.ModelChoiceField(
        Organisation.objects.all(), required=False, empty_label="Not said",
        error_messages={"invalid_choice": "Choose an organisation from the list, or type a new one"},
    )  # fmt: skip
    new_organisation = forms.CharField(
        required=False, max_length=120, label="Or a new organisation",
        error_messages={"max_length": "The organisation’s name must be 120 characters or fewer"},
    )  # fmt: skip
    from_date = PlainDayField(
        required=False, label="From", help_text="Like 14 June 2019",
        error_messages={"invalid": "“From” must be a real date, like 14 June 2019"},
    )  # fmt: skip
    to_date = PlainDayField(
        required=False, label="To", help_text="Leave it empty while they are here",
        error_messages={"invalid": "“To” must be a real date, like 14 June 2019"},
    )  # fmt: skip
    email = forms.EmailField(
        required=False, max_length=254, label="Email address",
        help_text="Minutes and their own actions can be sent there. It is no login.",
        error_messages={"invalid": "Enter an email address in the right form, like name@example.org"},
    )  # fmt: skip
    also_called = forms.CharField(
        required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "data-grow": True}),
        help_text="Nicknames and initials, one a line. They are understood in notes.",
        error_messages={"max_length": "That is too long. Use one to three words for each name"},
    )  # fmt: skip

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        if person and person.user_id:  # mail goes to the login's address
            del self.fields["email"]
        if not (self.is_bound and self._namesake()):
            del self.fields["another"]

    def _namesake(self) -> Person | None:
        """Somebody else of the name that was typed."""
        name = " ".join(self.data.get(self.add_prefix("name"), "").replace("\x00", "").split())[:200]
        if not name or (self.person and name.casefold() == self.person.name.casefold()):
            return None
        others = Person.objects.named().filter(name__iexact=name).select_related("organisation")
        return others.exclude(pk=self.person.pk).first() if self.person else others.first()

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_also_called(self) -> list[str]:
        """The other names, each once."""
        return other_names(self.cleaned_data["also_called"], most=MOST_ALIASES)

    def clean_new_organisation(self) -> str:
        return " ".join(self.cleaned_data["new_organisation"].split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("from_date"), cleaned.get("to_date")
        if isinstance(start, date) and isinstance(end, date) and end < start:
            self.add_error("to_date", "“To” must be after “from”")
        if "another" in self.fields and not cleaned.get("another") and "name" in cleaned:
            namesake = self._namesake()
            where = f" ({namesake.organisation})" if namesake and namesake.organisation else ""
            self.add_error("name", f"There is a {cleaned['name']} already{where}. Tick if this is somebody else")
        if cleaned.get("organisation") and cleaned.get("new_organisation"):
            self.add_error("new_organisation", "Choose an organisation or type a new one, not both")
        return cleaned

    def values(self) -> dict[str, Any]:
        """What `save_person` takes."""
        names = (
            "name", "role_title", "organisation", "new_organisation", "from_date", "to_date", "email", "also_called",
        )  # fmt: skip
        return {name: self.cleaned_data[name] for name in names if name in self.fields}


class _RoleField(forms.ChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        wrong = {"required": "Choose a role", "invalid_choice": "Choose a role from the list"}
        super().__init__(choices=Role.choices, widget=forms.RadioSelect, error_messages=wrong, **kwargs)


class NewLoginForm(TokenForm):
    """An e-mail address and a role for somebody who has no login yet."""

    helper = helper()

    email = forms.EmailField(
        label="Email address", max_length=254,
        error_messages={
            "required": "Enter an email address",
            "invalid": "Enter an email address in the right form, like name@example.org",
        },
    )  # fmt: skip
    role = _RoleField(label="What they may do", initial=Role.STAFF)

    def clean_email(self) -> str:
        """An address that no login has."""
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exists():
            raise ValidationError(TAKEN, code="taken")
        return email


class LoginForm(forms.Form):
    """What a login may do, and whether it may be used."""

    helper = helper()

    role = _RoleField(label="What they may do")
    is_active = forms.BooleanField(required=False, label="May sign in")
