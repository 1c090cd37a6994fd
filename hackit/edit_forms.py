"""Changing a record on its page: a save that meets somebody else's shows both, and asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from hackit.forms import VersionForm
from hackit.records import StaleRecord


class Shown(Protocol):
    """A record with a page of its own."""

    version: int

    def get_absolute_url(self) -> str: ...


R = TypeVar("R", bound=Shown)


def status_of(form: forms.BaseForm | None) -> int:
    """422 where what was typed could not be taken, so that a script knows it too; else, or with no form, 200."""
    return 422 if form is not None and form.is_bound and form.errors else 200


def edit_page(
    request: HttpRequest, form: VersionForm, record: R, template: str, *, name: str,
    save: Callable[[dict[str, Any]], object], again: Callable[[], R],
    as_saved: Callable[[R], list[tuple[str, Any]]] = lambda _record: [], **context: Any,
) -> HttpResponse:  # fmt: skip
    """The page of `form`, which changes `record`; sent and valid, its changes saved and its reader led to the record.

    name: what the template calls the record. save: saves the form's cleaned data, or raises StaleRecord where somebody
    else saved the record since the form was filled. again: fetches it as it is stored now, for this reader; the page
    then shows it (`theirs`, and `clash`: what of it `as_saved` tells) beside what was typed, with the status 409.
    """
    theirs = None
    if form.is_bound and form.is_valid():
        try:
            save(form.cleaned_data)
        except StaleRecord:
            theirs = again()
            form.raised_to(theirs.version)
        else:
            messages.success(request, "Changes saved")
            return redirect(record)
    shown = {
        "nav": "meetings", "form": form, name: theirs or record, "theirs": theirs,
        "clash": as_saved(theirs) if theirs else None, **context,
    }  # fmt: skip
    return render(request, template, shown, status=409 if theirs else status_of(form))
