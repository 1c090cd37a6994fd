"""The order of priority of a group's proposals: places 1, 2, 3… of those that have not ended.

A proposal's place is written here and nowhere else, without a new version of it: who has its page open to change
its words meets no clash because somebody moved it.
"""

from __future__ import annotations

from django.db import transaction

from hackit.history import record_change
from hackit.models import Forum, Person
from meetings.proposals.models import Proposal, ProposalMove


class OrderChanged(Exception):
    """Somebody else moved it since it was read. `place` is where it stands now (None: it has ended)."""

    def __init__(self, place: int | None) -> None:
        self.place = place
        super().__init__("Somebody else changed the order in the meantime")


def move_to(proposal: Proposal, place: int, *, seen: int, reason: str, by: Person | None) -> int:
    """Put a proposal at a place of its group's order; beyond the last is the last. Gives the place it now has.

    `seen` is the place that the page showed. Raises OrderChanged if it stands elsewhere by now.
    """
    with transaction.atomic():
        rows = _rows(proposal.forum_id)
        order = [row.pk for row in rows]
        if proposal.pk not in order:
            raise OrderChanged(None)
        now = order.index(proposal.pk) + 1
        if now != seen:
            raise OrderChanged(now)
        place = max(1, min(place, len(order)))
        if place != now:
            order.insert(place - 1, order.pop(now - 1))
            _write(rows, order)
            ProposalMove.objects.create(
                proposal=proposal, from_place=now, to_place=place, reason=reason, moved_by=by
            )  # fmt: skip
            changes = {"place": (now, place), "reason": ("", reason)}
            record_change(proposal, "moved in the order of priority", by=by, changes=changes)
    proposal.place = place
    return place


def hold_order(*forum_ids: int | None) -> None:
    """Nobody else moves what stands in these groups' orders until the transaction ends.

    Called before a proposal is written that joins or leaves an order: a move takes the order first and the proposals
    then, and who took them the other way round would wait for it for ever.
    """
    wanted = sorted({pk for pk in forum_ids if pk})
    list(Forum.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))


def put_in_order(forum_id: int | None) -> None:
    """Number a group's proposals anew: who came in without a place goes last, who left closes ranks."""
    with transaction.atomic():
        rows = _rows(forum_id)
        _write(rows, [row.pk for row in rows])


def _rows(forum_id: int | None) -> list[Proposal]:
    """The group's proposals in their order, nobody else's to move until this transaction ends."""
    hold_order(forum_id)
    return list(Proposal.objects.live().going().filter(forum_id=forum_id).in_order())


def _write(rows: list[Proposal], order: list[int]) -> None:
    was = {row.pk: row.place for row in rows}
    for place, pk in enumerate(order, 1):
        if was[pk] != place:
            Proposal.objects.filter(pk=pk).update(place=place)  # the index knows no place
