"""What the line says of the meeting itself: who is here, and what goes on another group's next agenda."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.db.models import Max

from hackit.models import Person
from meetings.capture import Owner, Recognised
from meetings.models import AgendaItem, Attendance, Line, Meeting
from meetings.room.loading import RUNNING

Heard = dict[str, Any]


def note_attendance(line: Line, thing: Recognised) -> Heard:
    """Write down who is here, who sent apologies and who came for one item. In one's own day it is only a note."""
    if line.item_id is None:
        return {}
    wanted: dict[int, list[Any]] = {}
    for person_id in _keys(thing.present):
        wanted[person_id] = [Attendance.State.PRESENT.value, None, ""]
    for person_id in _keys(thing.apologies):
        wanted[person_id] = [Attendance.State.APOLOGIES.value, None, ""]
    for guest in thing.guests:
        item = _item_called(line.item.meeting, guest.for_what)
        for person_id in _keys([guest.person]):
            representing = "" if item else guest.for_what[:120]
            wanted[person_id] = [Attendance.State.GUEST.value, item.pk if item else None, representing]
    stored = {row.person_id: row for row in line.item.meeting.attendance.filter(person_id__in=wanted)}
    before = {str(pk): _state(stored[pk]) if pk in stored else None for pk in wanted}
    after = {str(pk): state for pk, state in wanted.items()}
    if thing.status and not thing.guests:
        # Who came late or went early was there: what is known of that already says more.
        sorry = Attendance.State.APOLOGIES.value
        after |= {pk: known for pk, known in before.items() if known is not None and known[0] != sorry}
    _write(line.item.meeting, after)
    return {"before": before, "after": after}


def revert_attendance(line: Line, entry: Heard) -> None:
    """Put back who was here before the line, where nobody said otherwise since."""
    if line.item_id is None or "after" not in entry:
        return
    now = {str(row.person_id): _state(row) for row in line.item.meeting.attendance.all()}
    unchanged = {pk: before for pk, before in entry["before"].items() if now.get(pk) == entry["after"][pk]}
    _write(line.item.meeting, unchanged)


def attendance_again(line: Line, entry: Heard) -> None:
    """Write the attendance once more, after its line was brought back."""
    if line.item_id is not None and "after" in entry:
        _write(line.item.meeting, entry["after"])


def _write(meeting: Meeting, states: dict[str, list[Any] | None]) -> None:
    for pk, state in states.items():
        if state is None:
            meeting.attendance.filter(person_id=int(pk)).delete()
            continue
        values = {"state": state[0], "item_id": state[1], "representing": state[2]}
        Attendance.objects.update_or_create(meeting=meeting, person_id=int(pk), defaults=values)


def _state(row: Attendance) -> list[Any]:
    return [row.state, row.item_id, row.representing]


def _keys(owners: Any) -> list[int]:
    return [int(str(owner.key)) for owner in owners if isinstance(owner, Owner) and owner.key is not None]


def _item_called(meeting: Meeting, words: str) -> AgendaItem | None:
    """The one item of the meeting that these words name: its number on the agenda, its title or its kind."""
    sought = words.casefold().strip(" .")
    if numbered := re.fullmatch(r"item\s+(\d{1,2})", sought):
        running = meeting.items.live().filter(state__in=RUNNING).order_by("position", "pk")
        place = int(numbered[1])
        return running[place - 1 : place].first() if place else None
    items = [i for i in meeting.items.live() if sought in i.title.casefold() or i.kind == sought]
    return items[0] if len(items) == 1 else None


# --- The next agenda of a group ---


def put_on_agenda(line: Line, thing: Recognised, *, on: date) -> Heard:
    """An item on the group's next meeting: open where the author belongs, else proposed to who runs it."""
    forum_id = int(str(thing.group_key))
    after = line.item.meeting.date if line.item_id and line.forum_id == forum_id else on
    coming = Meeting.objects.still_to_come(on=on).filter(forum_id=forum_id)
    own = line.item.meeting_id if line.item_id else None
    meeting = coming.filter(date__gte=after).exclude(pk=own).first()
    if meeting is None:
        return {"flags": ["no_meeting"]}
    belongs = line.author.memberships.active(on=on).filter(forum_id=forum_id).exists()
    last = meeting.items.aggregate(last=Max("position"))["last"] or 0
    item = AgendaItem(
        meeting=meeting, forum_id=forum_id, title=thing.text[:200], position=last + 1,
        state=AgendaItem.State.OPEN if belongs else AgendaItem.State.PROPOSED,
        audience=meeting.forum.outcome_audience,
    )  # fmt: skip
    item.save_as(by=line.author, verb="added" if belongs else "proposed")
    return {"item": item.ref}


def revert_agenda(entry: Heard, *, by: Person) -> list[str]:
    """Take the item off that agenda again, unless something was typed under it."""
    item = AgendaItem.objects.live().filter(ref=entry.get("item", "")).first()
    if item is None:
        return []
    if item.lines.live().exists():
        return [f"“{item.title}” was taken up already, so it stays on the agenda."]
    item.delete_softly(by=by, verb="taken back")
    return []


def agenda_again(entry: Heard, *, by: Person) -> None:
    """Put the item on that agenda once more."""
    item = AgendaItem.objects.filter(ref=entry.get("item", "")).first()
    if item is not None and item.can_come_back:
        item.undelete(by=by)
