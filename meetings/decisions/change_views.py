"""Writing decisions down, changing them, and the caveats under them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from hackit import tokens
from hackit.edit_forms import edit_page
from hackit.presses import MEANWHILE, deleted_or_404
from hackit.records import StaleRecord
from hackit.shortcuts import asked, back_to, today, viewer, visible_or_404, writer
from meetings.decisions.forms import CaveatForm, CaveatOwnerForm, DecisionEditForm, DecisionForm, SettleForm
from meetings.decisions.models import Caveat, Decision
from meetings.decisions.reading import full_caveats, full_decisions
from meetings.decisions.writes import bring_back_decision, change_decision, delete_decision, record_decision
from meetings.form_fields import KnownPeople
from meetings.publishing.outdated import say_if_outdated


@require_http_methods(["GET", "HEAD", "POST"])
def decision_new(request: HttpRequest) -> HttpResponse:
    """A decision made outside a meeting; `?replaces=` names the one in whose place it stands."""
    by, on = writer(request), today()
    replaces = _replaced(request)
    initial: dict[str, Any] = {"date": on, "topics": request.GET.getlist("topic")[:20]}
    if replaces:
        initial |= {"forum": replaces.forum, "topics": replaces.topics.all(), "audience": replaces.audience}
    form = DecisionForm(request.POST or None, initial=initial, viewer=viewer(request), on=on)
    if request.method == "POST" and form.is_valid():
        try:
            with tokens.once(form.cleaned_data["token"], person=by) as claim:
                if claim.used:
                    return redirect(claim.result_url)
                decision = record_decision(form.cleaned_data, by=by, replaces=replaces)
                claim.finish(decision.get_absolute_url())
        except StaleRecord:
            form.add_error(None, "Somebody else changed the one that this replaces. Look at it, then save once more")
        else:
            messages.success(request, "Decision recorded")
            return redirect(back_to(request, decision.get_absolute_url()))
    context = {"nav": "decisions", "form": form, "replaces": replaces, "belongs": viewer(request).writes_in_a_group}
    return render(request, "meetings/decision_new.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def decision_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change what was recorded. A save that meets somebody else's shows both and asks."""
    decision, by, on = _changeable(request, ref), writer(request), today()
    form = DecisionEditForm(
        request.POST or None, initial=_stored_values(decision), viewer=viewer(request), on=on, decision=decision
    )
    answer = edit_page(
        request, form, decision, "meetings/decision_edit.html", name="decision",
        save=lambda said: change_decision(decision, said, by=by, version=said["version"]),
        again=lambda: _changeable(request, ref), nav="decisions",
    )  # fmt: skip
    if answer.status_code == 302:  # saved
        say_if_outdated(request, decision.meeting, [decision.ref])
    return answer


@require_POST
def decision_delete(request: HttpRequest, ref: str) -> HttpResponse:
    """Take it out of everybody's sight, with what was to be done for its caveats. The list offers to undo that."""
    decision = _changeable(request, ref)
    delete_decision(decision, by=writer(request), on=today())
    return redirect(f"{reverse('meetings:decision-list')}?deleted={decision.ref}")


@require_POST
def decision_restore(request: HttpRequest, ref: str) -> HttpResponse:
    """Bring back what one has deleted oneself."""
    by = writer(request)
    decision = deleted_or_404(Decision.objects, by, ref)
    bring_back_decision(decision, by=by)
    messages.success(request, "It is back")
    return redirect(decision)


@require_http_methods(["GET", "HEAD", "POST"])
def caveat_new(request: HttpRequest, ref: str) -> HttpResponse:
    """A condition under the decision."""
    decision, by, on = _changeable(request, ref), writer(request), today()
    form = CaveatForm(request.POST or None, people=KnownPeople(on=on), on=on)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with tokens.once(data["token"], person=by) as claim:
            if claim.used:
                return redirect(claim.result_url)
            caveat = decision.add_caveat(
                data["text"], by=by, owner=data["owner"], due=data["due"], needed_before=data["needed_before"]
            )
            claim.finish(caveat.get_absolute_url())
        messages.success(request, "Caveat added")
        say_if_outdated(request, decision.meeting, [decision.ref])
        return redirect(back_to(request, caveat.get_absolute_url()))
    return render(request, "meetings/caveat_new.html", {"nav": "decisions", "form": form, "decision": decision})


@require_POST
def caveat_settle(request: HttpRequest, ref: str) -> HttpResponse:
    """Done, no longer needed or still to do; its action follows."""
    caveat, by = _changeable_caveat(request, ref), writer(request)
    form = SettleForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose where the caveat stands, and say what shows it in 500 characters or fewer")
        return redirect(caveat.get_absolute_url())
    state, evidence = form.cleaned_data["state"], form.cleaned_data["evidence"]
    try:
        if state != caveat.state or (evidence and evidence != caveat.evidence):
            caveat.settle(state, by=by, on=today(), evidence=evidence)
        messages.success(request, f"{Caveat.State(state).label}: {caveat.text}")
    except StaleRecord:
        messages.error(request, MEANWHILE)
    return redirect(back_to(request, caveat.get_absolute_url()))


@require_http_methods(["GET", "HEAD", "POST"])
def caveat_owner(request: HttpRequest, ref: str) -> HttpResponse:
    """Who sees to it, and by when: from then on it is an action as well."""
    caveat, by, on = _changeable_caveat(request, ref), writer(request), today()
    action = caveat.action
    initial = {"owner": action.owner if action else None, "due": action.due if action else None}
    form = CaveatOwnerForm(request.POST or None, initial=initial, people=KnownPeople(on=on), on=on, action=action)
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            caveat.give_action(owner=data["owner"], due=data["due"], by=by, on=on, reason=data.get("why", ""))
        except StaleRecord:
            form.add_error(None, "Somebody else changed this at the same moment. Look at it again, then save once more")
        else:
            messages.success(request, f"{form.cleaned_data['owner']} sees to it: {caveat.text}")
            return redirect(back_to(request, caveat.get_absolute_url()))
    return render(request, "meetings/caveat_owner.html", {"nav": "decisions", "form": form, "caveat": caveat})


def _changeable(request: HttpRequest, ref: str) -> Decision:
    """The decision, for somebody who may change it. Raises Http404 for who may not see it, PermissionDenied else."""
    decision = visible_or_404(full_decisions(request.user), request.user, ref=ref)
    if not decision.may_be_changed_by(viewer(request)):
        raise PermissionDenied("Only the group's members and who recorded it may change it")
    return decision


def _changeable_caveat(request: HttpRequest, ref: str) -> Caveat:
    caveat = visible_or_404(full_caveats(), request.user, ref=ref)
    if not caveat.decision.may_be_changed_by(viewer(request)):
        raise PermissionDenied("Only the group's members and who recorded it may change it")
    return caveat


def _replaced(request: HttpRequest) -> Decision | None:
    """The decision of `?replaces=`, if this person may change it and nothing stands in its place yet."""
    ref = asked(request, "replaces")
    decision = full_decisions(request.user).filter(ref=ref, replaced_by=None).first() if ref else None
    return decision if decision and decision.may_be_changed_by(viewer(request)) else None


def _stored_values(decision: Decision) -> dict[str, Any]:
    names = (
        "text", "outcome", "put_off_until", "forum", "date", "reasons", "alternatives", "review_date", "audience",
        "version",
    )  # fmt: skip
    return {name: getattr(decision, name) for name in names} | {"topics": decision.topics.all()}
