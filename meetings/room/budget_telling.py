"""Of which budget line a position will be, told while one types it and before a pasted block is kept."""

from __future__ import annotations

from meetings.capture import Recognised
from meetings.models import Position
from meetings.money.said import ASKED, budget_meant
from meetings.room.known import Known


def told_before(text: str, known: Known) -> str:
    """Of which budget line a position is that is typed but not saved yet, and what was said of it last; "" for none."""
    thing = next((one for one in known.read(text) if one.kind == "position"), None)
    return position_told(thing, known) if thing is not None else ""


def position_told(thing: Recognised, known: Known) -> str:
    """ "Of Vendor increases, working £40k over at P2", before a position is saved; nothing is asked while one types."""
    if known.item is None:
        return ""
    meant = budget_meant(known.item, thing.position, day=known.on)
    if meant.is_new:
        return f"Begins a budget line: {meant.budget.title}"
    if meant.unnamed == ASKED:
        return f"Of {meant.budget.title}? A name before it says which"
    last = Position.objects.live().filter(budget_line=meant.budget).in_order().first()
    return f"Of {meant.budget.title}, {last.in_short()}" if last else f"Of {meant.budget.title}, nothing said yet"
