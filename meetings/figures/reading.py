"""Figures as a list, an item's memory and the page of one show them to one reader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber

from hackit.history import Event
from hackit.models import Entry
from meetings.agenda.models import AgendaItem
from meetings.figures.models import Figure, FigureQuerySet, FigureSaid, FigureSaidQuerySet
from meetings.figures.said import Latest, movement

MOST_BESIDE = 6
"""So many savings stand above an item; the rest a link away."""


@dataclass
class FigureShown:
    """A figure with what was said of it first, last, and the time before, as one reader may see it."""

    figure: Figure
    said: list[FigureSaid] = field(default_factory=list)

    @property
    def latest(self) -> FigureSaid | None:
        return self.said[0] if self.said else None

    @property
    def before(self) -> FigureSaid | None:
        return self.said[1] if len(self.said) > 1 else None

    @property
    def first(self) -> FigureSaid | None:
        return self.said[-1] if self.said else None

    @property
    def was_changed(self) -> bool:
        """Whether more than one thing was said of it."""
        return len(self.said) > 1

    @property
    def movement(self) -> str:
        """From what was said first to what was said last: "£60k less"."""
        return movement(self.first, self.latest)


def for_rows(figures: FigureQuerySet) -> FigureQuerySet:
    """Figures with all that a row asks of each."""
    return figures.select_related("forum", "lead", "topic")


def _placed(rows: FigureSaidQuerySet) -> FigureSaidQuerySet:
    """With `place` from the newest and `start` from the oldest of what was said of the same figure."""
    newest = Window(RowNumber(), partition_by=F("figure"), order_by=(F("said_on").desc(), F("pk").desc()))
    oldest = Window(RowNumber(), partition_by=F("figure"), order_by=(F("said_on").asc(), F("pk").asc()))
    return rows.annotate(place=newest, start=oldest)


def with_ends(figures: Iterable[Figure], user) -> list[FigureShown]:
    """Each figure with what was said first, and the last two times: one question for all."""
    shown = {figure.pk: FigureShown(figure) for figure in figures}
    if not shown:
        return []
    rows = _placed(FigureSaid.objects.visible_to(user).filter(figure__in=shown))
    for said in rows.filter(Q(place__lte=2) | Q(start=1)).order_by("figure", "place"):
        found = shown[said.figure_id]
        said.figure = found.figure
        found.said.append(said)
    return list(shown.values())


def known_figures(forum_ids: Sequence[int | None], user, *, lines: Sequence[int] = ()) -> list[Latest]:
    """The figures of these groups with what was said of each the last two times, and in these lines. One question."""
    rows = _placed(FigureSaid.objects.visible_to(user).filter(figure__forum__in=forum_ids, figure__deleted_at=None))
    rows = rows.filter(Q(place__lte=2) | Q(line__in=lines)).select_related("figure__topic").order_by("figure", "place")
    found: dict[int, Latest] = {}
    for said in rows:
        one = found.setdefault(said.figure_id, Latest(said.figure))
        said.figure = one.figure
        one.said.append(said)
    return list(found.values())


def memory_of(item: AgendaItem, user) -> list[FigureShown]:
    """The savings that a finance item opens with: the group's, proposed or agreed, the latest spoken of first."""
    rows = Figure.objects.visible_to(user).filter(
        forum_id=item.forum_id, is_saving=True, state__in=Figure.STILL_TO_COME
    )
    shown = with_ends(
        rows.with_latest(user).order_by(F("latest_on").desc(nulls_last=True), "title")[:MOST_BESIDE], user
    )
    return [one for one in shown if one.said]


@dataclass(frozen=True)
class Step:
    """How far a saving had come since a day."""

    label: str
    on: date
    who: str


def steps_of(figure: Figure, user) -> list[Step]:
    """How a saving came on, oldest first, as its history tells it. Two questions."""
    found = []
    for event in Event.objects.about(figure).visible_to(user).prefetch_related("values"):
        values = {value.field: value.new for value in event.values.all()}
        if values.get("state"):
            since = date.fromisoformat(values["state_on"]) if values.get("state_on") else event.at.date()
            found.append(Step(str(Figure.State(values["state"]).label), since, event.actor_label))
    return found


@dataclass
class SaidRow:
    """One thing said in the history of its figure: `movement` from the one said before it; `entry` it was read in."""

    said: FigureSaid
    movement: str
    entry: Entry | None = None


def history_rows(figure: Figure, user) -> list[SaidRow]:
    """All that was said of a figure, newest first, each with where it was said. Up to two questions."""
    rows = FigureSaid.objects.visible_to(user).filter(figure=figure).in_order()
    said = list(rows.select_related("meeting__forum", "item", "line", "created_by"))
    for one in said:
        one.figure = figure
    sources = _sources(said, user)
    return [
        SaidRow(one, movement(said[place + 1] if place + 1 < len(said) else None, one), sources.get(_key(one)))
        for place, one in enumerate(said)
    ]


def _key(said: FigureSaid) -> tuple[str, int | None, str]:
    return said.source_type, said.source_id, said.source_part


def _sources(said: Iterable[FigureSaid], user) -> dict[tuple[str, int | None, str], Entry]:
    """The Entries that these were read in, as far as this user may see them."""
    keys = {_key(one) for one in said if one.source_type}
    if not keys:
        return {}
    rows = Entry.objects.visible_to(user).filter(
        source_type__in={key[0] for key in keys}, source_id__in={key[1] for key in keys}
    )
    return {(one.source_type, one.source_id, one.part): one for one in rows}
