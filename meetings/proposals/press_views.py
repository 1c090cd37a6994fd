"""One press each: a move in the order, what came of a proposal, taking it further, ending it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from hackit import tokens
from hackit.models import Forum
from hackit.presses import MEANWHILE, deleted_or_404
from hackit.records import StaleRecord
from hackit.shortcuts import asked, sent, today, viewer, writer
from meetings.decisions.forms import ReferralForm
from meetings.proposals.forms import MoveForm, OutcomeForm
from meetings.proposals.models import Proposal
from meetings.proposals.order_writes import OrderChanged, move_to
from meetings.proposals.standing import Standing, standing_of_one
from meetings.proposals.views import changeable, detail
from meetings.proposals.writes import (
    bring_back,
    delete_proposal,
    end_proposal,
    record_outcome,
    take_further,
    take_up_again,
)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_move(request: HttpRequest, ref: str) -> HttpResponse:
    """To another place of its group's order, with the reason; `?to=` is the place that a button names."""
    proposal, by = changeable(request, ref), writer(request)
    if proposal.place is None:
        messages.error(request, "What has ended has no place in the order of priority.")
        return redirect(proposal)
    going = Proposal.objects.visible_to(request.user).going().filter(forum_id=proposal.forum_id)
    to = asked(request, "to", longest=6)
    form = MoveForm(request.POST or None, initial={"place": to or proposal.place, "seen": proposal.place})
    status, changed = 200, False
    if request.method == "POST" and form.is_valid():
        data, was = form.cleaned_data, proposal.place
        try:
            place = move_to(proposal, data["place"], seen=data["seen"], reason=data["reason"], by=by)
        except OrderChanged as error:
            if error.place is None:
                messages.error(request, MEANWHILE)
                return redirect(proposal)
            form.seen_at(error.place)
            proposal.place, changed, status = error.place, True, 409
        else:
            if place != was:
                messages.success(request, f"“{proposal.title}” is {place} of {going.count()} now.")
            pressed = "up" if place < was else "down"
            address = f"{reverse('meetings:proposal-list')}?{urlencode({'focus': f'{pressed}-{proposal.ref}'})}"
            return redirect(f"{address}#proposal-{proposal.ref}")
    elif request.method == "POST":
        status = 422
    context = {
        "nav": "meetings", "form": form, "proposal": proposal, "others": list(going.in_order()), "changed": changed,
    }  # fmt: skip
    return render(request, "meetings/proposal_move.html", context, status=status)


@require_POST
def proposal_outcome(request: HttpRequest, ref: str) -> HttpResponse:
    """What its group decided, outside a meeting."""
    proposal, by, on = changeable(request, ref), writer(request), today()
    form = OutcomeForm(request.POST, on=on)
    if not form.is_valid():
        return detail(request, proposal, form=form)
    data = form.cleaned_data
    with tokens.once(data["token"], person=by) as claim:
        if claim.used:
            return redirect(claim.result_url)
        decision = record_outcome(
            proposal, data["outcome"], by=by, on=data["said_on"] or on, text=data["text"], caveats=data["caveats"]
        )
        claim.finish(f"{proposal.get_absolute_url()}#decisions")
    messages.success(request, f"{proposal.forum}: {decision.summary_line()[0].lower()}{decision.summary_line()[1:]}")
    return redirect(f"{proposal.get_absolute_url()}#decisions")


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_take(request: HttpRequest, ref: str) -> HttpResponse:
    """Take it to the group above the one that decided last."""
    proposal, by, on = changeable(request, ref), writer(request), today()
    standing = standing_of_one(proposal, request.user)
    above = _above(standing)
    initial = {"title": proposal.title, "forum": proposal.forum, "to_forum": above, "sent_on": on}
    form = ReferralForm(request.POST or None, initial=initial, viewer=viewer(request), on=on, forum=proposal.forum)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with tokens.once(data["token"], person=by) as claim:
            if claim.used:
                return redirect(claim.result_url)
            referral = take_further(
                proposal, title=data["title"], to_forum=data["to_forum"], on=data["sent_on"], by=by,
                decision=standing.latest,
            )  # fmt: skip
            claim.finish(proposal.get_absolute_url())
        messages.success(request, f"On its way to {referral.to_forum}. You will be asked what they said")
        return redirect(proposal)
    context = {"nav": "meetings", "form": form, "proposal": proposal, "above": above}
    return render(request, "meetings/proposal_take.html", context, status=422 if form.is_bound else 200)


def _above(standing: Standing) -> Forum | None:
    """The group that it goes to next: above its own, or above the one that decided of it last."""
    proposal, latest = standing.proposal, standing.latest
    if latest is not None and latest.decided_by is not None and latest.decided_by_id != proposal.forum_id:
        return latest.decided_by.reports_to
    return proposal.forum.reports_to


@require_POST
def proposal_end(request: HttpRequest, ref: str) -> HttpResponse:
    """Withdraw it or call it finished (`answer`), or take it up again (open)."""
    proposal, by = changeable(request, ref), writer(request)
    answer = sent(request, "answer", longest=10)
    try:
        if answer in Proposal.Ended.values:
            end_proposal(proposal, answer, by=by, on=today())
            messages.success(request, f"{Proposal.Ended(answer).label}. All that was said of it stays.")
        elif answer == "open":
            take_up_again(proposal, by=by)
            messages.success(request, "Taken up again, last in the order of priority.")
        else:
            raise Http404("No such answer")
    except StaleRecord:
        messages.error(request, MEANWHILE)
    return redirect(proposal)


@require_POST
def proposal_delete(request: HttpRequest, ref: str) -> HttpResponse:
    """Take it out of everybody's sight. The list that follows offers to bring it back."""
    proposal, by = changeable(request, ref), writer(request)
    try:
        delete_proposal(proposal, by=by)
    except StaleRecord:
        messages.error(request, MEANWHILE)
        return redirect(proposal)
    return redirect(f"{reverse('meetings:proposal-list')}?deleted={proposal.ref}")


@require_POST
def proposal_restore(request: HttpRequest, ref: str) -> HttpResponse:
    """Bring back what one has deleted oneself."""
    by = writer(request)
    proposal = deleted_or_404(Proposal.objects, by, ref)
    bring_back(proposal, by=by)
    messages.success(request, "It is back, last in the order of priority")
    return redirect(proposal)
