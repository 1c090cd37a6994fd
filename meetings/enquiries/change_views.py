"""Writing down a question that is put to a group, and changing it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hackit import tokens
from hackit.dates import british_day
from hackit.edit_forms import edit_page, status_of
from hackit.shortcuts import asked, today, viewer, visible_or_404, writer
from meetings.actions.sources import source_at
from meetings.enquiries.forms import EnquiryEditForm, EnquiryForm
from meetings.enquiries.models import AskedBy, Enquiry
from meetings.enquiries.reading import for_rows
from meetings.enquiries.writes import ask, change
from meetings.form_fields import KnownPeople

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def enquiry_new(request: HttpRequest) -> HttpResponse:
    """Write a question down; `?about=` is the address of a page here that it is about, `?budget=` a budget line."""
    by, on = writer(request), today()
    if not viewer(request).writes_in_a_group:
        raise PermissionDenied("Only who writes in a group may write down what it is asked")
    asker = asked(request, "asked_by", longest=10)
    initial: dict[str, Any] = {
        "asked_on": on, "about": asked(request, "about"), "topics": request.GET.getlist("topic")[:20],
        "asked_by": asker if asker in AskedBy.values else AskedBy.FINANCE,
        "budget_line": asked(request, "budget", longest=40), "forum": asked(request, "group", longest=100),
    }  # fmt: skip
    form = EnquiryForm(request.POST or None, initial=initial, user=request.user, people=KnownPeople(on=on), on=on)
    if request.method == "POST" and form.is_valid():
        about = source_at(form.cleaned_data["about"].replace("\x00", ""), request.user)
        with tokens.once(form.cleaned_data["token"], person=by) as claim:
            if claim.used:
                return redirect(claim.result_url)
            enquiry = ask(form.cleaned_data, by=by, about_url=about.url)
            claim.finish(enquiry.get_absolute_url())
        messages.success(request, "Written down. It comes back until it is answered")
        return redirect(enquiry)
    about = source_at(initial["about"], request.user)
    context = {"nav": "meetings", "form": form, "about": about if about.url else None}
    return render(request, "meetings/enquiry_new.html", context, status=status_of(form))


@form_page
def enquiry_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change what is asked, by whom, and who answers. A save that meets somebody else's shows both and asks."""
    enquiry, by, on = changeable(request, ref), writer(request), today()
    form = EnquiryEditForm(
        request.POST or None, initial=_stored(enquiry), user=request.user, people=KnownPeople(on=on), on=on,
        enquiry=enquiry,
    )  # fmt: skip
    return edit_page(
        request, form, enquiry, "meetings/enquiry_edit.html", name="enquiry", as_saved=_as_saved,
        save=lambda said: change(enquiry, said, by=by, on=on, version=said["version"]),
        again=lambda: changeable(request, ref),
    )  # fmt: skip


def changeable(request: HttpRequest, ref: str) -> Enquiry:
    """The question, for somebody of its group. Raises Http404 for who may not see it, PermissionDenied else."""
    enquiry = visible_or_404(for_rows(Enquiry.objects), request.user, ref=ref)
    if not enquiry.may_be_changed_by(viewer(request)):
        raise PermissionDenied("Only the group that is asked may change it")
    return enquiry


def _stored(enquiry: Enquiry) -> dict[str, Any]:
    action = enquiry.action
    return {
        "text": enquiry.text, "asked_by": enquiry.asked_by, "asked_on": enquiry.asked_on, "forum": enquiry.forum,
        "asker": enquiry.asker_words() if enquiry.asked_by == AskedBy.OTHER else "",
        "owner": action.owner if action else None, "due": action.due if action else None,
        "budget_line": enquiry.budget_line.ref if enquiry.budget_line_id else "", "audience": enquiry.audience,
        "topics": enquiry.topics.all(), "version": enquiry.version,
    }  # fmt: skip


def _as_saved(enquiry: Enquiry) -> list[tuple[str, Any]]:
    action = enquiry.action
    return [
        ("What is asked", enquiry.text), ("Who asks", enquiry.asker_words()),
        ("Asked on", british_day(enquiry.asked_on)),
        ("Who answers", (action.owner if action else None) or "Nobody named yet"),
        ("By", british_day(action.due) if action and action.due else "No date"),
        ("Answer", enquiry.answer or "None yet"),
    ]  # fmt: skip
