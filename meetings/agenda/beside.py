"""What stands beside an agenda: questions to the records at the time of viewing. Nothing is copied.

The packages of actions, decisions and lines stand above this one: their models are found by name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from meetings.agenda.models import AboutType, AgendaItem, Meeting
from meetings.capture.titles import as_title

MOST = 8
"""How many of each kind stand beside an agenda. The most pressing; the rest a link away."""

MOST_READ = 200
"""So many open actions are looked through for overdue ones: all, in any group that still reads its agendas."""

KEPT_FOR = timedelta(days=92)
"""How long what there was no time for, and ideas and questions, wait beside the agendas that follow."""

GONE = (AgendaItem.State.DECLINED, AgendaItem.State.WITHDRAWN)


@dataclass
class Some:
    """The first of something, and how many there are."""

    rows: list[Any] = field(default_factory=list)
    count: int = 0

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


def beside(meeting: Meeting, user, *, on: date) -> dict[str, Any]:
    """All of it for one agenda, as this user may see it. `on` is today: it decides what presses."""
    overdue, others = open_actions(meeting, user, on=on)
    return {
        "left_over": left_over(meeting, user),
        "put_off": put_off(meeting, user),
        "caveats": open_caveats(meeting, user),
        "becoming_final": becoming_final(meeting, user),
        "to_list": caveats_to_list(meeting, user),
        "reviews": due_reviews(meeting, user),
        "kept": ideas_and_questions(meeting, user),
        "overdue": overdue,
        "open_actions": others,
    }


def left_over(meeting: Meeting, user) -> list[AgendaItem]:
    """Items of the group's earlier meetings that there was no time for, and those of cancelled meetings.

    One taken up again is left out, or put on a later agenda by the same name: a standing item is, each time.
    """
    rows = AgendaItem.objects.visible_to(user).filter(
        forum_id=meeting.forum_id, meeting__deleted_at=None,
        meeting__date__lt=meeting.date, meeting__date__gte=meeting.date - KEPT_FOR,
    )  # fmt: skip
    held = (Meeting.State.WRAPPED_UP, Meeting.State.SHARED, Meeting.State.PUBLISHED)
    never_begun = Q(meeting__state=Meeting.State.CANCELLED) | Q(meeting__state__in=held) & ~Exists(_said_under())
    waits = Q(state=AgendaItem.State.RAN_OUT) | Q(never_begun, state=AgendaItem.State.OPEN, standing_item=None)
    taken_up = AgendaItem.objects.live().filter(continues=OuterRef("pk"))
    since = AgendaItem.objects.live().filter(
        forum_id=meeting.forum_id, title__iexact=OuterRef("title"), meeting__deleted_at=None,
        meeting__date__gt=OuterRef("meeting__date"), meeting__date__lte=meeting.date,
    ).exclude(state__in=GONE)  # fmt: skip
    rows = rows.filter(waits).exclude(Exists(taken_up)).exclude(Exists(since)).select_related("lead", "meeting__forum")
    return list(rows.order_by("-meeting__date", "-meeting__start_time", "position", "pk")[:MOST])


def _said_under() -> QuerySet:
    """What was typed under the item asked about."""
    return apps.get_model("meetings", "line").objects.filter(item=OuterRef("pk"), deleted_at=None)


def put_off(meeting: Meeting, user) -> list[Any]:
    """What the group put off until this meeting or before, or without a day: until it is on an agenda again."""
    due = Q(put_off_until__lte=meeting.date, put_off_until__gte=meeting.date - KEPT_FOR)
    undated = Q(put_off_until=None, date__gte=meeting.date - KEPT_FOR)
    rows = _decisions(meeting, user).filter(due | undated, outcome="put_off", date__lt=meeting.date)
    again = _about(AboutType.DECISION).filter(meeting__date__gt=OuterRef("date"))
    return list(rows.exclude(Exists(again)).order_by("put_off_until", "date", "pk")[:MOST])


def due_reviews(meeting: Meeting, user) -> list[Any]:
    """Decisions with a review date due by the meeting, until an agenda from that date on has them."""
    rows = _decisions(meeting, user).filter(review_date__lte=meeting.date).exclude(outcome="replaced")
    looked_at = _about(AboutType.DECISION).filter(meeting__date__gte=OuterRef("review_date"))
    return list(rows.exclude(Exists(looked_at)).order_by("review_date", "pk")[:MOST])


def open_caveats(meeting: Meeting, user) -> Some:
    """Conditions still to do, those that a higher group set too: the soonest date first."""
    rows = apps.get_model("meetings", "caveat").objects.visible_to(user)
    rows = rows.filter(forum_id=meeting.forum_id, state="to_do", decision__deleted_at=None)
    rows = rows.exclude(decision__outcome="replaced").select_related("decision__decided_by", "action__owner")
    return _some(rows.order_by(F("action__due").asc(nulls_last=True), "pk"))


def becoming_final(meeting: Meeting, user) -> list[Any]:
    """Working positions of the group's budget lines: each comes back until the final figures were said."""
    rows = apps.get_model("meetings", "position").objects.visible_to(user)
    rows = rows.filter(forum_id=meeting.forum_id, said_on__lt=meeting.date).becoming_final()
    return list(rows.select_related("budget_line", "brings")[:MOST])


def caveats_to_list(meeting: Meeting, user) -> list[Any]:
    """Decisions with caveats that nobody has listed yet."""
    rows = _decisions(meeting, user).filter(caveats_to_follow=True).exclude(outcome="replaced")
    return list(rows.order_by("date", "pk")[:MOST])


def ideas_and_questions(meeting: Meeting, user) -> Some:
    """Ideas parked and questions asked under the group's items lately, newest first, until they are on an agenda."""
    rows = apps.get_model("meetings", "line").objects.visible_to(user).filter(
        forum_id=meeting.forum_id, kind__in=("idea", "question"), item__isnull=False,
        day__lt=meeting.date, day__gte=meeting.date - KEPT_FOR,
    )  # fmt: skip
    settled = apps.get_model("meetings", "idea").objects.filter(line=OuterRef("pk")).exclude(state="parked")
    rows = rows.exclude(Exists(_about(AboutType.LINE))).exclude(Exists(settled)).select_related("item__meeting__forum")
    some = _some(rows.order_by("-day", "-pk"), most=MOST // 2)
    for line in some.rows:
        line.shown_title = as_title(line.text)
    return some


def open_actions(meeting: Meeting, user, *, on: date) -> tuple[Some, Some]:
    """The group's open actions: every one past its agreed date, then the most pressing of the others."""
    rows = apps.get_model("meetings", "action").objects.visible_to(user).open().filter(forum_id=meeting.forum_id)
    found = _some(rows.select_related("owner").in_order_of_need(on=on), most=MOST_READ)
    late = [action for action in found.rows if action.is_overdue(on=on)]
    others = [action for action in found.rows if not action.is_overdue(on=on)]
    return Some(late, len(late)), Some(others[:MOST], found.count - len(late))


def _decisions(meeting: Meeting, user) -> QuerySet:
    rows = apps.get_model("meetings", "decision").objects.visible_to(user).filter(forum_id=meeting.forum_id)
    return rows.select_related("decided_by")


def _about(kind: str) -> QuerySet:
    """Items on an agenda that lead to the record asked about."""
    return AgendaItem.objects.live().filter(about_type=kind, about_ref=OuterRef("ref")).exclude(state__in=GONE)


def _some(rows: QuerySet, *, most: int = MOST) -> Some:
    return Some(list(rows[:most]), rows.count())
