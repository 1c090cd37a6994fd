"""Pages of reviews: all of them, one with what it recommends, a new one, its history, as CSV."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hackit import tokens
from hackit.csv_out import csv_response
from hackit.dates import financial_year_label
from hackit.edit_forms import edit_page, status_of
from hackit.filters import page_of
from hackit.presses import just_deleted
from hackit.record_history import history_or_404, may_read_history
from hackit.shortcuts import asked, reader, today, viewer, visible_or_404, writer
from meetings.audit.beside_models import Scale
from meetings.audit.filters import ReviewFilter
from meetings.audit.forms import ReviewEditForm, ReviewForm
from meetings.audit.models import Review
from meetings.audit.reading import by_reference, of_review, review_rows, shown
from meetings.audit.writes import change_review, record_review
from meetings.enquiries.reading import questions_about
from meetings.form_fields import KnownPeople

HEADER = (
    "Review", "Plan year", "Stage", "Opinion", "Lead auditor", "Our lead", "Planned for", "Final report", "Why",
    "Recommendations", "Open", "Overdue", "Group", "Address",
)  # fmt: skip

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def review_list(request: HttpRequest) -> HttpResponse:
    """Every review that this reader may see, by plan year. `?deleted=` offers to bring one's own back."""
    filters = _filters(request)
    rows = filters.sorted(filters.found())
    context = {
        "nav": "meetings", "page": page_of(request, review_rows(rows, on=today())), **filters.for_page(),
        "on": today(), "clear": reverse("meetings:review-list"), "deleted": just_deleted(request, Review.objects),
        "may_write": viewer(request).writes_in_a_group, "may_set": viewer(request).is_administrator,
    }  # fmt: skip
    return render(request, "meetings/review_list.html", context)


@require_safe
def review_csv(request: HttpRequest) -> StreamingHttpResponse:
    """What the list shows, all pages of it, as CSV."""
    filters = _filters(request)
    rows = filters.sorted(filters.found())
    return csv_response("audit-reviews.csv", HEADER, (_cells(request, one) for one in review_rows(rows, on=today())))


@require_safe
def review_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """One review and what it recommends. `?deleted=` offers to bring a recommendation back."""
    review = visible_or_404(review_rows(Review.objects, on=today()), request.user, ref=ref)
    context: dict[str, Any] = {
        "has_history": may_read_history(review, request.user),
        "nav": "meetings", "review": review, "on": today(),
        "rows": shown(by_reference(of_review(review, request.user)), on=today()),
        "may_change": review.may_be_changed_by(viewer(request)), "deleted": asked(request, "deleted", longest=40),
        "questions": questions_about(review.get_absolute_url(), request.user),
    }  # fmt: skip
    return render(request, "meetings/review_detail.html", context)


@form_page
def review_new(request: HttpRequest) -> HttpResponse:
    """Write down another review."""
    by, on = writer(request), today()
    if not viewer(request).writes_in_a_group:
        raise PermissionDenied("Only who writes in a group may record a review for it")
    grades = Scale.objects.grades()["opinion"]
    people = KnownPeople(on=on)
    form = ReviewForm(request.POST or None, viewer=viewer(request), people=people, on=on, grades=grades)
    if request.method == "POST" and form.is_valid():
        with tokens.once(form.cleaned_data["token"], person=by) as claim:
            if claim.used:
                return redirect(claim.result_url)
            review = record_review(form.cleaned_data, by=by)
            claim.finish(review.get_absolute_url())
        return redirect(review)
    return render(request, "meetings/review_new.html", {"nav": "meetings", "form": form}, status=status_of(form))


@form_page
def review_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change a review. A save that meets somebody else's shows both and asks."""
    review = changeable(request, ref)
    by, on = writer(request), today()
    form = ReviewEditForm(
        request.POST or None, initial=_stored(review), viewer=viewer(request), people=KnownPeople(on=on), on=on,
        grades=Scale.objects.grades()["opinion"], review=review,
    )  # fmt: skip
    return edit_page(
        request, form, review, "meetings/review_edit.html", name="review", as_saved=_as_saved,
        save=lambda said: change_review(review, said, by=by, version=said["version"]),
        again=lambda: changeable(request, ref),
    )  # fmt: skip


@require_safe
def review_history(request: HttpRequest, ref: str) -> HttpResponse:
    """Every change of the review, for who could see it all along."""
    review = visible_or_404(Review.objects, request.user, ref=ref)
    history = history_or_404(review, request.user)
    context = {"nav": "meetings", "record": review, "history": history, "what": "review", "recommendation": None}
    return render(request, "meetings/audit_history.html", context)


def changeable(request: HttpRequest, ref: str) -> Review:
    """The review, for somebody of its group. Raises Http404 for who may not see it, PermissionDenied else."""
    review = visible_or_404(Review.objects.with_names(), request.user, ref=ref)
    if not review.may_be_changed_by(viewer(request)):
        raise PermissionDenied("Only the group that looks after it may change it")
    return review


def _filters(request: HttpRequest) -> ReviewFilter:
    """Raises PermissionDenied for a login without a role: no review is public."""
    reader(request)
    return ReviewFilter(request.GET, Review.objects.visible_to(request.user))


def _stored(review: Review) -> dict[str, Any]:
    names = (
        "title", "plan_year", "stage", "note", "planned_for", "reported_on", "opinion", "lead", "forum", "topic",
        "audience", "version",
    )  # fmt: skip
    return {name: getattr(review, name) for name in names} | {"auditor": review.auditor or review.auditor_text}


def _as_saved(review: Review) -> list[tuple[str, Any]]:
    return [
        ("What is reviewed", review.title), ("Plan of", financial_year_label(review.plan_year)),
        ("Stage", review.get_stage_display()), ("Opinion", review.opinion or "None given"),
        ("Lead auditor", review.auditor_name or "Nobody named"), ("Our lead", review.lead or "Nobody named"),
        ("Why", review.note or "Nothing"), ("Group", review.forum),
    ]  # fmt: skip


def _cells(request: HttpRequest, one: Any) -> list[object]:
    return [
        one.title, financial_year_label(one.plan_year), one.get_stage_display(), one.opinion, one.auditor_name,
        one.lead.name if one.lead else "", one.planned_for, one.reported_on, one.note, one.recommended, one.asking,
        one.late, one.forum.name, request.build_absolute_uri(one.get_absolute_url()),
    ]  # fmt: skip
