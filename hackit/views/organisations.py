"""Organisations and teams that people belong to and things wait for. Staff read them, administrators change them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hackit import tokens
from hackit.filters import page_of
from hackit.models import Organisation, Person
from hackit.people.organisation_forms import OrganisationForm
from hackit.people.organisations import locked, merge_organisations, save_organisation, stored_values
from hackit.record_history import history_of
from hackit.seen_forms import ChangedMeanwhile
from hackit.shortcuts import administrator, reader

TAKEN = "There is an organisation of that name already"


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """Each with what it is also called, whether it is a team of ours, and how many people belong to it."""
    seen = reader(request)
    rows = Organisation.objects.known_to(request.user).with_people()
    context = {
        "page": page_of(request, rows.order_by("name", "pk")),
        "may_change": seen.is_administrator,
        "trail": [(reverse("people"), "People")],
    }
    return render(request, "hackit/organisations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_new(request: HttpRequest) -> HttpResponse:
    """Another organisation or team."""
    by = administrator(request)
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with tokens.once(form.cleaned_data["token"], person=by) as claim:
                if claim.used:
                    return redirect(claim.result_url)
                made = save_organisation(Organisation(), **form.values(), by=by)
                claim.finish(reverse("organisations"))
            messages.success(request, f"{made.name} is here now.")
            return redirect("organisations")
        except IntegrityError:  # somebody took the name between our look and our write
            form.add_error("name", TAKEN)
    return _page(request, form, None, None, 422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What it is called; where another has that name, the two become one by a tick."""
    by, found = administrator(request), _organisation(request, pk)
    form = OrganisationForm(request.POST or None, organisation=found, stored=stored_values(found))
    status, clash = 422 if form.is_bound else 200, None
    if request.method == "POST" and form.is_valid():
        try:
            _save(form, found, by)
            name = form.another.name if form.another else ""
            messages.success(request, f"{found.name} is part of {name} now." if name else "Saved.")
            return redirect("organisations")
        except (ChangedMeanwhile, Organisation.DoesNotExist):
            stored = _organisation(request, pk)  # not there: somebody made it part of another meanwhile
            status, clash = 409, _clash(stored)
            form.raised_to(stored_values(stored))
        except IntegrityError:
            form.add_error("name", TAKEN)
        except ValidationError:
            form.add_error("name", "Together they have more other names than there is room for. Take some away first")
    return _page(request, form, found, clash, status)


def _save(form: OrganisationForm, found: Organisation, by: Person) -> None:
    """Raises ChangedMeanwhile where it, or the other whose name was typed, is not what the page showed, and
    Organisation.DoesNotExist where one is gone."""
    with transaction.atomic():
        one, *others = locked(found, *([form.another] if form.another else []))
        form.check_seen(stored_values(one))
        if not others:
            save_organisation(one, **form.values(), by=by)
            return
        if others[0].name != form.another.name:
            raise ChangedMeanwhile
        one.also_called = "; ".join(form.cleaned_data["also_called"])  # typed with the name, and goes on with it
        merge_organisations(one, others[0], by=by)


def _page(
    request: HttpRequest, form: OrganisationForm, found: Organisation | None, clash: list[tuple[str, str]] | None,
    status: int,
) -> HttpResponse:  # fmt: skip
    context = {"form": form, "organisation": found, "clash": clash, "trail": _trail()}
    return render(request, "hackit/organisation_edit.html", context, status=status)


def _organisation(request: HttpRequest, pk: int) -> Organisation:
    found = Organisation.objects.known_to(request.user).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404("No such organisation")
    return found


def _trail() -> list[tuple[str, str]]:
    return [(reverse("people"), "People"), (reverse("organisations"), "Organisations")]


def _clash(stored: Organisation) -> list[tuple[str, str]]:
    """What is saved now, as names and values to read beside what was typed."""
    return [
        ("Name", stored.name),
        ("Also called", ", ".join(stored.aliases) or "None"),
        ("One of our own teams", "Yes" if stored.is_team else "No"),
    ]


@require_safe
def organisation_history(request: HttpRequest, pk: int) -> HttpResponse:
    """What it was called, and what was made part of it."""
    administrator(request)
    found = _organisation(request, pk)
    context = {
        "title": found.name,
        "readers": "Administrators read this.",
        "trail": _trail(),
        "history": history_of(found, request.user),
    }
    return render(request, "hackit/history.html", context)
