"""One press each: answering a question, needing no answer any more, opening it again, deleting it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from hackit.presses import MEANWHILE, deleted_or_404
from hackit.records import StaleRecord
from hackit.shortcuts import back_to, sent, today, viewer, visible_or_404, writer
from meetings.enquiries.change_views import changeable
from meetings.enquiries.forms import AnswerForm
from meetings.enquiries.models import Enquiry
from meetings.enquiries.reading import for_rows
from meetings.enquiries.views import detail
from meetings.enquiries.writes import bring_back, delete


@require_POST
def enquiry_answer(request: HttpRequest, ref: str) -> HttpResponse:
    """Write the answer down, and say when it went back: that day its action is done."""
    enquiry, by, on = _answerable(request, ref), writer(request), today()
    form = AnswerForm(request.POST, on=on)
    if not form.is_valid():
        return detail(request, enquiry, form=form)
    if form.cleaned_data["version"] != enquiry.version or not enquiry.is_open:
        messages.error(request, "Somebody else changed this meanwhile. What you wrote stands below: look, then save")
        form.raised_to(enquiry.version)
        return detail(request, enquiry, form=form)
    day = form.cleaned_data["sent_back_on"]
    try:
        enquiry.answer_with(form.cleaned_data["answer"], by=by, on=on, sent_back_on=day)
    except StaleRecord:
        messages.error(request, MEANWHILE)
        return redirect(enquiry)
    messages.success(request, f"Sent back to {enquiry.asker_words()}" if day else "Answer kept, not sent back yet")
    return redirect(back_to(request, enquiry.get_absolute_url()))


@require_POST
def enquiry_state(request: HttpRequest, ref: str) -> HttpResponse:
    """Nobody needs an answer any more (`answer` drop), or it is open again (open)."""
    enquiry, by, on = changeable(request, ref), writer(request), today()
    answer = sent(request, "answer", longest=10)
    if answer not in ("drop", "open"):
        raise Http404("No such answer")
    try:
        if answer == "drop":
            enquiry.drop(by=by, on=on)
        else:
            enquiry.reopen(by=by, on=on)
    except StaleRecord:
        messages.error(request, MEANWHILE)
    else:
        messages.success(request, "No longer needed" if answer == "drop" else "Open again")
    return redirect(enquiry)


@require_POST
def enquiry_delete(request: HttpRequest, ref: str) -> HttpResponse:
    """Take it out of everybody's sight. The list that follows offers to bring it back."""
    enquiry, by = changeable(request, ref), writer(request)
    try:
        delete(enquiry, by=by)
    except StaleRecord:
        messages.error(request, MEANWHILE)
        return redirect(enquiry)
    return redirect(f"{reverse('meetings:enquiry-list')}?deleted={enquiry.ref}")


@require_POST
def enquiry_restore(request: HttpRequest, ref: str) -> HttpResponse:
    """Bring back what one has deleted oneself."""
    by = writer(request)
    enquiry = deleted_or_404(Enquiry.objects, by, ref)
    bring_back(enquiry, by=by)
    messages.success(request, "It is back")
    return redirect(enquiry)


def _answerable(request: HttpRequest, ref: str) -> Enquiry:
    """The question, for its group and for who is to answer it."""
    enquiry = visible_or_404(for_rows(Enquiry.objects), request.user, ref=ref)
    if not enquiry.may_be_answered_by(viewer(request)):
        raise PermissionDenied("Only the group that is asked, and who is named to answer, may answer it")
    return enquiry
