"""Put on an agenda…: from an action, a decision, an idea or a jotting."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hackit import tokens
from hackit.models import Forum
from hackit.shortcuts import today, viewer, writer
from meetings.agenda import about, writes
from meetings.agenda.meeting_forms import PutOnAgendaForm

GROUPS_TO_ASK = 8


@require_http_methods(["GET", "HEAD", "POST"])
def put(request: HttpRequest, ref: str, kind: str) -> HttpResponse:
    """Choose a meeting of my groups; its agenda then leads to the record."""
    record = about.records_of(kind, request.user).filter(ref=ref.replace("\x00", "")).first()
    if record is None:
        raise Http404("Nothing here that you may see")
    by, shown = writer(request), about.as_about(kind, record)
    meetings = about.meetings_to_put_on(request.user, on=today())
    form = PutOnAgendaForm(request.POST if request.method == "POST" else None, meetings=meetings, title=shown.title)
    if request.method == "POST" and form.is_valid():
        meeting = form.cleaned_data["meeting"]
        runs = viewer(request).runs(meeting.forum_id)
        with tokens.once(form.cleaned_data["token"], person=by) as claim:
            if claim.used:
                return redirect(claim.result_url)
            title = form.cleaned_data["title"]
            item, is_new = writes.put_on_agenda(record, kind, meeting, title=title, by=by, runs=runs)
            url = f"{reverse('meetings:meeting-agenda', args=[meeting.ref])}#{item.anchor}"
            claim.finish(url)
        done = ("is on the agenda" if runs else "is suggested") if is_new else "is there already"
        messages.success(request, f"“{item.title}” {done}.")
        return redirect(url)
    context = {
        "nav": "meetings",
        "form": form,
        "about": shown,
        "has_meetings": bool(meetings),
        "groups_to_ask": [] if viewer(request).forum_roles else _groups_to_ask(request),
        "trail": [(shown.url, shown.kind)],
    }
    return render(request, "meetings/about_put.html", context, status=422 if form.is_bound else 200)


def _groups_to_ask(request: HttpRequest) -> list[Forum]:
    """The first groups that still meet: somebody who is in none may suggest it to one of them."""
    return list(Forum.objects.known_to(request.user).meeting_still()[:GROUPS_TO_ASK])
