"""Who else has the live page open, told to one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from meetings.models import AgendaItem, Attendance, Meeting, Presence
from meetings.room.understood import listed


@dataclass(frozen=True)
class Other:
    """Somebody else who has the page open; `where` is "item 3", or "" on the same item."""

    ref: str
    name: str
    where: str

    @property
    def words(self) -> str:
        return f"{self.name} ({self.where})" if self.where else self.name


@dataclass(frozen=True)
class Here:
    """Who is noted as here, who sent apologies, and who has this page open: three different things."""

    present: str
    sorry: str
    others: list[Other]

    @property
    def open_to(self) -> str:
        """ "Priya Nair and Sam Whitfield (item 3)"."""
        return listed([other.words for other in self.others])

    @property
    def is_one(self) -> bool:
        return len(self.others) == 1


def here_of(
    meeting: Meeting, items: list[AgendaItem], item: AgendaItem | None, attendance: list[Attendance],
    presences: list[Presence], *, person_id: int | None,
) -> Here:  # fmt: skip
    """What the side of the live page says. `presences` are those of the meeting that hold now."""
    numbers = {one.pk: number for number, one in enumerate(items, start=1)}
    others = [
        Other(row.person.ref, row.person.name, _where(row, item, numbers))
        for row in presences
        if row.person_id != person_id
    ]
    return Here(_present(attendance), listed(_names(attendance, Attendance.State.APOLOGIES)), others)


def here_now(meeting: Meeting, items: list[AgendaItem], item: AgendaItem | None, *, person_id: int, now: datetime):
    """The same, asked of the database: two questions."""
    attendance = list(meeting.attendance.select_related("person").order_by("pk"))
    return here_of(meeting, items, item, attendance, list(Presence.objects.here(meeting, now=now)), person_id=person_id)


def _where(row: Presence, item: AgendaItem | None, numbers: dict[int, int]) -> str:
    number = numbers.get(row.item_id or 0)
    return f"item {number}" if number and (item is None or row.item_id != item.pk) else ""


def _names(attendance: list[Attendance], state: str) -> list[str]:
    return [row.person.name for row in attendance if row.state == state]


def _present(attendance: list[Attendance]) -> str:
    guests = [
        f"{row.person.name}{f' from {row.representing}' if row.representing else ''}"
        for row in attendance
        if row.state == Attendance.State.GUEST
    ]
    present = _names(attendance, Attendance.State.PRESENT)
    return ". ".join(filter(None, [", ".join(present), ", ".join(guests)]))
