"""Keeping a figure that a line says, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from hackit import indexing
from hackit.audience import Audience
from hackit.models import Person, Topic
from meetings.figures.models import Figure, FigureSaid
from meetings.figures.writes import figure_called, keep_figure, say, set_state
from meetings.models import Line
from meetings.room import line_writes


def keep_from_line(
    line: Line, data: Mapping[str, Any], topics: Sequence[Topic], *, by: Person, on: date
) -> FigureSaid | None:  # fmt: skip
    """Keep what a KeepForm says: of the group's figure of that name, else of a new one about the first of `topics`.

    None where that line has told it already. Raises StaleRecord.
    """
    quantity, forum = data["quantity"], line.item.meeting.forum
    with transaction.atomic(), indexing.at_the_end():
        line_writes.note_change(line, by=by)
        figure = figure_called(data["title"], forum)
        if figure is None:
            about = {"topic": topics[0] if topics else None, "lead": line.item.lead, "audience": Audience.MEMBERS}
            state = Figure.State.PROPOSED if data["is_saving"] else ""
            figure = keep_figure({**data, "forum": forum, "state": state, **about}, by=by, on=on)
        else:
            told = FigureSaid.objects.live().filter(line=line, figure=figure, low=quantity.low, high=quantity.high)
            if told.exists():
                return None
            if data["is_saving"] and not figure.is_saving:
                set_state(figure, Figure.State.PROPOSED, by=by, on=on)
        said = say(
            figure, quantity, words=line.text, day=on, by=by, line=line, item=line.item, meeting=line.item.meeting
        )
        line.save_as(by=by, verb="figure kept")
    return said
