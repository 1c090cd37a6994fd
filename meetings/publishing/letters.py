"""Letters about a meeting: its minutes and its agenda, each written for one person from what they may see.

A letter carries words only of what is meant for staff or wider (TRUST.md). Of what is kept with the group it says
how many things there are and leads to the page. Who has no login reads what is public, and their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, prefetch_related_objects

from hackit.audience import Reach, Viewer, viewer_of_person
from hackit.mail.outbox import Letter
from hackit.models import Mail, Person
from meetings.actions.looked_at import looked_at
from meetings.models import Action, AgendaItem, Attendance, Decision, Meeting
from meetings.publishing import reading
from meetings.reminders.before import ask_part

MINUTES, AGENDA = "minutes", "agenda"
HELD = (Meeting.State.WRAPPED_UP, Meeting.State.SHARED, Meeting.State.PUBLISHED)
AHEAD = (Meeting.State.PLANNED, Meeting.State.IN_PROGRESS)
MOST_OPEN = 10


def write_minutes(mail: Mail, on: date) -> Letter | None:
    """What the outbox asks for: the minutes as their reader may see them on that day."""
    meeting = _about(mail)
    return minutes_for(meeting, mail.person) if meeting else None


def write_agenda(mail: Mail, on: date) -> Letter | None:
    """What the outbox asks for: the agenda, while the meeting is still to come."""
    meeting = _about(mail)
    return agenda_for(meeting, mail.person, on=on, mail=mail) if meeting else None


def _about(mail: Mail) -> Meeting | None:
    return Meeting.objects.live().select_related("forum").filter(ref=mail.about_ref).first()


def may_send_minutes(meeting: Meeting) -> bool:
    """Whether the meeting is over and there is something to send."""
    return meeting.state in HELD


def may_send_agenda(meeting: Meeting, *, on: date) -> bool:
    """Whether the meeting is still to come."""
    return meeting.state in AHEAD and meeting.date >= on


# --- Minutes ---


def minutes_for(meeting: Meeting, person: Person) -> Letter | None:
    """The minutes for one person; None where they may see nothing of it and promised nothing."""
    if not may_send_minutes(meeting):
        return None
    viewer = viewer_of_person(person)
    context = _public_minutes(meeting, person) if viewer.is_stranger else _minutes(meeting, person, viewer)
    if context is None:
        return None
    name = context["name"]
    own = context["own"] or context["own_kept"]
    subject = f"{name}: what was decided{', and what you promised' if own else ' and who does what'}"
    return Letter(subject, "meetings/mail/minutes", context | {"meeting": meeting})


def _minutes(meeting: Meeting, person: Person, viewer: Viewer) -> dict[str, Any] | None:
    """For who has a login: decisions, actions and points as far as they see them and their words may travel."""
    user = person.user
    decisions, actions = reading.outcomes(meeting, user)
    own = _own(Action.objects.visible_to(user), meeting, person)
    seen = Meeting.objects.visible_to(user).filter(pk=meeting.pk).exists()
    if not seen and not own:
        return None
    told_decisions, kept_decisions = _sorted(decisions)
    told_actions, kept_actions = _sorted(actions)
    told_own, kept_own = _sorted(own)
    prefetch_related_objects(told_actions, "helpers")
    publication = reading.current_publication(meeting.ref, user)
    return {
        "name": meeting.label() if meeting.shared_with_staff() else meeting.plain_label(),
        "lead": meeting.summary if seen and meeting.shared_with_staff() else "",
        "own": told_own,
        "own_kept": kept_own,
        "decisions": told_decisions,
        "actions": [action for action in told_actions if action not in told_own],
        "kept": len(kept_decisions) + len([action for action in kept_actions if action not in kept_own]),
        "points": reading.published_points(publication, user),
        "looked_at": looked_at(meeting, user).words if seen else "",
        "belongs": viewer.belongs_to(meeting.forum_id),
        "seen": seen,
    }


def _public_minutes(meeting: Meeting, person: Person) -> dict[str, Any] | None:
    """For who has no login, or one without a role: what is public, and what they promised themselves."""
    told, kept = _sorted(_own(Action.objects.live(), meeting, person))
    if person.user_id is not None:
        told, kept = [], [*told, *kept]  # a login whose role was taken away reads no words
    publication = reading.current_publication(meeting.ref, AnonymousUser())
    if publication is None and not told and not kept:
        return None
    return {
        "name": publication.title if publication else meeting.plain_label(),
        "own": told,
        "own_kept": kept,
        "publication": publication,
        "copy": reading.published_copy(publication, AnonymousUser()) if publication else None,
        "seen": publication is not None,
        "is_public": True,
    }


def _own(rows: Any, meeting: Meeting, person: Person) -> list[Action]:
    """What a person owns or helps with and is still to be done, those of caveats too."""
    found = rows.of_person(person).open().filter(meeting=meeting).exclude(reach=Reach.NOBODY)
    actions = list(found.select_related("owner", "item").order_by("pk"))
    for action in actions:
        action.meeting = meeting
    return actions


def _sorted(rows: Iterable[Any]) -> tuple[list[Any], list[Any]]:
    """Those whose words may be sent, and those that are the group's alone."""
    rows = list(rows)
    return [row for row in rows if _may_travel(row)], [row for row in rows if not _may_travel(row)]


def _may_travel(row: Decision | Action) -> bool:
    return reading.is_for_staff(row)


# --- Agenda ---


def agenda_for(meeting: Meeting, person: Person, *, on: date, mail: Mail | None = None) -> Letter | None:
    """The agenda for one person: a member's whole, a guest's own items; None for who is not asked to come.

    The `mail` that it is sent as may ask how its reader's actions are going.
    """
    if not may_send_agenda(meeting, on=on):
        return None
    viewer = viewer_of_person(person)
    belongs = viewer.belongs_to(meeting.forum_id) and not viewer.is_stranger
    context = _whole_agenda(meeting, person) if belongs else _own_agenda(meeting, person, on=on)
    if context is None:
        return None
    name = meeting.label() if belongs else meeting.plain_label()
    context |= {"name": name, "meeting": meeting, "belongs": belongs}
    if mail is not None and (ask := ask_part(mail, on=on)):
        left = {key: [action for action in context[key] if not ask.asks_about(action)] for key in ("own", "own_kept")}
        context |= {"ask": ask, **left}
    return Letter(f"Agenda: {name}", "meetings/mail/agenda", context)


def _whole_agenda(meeting: Meeting, person: Person) -> dict[str, Any]:
    items = AgendaItem.objects.visible_to(person.user).filter(meeting=meeting).exclude(state__in=reading.UNSETTLED)
    rows = list(items.select_related("lead").prefetch_related("papers").order_by("position", "pk"))
    own = Action.objects.visible_to(person.user).of_person(person).open().filter(forum=meeting.forum_id)
    told, kept = _sorted(own.select_related("owner", "item").order_by("due", "pk")[:MOST_OPEN])
    return {
        "items": [item for item in rows if item.audience in reading.WIDE],
        "kept": sum(item.audience not in reading.WIDE for item in rows),
        "minutes": sum(item.minutes or 0 for item in rows),
        "own": told,
        "own_kept": kept,
    }


def _own_agenda(meeting: Meeting, person: Person, *, on: date) -> dict[str, Any] | None:
    """When and where, and the items that this person leads or comes for. A member without a login gets this too."""
    asked = Attendance.objects.filter(meeting=meeting, person=person).first()
    item = Q(pk=asked.item_id) if asked and asked.item_id else Q(pk=None)
    rows = meeting.items.live().filter(item | Q(lead=person)).exclude(state__in=reading.UNSETTLED)
    items = list(rows.select_related("lead").prefetch_related("papers").order_by("position", "pk"))
    member = meeting.forum.memberships.active(on=on).filter(person=person).exists()
    if not asked and not items and not member:
        return None
    told = [item for item in items if item.audience in reading.WIDE]
    return {"items": told, "kept": len(items) - len(told), "minutes": 0, "own": [], "own_kept": []}
