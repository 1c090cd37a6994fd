"""Pages of meetings: plan one, change it, cancel or delete it, who was there."""

from __future__ import annotations

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hackit import tokens
from hackit.dates import british_day
from hackit.edit_forms import status_of
from hackit.form_helpers import read_plain_day
from hackit.records import StaleRecord
from hackit.shortcuts import asked, sent, today, viewer, writer
from meetings.agenda import moved, reading, writes
from meetings.agenda.bank_holidays import bank_holiday, holiday_words
from meetings.agenda.fields import day_reader
from meetings.agenda.meeting_forms import GuestForm
from meetings.agenda.models import AgendaItem, Attendance, Meeting
from meetings.agenda.next_dates import days_instead, holiday_question
from meetings.agenda.plan_forms import MeetingForm, MeetingNewForm, clash_words
from meetings.agenda.setup import plan_meeting
from meetings.form_fields import KnownPeople

form_page = require_http_methods(["GET", "HEAD", "POST"])
MOST_TICKED = 200


@form_page
def meeting_new(request: HttpRequest) -> HttpResponse:
    """Plan a meeting of one of my groups; its standing items come with it."""
    by, asker = writer(request), viewer(request)
    chosen = request.GET.get("group", "")
    form = MeetingNewForm(request.POST or None, forum_ids=asker.forum_ids, chosen=chosen, on=today())
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            with tokens.once(typed["token"], person=by) as claim:
                if claim.used:
                    return redirect(claim.result_url)
                meeting = plan_meeting(
                    typed["forum"], on=typed["date"], by=by, start_time=typed["start_time"],
                    location=typed["location"], title=typed["title"],
                    with_standing=typed["with_standing"] or not typed["title"],
                )  # fmt: skip
                url = reverse("meetings:meeting-agenda", args=[meeting.ref])
                claim.finish(url)
        except IntegrityError:
            taken = Meeting(forum=typed["forum"], date=typed["date"], start_time=typed["start_time"])
            form.add_error("date", clash_words(taken))
        else:
            messages.success(request, f"{meeting.label()} is planned.")
            return redirect(url)
    context = {
        "nav": "meetings",
        "form": form,
        "has_groups": bool(form.groups),
        "holiday": form.day_note() or form.question,
    }
    return render(request, "meetings/meeting_new.html", context, status=status_of(form))


@form_page
def meeting_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change a meeting's day, time, place and 30 second read; cancel or delete it."""
    meeting, by = reading.run_meeting(request.user, ref), writer(request)
    old = meeting.date
    form = MeetingForm(request.POST or None, meeting=meeting, on=today())
    status, stored = status_of(form), None
    if request.method == "POST" and form.is_valid():
        try:
            form.fill(meeting).save_as(by=by, verb="changed", expected_version=form.cleaned_data["version"])
        except StaleRecord as clash:
            status, stored = 409, clash.stored
            form.raised_to(stored.version)
        except IntegrityError:
            form.add_error("date", clash_words(meeting))
            status = 422
        else:
            messages.success(request, "The meeting is saved.")
            if meeting.date != old and moved.due_at(meeting, old, request.user):
                return redirect(f"{reverse('meetings:meeting-moved', args=[meeting.ref])}?from={old.isoformat()}")
            return redirect(meeting)
    label = reading.seen_meeting(request.user, ref).label() if form.is_bound else meeting.label()
    context = {
        "nav": "meetings",
        "form": form,
        "meeting": meeting,
        "stored": stored,
        "holiday": form.day_note() if form.is_bound else holiday_words(old),
        "may_delete": not writes.has_record(meeting),
        "trail": _trail(meeting, label),
    }
    return render(request, "meetings/meeting_edit.html", context, status=status)


@form_page
def meeting_moved(request: HttpRequest, ref: str) -> HttpResponse:
    """After another day was set: the actions due on the old one (`from`) may follow, each by a tick."""
    meeting, by = reading.run_meeting(request.user, ref), writer(request)
    old = read_plain_day(sent(request, "from") or asked(request, "from"))
    actions = moved.due_at(meeting, old, request.user) if old and old != meeting.date else []
    if not actions:
        return redirect(meeting)
    if request.method == "POST":
        ticked = set(request.POST.getlist("action")[:MOST_TICKED])
        wanted = [action for action in actions if action.ref in ticked]
        count = moved.move_with(meeting, wanted, by=by, on=today())
        if count:
            words = "1 action is" if count == 1 else f"{count} actions are"
            messages.success(request, f"{words} due on {british_day(meeting.date)} now.")
        return redirect(meeting)
    context = {"nav": "meetings", "meeting": meeting, "old": old, "actions": actions, "trail": _trail(meeting)}
    return render(request, "meetings/meeting_moved.html", context)


@require_safe
def meeting_day(request: HttpRequest) -> HttpResponse:
    """What a day that is being typed comes to: a bank holiday, and the days that are free instead; else nothing."""
    writer(request)
    typed, quick = asked(request, "date", longest=60), asked(request, "date_quick", longest=10)
    day = day_reader(today())(typed) if typed.strip() else read_plain_day(quick)
    if day is None or not bank_holiday(day):
        return HttpResponse("")
    question = holiday_question(day, days_instead(day, set()))
    return HttpResponse(escape(question))


@require_POST
def meeting_cancel(request: HttpRequest, ref: str) -> HttpResponse:
    """It does not take place (or after all it does: `do=restore`)."""
    meeting, by = reading.run_meeting(request.user, ref), writer(request)
    if request.POST.get("do") == "restore":
        writes.restore_meeting(meeting, by=by)
        messages.success(request, f"{meeting.label()} takes place after all.")
    elif meeting.state in (Meeting.State.PLANNED, Meeting.State.IN_PROGRESS):
        writes.cancel_meeting(meeting, by=by)
        messages.success(request, f"{meeting.label()} is cancelled.")
    else:
        messages.error(request, "It has taken place, so it can’t be cancelled.")
    return redirect(meeting)


@require_POST
def meeting_delete(request: HttpRequest, ref: str) -> HttpResponse:
    """Take a meeting planned by mistake away, with its agenda. One of which there is a record stays."""
    meeting, by = reading.run_meeting(request.user, ref), writer(request)
    if writes.has_record(meeting):
        messages.error(request, "There is a record of this meeting, so it can’t be deleted.")
        return redirect(meeting)
    writes.delete_meeting(meeting, by=by)
    return redirect("meetings:meeting-deleted", meeting.ref)


@form_page
def meeting_deleted(request: HttpRequest, ref: str) -> HttpResponse:
    """Says that a meeting was deleted, and undoes it."""
    meeting, by = reading.deleted_meeting(request.user, ref), writer(request)
    meeting.refuse_if_too_late()
    if request.method == "POST":
        try:
            with transaction.atomic():
                writes.undelete_meeting(meeting, by=by)
        except IntegrityError:
            messages.error(request, f"{meeting.forum.name} meets then already. Change or delete that meeting first.")
            return redirect("meetings:meeting-deleted", meeting.ref)
        messages.success(request, f"{meeting.label()} is back.")
        return redirect(meeting)
    return render(request, "meetings/meeting_deleted.html", {"nav": "meetings", "meeting": meeting})


GUEST_TYPED = ("person", "representing")
"""What tells that somebody from outside was typed, whichever button was pressed."""


@form_page
def meeting_attendance(request: HttpRequest, ref: str) -> HttpResponse:
    """Who is here and who is sorry; guests for one item or all of it. Either button saves both."""
    meeting, by = reading.written_meeting(request.user, ref), writer(request)
    items = AgendaItem.objects.visible_to(request.user).filter(meeting=meeting).order_by("position", "pk")
    people, rows = _expected(meeting), list(meeting.attendance.select_related("person", "item"))
    stays = request.POST.get("do") == "guest"
    adding = request.method == "POST" and (stays or any(sent(request, name).strip() for name in GUEST_TYPED))
    if request.method == "POST":
        known = {person.pk: person for person in [*people, *(row.person for row in rows)]}
        writes.save_attendance(meeting, _states(request.POST, known), by=by)
        rows = list(meeting.attendance.select_related("person", "item"))
    form = GuestForm(request.POST if adding else None, items=items, known=KnownPeople(on=meeting.date))
    if adding and form.is_valid():
        with tokens.once(form.cleaned_data["token"], person=by) as claim:
            if claim.used:
                return redirect(claim.result_url)
            typed = form.cleaned_data
            guest = writes.add_guest(
                meeting, typed["person"], item=typed["item"], representing=typed["representing"], by=by
            )
            claim.finish(request.path if stays else meeting.get_absolute_url())
        messages.success(request, f"{guest.person} is on the list.")
        return redirect(request.path if stays else meeting)
    if request.method == "POST" and not adding:
        messages.success(request, "Who was there is saved.")
        return redirect(meeting)
    context = {
        "nav": "meetings",
        "form": form,
        "meeting": meeting,
        "people": _ticked(people, rows),
        "trail": _trail(meeting),
    }
    return render(request, "meetings/meeting_attendance.html", context, status=status_of(form))


def _expected(meeting: Meeting) -> list:
    return [row.person for row in reading.members_of(meeting.forum, on=meeting.date)]


def _ticked(people: list, rows: list[Attendance]) -> list[dict]:
    """A row a member or guest: who, what is ticked, and for what a guest is here."""
    by_person = {row.person_id: row for row in rows}
    members = [{"person": person, "row": by_person.pop(person.pk, None)} for person in people]
    return members + [{"person": row.person, "row": row, "is_guest": True} for row in by_person.values()]


def _states(posted, known: dict) -> dict:
    """What was ticked, by person; anything but the known words takes somebody off.

    What stands as the page showed it (`was-…`) is left out: somebody else may have said it in another way since.
    """
    allowed = (Attendance.State.PRESENT, Attendance.State.APOLOGIES)
    states = {}
    for pk, person in known.items():
        value = posted.get(f"person-{pk}")
        if value is None or value in (Attendance.State.GUEST, posted.get(f"was-{pk}")):
            continue
        states[person] = value if value in allowed else ""
    return states


def _trail(meeting: Meeting, label: str | None = None) -> list[tuple[str, str]]:
    return [
        (reverse("meetings:meeting-list"), "Meetings"),
        (meeting.get_absolute_url(), label or meeting.label()),
    ]
