"""Keeping figures and saying anew what they are: one transaction each. Nothing that was said is ever overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from hackit import indexing
from hackit.audience import Audience
from hackit.models import Entry, Forum, Person
from hackit.quantities import Quantity
from meetings.capture.marks import figures_in
from meetings.figures.models import Figure, FigureSaid
from meetings.figures.said import said_of
from meetings.lines.models import Line

_FROM_NARROW = [value for value, _label in Audience.choices]


def figure_called(title: str, forum: Forum) -> Figure | None:
    """The figure of that name that the group keeps."""
    return Figure.objects.live().filter(forum=forum, title__iexact=title).first()


def keep_figure(data: Mapping[str, Any], *, by: Person, on: date) -> Figure:
    """A new figure from a form's cleaned data: title, quantity, state, forum, topic, lead, audience."""
    figure = Figure(
        title=data["title"], unit=data["quantity"].unit, forum=data["forum"], topic=data["topic"], lead=data["lead"],
        audience=data["audience"],
    )  # fmt: skip
    _set_state(figure, data["state"], on)
    figure.save_as(by=by, verb="kept")
    return figure


def _set_state(figure: Figure, state: str, on: date) -> None:
    """A saving with a state, since that day unless it held before; "" for what is no saving."""
    if figure.state != state:
        figure.state_on = on if state else None
    figure.state, figure.is_saving = state, bool(state)


def say(figure: Figure, quantity: Quantity, *, words: str, day: date, by: Person, **where: Any) -> FigureSaid:
    """Write down what a figure is. `where`: line, item, meeting; or source_type, source_id and source_part.

    What was said for fewer than the figure is for stays with those.
    """
    said = said_of(figure, quantity, words=words, day=day)
    for name, value in where.items():
        setattr(said, name, value)
    said.audience = _audience_of(figure, said)
    said.save_as(by=by, verb="said")
    return said


def keep_found(figure: Figure | None, data: Mapping[str, Any], entry: Entry, *, by: Person) -> FigureSaid:
    """A figure that stands in a text: said of `figure`, or of a new one from a FoundForm's cleaned data.

    What that text told of the figure already is told once.
    """
    quantity = data["quantity"]
    where = {"source_type": entry.source_type, "source_id": entry.source_id, "source_part": entry.part}
    with transaction.atomic(), indexing.at_the_end():
        if figure is None:
            figure = keep_figure(data, by=by, on=data["said_on"])
        same = FigureSaid.objects.live().filter(figure=figure, low=quantity.low, high=quantity.high, **where).first()
        if same is not None:
            same.figure = figure
            return same
        return say(figure, quantity, words=data["words"], day=data["said_on"], by=by, **where)


def _audience_of(figure: Figure, said: FigureSaid) -> str:
    """Whom it is for: the figure's audience, or that of the line it was said in where that is narrower."""
    audiences = [figure.audience, *([said.line.audience] if said.line_id else [])]
    return min(audiences, key=_FROM_NARROW.index)


def say_anew(figure: Figure, data: Mapping[str, Any], *, by: Person, on: date) -> FigureSaid:
    """What a SaidForm says of a figure outside a meeting; the saving's state with it."""
    with transaction.atomic(), indexing.at_the_end():
        if figure.is_saving and data.get("state"):
            set_state(figure, data["state"], by=by, on=data["said_on"])
        return say(figure, data["quantity"], words=data["words"], day=data["said_on"], by=by)


def set_state(figure: Figure, state: str, *, by: Person, on: date) -> None:
    """How far a saving has come since `on`; all that was said of it stays. Raises StaleRecord."""
    if figure.state == state:
        return
    _set_state(figure, state, on)
    with transaction.atomic(), indexing.at_the_end():
        figure.save_as(by=by, verb=str(Figure.State(state).label).lower())
        _index(figure)


def change_figure(figure: Figure, data: Mapping[str, Any], *, by: Person, on: date, version: int) -> None:
    """Save a form's cleaned data; what was said of it is found by its new name. Raises StaleRecord."""
    figure.title, figure.topic, figure.lead = data["title"], data["topic"], data["lead"]
    figure.audience = data["audience"]
    _set_state(figure, data["state"], on)
    with transaction.atomic(), indexing.at_the_end():
        figure.save_as(by=by, verb="changed", expected_version=version)
        for said in _live(figure):
            said.audience, said.lead = _audience_of(figure, said), figure.lead
            said.save()


def take_away(said: FigureSaid, *, by: Person, with_line: bool = False) -> None:
    """Take away what was written down by mistake; the typed line that told it stays, unless it goes as well.

    A figure of which nothing is said any more goes with it. Raises StaleRecord.
    """
    said.with_line = with_line
    with transaction.atomic(), indexing.at_the_end():
        said.delete_softly(by=by, verb="taken away")
        if not FigureSaid.objects.live().filter(figure=said.figure).exists():
            said.figure.delete_softly(by=by, verb="kept no more")


def bring_back(said: FigureSaid, *, by: Person) -> None:
    """Make what was taken away hold again, with its figure; where a new one has its name by now, of that."""
    with transaction.atomic(), indexing.at_the_end():
        figure = said.figure
        if figure.is_deleted:
            same = figure_called(figure.title, figure.forum)
            if same is not None and same.unit == figure.unit:
                said.figure = same
            elif same is None and figure.can_come_back:
                figure.undelete(by=by)
            else:
                return
        said.with_line = False
        said.undelete(by=by)


def move_to(said: FigureSaid, other: Figure, *, by: Person) -> None:
    """It was said of another figure of the same group and unit. Raises StaleRecord."""
    said.figure, said.state, said.lead = other, other.state, other.lead
    said.audience = _audience_of(other, said)
    said.save_as(by=by, verb="moved to another figure")


# --- With the line that told it ---


def _of_line(line: Line, **what: Any) -> list[FigureSaid]:
    rows = FigureSaid.objects.filter(line=line, **what).with_place()
    return list(rows.order_by("pk"))


def take_with_line(line: Line, *, by: Person) -> None:
    """The line is taken back, and with it the figures that were kept of it."""
    for said in _of_line(line, deleted_at=None):
        take_away(said, by=by, with_line=True)


def bring_with_line(line: Line, *, by: Person) -> None:
    """The line is brought back with what was taken away together with it."""
    for said in _of_line(line, deleted_at__isnull=False, with_line=True):
        if said.can_come_back:
            bring_back(said, by=by)


def take_what_is_not_said(line: Line, *, by: Person) -> None:
    """The line says something else now: figures that do not stand in it any more are taken away, the others stay."""
    said_now = {(one.unit, one.low, one.high) for one in figures_in(line.text)}
    for said in _of_line(line, deleted_at=None):
        if (said.figure.unit, said.low, said.high) not in said_now:
            take_away(said, by=by)


def _live(figure: Figure) -> list[FigureSaid]:
    found = list(FigureSaid.objects.live().filter(figure=figure).with_place())
    for said in found:
        said.figure = figure
    return found


def _index(figure: Figure) -> None:
    for said in _live(figure):
        indexing.index(said)
