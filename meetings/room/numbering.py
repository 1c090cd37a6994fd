"""In which order the open actions beside an item are numbered: the line means them by these numbers.

Several people see them at once, and a number means the same to the meeting's end. So the order is that of the days that
were agreed when the meeting began, whatever was moved or agreed since; what is new since then comes last.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db.models import BooleanField, Case, DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from meetings.models import Action, ActionUpdate, Meeting

ABOUT_NEXT = timedelta(days=7)
"""What has no day is for the next meeting, which most groups hold in a week: it comes after what is due until then."""

# "It stays on that day" is no move. A first day agreed on is one from no day at all.
_MOVED = Q(old_due__isnull=False) | Q(before={}) | Q(before__due=None) | Q(before__due_is_assumed=True)


def in_order(actions: QuerySet[Action], meeting: Meeting) -> QuerySet[Action]:
    """The actions by the day agreed for them before the meeting, the earliest first."""
    updates = ActionUpdate.objects.live().filter(action=OuterRef("pk"), on__gte=meeting.date, new_due__isnull=False)
    moves = updates.filter(_MOVED).order_by("on", "pk")
    due_then = Case(
        When(Exists(moves), then=Subquery(moves.values("old_due")[:1])),
        When(due_is_assumed=True, then=None),
        default=F("due"),
        output_field=DateField(),
    )
    begun = timezone.make_aware(datetime.combine(meeting.date, time.min))
    is_new = Case(When(created_at__gte=begun, then=Value(True)), default=Value(False), output_field=BooleanField())
    ordered = actions.annotate(is_new_since=is_new, due_then=due_then)
    presses = Coalesce("due_then", Value(meeting.date + ABOUT_NEXT), output_field=DateField())
    return ordered.order_by("is_new_since", presses, F("due_then").asc(nulls_last=True), "pk")
