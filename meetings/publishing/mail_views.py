"""Minutes and agendas by email: who gets them, what one's own would say, and sending them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hackit.models import Person
from hackit.shortcuts import me, sent, today, writer
from meetings.agenda.reading import run_meeting, seen_meeting
from meetings.models import Meeting
from meetings.publishing import letters, mail_writes
from meetings.publishing.reading import several
from meetings.publishing.recipients import recipients_of
from meetings.publishing.views import trail_of


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_mail(request: HttpRequest, ref: str) -> HttpResponse:
    """Send the minutes, each their own, with what they promised."""
    return _send(request, run_meeting(request.user, ref.replace("\x00", "")), letters.MINUTES)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_agenda_mail(request: HttpRequest, ref: str) -> HttpResponse:
    """Send the agenda before the meeting."""
    return _send(request, run_meeting(request.user, ref.replace("\x00", "")), letters.AGENDA)


@require_safe
def meeting_mail_preview(request: HttpRequest, ref: str) -> HttpResponse:
    """The minutes as one's own letter would say them."""
    meeting = seen_meeting(request.user, ref.replace("\x00", ""))
    return _preview(request, meeting, letters.minutes_for(meeting, me(request)))


@require_safe
def meeting_agenda_mail_preview(request: HttpRequest, ref: str) -> HttpResponse:
    """The agenda as one's own letter would say it."""
    meeting = seen_meeting(request.user, ref.replace("\x00", ""))
    return _preview(request, meeting, letters.agenda_for(meeting, me(request), on=today()))


def _send(request: HttpRequest, meeting: Meeting, kind: str) -> HttpResponse:
    by = writer(request)
    is_agenda = kind == letters.AGENDA
    back = reverse("meetings:meeting-agenda", args=[meeting.ref]) if is_agenda else meeting.get_absolute_url()
    ready = letters.may_send_agenda(meeting, on=today()) if is_agenda else letters.may_send_minutes(meeting)
    if not ready:
        messages.info(request, _not_ready(is_agenda))
        return redirect(back)
    if request.method == "POST":
        _post(request, meeting, kind, by)
        return redirect(back)
    found = recipients_of(kind, meeting, on=today())
    context = {
        "nav": "meetings",
        "meeting": meeting,
        "is_agenda": is_agenda,
        "found": found,
        "count": several(len(found.to_come), "person", "people"),
        "again": several(len(found.reached), "person", "people"),
        "next_round": found.rounds + 1,
        "back": back,
        "trail": trail_of(meeting),
    }
    return render(request, "meetings/meeting_mail.html", context)


def _post(request: HttpRequest, meeting: Meeting, kind: str, by: Person) -> None:
    again = sent(request, "again", longest=3)
    rows = mail_writes.send_round(kind, meeting, by=by, on=today(), again=int(again) if again.isdecimal() else 0)
    what = "The agenda is" if kind == letters.AGENDA else "The minutes are"
    if rows:
        messages.success(request, f"{what} on the way to {several(len(rows), 'person', 'people')}.")
    else:
        messages.info(request, "Nothing was sent: everybody who can get it has had it, or it is on the way.")


def _not_ready(is_agenda: bool) -> str:
    if is_agenda:
        return "The agenda is sent before the meeting, and this one is over or cancelled."
    return "The minutes are sent once the meeting is wrapped up."


def _preview(request: HttpRequest, meeting: Meeting, letter: letters.Letter | None) -> HttpResponse:
    if letter is None:
        raise Http404("No such letter to this reader")
    folder, _slash, name = letter.template.rpartition("/")
    context = {
        **letter.context,
        "nav": "meetings",
        "person": me(request),
        "subject": letter.subject,
        "body": f"{folder}/_{name}.html",
        "trail": trail_of(meeting),
    }
    return render(request, "meetings/meeting_mail_preview.html", context)
