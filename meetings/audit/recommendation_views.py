"""Pages of recommendations: all of them, one with its dates, evidence and what audit said, a new one, as CSV."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hackit import tokens
from hackit.csv_out import csv_response
from hackit.edit_forms import edit_page, status_of
from hackit.filters import page_of
from hackit.record_history import history_or_404, may_read_history
from hackit.shortcuts import asked, reader, today, viewer, visible_or_404, writer
from meetings.audit import views
from meetings.audit.beside_models import Evidence, Scale
from meetings.audit.cells import HEADER, cells_of
from meetings.audit.filters import RecommendationFilter
from meetings.audit.forms import (
    CheckForm,
    EvidenceForm,
    RecommendationEditForm,
    RecommendationForm,
)
from meetings.audit.models import Recommendation
from meetings.audit.reading import by_reference, for_rows, moves_of, shown
from meetings.audit.writes import change_recommendation, record_recommendation
from meetings.enquiries.reading import questions_about
from meetings.form_fields import KnownPeople

MOST_OTHERS = 200
"""So many others of a group are offered as what replaces one."""

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def recommendation_list(request: HttpRequest) -> HttpResponse:
    """Every recommendation that this reader may see, what presses first."""
    filters, on = filters_of(request), today()
    rows = filters.sorted(filters.found())
    page = page_of(request, for_rows(rows))
    context = {
        "nav": "meetings", "page": page, "rows": shown(page, on=on), **filters.for_page(), "on": on,
        "clear": reverse("meetings:recommendation-list"), "may_write": viewer(request).writes_in_a_group,
    }  # fmt: skip
    return render(request, "meetings/recommendation_list.html", context)


@require_safe
def recommendation_csv(request: HttpRequest) -> StreamingHttpResponse:
    """What the list shows, all pages of it, as CSV."""
    filters, on = filters_of(request), today()
    rows = filters.sorted(filters.found())
    found = shown(for_rows(rows), on=on)
    return csv_response("audit-recommendations.csv", HEADER, (cells_of(request, one) for one in found))


def filters_of(request: HttpRequest) -> RecommendationFilter:
    """Raises PermissionDenied for a login without a role: no recommendation is public."""
    reader(request)
    return RecommendationFilter(request.GET, Recommendation.objects.visible_to(request.user), on=today())


@require_safe
def recommendation_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """One recommendation. `?taken-off=` offers to put evidence back."""
    one = visible_or_404(for_rows(Recommendation.objects), request.user, ref=ref)
    return detail(request, one)


def detail(
    request: HttpRequest, one: Recommendation, *, check: CheckForm | None = None, evidence: EvidenceForm | None = None
) -> HttpResponse:  # fmt: skip
    """The page of one; a form where what was typed into it could not be taken."""
    on, may_change = today(), one.may_be_changed_by(viewer(request))
    stand = shown([one], on=on)[0]
    failed = any(form is not None and form.errors for form in (check, evidence))
    others = for_rows(Recommendation.objects.visible_to(request.user)).filter(forum_id=one.forum_id)
    context: dict[str, Any] = {
        "has_history": may_read_history(one, request.user),
        "nav": "meetings", "one": one, "stand": stand, "on": on, "may_change": may_change,
        "moves": moves_of(stand.action) if stand.action else [],
        "evidence": Evidence.objects.visible_to(request.user).of(one).select_related("created_by"),
        "check_form": check or CheckForm(initial={"checked_on": on}, on=on),
        "evidence_form": evidence or EvidenceForm(initial={"dated": on}, on=on),
        "others": by_reference(others.exclude(pk=one.pk).order_by("-pk")[:MOST_OTHERS]) if may_change else [],
        "replaces": Recommendation.objects.visible_to(request.user).filter(replaced_by=one),
        "taken_off": asked(request, "taken-off", longest=40),
        "questions": questions_about(one.get_absolute_url(), request.user),
    }  # fmt: skip
    return render(request, "meetings/recommendation_detail.html", context, status=422 if failed else 200)


@form_page
def review_recommend(request: HttpRequest, ref: str) -> HttpResponse:
    """Write down what a review recommends."""
    by, on = writer(request), today()
    review = views.changeable(request, ref)
    grades = Scale.objects.grades()["priority"]
    form = RecommendationForm(request.POST or None, review=review, people=KnownPeople(on=on), on=on, grades=grades)
    if request.method == "POST" and form.is_valid():
        with tokens.once(form.cleaned_data["token"], person=by) as claim:
            if claim.used:
                return redirect(claim.result_url)
            one = record_recommendation(review, form.cleaned_data, by=by, on=on)
            claim.finish(one.get_absolute_url())
        if request.POST.get("do") == "another":
            return redirect("meetings:review-recommend", review.ref)
        return redirect(one)
    context = {"nav": "meetings", "form": form, "review": review}
    return render(request, "meetings/recommendation_new.html", context, status=status_of(form))


@form_page
def recommendation_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change it, our response, who does what by when. A save that meets somebody else's shows both and asks."""
    one = changeable(request, ref)
    by, on = writer(request), today()
    form = RecommendationEditForm(
        request.POST or None, initial=_stored(one), review=one.review, people=KnownPeople(on=on), on=on,
        grades=Scale.objects.grades()["priority"], recommendation=one,
    )  # fmt: skip
    return edit_page(
        request, form, one, "meetings/recommendation_edit.html", name="one", as_saved=_as_saved,
        save=lambda said: change_recommendation(one, said, by=by, on=on, version=said["version"]),
        again=lambda: changeable(request, ref),
    )  # fmt: skip


@require_safe
def recommendation_history(request: HttpRequest, ref: str) -> HttpResponse:
    """Every change of it, for who could see it all along. Moves of its date stand in its action's log."""
    one = visible_or_404(for_rows(Recommendation.objects), request.user, ref=ref)
    history = history_or_404(one, request.user)
    context = {"nav": "meetings", "record": one, "history": history, "what": "recommendation", "recommendation": one}
    return render(request, "meetings/audit_history.html", context)


def changeable(request: HttpRequest, ref: str) -> Recommendation:
    """The recommendation, for somebody of its group. Raises Http404 for who may not see it, PermissionDenied else."""
    one = visible_or_404(for_rows(Recommendation.objects), request.user, ref=ref)
    if not one.may_be_changed_by(viewer(request)):
        raise PermissionDenied("Only the group that looks after it may change it")
    return one


def _stored(one: Recommendation) -> dict[str, Any]:
    names = ("reference", "finding", "text", "priority", "response", "response_words", "risk_until", "version")
    stored: dict[str, Any] = {name: getattr(one, name) for name in names}
    action = one.promise
    stored["risk_by"] = one.risk_by or one.risk_by_text
    if action is not None:
        helpers = list(action.helpers.all())
        stored |= {"action_text": action.text, "owner": action.owner, "helpers": helpers, "due": action.due}
    return stored


def _as_saved(one: Recommendation) -> list[tuple[str, Any]]:
    action = one.promise
    return [
        ("Reference", one.reference or "None"), ("What is recommended", str(one)),
        ("Priority", one.priority or "None given"), ("Our response", one.get_response_display() or "Not answered yet"),
        ("Agreed action", action.text if action else "None"),
        ("Owner", action.owner or "No owner yet" if action else "No owner yet"),
    ]  # fmt: skip
