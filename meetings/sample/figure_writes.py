"""The figures that the sample's group keeps: of lines typed in its meetings, by calling what the pages call."""

from __future__ import annotations

from dataclasses import dataclass

from hackit.sample_ground import Sample
from meetings.figures.models import Figure
from meetings.figures.writes import figure_called, set_state
from meetings.models import Line
from meetings.room.figures import quantities_of
from meetings.room.keeping_writes import keep_from_line
from meetings.sample.plan_writes import SECRETARY


@dataclass(frozen=True)
class Kept:
    """How a line begins whose first figure is kept, what of, whether it is a saving, which saving it settles."""

    begins: str
    title: str
    is_saving: bool = False
    agrees: str = ""


KEPT = (
    Kept("61 phones in the drawer", "Phones in the drawer"),
    Kept("c £540k over three years", "Phones over three years"),
    Kept("saves £41k a year", "Unused licences saving", is_saving=True),
    Kept("£590k over three years", "Phones over three years", agrees="Unused licences saving"),
)


def keep_figures(sample: Sample, line: Line) -> None:
    """Keep the first figure of a line that is among those kept."""
    told = next((one for one in KEPT if line.text.startswith(one.begins)), None)
    found = quantities_of(line) if told else []
    if told is None or not found:
        return
    by, day = sample.people[SECRETARY], line.day
    data = {"title": told.title, "quantity": found[0], "is_saving": told.is_saving}
    keep_from_line(line, data, list(line.topics.all()), by=by, on=day)
    if told.agrees and (saving := figure_called(told.agrees, line.item.meeting.forum)):
        set_state(saving, Figure.State.AGREED, by=by, on=day)
