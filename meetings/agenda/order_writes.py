"""The order of an agenda: one place up or down, or all of it at once.

An item's place is written here and nowhere else, without a new version of the item: who has its page open to
change its title meets no clash because somebody moved it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from hackit.history import record_change
from hackit.models import Person
from meetings.agenda.models import AgendaItem, Meeting

OFF_THE_AGENDA = (AgendaItem.State.PROPOSED, AgendaItem.State.DECLINED, AgendaItem.State.WITHDRAWN)


class OrderChanged(Exception):
    """Somebody else changed the order since it was read."""


def reorder(meeting: Meeting, wanted: Iterable[str], *, seen: Sequence[str], by: Person | None) -> bool:
    """Put the agenda into the order of these refs. `seen` are the refs as the page showed them before the move.

    A ref that is not on the agenda (any more) is passed over. An item that was not named, because it came in
    the meantime, stays behind the one it stands behind. Returns whether all that is on the agenda was named, and
    nothing else: False, and the page does not show what there is. Raises OrderChanged if somebody else moved items
    that the page showed.
    """
    with transaction.atomic():
        rows = _rows(meeting)
        now = [row.ref for row in rows]
        shown = [ref for ref in dict.fromkeys(seen) if ref in now]
        if [ref for ref in now if ref in shown] != shown:
            raise OrderChanged
        wanted = list(dict.fromkeys(wanted))
        _write(meeting, rows, merged(wanted, now), by=by)
    return set(wanted) == set(now)


def merged(wanted: Sequence[str], now: Sequence[str]) -> list[str]:
    """The refs that there are `now` in the `wanted` order; one that is not named stays behind its neighbour."""
    order = [ref for ref in wanted if ref in set(now)]
    for place, ref in enumerate(now):
        if ref not in order:
            order.insert(order.index(now[place - 1]) + 1 if place else 0, ref)
    return order


def move_item(item: AgendaItem, *, up: bool, by: Person | None) -> None:
    """One place up or down on the agenda."""
    with transaction.atomic():
        rows = _rows(item.meeting)
        order = [row.ref for row in rows]
        place = order.index(item.ref) if item.ref in order else -1
        other = place + (-1 if up else 1)
        if place >= 0 and 0 <= other < len(order):
            order[place], order[other] = order[other], order[place]
            _write(item.meeting, rows, order, by=by)


def _rows(meeting: Meeting) -> list[AgendaItem]:
    """What is on the agenda in its order, nobody else's to move until this transaction ends."""
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    return list(meeting.items.live().exclude(state__in=OFF_THE_AGENDA).order_by("position", "pk"))


def _write(meeting: Meeting, rows: list[AgendaItem], order: list[str], *, by: Person | None) -> None:
    by_ref = {row.ref: row for row in rows}
    if list(by_ref) == order:
        return
    for position, ref in enumerate(order):
        if by_ref[ref].position != position:
            AgendaItem.objects.filter(pk=by_ref[ref].pk).update(position=position)  # the index knows no place
    titles = [by_ref[ref].title for ref in order]
    before = "; ".join(row.title for row in rows)
    record_change(meeting, "agenda put in order", by=by, changes={"order": (before, "; ".join(titles))})
