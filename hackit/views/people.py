"""People: who is named in the records, what came of it, and who may sign in. For signed-in people only."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hackit import tokens
from hackit.csv_out import csv_response
from hackit.dates import british_day
from hackit.filters import page_of
from hackit.models import Membership, Person
from hackit.people.between import open_between
from hackit.people.filters import PersonFilter
from hackit.people.forms import TAKEN, LoginForm, NewLoginForm, PersonForm
from hackit.people.story import decided, mentioned, owns, wrote
from hackit.people.writes import add_login, change_login, save_person, stored_values
from hackit.seen_forms import ChangedMeanwhile
from hackit.shortcuts import administrator, me, reader, today, writer
from hackit.sign_in import second_step

BETWEEN_SHOWN = 16
MEANWHILE = "Somebody else changed this login meanwhile, and nothing was saved. Look at it again"

reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])


def _person(slug: str) -> Person:
    person = Person.objects.named().filter(slug=slug).select_related("organisation", "user").first()
    if person is None:
        raise Http404("Nobody of that name")
    return person


def known_person(request: HttpRequest, slug: str) -> Person:
    """Who has a page at this address, for who reads pages about people. Raises Http404 or PermissionDenied."""
    reader(request)
    return _person(slug)


# --- The list ---


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Who is named in the records, with role, organisation and groups."""
    seen, on = reader(request), today()
    filters = _filters(request, on)
    rows = filters.found()
    context = {
        "filter": filters,
        "facets": filters.facet_list(),
        "chips": filters.chips(),
        "page": page_of(request, _listed(rows, on)),
        "viewer": seen,
    }
    return render(request, "hackit/people.html", context)


@require_safe
def people_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Who the list shows, all pages of it, as CSV."""
    reader(request)
    on = today()
    filters = _filters(request, on)
    rows = _listed(filters.found(), on)
    cells = (
        [person.name, person.role_title, person.organisation or "", ", ".join(m.forum.name for m in person.present_in)]
        for person in rows
    )
    return csv_response("people.csv", ["Name", "Role", "Organisation", "Groups"], cells)


def _filters(request: HttpRequest, on: date) -> PersonFilter:
    return PersonFilter(request.GET, Person.objects.named(), on=on)


def _listed(rows, on: date):
    active = Membership.objects.active(on=on).select_related("forum").order_by("forum__name")
    groups = Prefetch("memberships", queryset=active, to_attr="present_in")
    return rows.select_related("organisation").prefetch_related(groups).order_by("name", "pk")


# --- One person ---


@require_safe
def person(request: HttpRequest, slug: str) -> HttpResponse:
    """What somebody wrote, owns and wrote down, where they come in, and what is open between them and the reader."""
    seen, on = reader(request), today()
    found = _person(slug)
    own = me(request)
    context = {
        "on": on,
        "viewer": seen,
        "someone": found,
        "is_me": found.pk == own.pk,
        "may_read_history": found.pk == own.pk or seen.is_administrator,
        "has_left": bool(found.to_date and found.to_date < on) or not (found.user is None or found.user.is_active),
        "also": list(found.aliases.values_list("text", flat=True)),
        "groups": list(found.memberships.active(on=on).select_related("forum").order_by("forum__name")),
        "between": open_between(request.user, own, [found], on=on)[:BETWEEN_SHOWN],
        "wrote": wrote(request.user, found),
        "owns": owns(request.user, found),
        "decided": decided(request.user, found),
        "mentioned": mentioned(request.user, found),
        "trail": [(reverse("people"), "People")],
    }
    return render(request, "hackit/person.html", context)


# --- Writing ---


@reads_and_writes
def person_new(request: HttpRequest) -> HttpResponse:
    """Somebody new, with or without a login to come."""
    by = writer(request)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with tokens.once(form.cleaned_data["token"], person=by) as claim:
            if claim.used:
                return redirect(claim.result_url)
            someone = save_person(Person(), **form.values(), by=by)
            claim.finish(someone.get_absolute_url())
        messages.success(request, f"{someone.name} is here now.")
        return redirect(someone)
    return render(request, "hackit/person_new.html", {"form": form, "trail": [(reverse("people"), "People")]})


@reads_and_writes
def person_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """A person's name, role and place. The address stays."""
    by = writer(request)
    found = _person(slug)
    form = PersonForm(request.POST or None, person=found, stored=stored_values(found))
    status, clash = 200, None
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                stored = Person.objects.named().select_for_update().filter(pk=found.pk).first()
                if stored is None:  # somebody made them part of another person: the address leads there
                    raise Http404("Nobody of that name any more")
                form.check_seen(stored_values(stored))
                save_person(stored, **form.values(), by=by)
            messages.success(request, "Saved.")
            return redirect(found)
        except ChangedMeanwhile:
            status, clash = 409, _clash(stored)
            form.raised_to(stored_values(stored))
    context = {"form": form, "someone": found, "clash": clash, "trail": trail_of(found)}
    return render(request, "hackit/person_edit.html", context, status=status)


def trail_of(found: Person) -> list[tuple[str, str]]:
    """What stands above a page about somebody."""
    return [(reverse("people"), "People"), (found.get_absolute_url(), found.name)]


def _clash(stored: Person) -> list[tuple[str, str]]:
    """What is saved now, as names and values to read beside what was typed."""
    values = stored_values(stored)
    rows = [
        ("Name", stored.name),
        ("Role", stored.role_title),
        ("Organisation", stored.organisation.name if stored.organisation else ""),
        ("From", british_day(stored.from_date) if stored.from_date else ""),
        ("To", british_day(stored.to_date) if stored.to_date else ""),
        ("Email address", stored.email),
        ("Also called", values["also_called"].replace("\n", ", ")),
    ]
    return [(name, value or "None") for name, value in rows]


@reads_and_writes
def person_login(request: HttpRequest, slug: str) -> HttpResponse:
    """Give somebody a login, or say what theirs may do. For administrators, and not for one's own."""
    by, found = administrator(request, why="Only an administrator grants roles"), _person(slug)
    if found.user_id is None:
        return _new_login(request, found, by)
    if "email" in request.POST:  # the form of a new login, sent again: it must not change the one it made
        return redirect(found)
    if found.pk == by.pk:
        raise PermissionDenied("Another administrator changes your role")
    user = found.user
    if "second_step" in request.POST:
        return _without_second_step(request, found, by)
    form = LoginForm(request.POST or None, initial={"role": user.role, "is_active": user.is_active})
    if request.method == "POST" and form.is_valid():
        try:
            change_login(user, role=form.cleaned_data["role"], is_active=form.cleaned_data["is_active"], by=by)
            messages.success(request, "Saved. It holds from their next page on.")
        except ChangedMeanwhile:
            messages.error(request, MEANWHILE)
        return redirect(found)
    context = {"form": form, "someone": found, "trail": trail_of(found), "has_step": second_step.has_one(user)}
    return render(request, "hackit/person_login.html", context)


def _without_second_step(request: HttpRequest, found: Person, by: Person) -> HttpResponse:
    """For somebody who lost theirs: the first press asks whether it is they who ask, the second takes it away."""
    if request.POST["second_step"] != "reset":
        context = {"someone": found, "trail": trail_of(found), "asks": True}
        return render(request, "hackit/person_login.html", context)
    second_step.reset(found.user, by=by)
    messages.success(request, f"{found.name} has no second step any more, and is signed out everywhere.")
    return redirect(found)


def _new_login(request: HttpRequest, found: Person, by: Person) -> HttpResponse:
    form = NewLoginForm(request.POST or None, initial={"email": found.email})
    if request.method == "POST" and form.is_valid():
        try:
            with tokens.once(form.cleaned_data["token"], person=by) as claim:
                if claim.used:
                    return redirect(claim.result_url)
                user = add_login(found, email=form.cleaned_data["email"], role=form.cleaned_data["role"], by=by)
                claim.finish(found.get_absolute_url())
        except ChangedMeanwhile:
            messages.error(request, MEANWHILE)
            return redirect(found)
        except IntegrityError:  # between our look and our write
            form.add_error("email", TAKEN)
            return render(
                request,
                "hackit/person_login.html",
                {"form": form, "someone": found, "trail": trail_of(found)},
                status=422,
            )
        reset = request.build_absolute_uri(reverse("account_reset_password"))
        messages.success(
            request,
            f"{found.name} has a login now. Tell them to set a password at {reset} with the address {user.email}.",
        )
        return redirect(found)
    return render(request, "hackit/person_login.html", {"form": form, "someone": found, "trail": trail_of(found)})
