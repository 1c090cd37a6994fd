"""What a budget line asks finance for: its profile by year, how far the request is, and both as files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hackit.amounts import signed_pounds
from hackit.csv_out import csv_response
from hackit.dates import financial_year_label
from hackit.presses import MEANWHILE
from hackit.records import StaleRecord
from hackit.shortcuts import asked, back_to, sent, today, visible_or_404, writer
from meetings.money.models import BudgetLine, RequestState
from meetings.money.profile_forms import MORE_YEARS, ProfileForm
from meetings.money.profile_models import BudgetProfile, profiles_of, reprofile
from meetings.money.profiles import Profiles
from meetings.money.reading import for_rows
from meetings.money.views import changeable, filters_of

HEADER = (
    "Budget line", "Group", "State", "Since", "Profile", "Holds now", "Written down on", "Why", "Year", "From capital",
    "To revenue", "In all",
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def budget_years(request: HttpRequest, ref: str) -> HttpResponse:
    """Write down another profile by year. What held before stays beside it; two at once get both and a choice."""
    budget, by, on = changeable(request, ref), writer(request), today()
    profiles = Profiles(profiles_of([budget]).get(budget.pk, []))
    more = asked(request, "more", longest=2)
    form = ProfileForm(
        request.POST or None, initial={"version": budget.version}, on=on,
        stored=profiles.now.amounts() if profiles else {}, more=min(int(more), 40) if more.isdecimal() else 0,
    )  # fmt: skip
    is_late = False
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            reprofile(
                budget, data["amounts"], by=by, on=on, total=data["total"], why=data["why"], version=data["version"]
            )
        except StaleRecord as stale:
            if stale.stored is None:
                raise Http404("It is gone") from stale
            is_late = True
            form.raised_to(stale.stored.version)
            profiles = Profiles(profiles_of([budget]).get(budget.pk, []))
        else:
            messages.success(request, "Written down. What was asked for before stands beside it")
            return redirect(budget)
    context = {
        "nav": "meetings", "budget": budget, "form": form, "profiles": profiles, "is_late": is_late,
        "more": (int(more) if more.isdecimal() else 0) + MORE_YEARS,
    }  # fmt: skip
    status = 409 if is_late else 422 if form.is_bound and form.errors else 200
    return render(request, "meetings/budget_years.html", context, status=status)


@require_POST
def budget_state(request: HttpRequest, ref: str) -> HttpResponse:
    """How far the request is, by one press, on its page or in the memory of an item."""
    budget, by = changeable(request, ref), writer(request)
    state = sent(request, "state", longest=20)
    if state not in RequestState.values:
        raise Http404("No such state")
    try:
        step = budget.put_state(state, by=by, on=today())
    except StaleRecord:
        messages.error(request, MEANWHILE)
    else:
        words = RequestState(state).label
        messages.success(request, f"{budget.title}: {words.lower()}" if step else f"It was {words.lower()} already")
    return redirect(back_to(request, budget.get_absolute_url()))


@require_safe
def budget_years_csv(request: HttpRequest, ref: str) -> StreamingHttpResponse:
    """Every profile of one line, oldest first, a row for each year."""
    budget = cast("BudgetLine", visible_or_404(for_rows(BudgetLine.objects), request.user, ref=ref))
    return csv_response("profiles.csv", HEADER, _cells([budget], every=True))


@require_safe
def all_years_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The profile that holds of each line that the list shows, a row for each year."""
    filters = filters_of(request)
    rows = filters.sorted(filters.found())
    return csv_response("budget-lines-by-year.csv", HEADER, _cells(list(for_rows(rows)), every=False))


def _cells(budgets: list[BudgetLine], *, every: bool) -> Iterator[list[object]]:
    found = profiles_of(budgets)
    for budget in budgets:
        profiles = found.get(budget.pk, [])
        for profile in profiles if every else profiles[-1:]:
            yield from _of_profile(budget, profile, holds=profile is profiles[-1])


def _of_profile(budget: BudgetLine, profile: BudgetProfile, *, holds: bool) -> Iterable[list[object]]:
    state = budget.get_state_display() if budget.state else ""
    for year, one in sorted(profile.amounts().items()):
        yield [
            budget.title, budget.forum.name, state, budget.state_since or "", profile.number, "yes" if holds else "no",
            profile.said_on, profile.why, financial_year_label(year), signed_pounds(one.capital),
            signed_pounds(one.revenue), signed_pounds(one.total),
        ]  # fmt: skip
