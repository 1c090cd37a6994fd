"""Pages of questions put to a group: all of them, one with its answer, its history, the list as a file."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hackit.audience import Reach, Viewer
from hackit.csv_out import csv_response
from hackit.edit_forms import status_of
from hackit.filters import page_of
from hackit.mentions import written_about
from hackit.presses import just_deleted
from hackit.record_history import history_or_404, may_read_history
from hackit.shortcuts import reader, today, viewer, visible_or_404
from meetings.actions.sources import source_at
from meetings.enquiries.filters import EnquiryFilter
from meetings.enquiries.forms import AnswerForm
from meetings.enquiries.models import Enquiry
from meetings.enquiries.reading import age_words, for_rows, shown
from meetings.money.models import BudgetLine

OPEN_TO_STAFF = (Reach.STAFF, Reach.EVERYONE)
HEADER = (
    "Question", "Asked by", "Asked on", "Group", "Who answers", "By", "State", "Answer", "Sent back on", "Budget line",
    "Topics", "Address",
)  # fmt: skip


@require_safe
def enquiry_list(request: HttpRequest) -> HttpResponse:
    """Every question that this reader may see, with its age; those not answered yet, unless asked for others."""
    filters, on = _filters(request), today()
    rows = filters.sorted(filters.found())
    page = page_of(request, for_rows(rows))
    context = {
        "nav": "meetings", "page": page, "rows": shown(page, on=on), **filters.for_page(), "on": on,
        "clear": reverse("meetings:enquiry-list"), "may_write": viewer(request).writes_in_a_group,
        "deleted": just_deleted(request, Enquiry.objects),
    }  # fmt: skip
    return render(request, "meetings/enquiry_list.html", context)


@require_safe
def enquiry_csv(request: HttpRequest) -> StreamingHttpResponse:
    """What the list shows, all pages of it, as CSV."""
    filters = _filters(request)
    rows = filters.sorted(filters.found())
    found = for_rows(rows).prefetch_related("topics").iterator(chunk_size=500)
    return csv_response("questions-to-answer.csv", HEADER, (_cells(request, one) for one in found))


@require_safe
def enquiry_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """One question, who answers it, and what was answered."""
    return detail(request, visible_or_404(for_rows(Enquiry.objects), request.user, ref=ref))


def detail(request: HttpRequest, enquiry: Enquiry, *, form: AnswerForm | None = None) -> HttpResponse:
    """The page of one; `form` where what was typed into it could not be taken, or somebody else was quicker."""
    on, seen = today(), viewer(request)
    may_answer = enquiry.may_be_answered_by(seen)
    if may_answer and enquiry.is_open and form is None:
        form = AnswerForm(initial={"answer": enquiry.answer, "sent_back_on": on, "version": enquiry.version}, on=on)
    about = source_at(enquiry.about_url, request.user) if enquiry.about_url else None
    is_group = seen.belongs_to(enquiry.forum_id)
    context: dict[str, Any] = {
        "has_history": may_read_history(enquiry, request.user),
        "nav": "meetings", "enquiry": enquiry, "age": age_words(enquiry.asked_on, on=on), "on": on,
        "topics": enquiry.topics.all(), "about": about if about and about.url else None,
        "budget": _budget_of(enquiry, seen),
        "action": enquiry.action if enquiry.action_id and not enquiry.action.is_deleted else None,
        "meeting": enquiry.meeting if enquiry.meeting_id and is_group else None,
        "may_change": enquiry.may_be_changed_by(seen), "may_answer": may_answer,
        "form": form if may_answer and enquiry.is_open else None,
        "written": written_about(enquiry.get_absolute_url(), request.user),
    }  # fmt: skip
    return render(request, "meetings/enquiry_detail.html", context, status=status_of(form))


@require_safe
def enquiry_history(request: HttpRequest, ref: str) -> HttpResponse:
    """Every change of the question, for who could see it all along."""
    enquiry = visible_or_404(Enquiry.objects, request.user, ref=ref)
    history = history_or_404(enquiry, request.user)
    context = {"nav": "meetings", "enquiry": enquiry, "history": history}
    return render(request, "meetings/enquiry_history.html", context)


def _filters(request: HttpRequest) -> EnquiryFilter:
    """Raises PermissionDenied for a login without a role: no question is public."""
    reader(request)
    return EnquiryFilter(request.GET, Enquiry.objects.visible_to(request.user))


def _budget_of(enquiry: Enquiry, seen: Viewer) -> BudgetLine | None:
    """The budget line it is about, for who may see that too: who only answers may not."""
    budget = enquiry.budget_line
    return budget if budget and (seen.belongs_to(budget.forum_id) or budget.reach in OPEN_TO_STAFF) else None


def _cells(request: HttpRequest, enquiry: Enquiry) -> list[object]:
    action = enquiry.action if enquiry.action_id else None
    budget = _budget_of(enquiry, viewer(request))
    return [
        enquiry.text, enquiry.asker_words(), enquiry.asked_on, enquiry.forum.name if enquiry.forum_id else "",
        action.owner.name if action and action.owner_id else "", action.due or action.due_text if action else "",
        enquiry.get_state_display(), enquiry.answer, enquiry.sent_back_on or "",
        budget.title if budget else "",
        "; ".join(topic.name for topic in enquiry.topics.all()),
        request.build_absolute_uri(enquiry.get_absolute_url()),
    ]  # fmt: skip
