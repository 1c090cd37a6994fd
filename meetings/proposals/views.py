"""Pages of proposals: all of them in order of priority, one, writing one down and changing it, its history, as file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hackit import tokens
from hackit.amounts import signed_pounds
from hackit.csv_out import csv_response
from hackit.dates import british_day, financial_year_label
from hackit.edit_forms import edit_page, status_of
from hackit.filters import page_of
from hackit.presses import just_deleted
from hackit.record_history import history_or_404, may_read_history
from hackit.shortcuts import asked, reader, today, viewer, visible_or_404, writer
from meetings.decisions.reading import ONE_TAP
from meetings.enquiries.reading import questions_about
from meetings.form_fields import KnownPeople
from meetings.proposals.filters import ProposalFilter
from meetings.proposals.forms import ROWS, OutcomeForm, ProposalEditForm, ProposalForm, with_another_row
from meetings.proposals.models import Proposal
from meetings.proposals.reading import amounts_of, for_page, for_rows, rows_of
from meetings.proposals.standing import STATES, standing_of_one
from meetings.proposals.writes import change_proposal, propose

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def proposal_list(request: HttpRequest) -> HttpResponse:
    """Every proposal that this reader may see, in its group's order of priority."""
    filters, on = _filters(request), today()
    rows = filters.found().in_order()
    page = page_of(request, for_rows(rows))
    context = {
        "nav": "meetings", "page": page, "rows": rows_of(page, filters.standings, viewer(request), on=on), "on": on,
        **filters.for_page(), "clear": reverse("meetings:proposal-list"), "states": STATES,
        "may_write": viewer(request).writes_in_a_group, "focus": asked(request, "focus", longest=50),
        "deleted": just_deleted(request, Proposal.objects),
    }  # fmt: skip
    return render(request, "meetings/proposal_list.html", context)


@require_safe
def proposal_csv(request: HttpRequest) -> StreamingHttpResponse:
    """What the list shows, all pages of it, as CSV: amounts in pounds, a column for each year that any of them has."""
    filters, on = _filters(request), today()
    rows = filters.found().in_order()
    shown = rows_of(for_rows(rows), filters.standings, viewer(request), on=on)
    found = sorted({year.financial_year for row in shown for year in row.proposal.years.all()})
    header = [
        "Place", "Proposal", "Group", "What is asked", "Where it stands", "Capital", "Revenue",
        "Lasting revenue a year", "Open caveats", "Who brings it", "Benefit looked at by", "On",
        *(f"{nature} {financial_year_label(year)}" for year in found for nature in ("Capital", "Revenue")), "Address",
    ]  # fmt: skip
    return csv_response("proposals.csv", header, (_cells(request, row, found) for row in shown))


@require_safe
def proposal_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """One proposal: where it stands, its money, what was decided, and its way through the groups."""
    return detail(request, visible_or_404(for_page(request.user), request.user, ref=ref))


def detail(request: HttpRequest, proposal: Proposal, *, form: OutcomeForm | None = None) -> HttpResponse:
    """The page of one proposal; `form` where what was typed into it could not be taken."""
    on, may_change = today(), proposal.may_be_changed_by(viewer(request))
    standing = standing_of_one(proposal, request.user)
    if form is None and may_change and proposal.is_going:
        form = OutcomeForm(on=on)
    waiting = standing.waiting
    context: dict[str, Any] = {
        "has_history": may_read_history(proposal, request.user),
        "nav": "meetings", "proposal": proposal, "standing": standing, "where": standing.where(on=on), "on": on,
        "amounts": amounts_of(proposal), "may_change": may_change, "taps": ONE_TAP, "form": form,
        "topics": proposal.topics.order_by("name"), "benefit_is_due": proposal.benefit_is_due(on=on),
        "moves": proposal.moves.select_related("moved_by") if viewer(request).belongs_to(proposal.forum_id) else [],
        "ask": waiting if waiting and waiting.may_be_answered_by(viewer(request)) and waiting.sent_on <= on else None,
        "sent": f"on {british_day(waiting.sent_on)}" if waiting else "",
        "questions": questions_about(proposal.get_absolute_url(), request.user),
    }  # fmt: skip
    return render(request, "meetings/proposal_detail.html", context, status=status_of(form))


@form_page
def proposal_new(request: HttpRequest) -> HttpResponse:
    """Write a proposal down."""
    by, on = writer(request), today()
    if not viewer(request).writes_in_a_group:
        raise PermissionDenied("Only who writes in a group may bring a proposal to it")
    beside: dict[str, Any] = {
        "viewer": viewer(request), "user": request.user, "people": KnownPeople(on=on), "on": on,
    }  # fmt: skip
    if request.method == "POST" and "more" in request.POST:
        form = ProposalForm(initial=with_another_row(request.POST), **beside)
    else:
        form = ProposalForm(request.POST or None, initial={"lead": by}, **beside)
    if form.is_bound and form.is_valid():
        with tokens.once(form.cleaned_data["token"], person=by) as claim:
            if claim.used:
                return redirect(claim.result_url)
            proposal = propose(form.cleaned_data, by=by, on=on)
            claim.finish(proposal.get_absolute_url())
        messages.success(request, f"Written down, last in {proposal.forum.name}’s order of priority.")
        return redirect(proposal)
    return render(request, "meetings/proposal_new.html", {"nav": "meetings", "form": form}, status=status_of(form))


@form_page
def proposal_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change what a proposal says. A save that meets somebody else's shows both and asks."""
    proposal, by, on = changeable(request, ref), writer(request), today()
    beside: dict[str, Any] = {
        "viewer": viewer(request), "user": request.user, "people": KnownPeople(on=on), "on": on, "proposal": proposal,
    }  # fmt: skip
    if request.method == "POST" and "more" in request.POST:
        form = ProposalEditForm(initial=with_another_row(request.POST), **beside)
    else:
        form = ProposalEditForm(request.POST or None, initial=_stored(proposal), **beside)
    return edit_page(
        request, form, proposal, "meetings/proposal_edit.html", name="proposal", as_saved=_as_saved,
        save=lambda said: change_proposal(proposal, said, by=by, version=said["version"], on=on),
        again=lambda: visible_or_404(for_page(request.user), request.user, ref=ref),
    )  # fmt: skip


@require_safe
def proposal_history(request: HttpRequest, ref: str) -> HttpResponse:
    """Every change, for who could see it all along."""
    proposal = visible_or_404(Proposal.objects, request.user, ref=ref)
    history = history_or_404(proposal, request.user)
    context = {"nav": "meetings", "proposal": proposal, "history": history}
    return render(request, "meetings/proposal_history.html", context)


def changeable(request: HttpRequest, ref: str) -> Proposal:
    """The proposal, for somebody of its group. Raises Http404 for who may not see it, PermissionDenied else."""
    proposal = visible_or_404(for_page(request.user), request.user, ref=ref)
    if not proposal.may_be_changed_by(viewer(request)):
        raise PermissionDenied("Only the group whose proposal it is may change it")
    return proposal


def _filters(request: HttpRequest) -> ProposalFilter:
    """Raises PermissionDenied for a login without a role: no proposal is public."""
    reader(request)
    return ProposalFilter(request.GET, Proposal.objects.visible_to(request.user), user=request.user)


def _stored(proposal: Proposal) -> dict[str, Any]:
    names = (
        "title", "summary", "asked", "move_from", "move_to", "capital_total", "revenue_total", "lasting_cost",
        "alternatives", "benefit", "lead", "paper_url", "forum", "audience", "version",
    )  # fmt: skip
    action, years = proposal.benefit_action, list(proposal.years.all())
    stored = {name: getattr(proposal, name) for name in names} | {"topics": proposal.topics.all()}
    stored |= {"benefit_owner": action.owner if action else None, "benefit_due": action.due if action else None}
    stored["rows"] = max(ROWS, len(years) + 1)
    for n, year in enumerate(years):
        stored |= {f"year_{n}": year.financial_year, f"capital_{n}": year.capital, f"revenue_{n}": year.revenue}
    return stored


def _as_saved(proposal: Proposal) -> list[tuple[str, Any]]:
    amounts, action = amounts_of(proposal), proposal.benefit_action
    years = "; ".join(f"{year.label} capital {year.capital}, revenue {year.revenue}" for year in amounts.years)
    return [
        ("What is proposed", proposal.title), ("Summary", proposal.summary or "None"),
        ("What is asked", proposal.get_asked_display()), ("Capital in all", amounts.capital or "Not said"),
        ("Revenue in all", amounts.revenue or "Not said"), ("By year", years or "Not said"),
        ("Lasting revenue cost, a year", amounts.lasting or "Not said"),
        ("What else we looked at", proposal.alternatives or "Nothing"),
        ("Expected benefit", proposal.benefit or "Not said"),
        ("Who sees whether it came true", (action and action.owner) or "Nobody named"),
        ("Who brings it", proposal.lead or "Nobody named"), ("Formal paper", proposal.paper_url or "None"),
        ("Group", proposal.forum),
    ]  # fmt: skip


def _pounds(pence: int | None) -> str:
    """As a spreadsheet adds it up: pounds with pence."""
    return "" if pence is None else signed_pounds(pence)


def _cells(request: HttpRequest, row: Any, found: list[int]) -> list[object]:
    proposal, action = row.proposal, row.proposal.benefit_action
    years = {year.financial_year: year for year in proposal.years.all()}
    return [
        row.place or "", proposal.title, proposal.forum.name, proposal.get_asked_display(), row.standing.label,
        _pounds(proposal.capital), _pounds(proposal.revenue), _pounds(proposal.lasting_cost),
        len(row.standing.open_caveats), proposal.lead or "", (action and action.owner) or "",
        (action and action.due) or "",
        *(
            _pounds(getattr(years[year], nature)) if year in years else ""
            for year in found for nature in ("capital", "revenue")
        ),
        request.build_absolute_uri(proposal.get_absolute_url()),
    ]  # fmt: skip
