"""Forms for bringing budget lines in: the file, then what its columns and names mean."""

from __future__ import annotations

from typing import Any

from meetings.importing.forms import ColumnsForm, SheetForm
from meetings.money.importing import columns as col
from meetings.money.importing.row_reading import Settled


class BudgetFileForm(SheetForm):
    """A spreadsheet of requests to finance."""

    columns, limits = col.COLUMNS, col.LIMITS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["forum"].empty_label = "Choose a group"


class BudgetMatchForm(ColumnsForm):
    """What was understood of a table of requests to finance."""

    can_hold, named = col.COLUMNS, (col.LEAD, col.BRINGS)
    if_nobody = "nobody speaks of it yet, and the name is kept in the note"

    def settled(self) -> Settled:
        """What was chosen for all rows, as far as it is valid."""
        return Settled(self.group(), self.who())
