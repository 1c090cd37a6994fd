"""How a spreadsheet of actions is read, and how much of one at once."""

from __future__ import annotations

from meetings.actions.importing.columns import COLUMNS
from meetings.importing.table import Limits, Table
from meetings.importing.table import read_table as read_any

LIMITS = Limits(rows=1_000, bytes=2_000_000)


def read_table(text: str) -> Table:
    """The table of actions in a text. Raises UnreadableTable where there is none that can be read."""
    return read_any(text, COLUMNS, LIMITS)
