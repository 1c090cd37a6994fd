"""The figures of a line: which are kept, which may be, and of which thing they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from hackit.audience import Audience
from hackit.quantities import Quantity
from meetings.capture.marks import figures_in
from meetings.figures.models import FigureSaid, since
from meetings.figures.said import MOST_OFFERED, Latest, last_said, same_thing
from meetings.models import Line


@dataclass
class Offer:
    """A figure that a line says and nobody keeps yet; `of` are the figures it may be of: (name, last said)."""

    number: int
    words: str
    of: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Kept:
    """A figure of the line that is kept: its name, what was said, what was said before."""

    title: str
    words: str
    before: str
    url: str


def quantities_of(line: Line) -> list[Quantity]:
    """What may be kept of a line, in its order; nothing of what is its author's alone."""
    if line.item_id is None or line.audience == Audience.ME:
        return []
    return figures_in(line.text)[:MOST_OFFERED]


def tells_figures(line: Line) -> bool:
    """Whether there is reason to look for figures in the line."""
    return line.item_id is not None and any(entry.get("figures") for entry in line.heard)


def figures_of(
    line: Line, known: Sequence[Latest], topics: Sequence[str], *, on: date
) -> tuple[list[Kept], list[Offer]]:  # fmt: skip
    """What is kept of the line, and what is offered. `topics`: slugs of what it is about."""
    mine = [(one, said) for one in known for said in one.said if said.line_id == line.pk]
    kept = [_kept(one, said, on) for one, said in sorted(mine, key=lambda pair: pair[1].pk)]
    values = {(one.figure.unit, said.low, said.high) for one, said in mine}
    offers = []
    for number, quantity in enumerate(quantities_of(line)):
        if (quantity.unit, quantity.low, quantity.high) not in values:
            found = same_thing(line.text, quantity, _before(line, known), topics=topics)
            of = [(one.figure.title, last_said(one.latest, on=on)) for one in found]
            offers.append(Offer(number, quantity.words, of))
    return kept, offers


def _before(line: Line, known: Sequence[Latest]) -> list[Latest]:
    """The figures with what others said of them: what the line itself said is not news."""
    others = (Latest(one.figure, [said for said in one.said if said.line_id != line.pk]) for one in known)
    return [one for one in others if one.said]


def _kept(one: Latest, said: FigureSaid, on: date) -> Kept:
    before = one.before(said)
    was = f", was {before.value_words()}, {since(before.said_on, on)}" if before else ""
    return Kept(one.figure.title, said.in_short(), was, one.figure.get_absolute_url())
