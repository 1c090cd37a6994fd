"""Two rows of one person made one: whom, what would move, and the answer. For administrators."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hackit import tokens
from hackit.dates import british_day
from hackit.models import Person
from hackit.people.merging_forms import OnePersonForm, OtherForm
from hackit.people.merging_writes import (
    CannotMerge,
    counts,
    locked,
    merge_people,
    reads_afterwards,
    seen_values,
    why_not,
)
from hackit.seen_forms import ChangedMeanwhile
from hackit.shortcuts import administrator, today
from hackit.views.people import known_person, trail_of


@require_http_methods(["GET", "HEAD", "POST"])
def person_same(request: HttpRequest, slug: str) -> HttpResponse:
    """Say who somebody is the same person as, read what would move, and make the two one."""
    by = administrator(request)
    if request.method == "POST" and (done := tokens.result_of(request.POST.get("token", ""), person=by)):
        return redirect(done)  # sent again: who went has no page any more
    found = known_person(request, slug)
    if found.pk == by.pk:
        raise PermissionDenied("Another administrator makes you one with somebody")
    chosen = request.POST if request.method == "POST" else request.GET
    choose = OtherForm(chosen if "other" in chosen or request.method == "POST" else None, person=found)
    if not choose.is_valid():
        context = {"form": choose, "someone": found, "trail": trail_of(found)}
        return render(request, "hackit/person_same.html", context, status=422 if choose.is_bound else 200)
    other = choose.cleaned_data["other"]
    if other.pk == by.pk:
        raise PermissionDenied("Another administrator makes you one with somebody")
    return _question(request, found, other, by)


def _question(request: HttpRequest, found: Person, other: Person, by: Person) -> HttpResponse:
    form = OnePersonForm(request.POST or None, person=found, other=other)
    status, changed, refused = 200, False, why_not(found, other)
    if request.method == "POST" and not refused:
        status = 422
        if form.is_valid():
            try:
                return _made_one(request, form, found, other, by)
            except (ChangedMeanwhile, CannotMerge):
                status, changed = 409, True
                for person in (found, other):
                    person.refresh_from_db()
                refused = why_not(found, other)
                form.raised_to(seen_values(found, other))
    elif request.method == "POST":
        status = 409
    context = _compared(found, other) | {
        "form": form, "changed": changed, "refused": refused, "trail": trail_of(found),
    }  # fmt: skip
    return render(request, "hackit/person_same_question.html", context, status=status)


def _made_one(request: HttpRequest, form: OnePersonForm, found: Person, other: Person, by: Person) -> HttpResponse:
    """Raises ChangedMeanwhile where either is not what the page showed, and CannotMerge."""
    with tokens.once(form.cleaned_data["token"], person=by) as claim:
        if claim.used:
            return redirect(claim.result_url)
        found, other = locked(found, other)
        form.check_seen(seen_values(found, other))
        one, into = (other, found) if form.cleaned_data["stays"] == found.slug else (found, other)
        merge_people(one, into, by=by)
        claim.finish(into.get_absolute_url())
    messages.success(request, f"{one.name} and {into.name} are one person now.")
    return redirect(into)


def _compared(found: Person, other: Person) -> dict[str, Any]:
    logins = [person.user for person in (found, other) if person.user is not None]
    return {
        "someone": found,
        "other": other,
        "rows": [
            (row, *_cells(row, found, other))
            for row in ("Address here", "Role", "Organisation", "Here", "Login", "Also called")
        ],
        "counts": counts(found, other),
        "logins": logins,
        "asleep": [user for user in logins if not user.is_active],
        "reads": reads_afterwards(found, other, on=today()),
    }


def _cells(row: str, *people: Person) -> list[str]:
    return [_cell(row, person) for person in people]


def _cell(row: str, person: Person) -> str:
    if row == "Address here":
        return person.get_absolute_url()
    if row == "Role":
        return person.role_title
    if row == "Organisation":
        return str(person.organisation or "")
    if row == "Here":
        days = (("from", person.from_date), ("until", person.to_date))
        return " ".join(f"{word} {british_day(day)}" for word, day in days if day)
    if row == "Also called":
        return ", ".join(person.aliases.values_list("text", flat=True))
    if person.user is None:
        return "None"
    return f"{person.user}, {person.user.get_role_display()}{'' if person.user.is_active else ', may not sign in'}"
