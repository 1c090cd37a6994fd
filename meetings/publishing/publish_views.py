"""Publish a meeting to everyone, again, or take it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hackit import tokens
from hackit.models import Publication
from hackit.records import StaleRecord
from hackit.shortcuts import writer
from meetings.agenda.reading import run_meeting
from meetings.models import Meeting
from meetings.publishing import reading, writes
from meetings.publishing.figures import private_figures
from meetings.publishing.forms import PublishForm, UnpublishForm
from meetings.publishing.views import trail_of

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def meeting_publish(request: HttpRequest, ref: str) -> HttpResponse:
    """What everyone reads, what staff read, what stays; then publish. It is shared with staff first."""
    meeting, by = run_meeting(request.user, ref), writer(request)
    if meeting.state == Meeting.State.CANCELLED:
        messages.error(request, "A cancelled meeting has nothing to publish.")
        return redirect(meeting)
    points = writes.meeting_points(meeting)
    ready = [point for point in points if point.text.strip() and point.audience in reading.WIDE]
    (decisions, kept_decisions), actions = writes.sorted_decisions(meeting), writes.publishable_actions(meeting)
    publication, published = reading.published_refs(ref, request.user)
    earlier = publication.number if publication else Publication.objects.of(meeting).count()
    form = PublishForm(
        request.POST or None, meeting=meeting, points=ready, decisions=decisions, actions=actions,
        chosen=published if publication else None, is_again=bool(earlier),
    )  # fmt: skip
    status = 422 if form.is_bound and form.errors else 200
    clash = False
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            with tokens.once(typed["token"], person=by) as claim:
                if claim.used:
                    return redirect(claim.result_url)
                made = writes.publish_meeting(
                    meeting, points=_ticked(ready, typed["points"]), decisions=_ticked(decisions, typed["decisions"]),
                    actions=_ticked(actions, typed["actions"]), by=by, at=timezone.now(), lead=typed["lead"],
                    reason=typed.get("reason", ""), version=typed["version"],
                )  # fmt: skip
                claim.finish(meeting.get_absolute_url())
        except StaleRecord as stale:
            status, clash = 409, True
            form.raised_to(stale.stored.version)
        else:
            again = f" as version {made.number}" if made.number > 1 else ""
            messages.success(request, f"Published{again}. Everyone can read it.")
            return redirect(meeting)
    for point in ready:
        point.body = writes.point_html(point)
    context = _page(meeting, points, ready, form)
    context |= {
        "ready": ready,
        "staff_actions": [action for action in actions if action.owner_id],
        "unowned": [action for action in actions if not action.owner_id],
        "kept_decisions": kept_decisions,
        "clash": clash,
        "publication": publication,
        "next_number": earlier + 1,
    }
    return render(request, "meetings/meeting_publish.html", context, status=status)


@form_page
def meeting_unpublish(request: HttpRequest, ref: str) -> HttpResponse:
    """Take the publication back: strangers find nothing at its address until it is published again."""
    meeting, by = run_meeting(request.user, ref), writer(request)
    if reading.current_publication(ref, request.user) is None:
        messages.info(request, "It is not published.")
        return redirect(meeting)
    form = UnpublishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        writes.unpublish_meeting(meeting, by=by, reason=form.cleaned_data["reason"])
        messages.success(request, "Taken back. Only staff see the meeting now.")
        return redirect(meeting)
    context = {"nav": "meetings", "form": form, "meeting": meeting, "trail": trail_of(meeting)}
    return render(request, "meetings/meeting_unpublish.html", context, status=422 if form.errors else 200)


def _ticked(records: list, refs: list[str]) -> list:
    return [record for record in records if record.ref in refs]


def _page(meeting: Meeting, points: list, ready: list, form: PublishForm) -> dict[str, Any]:
    """The three sections of the page, and the figures that somebody should look at."""
    kept_actions = [row for row in meeting.actions.live().select_related("item") if not reading.is_for_staff(row)]
    lines = [line for line in reading.meeting_lines(meeting) if line.audience not in reading.WIDE]
    private = [line.text for line in lines]
    figures = [
        {"title": point.title, "url": point.get_edit_url(), "figures": found}
        for point in ready
        if (found := private_figures(f"{point.title}\n{point.text}", private))
    ]
    return {
        "nav": "meetings",
        "form": form,
        "meeting": meeting,
        "staff_points": {point.ref for point in ready if point.audience == "staff"},
        "waiting": [point for point in points if point not in ready],
        "kept_actions": kept_actions,
        "kept": reading.kept_with_group(lines),
        "figures": figures,
        "trail": trail_of(meeting),
    }
