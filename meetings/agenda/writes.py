"""Changes of groups, meetings and agendas that touch several rows, each in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max, Q

from hackit.audience import Audience
from hackit.history import record_change
from hackit.models import Forum, Membership, Person
from hackit.records import Record
from meetings.agenda.invitation import Named
from meetings.agenda.models import AgendaItem, Attendance, Meeting, Paper, StandingItem
from meetings.agenda.pasted import PastedItem

RUNNING = (Membership.Part.SECRETARY, Membership.Part.CHAIR)
LONGEST_AGENDA = 60


# --- Members ---


def as_part(named: Named, part: str) -> Named:
    """Somebody named in a list, as what the form says, unless the list itself says chair or secretary."""
    return replace(named, part=part) if named.part == Membership.Part.MEMBER else named


def joined_words(forum: Forum, made: list[Membership]) -> str:
    """What adding members came to, in a sentence."""
    names = [row.person.name for row in made]
    if not names:
        return f"They are in {forum.name} already."
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"{listed} {'is' if len(names) == 1 else 'are'} in {forum.name} now."


def change_part(membership: Membership, part: str, *, by: Person | None, on: date) -> str:
    """Make a member chair, secretary or member. Returns why it was not done, or ""."""
    if part == membership.role:
        return ""
    if part not in RUNNING and _is_last_who_runs(membership, on):
        return f"Somebody has to run {membership.forum.name}. Name another secretary or chair first."
    before = membership.get_role_display()
    membership.role = part
    with transaction.atomic():
        membership.save()
        values = {"member": (f"{membership.person}, {before.lower()}", str(membership))}
        record_change(membership.forum, "member's part changed", by=by, changes=values)
    return ""


def end_membership(membership: Membership, *, by: Person | None, on: date) -> str:
    """End a membership: from today the person is in the group no longer. Returns why it was not done, or ""."""
    if _is_last_who_runs(membership, on):
        return f"Somebody has to run {membership.forum.name}. Name another secretary or chair first."
    with transaction.atomic():
        record_change(membership.forum, "member left", by=by, changes={"member": (str(membership), "")})
        if membership.from_date is not None and membership.from_date >= on:
            membership.delete()  # joined by mistake today: there was no day as a member
        else:
            membership.to_date = on - timedelta(days=1)
            membership.save()
    return ""


def _is_last_who_runs(membership: Membership, on: date) -> bool:
    others = membership.forum.memberships.active(on=on).filter(role__in=RUNNING).exclude(pk=membership.pk)
    return membership.role in RUNNING and not others.exists()


# --- Standing items ---


def add_standing_item(standing: StandingItem, *, by: Person | None) -> None:
    """Put a new standing item last."""
    last = standing.forum.standing_items.aggregate(last=Max("position"))["last"]
    standing.position = 0 if last is None else last + 1
    save_standing_item(standing, by=by, verb="standing item added")


def save_standing_item(standing: StandingItem, *, by: Person | None, verb: str) -> None:
    """Save a standing item and write it into its group's history."""
    with transaction.atomic():
        standing.save()
        record_change(standing.forum, verb, by=by, changes={"standing item": ("", standing.title)})


def move_standing_item(standing: StandingItem, *, up: bool, by: Person | None) -> None:
    """One place up or down among those that are in use."""
    with transaction.atomic():
        rows = list(standing.forum.standing_items.select_for_update().filter(is_active=True))
        before = "; ".join(row.title for row in rows)
        moved = _moved(rows, standing.pk, up)
        for position, row in enumerate(moved):
            if row.position != position:
                StandingItem.objects.filter(pk=row.pk).update(position=position)
        after = "; ".join(row.title for row in moved)
        if before != after:
            record_change(standing.forum, "standing items put in order", by=by, changes={"order": (before, after)})


def _moved(rows: list, pk: int, up: bool) -> list:
    """The rows with the one of that key a place earlier or later."""
    place = next((number for number, row in enumerate(rows) if row.pk == pk), None)
    other = None if place is None else place + (-1 if up else 1)
    if place is not None and other is not None and 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
    return rows


# --- Meetings ---


def cancel_meeting(meeting: Meeting, *, by: Person | None) -> None:
    """It does not take place. Its record stays."""
    meeting.state = Meeting.State.CANCELLED
    meeting.save_as(by=by, verb="cancelled")


def restore_meeting(meeting: Meeting, *, by: Person | None) -> None:
    """A cancelled meeting takes place after all."""
    if meeting.state == Meeting.State.CANCELLED:
        meeting.state = Meeting.State.PLANNED
        meeting.save_as(by=by, verb="planned again")


def delete_meeting(meeting: Meeting, *, by: Person | None) -> None:
    """Take a meeting and its agenda out of sight; `undelete_meeting` brings both back."""
    with transaction.atomic():
        items = list(meeting.items.live())
        meeting.delete_softly(by=by)
        for item in items:
            # The same instant marks what went with the meeting
            item.meeting, item.deleted_at, item.deleted_by = meeting, meeting.deleted_at, by
            item.save_as(by=by, verb="deleted with its meeting")


def undelete_meeting(meeting: Meeting, *, by: Person | None) -> None:
    """Bring a deleted meeting back, with the items that went with it."""
    with transaction.atomic():
        went_with_it = list(meeting.items.filter(deleted_at=meeting.deleted_at))
        meeting.undelete(by=by)
        for item in went_with_it:
            item.meeting = meeting
            if item.can_come_back:
                item.undelete(by=by)


def has_record(meeting: Meeting) -> bool:
    """Whether anything was typed, decided, promised or published of this meeting: then it can't be deleted."""
    if meeting.state in (Meeting.State.SHARED, Meeting.State.PUBLISHED):
        return True
    return (
        meeting.decisions.live().exists()
        or meeting.actions.live().exists()
        or meeting.items.live().filter(Q(lines__deleted_at=None, lines__isnull=False) | Q(point__isnull=False)).exists()
    )


# --- The agenda ---


def add_item(item: AgendaItem, *, by: Person | None, topics: Iterable = (), verb: str = "added") -> AgendaItem:
    """Put a new item last on its meeting's agenda; staff see of it what they see of the group's outcomes."""
    forum = item.meeting.forum
    with transaction.atomic():
        last = item.meeting.items.aggregate(last=Max("position"))["last"]
        item.position = 0 if last is None else last + 1
        item.forum = forum
        item.save_as(by=by, verb=verb)
        topics = list(topics)
        if topics:
            item.set_topics(topics)
    return item


def add_pasted(meeting: Meeting, pasted: Iterable[PastedItem], *, by: Person | None) -> list[AgendaItem]:
    """An item for each line of a pasted list, in their order."""
    seen_by = meeting.forum.outcome_audience
    with transaction.atomic():
        return [
            add_item(
                AgendaItem(meeting=meeting, title=one.title, lead=one.lead, minutes=one.minutes, audience=seen_by),
                by=by,
            )
            for one in pasted
        ]


def take_up(old: AgendaItem, meeting: Meeting, *, by: Person | None) -> AgendaItem:
    """The item that there was no time for, on this meeting's agenda: a new one that continues it.

    Taken up already, it is the one there is. A standing item's place is used where the agenda has it open.
    """
    with transaction.atomic():
        taken = AgendaItem.objects.live().filter(continues=old).first()
        if taken:
            return taken
        if old.standing_item_id:
            here = meeting.items.live().filter(standing_item_id=old.standing_item_id, continues=None).first()
            if here:
                here.continues = old
                here.save_as(by=by, verb="taken up again")
                return here
        item = AgendaItem(
            meeting=meeting, title=old.title, kind=old.kind, lead_id=old.lead_id, minutes=old.minutes,
            purpose=old.purpose, continues=old, audience=old.audience,
            about_type=old.about_type, about_ref=old.about_ref,
        )  # fmt: skip
        return add_item(item, by=by, topics=old.topics.all(), verb="taken up again")


def put_on_agenda(
    record: Record, about_type: str, meeting: Meeting, *, title: str, by: Person, runs: bool
) -> tuple[AgendaItem, bool]:
    """An item that leads to this record, on the meeting's agenda: (item, whether it was made now).

    Where one is there already, it is that. Who does not run the group suggests it. What is said of a record kept
    with the group, or with its author, is kept with the group too.
    """
    with transaction.atomic():
        Meeting.objects.select_for_update().get(pk=meeting.pk)  # two people at once make one item
        gone = (AgendaItem.State.DECLINED, AgendaItem.State.WITHDRAWN)
        here = meeting.items.live().filter(about_type=about_type, about_ref=record.ref).exclude(state__in=gone).first()
        if here:
            here.meeting = meeting
            return here, False
        wide = record.audience in (Audience.STAFF, Audience.EVERYONE)
        item = AgendaItem(
            meeting=meeting, title=title, about_type=about_type, about_ref=record.ref,
            state=AgendaItem.State.OPEN if runs else AgendaItem.State.PROPOSED,
            audience=meeting.forum.outcome_audience if wide else Audience.MEMBERS,
        )  # fmt: skip
        return add_item(item, by=by, topics=record.topics.all(), verb="added" if runs else "suggested"), True


def answer_proposal(item: AgendaItem, *, take: bool, answer: str, by: Person | None) -> None:
    """Take a suggested item onto the agenda, or decline it with a sentence to the one who asked."""
    item.state = AgendaItem.State.OPEN if take else AgendaItem.State.DECLINED
    item.answer = answer
    item.save_as(by=by, verb="taken onto the agenda" if take else "declined")


def save_item(item: AgendaItem, *, by: Person | None, topics: Iterable, version: int | None = None) -> None:
    """Save a changed item. Where it is kept with the group now, or no longer, all under it follows.

    Raises StaleRecord.
    """
    with transaction.atomic():
        before, topics_before = item.reach, _ids_of_topics(item)
        item.save_as(by=by, verb="changed", expected_version=version)
        item.set_topics(topics)
        if (topics_now := _ids_of_topics(item)) != topics_before:
            record_change(item, "topics changed", by=by, changes={"topics": (topics_before, topics_now)})
        if item.reach != before:
            for child in (*item.lines.live(), *item.decisions.live(), *item.actions.live()):
                child.item = item
                child.save()


def _ids_of_topics(item: AgendaItem) -> str:
    return " ".join(map(str, sorted(item.topics.values_list("pk", flat=True))))


def add_paper(paper: Paper, *, by: Person | None) -> None:
    """Put a paper with its item."""
    with transaction.atomic():
        paper.save()
        record_change(paper.item, "paper added", by=by, changes={"paper": ("", paper.title)})


def remove_paper(paper: Paper, *, by: Person | None) -> None:
    """Take a paper off its item."""
    with transaction.atomic():
        record_change(paper.item, "paper taken off", by=by, changes={"paper": (paper.title, "")})
        paper.delete()


# --- Attendance ---


def save_attendance(meeting: Meeting, states: dict[Person, str], *, by: Person | None) -> None:
    """Who was here and who is sorry, of those named in `states`; "" takes somebody off the list."""
    with transaction.atomic():
        rows = {row.person_id: row for row in meeting.attendance.select_for_update()}
        changes: dict[str, tuple[str, str]] = {}
        for person, state in states.items():
            row = rows.get(person.pk)
            before = row.get_state_display() if row else ""
            if row and not state:
                row.delete()
            elif row and row.state != state:
                row.state, row.item = state, None
                row.save()
            elif not row and state:
                Attendance.objects.create(meeting=meeting, person=person, state=state)
            else:
                continue
            changes[person.name[:60]] = (before, Attendance.State(state).label if state else "")
        if changes:
            record_change(meeting, "attendance", by=by, changes=changes)


def add_guest(
    meeting: Meeting, person: Person, *, item: AgendaItem | None, representing: str, by: Person | None
) -> Attendance:
    """Somebody from outside the group, for the whole meeting or one item only. A new person is made."""
    state = Attendance.State.GUEST if item else Attendance.State.PRESENT
    with transaction.atomic():
        if person.pk is None:
            person.add_from(meeting.forum, by=by)
        values = {"state": state, "item": item, "representing": representing}
        row, _made = Attendance.objects.update_or_create(meeting=meeting, person=person, defaults=values)
        record_change(meeting, "attendance", by=by, changes={person.name[:60]: ("", row.get_state_display())})
    return row
