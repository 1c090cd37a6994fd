"""An action as a list shows it to one reader: where it came from, when it is due, what they may press."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef

from hackit.audience import Reach, Viewer
from hackit.dates import british_day
from hackit.models import Entry
from hackit.templatetags.records import due_class, due_words
from meetings.actions.models import Action
from meetings.actions.querysets import ActionQuerySet
from meetings.agenda.models import AgendaItem, Meeting

TIMES = {1: "once", 2: "twice"}


@dataclass(frozen=True)
class Row:
    """One action for one reader.

    source and source_url: where it came from, as far as they may know; due, note, note_class: "Mon 10 June",
    "2 days overdue", "late"; ended: the day it ended; offer, offer_words: a day to
    accept while none is agreed; moved: "Date moved twice (first 31 May)".
    """

    action: Action
    source: str
    source_url: str
    due: str
    note: str
    note_class: str
    ended: str
    offer: date | None
    offer_words: str
    moved: str
    owner: str
    helpers: str
    may_change: bool
    may_take: bool


def for_rows(actions: ActionQuerySet, user) -> ActionQuerySet:
    """The actions with all that `rows_of` asks of each; what they came from is told to who may see it.

    For the rows of one page: what many are narrowed down and sorted by is asked before.
    """
    meetings = Meeting.objects.visible_to(user).filter(pk=OuterRef("meeting_id"))
    items = AgendaItem.objects.visible_to(user).filter(pk=OuterRef("item_id"))
    sources = Entry.objects.visible_to(user).filter(url=OuterRef("source_url"))
    related = actions.select_related("owner", "forum", "meeting__forum", "item", "line", "created_by", "waiting_on")
    seen = {"meeting_is_seen": Exists(meetings), "item_is_seen": Exists(items), "source_is_seen": Exists(sources)}
    return related.prefetch_related("helpers").annotate(**seen)


def rows_of(actions: Iterable[Action], *, user, on: date) -> list[Row]:
    """The rows of a page of actions that came through `for_rows`. One query, for the groups' next meetings."""
    actions = list(actions)
    viewer = Viewer.of(user)
    undated = {action.forum_id for action in actions if action.is_open and not action.due and action.forum_id}
    meetings = next_meetings(undated, user=user, on=on) if undated else {}
    return [_row(action, viewer=viewer, on=on, meetings=meetings.get(action.forum_id, [])) for action in actions]


def next_meetings(forum_ids: Iterable[int | None], *, user, on: date) -> dict[int, list[date]]:
    """The days on which these groups meet from now on, as far as this reader may know."""
    days: dict[int, list[date]] = {}
    planned = Meeting.objects.visible_to(user).still_to_come(on=on).filter(forum_id__in=[pk for pk in forum_ids if pk])
    for forum_id, day in planned.values_list("forum_id", "date"):
        days.setdefault(forum_id, []).append(day)
    return days


def knows_source(action: Action, viewer: Viewer) -> bool:
    """Whether the words about where an action came from are for this reader: not for who only is named on it."""
    seen = action.reach in (Reach.STAFF, Reach.EVERYONE) or viewer.belongs_to(action.forum_id)
    return seen or (action.created_by_id is not None and action.created_by_id == viewer.person_id)


def source_of(action: Action, *, viewer: Viewer, meeting_is_seen: bool, on: date) -> tuple[str, str]:
    """Where an action came from, in words and as an address; two empty texts where this reader may not know."""
    # Words without an address (a one-to-one, a column of a spreadsheet) lead nowhere that could be asked about
    is_seen = action.source_is_seen if action.source_url else knows_source(action, viewer)
    if action.source_label and is_seen:
        return action.source_label, action.source_url
    if action.meeting_id and meeting_is_seen:
        meeting = action.meeting
        return meeting.label(year=meeting.date.year != on.year), meeting.get_absolute_url()
    line = action.line
    if line is not None and line.is_jotting and line.author_id == viewer.person_id:
        return f"your jotting, {near_day(line.day, on=on)}", line.get_absolute_url()
    return "", ""


def near_day(day: date, *, on: date) -> str:
    """ "today", "yesterday" or the day."""
    near = {on: "today", on - timedelta(days=1): "yesterday"}
    return near.get(day) or british_day(day, year=day.year != on.year)


def moved_words(action: Action, *, on: date) -> str:
    """ "Date moved twice (first 31 May)", or nothing."""
    if not action.times_moved:
        return ""
    times = TIMES.get(action.times_moved, f"{action.times_moved} times")
    first = action.first_due
    if first is None:
        return f"Date moved {times}"
    year = f" {first.year}" if first.year != on.year else ""
    return f"Date moved {times} (first {first.day} {first:%B}{year})"


def due_said(action: Action, *, on: date) -> tuple[str, str, str]:
    """When it is due, what to note about that, and the note's style."""
    if action.due:
        day = british_day(action.due, year=action.due.year != on.year)
        if action.due_is_assumed:
            return f"{day}, not agreed", "", ""
        return day, due_words(action.due, on), due_class(action.due, on)
    if action.due_text:
        return action.due_text[0].upper() + action.due_text[1:], "No date yet", "soon"
    if action.forum_id and action.owner_id:
        return f"Next {action.forum.name}, not agreed", "", ""
    return "", "No date yet", "soon"


def _row(action: Action, *, viewer: Viewer, on: date, meetings: list[date]) -> Row:
    due, note, style = due_said(action, on=on)
    source, url = source_of(action, viewer=viewer, meeting_is_seen=action.meeting_is_seen, on=on)
    may_change = action.may_be_changed_by(viewer)
    offer = offered_day(action, meetings) if may_change else None
    helpers = [person.name for person in action.helpers.all() if person.pk != viewer.person_id]
    is_mine = action.owner_id is not None and action.owner_id == viewer.person_id
    return Row(
        action=action, source=source, source_url=url, due=due, note=note, note_class=style,
        ended=near_day(action.ended_on, on=on) if action.ended_on else "",
        offer=offer, offer_words=british_day(offer, year=offer.year != on.year) if offer else "",
        moved=moved_words(action, on=on),
        owner="" if is_mine else action.owner.name if action.owner else "",
        helpers=", ".join(helpers), may_change=may_change,
        may_take=may_change and action.owner_id is None and viewer.person_id is not None,
    )  # fmt: skip


def offered_day(action: Action, meetings: list[date]) -> date | None:
    """The day to accept while none is agreed: the one that was assumed, else its group's next meeting."""
    if not action.is_open or (action.due and not action.due_is_assumed):
        return None
    if action.due or action.due_text:
        return action.due
    after = action.meeting.date if action.meeting_id and action.meeting else date.min
    return next((day for day in meetings if day > after), None) if action.owner_id else None
