"""Forms for bringing budget lines in: the file, then what its columns and names mean."""

from __future__ import annotations

from meetings.importing.forms import CHOOSE_GROUP, ColumnsForm, SheetForm
from meetings.money.importing import columns as col
from meetings.money.importing.row_reading import Settled


class BudgetFileForm(SheetForm):
    """A spreadsheet of requests to finance."""

    columns, limits = col.COLUMNS, col.LIMITS
    no_group = CHOOSE_GROUP


class BudgetMatchForm(ColumnsForm):
    """What was understood of a table of requests to finance."""

    no_group = CHOOSE_GROUP
    can_hold, named = col.COLUMNS, (col.LEAD, col.BRINGS)
    if_nobody = "nobody speaks of it yet, and the name is kept in the note"

    def settled(self) -> Settled:
        """What was chosen for all rows, as far as it is valid."""
        return Settled(self.group(), self.who())
