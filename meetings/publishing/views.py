"""A meeting's own page, by who reads it; sharing it with staff."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from hackit.access import public
from hackit.joining.raising import Raising
from hackit.models import Forum
from hackit.shortcuts import asked, today, viewer, writer
from meetings.actions.looked_at import looked_at, show_looked_at, with_answers
from meetings.actions.sources import raised
from meetings.agenda.about import show_about
from meetings.agenda.presence import presence_on, with_presence_of
from meetings.agenda.reading import run_meeting
from meetings.models import AgendaItem, Attendance, Meeting
from meetings.publishing import copying, reading, since, writes
from meetings.publishing.outdated import outdated


@public
@require_safe
def meeting_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """To strangers what was published; to staff also decisions and actions; to the group its live record."""
    asker = viewer(request)
    if asker.is_stranger or asked(request, "as") == "everyone":
        return _published(request, ref)
    meetings = with_presence_of(
        with_answers(Meeting.objects.visible_to(request.user).select_related("forum")), asker.person_id
    )
    meeting = meetings.filter(ref=ref).first()
    if meeting is None:
        return redirect(_group_asked(request, ref))
    if asker.belongs_to(meeting.forum_id):
        return _record(request, meeting)
    return _for_staff(request, meeting)


def _group_asked(request: HttpRequest, ref: str) -> Forum:
    """The group whose page tells somebody what became of the item that they suggested for a meeting of its own.

    Search and a topic's story lead to the item by its meeting's address. Raises Http404 for who suggested none.
    """
    mine = AgendaItem.objects.visible_to(request.user).filter(created_by=viewer(request).person_id, standing_item=None)
    item = mine.filter(meeting__ref=ref, meeting__deleted_at=None).select_related("forum").first()
    if item is None:
        raise Http404("Nothing here that you may see")
    return item.forum


def _published(request: HttpRequest, ref: str) -> HttpResponse:
    """For people who weren't there: the newest publication, and nothing else. A member may look at it too."""
    publication = reading.current_publication(ref, request.user)
    if publication is None:
        raise Http404("Not published")
    copy = reading.published_copy(publication, request.user)
    context = {
        "nav": "meetings",
        "publication": publication,
        "copy": copy,
        "also": reading.also_in([part.source_ref for part in copy.points], request.user),
        "looks": not viewer(request).is_stranger,
        "copies": copying.copies_to_take(None, publication, viewer(request)),
        **reading.neighbours(publication, request.user),
    }
    return render(request, "meetings/meeting_published.html", context)


def _for_staff(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Decisions, and actions with owner and date; the points that were published. No lines."""
    decisions, actions = reading.outcomes(meeting, request.user)
    publication = reading.current_publication(meeting.ref, request.user)
    context = {
        "nav": "meetings",
        "meeting": meeting,
        "decisions": decisions,
        "actions": actions,
        "looked_at": looked_at(meeting, request.user).words,
        "raising": _raising(request, meeting),
        "publication": publication,
        "points": reading.published_points(publication, request.user),
        "copies": copying.copies_to_take(meeting, publication, viewer(request)),
        "on": today(),
    }
    return render(request, "meetings/meeting_shared.html", context)


def _record(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """The live record, for the group."""
    asker = viewer(request)
    rows = list(meeting.attendance.select_related("person", "item"))
    publication, published = reading.published_refs(meeting.ref, request.user)
    records = reading.record_of(meeting, request.user)
    show_about([record.item for record in records if record.item], request.user)
    looked = show_looked_at(meeting, [record.item for record in records if record.item], request.user)
    begun = [record.item.shown_point for record in records if record.item and record.item.shown_point]
    runs = asker.runs(meeting.forum_id)
    context = {
        "nav": "meetings",
        "meeting": meeting,
        "records": records,
        "looked_at": looked,
        "raising": _raising(request, meeting),
        "points": [point for point in begun if point.text.strip()],
        "unwritten": [record.item for record in records if _waits_for_point(record)],
        "here": [row for row in rows if row.state == Attendance.State.PRESENT],
        "sorry": [row for row in rows if row.state == Attendance.State.APOLOGIES],
        "guests": [row for row in rows if row.state == Attendance.State.GUEST],
        "publication": publication,
        "copies": copying.copies_to_take(meeting, publication, asker),
        "published_refs": published,
        "since": since.news_of(meeting, records, request.user, presence_on(meeting), rows, now=timezone.now()),
        "runs": runs,
        "outdated": list(outdated(meeting, request.user).values()) if runs and publication else [],
        "may_write": asker.writes_in(meeting.forum_id),
        "is_ahead": meeting.state == Meeting.State.PLANNED and meeting.date >= today(),
        "on": today(),
    }
    return render(request, "meetings/meeting_record.html", context)


def _raising(request: HttpRequest, meeting: Meeting) -> Raising:
    """What was raised from the meeting's points and decisions, once `outcomes` has been read."""
    return Raising(viewer(request).may_write, raised(meeting.shown_raised, on=today()))


def _waits_for_point(record: reading.ItemRecord) -> bool:
    """An item of which there is something to tell, and nothing written yet."""
    said = record.lines or record.decisions or record.actions
    written = record.item and record.item.shown_point and record.item.shown_point.text.strip()
    return bool(record.item and said and not written)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_share(request: HttpRequest, ref: str) -> HttpResponse:
    """Share with staff: says what they will see, and does it at one press."""
    meeting, by = run_meeting(request.user, ref), writer(request)
    if meeting.state == Meeting.State.CANCELLED:
        messages.error(request, "A cancelled meeting has nothing to share.")
        return redirect(meeting)
    count = reading.staff_will_see(meeting)
    if request.method == "POST":
        if writes.share(meeting, by=by):
            messages.success(request, f"Shared. Staff see {count.words}.")
        else:
            messages.info(request, "It is shared with staff already.")
        return redirect(meeting)
    decisions, actions = reading.outcomes(meeting, request.user)
    context = {
        "nav": "meetings",
        "meeting": meeting,
        "count": count,
        "decisions": [row for row in decisions if reading.staff_will_read(row)],
        "actions": [row for row in actions if reading.staff_will_read(row)],
        "unowned": [row for row in actions if reading.is_for_staff(row) and row.owner_id is None],
        "kept": reading.kept_with_group(reading.meeting_lines(meeting)),
        "trail": trail_of(meeting),
        "on": today(),
    }
    return render(request, "meetings/meeting_share.html", context)


def trail_of(meeting: Meeting) -> list[tuple[str, str]]:
    """The breadcrumbs to a page of a meeting."""
    return [(reverse("meetings:meeting-list"), "Meetings"), (meeting.get_absolute_url(), meeting.label())]
