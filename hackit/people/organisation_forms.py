"""The form of an organisation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hackit.form_helpers import helper
from hackit.forms import TokenForm
from hackit.models import Organisation
from hackit.seen_forms import SeenForm, separated

LONGEST = Organisation._meta.get_field("also_called").max_length or 0


class OrganisationForm(TokenForm, SeenForm):
    """What a body is called, and whether it is a team of ours. `another` after cleaning: who has the name already."""

    helper = helper()

    name = forms.CharField(
        max_length=120, label="Name",
        error_messages={"required": "Enter the name", "max_length": "The name must be 120 characters or fewer"},
    )  # fmt: skip
    merge = forms.BooleanField(required=False, label="They are the same: make the two one")
    also_called = forms.CharField(
        required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "data-grow": True}),
        help_text="One a line. They are understood in notes",
        error_messages={"max_length": "That is too long. Use one to three words for each name"},
    )  # fmt: skip
    is_team = forms.BooleanField(required=False, label="One of our own teams")

    def __init__(self, *args: Any, organisation: Organisation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        self.another = self._namesake() if self.is_bound else None
        if self.another is None or organisation is None:
            del self.fields["merge"]

    def _namesake(self) -> Organisation | None:
        name = " ".join(self.data.get(self.add_prefix("name"), "").replace("\x00", "").split())[:120]
        others = Organisation.objects.filter(name__iexact=name)
        return others.exclude(pk=self.organisation.pk if self.organisation else None).first() if name else None

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_also_called(self) -> list[str]:
        """The other names, each once, as many as there is room for."""
        names = separated(self.cleaned_data["also_called"])
        if len("; ".join(names)) > LONGEST:
            raise ValidationError(f"All other names together must be {LONGEST} characters or fewer", code="max_length")
        return names

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.another and not cleaned.get("merge") and "name" in cleaned:
            same = ". Tick if they are the same" if "merge" in self.fields else ""
            self.add_error("name", f"There is an organisation called {self.another.name} already{same}")
        return cleaned

    def values(self) -> dict[str, Any]:
        """What `save_organisation` takes."""
        return {name: self.cleaned_data[name] for name in ("name", "also_called", "is_team")}
