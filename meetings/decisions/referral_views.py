"""Taking something to a higher group, and what they said."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hackit import tokens
from hackit.models import Forum, Topic
from hackit.records import StaleRecord
from hackit.shortcuts import asked, back_to, today, viewer, visible_or_404, writer
from meetings.agenda.models import AgendaItem
from meetings.decisions.forms import AnswerForm, ReferralForm
from meetings.decisions.models import Decision, Referral
from meetings.decisions.reading import ONE_TAP, full_decisions, full_referrals
from meetings.decisions.writes import send_up


@dataclass(frozen=True)
class Carried:
    """What goes to the higher group: a decision, an item, a topic, or nothing but words."""

    title: str = ""
    forum: Forum | None = None
    decision: Decision | None = None
    item: AgendaItem | None = None
    topic: Topic | None = None


@require_http_methods(["GET", "HEAD", "POST"])
def decision_take(request: HttpRequest, ref: str) -> HttpResponse:
    """Take a decision to a higher group."""
    decision = visible_or_404(full_decisions(request.user), request.user, ref=ref)
    if not decision.may_be_changed_by(viewer(request)):
        raise PermissionDenied("Only the group's members and who recorded it may take it further")
    return _send(request, Carried(decision.text[:300], decision.forum, decision=decision))


@require_http_methods(["GET", "HEAD", "POST"])
def referral_new(request: HttpRequest) -> HttpResponse:
    """Take something to a higher group; `?item=` or `?topic=` says what."""
    writer(request)
    carried = Carried()
    if ref := asked(request, "item"):
        item = visible_or_404(AgendaItem.objects, request.user, ref=ref)
        if not viewer(request).writes_in(item.forum_id):
            raise PermissionDenied("Only the group's members may take its items further")
        carried = Carried(item.title, item.forum, item=item)
    elif slug := asked(request, "topic"):
        topic = Topic.objects.known_to(request.user).filter(slug=slug).first()
        carried = Carried(topic.name, topic=topic) if topic else carried
    return _send(request, carried)


@require_safe
def referral_detail(request: HttpRequest, ref: str) -> HttpResponse:
    referral = _seen(request, ref)
    return _detail(request, referral)


@require_POST
def referral_answer(request: HttpRequest, ref: str) -> HttpResponse:
    """What they said becomes the higher group's decision."""
    referral, by, on = _answerable(request, ref), writer(request), today()
    form = AnswerForm(request.POST, on=on)
    if referral.is_waiting and not form.is_valid():
        return _detail(request, referral, form=form)
    back = back_to(request, referral.get_absolute_url())
    if not referral.is_waiting:
        messages.error(request, "This was answered or withdrawn already")
        return redirect(back)
    data = form.cleaned_data
    try:
        decision = referral.answer_with(
            data["outcome"], by=by, on=data["said_on"] or on, text=data["text"], caveats=data["caveats"]
        )
    except StaleRecord:
        messages.error(request, "Somebody else answered this at the same moment")
        return redirect(back)
    messages.success(request, f"{referral.to_forum}: {decision.summary_line()[0].lower()}{decision.summary_line()[1:]}")
    return redirect(back_to(request, decision.get_absolute_url()))


@require_POST
def referral_withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """It is no longer on its way."""
    referral = _answerable(request, ref)
    try:
        referral.withdraw(by=writer(request))
        messages.success(request, f"No longer on its way to {referral.to_forum}")
    except StaleRecord:
        messages.error(request, "Somebody else changed this at the same moment. Look at it again")
    return redirect(back_to(request, referral.get_absolute_url()))


def _send(request: HttpRequest, carried: Carried) -> HttpResponse:
    by, on = writer(request), today()
    initial = {"title": carried.title, "forum": carried.forum, "sent_on": on}
    if carried.forum is not None:
        initial["to_forum"] = carried.forum.reports_to
    form = ReferralForm(request.POST or None, initial=initial, viewer=viewer(request), on=on, forum=carried.forum)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with tokens.once(data["token"], person=by) as claim:
            if claim.used:
                return redirect(claim.result_url)
            referral = send_up(
                title=data["title"], forum=data["forum"], to_forum=data["to_forum"], on=data["sent_on"], by=by,
                decision=carried.decision, item=carried.item, topic=carried.topic,
            )  # fmt: skip
            claim.finish(referral.get_absolute_url())
        messages.success(request, f"On its way to {referral.to_forum}. You will be asked what they said")
        return redirect(back_to(request, referral.get_absolute_url()))
    cancel = carried.decision.get_absolute_url() if carried.decision else ""
    context = {"nav": "decisions", "form": form, "carried": carried, "back": back_to(request, ""),
               "cancel": back_to(request, cancel)}  # fmt: skip
    return render(request, "meetings/referral_new.html", context)


def _seen(request: HttpRequest, ref: str) -> Referral:
    return visible_or_404(full_referrals(), request.user, ref=ref)


def _answerable(request: HttpRequest, ref: str) -> Referral:
    referral = _seen(request, ref)
    if not referral.may_be_answered_by(viewer(request)):
        raise PermissionDenied("Only the group that sent it may answer for the other")
    return referral


def _detail(request: HttpRequest, referral: Referral, *, form: AnswerForm | None = None) -> HttpResponse:
    may_answer = referral.may_be_answered_by(viewer(request))
    decisions = Decision.objects.visible_to(request.user).filter(
        pk__in=[pk for pk in (referral.decision_id, referral.answer_id) if pk]
    )
    seen = {decision.pk: decision for decision in decisions.prefetch_related("caveats")}
    items = AgendaItem.objects.visible_to(request.user).filter(pk=referral.item_id) if referral.item_id else []
    context = {
        "nav": "decisions",
        "referral": referral,
        "decision": seen.get(referral.decision_id),
        "answer": seen.get(referral.answer_id),
        "item": next(iter(items), None) and referral.item,
        "taps": ONE_TAP,
        "may_answer": may_answer,
        "on": today(),
    }
    if may_answer and referral.is_waiting:
        context["form"] = form or AnswerForm(on=today())
    return render(request, "meetings/referral_detail.html", context)
