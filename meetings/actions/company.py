"""Whom one meets next, and what is open between the two: for the side of This week."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.http import HttpRequest

from hackit.audience import Viewer
from hackit.dates import british_day
from hackit.models import Membership, Person
from hackit.people.between import RECORDED, WITH, Open, open_between
from hackit.shortcuts import today, viewer
from meetings.agenda.models import AgendaItem, Attendance, Meeting

SOON = timedelta(days=7)
MOST_PEOPLE, MOST_EACH = 3, 2


@dataclass
class Between:
    """What is open between this reader and one person: where it is that one's turn, and where it is the reader's."""

    person: Person
    theirs: list[Open] = field(default_factory=list)
    mine: list[Open] = field(default_factory=list)

    @property
    def is_both(self) -> bool:
        """Each owns something that the other is with."""
        return all(any(row.how == WITH for row in rows) for rows in (self.theirs, self.mine))


def next_of_mine(request: HttpRequest) -> Meeting | None:
    """The next meeting of this reader's groups, with the title of its `first_item` and, where that ran out of time
    before, the day on which (`ran_out_on`). One query a request, whoever asks."""
    kept = vars(request)
    if "next_of_mine" not in kept:
        kept["next_of_mine"] = _next_meeting(request.user, viewer(request), today())
    return kept["next_of_mine"]


def _next_meeting(user, who: Viewer, on: date) -> Meeting | None:
    if not who.forum_roles:
        return None
    items = AgendaItem.objects.visible_to(user).filter(meeting=OuterRef("pk"), state=AgendaItem.State.OPEN)
    first = items.order_by("position", "pk")
    ran_out = Case(When(continues__state=AgendaItem.State.RAN_OUT, then=F("continues__meeting__date")))
    rows = (
        Meeting.objects.visible_to(user).still_to_come(on=on).filter(forum_id__in=who.forum_ids).select_related("forum")
    )
    rows = rows.annotate(
        first_item=Subquery(first.values("title")[:1]),
        ran_out_on=Subquery(first.annotate(ran_out_on=ran_out).values("ran_out_on")[:1]),
    )
    return rows.order_by("date", "pk").first()


def company_panel(request: HttpRequest) -> dict[str, Any]:
    """People of the next meeting (within a week) with whom this reader has something open."""
    on, who = today(), viewer(request)
    meeting = next_of_mine(request)
    if meeting is None or who.person_id is None or meeting.date > on + SOON:
        return {"people": []}
    days = {on: "today", on + timedelta(days=1): "tomorrow"}
    when = days.get(meeting.date) or f"on {british_day(meeting.date, year=False)}"
    return {"people": _met(meeting, request.user, who, on), "when": when, "on": on}


def first_item_panel(request: HttpRequest) -> dict[str, Any]:
    """What the next meeting begins with, and why where it ran out of time before."""
    meeting = next_of_mine(request)
    if meeting is None or not meeting.first_item:
        return {}
    day = meeting.ran_out_on
    words = f"First: {meeting.first_item}"
    if day:
        words = f"{meeting.first_item} first: it ran out of time on {british_day(day, year=False)}."
    return {"url": meeting.get_absolute_url(), "words": words}


def _met(meeting: Meeting, user, who: Viewer, on: date) -> list[Between]:
    """Who belongs to the meeting's group on its day, or is down as coming, and has something open with the reader.

    What one of the two merely wrote down is left out here: who types the minutes has written down everybody's.
    """
    members = Membership.objects.active(on=meeting.date).filter(forum_id=meeting.forum_id).values("person_id")
    coming = Attendance.objects.filter(meeting=meeting).exclude(state=Attendance.State.APOLOGIES).values("person_id")
    people = {
        person.pk: person
        for person in Person.objects.filter(Q(pk__in=members) | Q(pk__in=coming) | Q(pk=who.person_id))
    }
    me = people.pop(who.person_id)
    found: dict[int, Between] = {}
    for row in open_between(user, me, list(people.values()), on=on):
        if row.how != RECORDED:
            between = found.setdefault(row.other.pk, Between(row.other))
            (between.mine if row.is_mine else between.theirs).append(row)
    met = sorted(found.values(), key=lambda between: not between.is_both)[:MOST_PEOPLE]
    for between in met:
        between.theirs, between.mine = between.theirs[:MOST_EACH], between.mine[:MOST_EACH]
    return met
