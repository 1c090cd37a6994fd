"""One press each: what we say of a recommendation, what audit says, evidence, what replaces it, taking things away."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from hackit import tokens
from hackit.presses import MEANWHILE, deleted_or_404
from hackit.records import StaleRecord
from hackit.shortcuts import sent, today, visible_or_404, writer
from meetings.audit import recommendation_views, views
from meetings.audit.beside_models import Evidence
from meetings.audit.forms import CheckForm, EvidenceForm
from meetings.audit.models import Recommendation, Review
from meetings.audit.querysets import State
from meetings.audit.reading import for_rows
from meetings.audit.writes import bring_back_recommendation, delete_recommendation

SAID = {State.OPEN: "Open again", State.DONE: "We say it is done", State.NOT_RELEVANT: "No longer relevant"}


@require_POST
def recommendation_say(request: HttpRequest, ref: str) -> HttpResponse:
    """We say that it is done, no longer relevant or open again; its action follows."""
    one, by = recommendation_views.changeable(request, ref), writer(request)
    state, why = sent(request, "state", longest=20), sent(request, "why", longest=500)
    if state not in SAID:
        raise Http404("No such answer")
    if state == State.NOT_RELEVANT and not why:
        messages.error(request, "Enter why it is no longer relevant")
        return redirect(one)
    try:
        if state != one.state:
            one.say(state, by=by, on=today(), why=why)
    except StaleRecord:
        messages.error(request, MEANWHILE)
    else:
        messages.success(request, SAID[State(state)])
    return redirect(one)


@require_POST
def recommendation_check(request: HttpRequest, ref: str) -> HttpResponse:
    """Audit has checked it; or (`answer` no) that was written down by mistake."""
    one, by = recommendation_views.changeable(request, ref), writer(request)
    if one.state not in (State.DONE, State.NOT_RELEVANT):
        messages.error(request, "Audit checks what we say is done or no longer relevant")
        return redirect(one)
    form = CheckForm(request.POST, on=today())
    is_off = request.POST.get("answer") == "no"
    if not is_off and not form.is_valid():
        return recommendation_views.detail(request, one, check=form)
    try:
        if is_off:
            one.mark_unchecked(by=by)
        else:
            one.mark_checked(on=form.cleaned_data["checked_on"], who=form.cleaned_data["checked_by"], by=by)
    except StaleRecord:
        messages.error(request, MEANWHILE)
    else:
        messages.success(request, "Not checked by audit yet" if is_off else "Checked by audit")
    return redirect(one)


@require_POST
def recommendation_replace(request: HttpRequest, ref: str) -> HttpResponse:
    """Another recommendation of the same group stands in its place."""
    one, by = recommendation_views.changeable(request, ref), writer(request)
    others = Recommendation.objects.visible_to(request.user).filter(forum_id=one.forum_id).exclude(pk=one.pk)
    other = others.filter(ref=sent(request, "other", longest=40)).select_related("review").first()
    if other is None or other.replaced_by_id == one.pk:
        raise Http404("No such recommendation of this group")
    try:
        one.replace_with(other, by=by, on=today())
    except StaleRecord:
        messages.error(request, MEANWHILE)
    else:
        messages.success(request, f"Replaced by {other.label()}"[:200])
    return redirect(one)


@require_POST
def recommendation_delete(request: HttpRequest, ref: str) -> HttpResponse:
    """Take it out of everybody's sight; its review offers to undo that."""
    one, by = recommendation_views.changeable(request, ref), writer(request)
    try:
        delete_recommendation(one, by=by, on=today())
    except StaleRecord:
        messages.error(request, MEANWHILE)
        return redirect(one)
    return redirect(f"{one.review.get_absolute_url()}?deleted={one.ref}")


@require_POST
def recommendation_restore(request: HttpRequest, ref: str) -> HttpResponse:
    """Bring back what one has deleted oneself."""
    by = writer(request)
    one = deleted_or_404(for_rows(Recommendation.objects), by, ref, review__deleted_at=None)
    same = one.review.recommendations.filter(deleted_at=None, reference__iexact=one.reference)
    if one.reference and same.exists():
        messages.error(request, f"The review has another recommendation {one.reference} by now")
        return redirect(one.review)
    bring_back_recommendation(one, by=by)
    messages.success(request, "It is back")
    return redirect(one)


@require_POST
def evidence_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Keep what shows how far it is, with its own date."""
    one, by = recommendation_views.changeable(request, ref), writer(request)
    form = EvidenceForm(request.POST, on=today())
    if not form.is_valid():
        return recommendation_views.detail(request, one, evidence=form)
    data = form.cleaned_data
    with tokens.once(data["token"], person=by) as claim:
        if not claim.used:
            one.add_evidence(data["words"], dated=data["dated"], by=by, url=data["url"])
            claim.finish(one.get_absolute_url())
    messages.success(request, "Evidence kept")
    return redirect(one)


@require_POST
def evidence_take_off(request: HttpRequest, ref: str) -> HttpResponse:
    """It was no evidence after all; the page offers to put it back."""
    by = writer(request)
    evidence = visible_or_404(Evidence.objects, request.user, ref=ref)
    one = recommendation_views.changeable(request, evidence.recommendation.ref)
    evidence.recommendation = one
    try:
        evidence.take_off(by=by)
    except StaleRecord:
        messages.error(request, MEANWHILE)
        return redirect(one)
    return redirect(f"{one.get_absolute_url()}?taken-off={evidence.ref}")


@require_POST
def evidence_put_back(request: HttpRequest, ref: str) -> HttpResponse:
    """Put back what one has taken off oneself."""
    by = writer(request)
    evidence = deleted_or_404(Evidence.objects, by, ref)
    one = recommendation_views.changeable(request, evidence.recommendation.ref)
    evidence.recommendation = one
    evidence.put_back(by=by)
    messages.success(request, "The evidence is back")
    return redirect(one)


@require_POST
def review_delete(request: HttpRequest, ref: str) -> HttpResponse:
    """Take away a review that was written down by mistake. One that recommends something stays."""
    review, by = views.changeable(request, ref), writer(request)
    if review.recommendations.filter(deleted_at=None).exists():
        messages.error(request, "It recommends something. Delete what it recommends first, or set it to cancelled")
        return redirect(review)
    try:
        review.delete_softly(by=by)
    except StaleRecord:
        messages.error(request, MEANWHILE)
        return redirect(review)
    return redirect(f"{reverse('meetings:review-list')}?deleted={review.ref}")


@require_POST
def review_restore(request: HttpRequest, ref: str) -> HttpResponse:
    """Bring back what one has deleted oneself."""
    by = writer(request)
    review = deleted_or_404(Review.objects, by, ref)
    same = Review.objects.visible_to(request.user).of_group(review.forum_id).filter(plan_year=review.plan_year)
    if same.filter(title__iexact=review.title).exists():
        messages.error(request, "There is another review of that name in that year by now")
        return redirect("meetings:review-list")
    review.undelete(by=by)
    messages.success(request, "It is back")
    return redirect(review)
