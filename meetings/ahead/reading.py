"""What is coming up, as lists, This week and an agenda show it to one reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import DateField, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from hackit.audience import Viewer
from hackit.shortcuts import asked, today, viewer
from meetings.agenda.models import AgendaItem, Meeting
from meetings.ahead.models import ComingUp, ComingUpQuerySet

WEEKS_AHEAD = timedelta(weeks=10)
LOOSELY_AHEAD = timedelta(weeks=52)
WITHOUT_NEXT = timedelta(weeks=5)
"""How far an agenda looks ahead while the meeting after it is not planned."""
LOOKED_AT = 60
MOST_ASKED, MOST_TO_START, MOST_DATED, MOST_LOOSE, MOST_ON_AGENDA = 3, 3, 5, 3, 8


@dataclass(frozen=True)
class Row:
    """One thing for one reader: when and by when to start in words, what it asks, and what may be pressed.

    `answer` is what was said came of it ("Happened ✓"), and of one that was answered just now also where it moved.
    """

    thing: ComingUp
    when: str
    start: str
    answer: str
    asks: bool
    to_start: bool
    may_change: bool

    @property
    def shows_start(self) -> bool:
        """Whether to say by when to start beside the rest: it is not yet time to, and nobody has."""
        return bool(self.start) and not (self.answer or self.to_start or self.asks or self.thing.started_on)


def for_rows(things: ComingUpQuerySet) -> ComingUpQuerySet:
    """The things with all that `rows_of` asks of each."""
    return things.select_related("person", "forum", "created_by")


def rows_of(things: Iterable[ComingUp], *, who: Viewer, on: date, answered: ComingUp | None = None) -> list[Row]:
    """The rows of things that came through `for_rows`, of which one was answered just now. Asks nothing more."""
    return [row_of(thing, who=who, on=on, is_new=thing == answered) for thing in things]


def row_of(thing: ComingUp, *, who: Viewer, on: date, is_new: bool = False) -> Row:
    """The row of one thing; `is_new` where its answer was given just now."""
    return Row(
        thing, thing.when_words(on=on), thing.start_words(on=on), answer_words(thing, is_new=is_new),
        asks=thing.is_past(on=on), to_start=thing.is_to_start(on=on), may_change=thing.may_be_changed_by(who),
    )  # fmt: skip


def answer_words(thing: ComingUp, *, is_new: bool) -> str:
    """ "Happened ✓", "Dropped", or of a new answer "Begun" and "Moved"."""
    if thing.state != ComingUp.State.AHEAD:
        return f"{thing.get_state_display()} ✓" if thing.state == ComingUp.State.HAPPENED else thing.get_state_display()
    if not is_new:
        return ""
    return "Begun" if thing.started_on else "Moved"


def just_answered(request: HttpRequest) -> ComingUp | None:
    """The thing that the address names as answered just now: it stays in its place with its Undo."""
    ref = asked(request, "answered", longest=36)
    return for_rows(ComingUp.objects.visible_to(request.user)).filter(ref=ref).first() if ref else None


# --- This week ---


def coming_panel(request: HttpRequest) -> dict[str, Any]:
    """The side of This week: what asks, what is to be begun, the next weeks' dates, then the loose ones. Each once."""
    on, who = today(), viewer(request)
    answered = just_answered(request)
    things = _each_once(_of_this_week(request.user, on)[:LOOKED_AT])
    asking = [thing for thing in things if thing.is_past(on=on) and thing.may_be_changed_by(who)][:MOST_ASKED]
    rest = [thing for thing in things if not thing.is_past(on=on)]
    to_start = [thing for thing in rest if thing.is_to_start(on=on)][:MOST_TO_START]
    rest = [thing for thing in rest if thing not in to_start and thing != answered]
    dated = [thing for thing in rest if thing.due and thing.due <= on + WEEKS_AHEAD][:MOST_DATED]
    loose = [thing for thing in rest if not thing.due][:MOST_LOOSE]
    shown = [*([answered] if answered and answered not in [*asking, *to_start] else []), *asking, *to_start]
    return {
        "rows": rows_of([*shown, *dated, *loose], who=who, on=on, answered=answered), "may_write": who.may_write,
        "asks": bool(asking), "back": request.path,
    }  # fmt: skip


def _each_once(things: Iterable[ComingUp]) -> list[ComingUp]:
    """Without what two people wrote down alike, say in a jotting and in a meeting: the group's own stays."""
    found: dict[tuple[object, ...], ComingUp] = {}
    for thing in things:
        key = (thing.title.casefold(), thing.when)
        if key not in found or (thing.forum_id and not found[key].forum_id):
            found[key] = thing
    return list(found.values())


def _of_this_week(user, on: date) -> ComingUpQuerySet:
    near = Q(due__lte=on + WEEKS_AHEAD) | Q(due=None, sorts_as=None) | Q(due=None, sorts_as__lte=on + LOOSELY_AHEAD)
    rows = ComingUp.objects.visible_to(user).ahead()
    start = ComingUp.objects.to_start(on=on).values("pk")
    return for_rows(rows.filter(near | Q(pk__in=start))).in_order()


# --- An agenda ---


def coming_beside(meeting: Meeting, user, *, on: date) -> list[Row]:
    """What is coming up for the group, or on a topic of its agenda, until it meets after this: one query.

    What is past on the day `on`, and waits for an answer, stands first. Named `coming_up` in the agenda's page.
    """
    later = Meeting.objects.live().filter(forum_id=meeting.forum_id, date__gt=meeting.date)
    following = later.exclude(state=Meeting.State.CANCELLED).order_by("date").values("date")[:1]
    until = Coalesce(
        Subquery(following, output_field=DateField()), Value(meeting.date + WITHOUT_NEXT, output_field=DateField())
    )
    topics = AgendaItem.topics.through.objects.filter(agendaitem__meeting=meeting).exclude(
        agendaitem__state=AgendaItem.State.WITHDRAWN
    )
    about = ComingUp.topics.through.objects.filter(topic_id__in=topics.values("topic_id")).values("comingup_id")
    rows = ComingUp.objects.visible_to(user).ahead().in_order()
    near = Q(by_day__lte=until) | Q(started_on=None, start_by__lte=until)
    found = for_rows(rows.filter(Q(forum_id=meeting.forum_id) | Q(pk__in=about)).filter(near))
    return rows_of(_each_once(found[:LOOKED_AT])[:MOST_ON_AGENDA], who=Viewer.of(user), on=on)
