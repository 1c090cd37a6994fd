"""The ladder: what of an action comes back to whom, and when. Queries only; nothing is stored.

After the due date the owner hears of it at once, in their next mail. After seven days so does the lead of the item it
came from. The next agenda shows it under "Overdue" (meetings.agenda.beside). Moved twice and late again: whoever runs
the group is asked to re-date, reassign or drop it. What nobody owns comes back to them as well.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from hackit.audience import Reach
from hackit.models import Membership
from meetings.actions.models import ActionUpdate
from meetings.actions.querysets import ActionQuerySet, overdue_condition

LEAD_AFTER = timedelta(days=7)
"""How long an action is overdue before the lead of its item hears of it."""
OFTEN = 2
"""So many moves, and late again, are for whoever runs the group to settle."""
QUIET_FOR = timedelta(days=7)
"""What waits is chased when nothing was noted about it for so long."""
AHEAD = timedelta(days=6)
"""A weekly mail tells what is due until the day before the next one."""

RUNNING = (Membership.Part.CHAIR, Membership.Part.SECRETARY)


class Need(models.IntegerChoices):
    """Why an action is in its owner's mail, the most pressing first."""

    OVERDUE = 1, "overdue"
    DUE = 2, "due this week"
    CHASE = 3, "waiting for others"
    AGREE = 4, "without an agreed date"


def soon_condition(on: date) -> Q:
    """An agreed date before the next weekly mail. From a Monday that is the week, to its Sunday."""
    return Q(due__gte=on, due__lte=on + AHEAD, due_is_assumed=False)


def quiet_condition(on: date) -> Q:
    """Waiting for somebody, and nothing noted about it for a week."""
    lately = ActionUpdate.objects.filter(action=OuterRef("pk"), on__gt=on - QUIET_FOR, deleted_at=None)
    return Q(status="waiting") & ~Exists(lately)


def with_need(rows: ActionQuerySet, *, on: date) -> ActionQuerySet:
    """Open actions that need something of their owner on that day, each with its `need`."""
    unagreed = Q(due=None) | Q(due_is_assumed=True)
    need = Case(
        When(overdue_condition(on), then=Value(Need.OVERDUE)),
        When(soon_condition(on), then=Value(Need.DUE)),
        When(quiet_condition(on), then=Value(Need.CHASE)),
        When(unagreed & ~Q(status="waiting"), then=Value(Need.AGREE)),
        output_field=models.IntegerField(),
    )
    return rows.open().annotate(need=need).exclude(need=None)


def with_last_word(rows: ActionQuerySet) -> ActionQuerySet:
    """Each with the day on which something was noted about it last."""
    said = ActionUpdate.objects.filter(action=OuterRef("pk"), deleted_at=None).order_by("-on", "-pk")
    return rows.annotate(last_word=Subquery(said.values("on")[:1]))


def pressing(rows: ActionQuerySet, *, on: date) -> ActionQuerySet:
    """Overdue or due before the next weekly mail: what those "with" the owner hear of."""
    return rows.open().filter(overdue_condition(on) | soon_condition(on))


def late_for_leads(rows: ActionQuerySet, *, on: date) -> ActionQuerySet:
    """Overdue by more than a week, and not the lead's own: for the lead of the item each came from."""
    late = rows.overdue(on=on - LEAD_AFTER).exclude(item__lead=None)
    return late.exclude(owner=F("item__lead"))


def seen_by_their_lead(rows: QuerySet, *, on: date) -> QuerySet:
    """Those that the lead of their item may see, whoever that is: shared with staff, or of a group of theirs."""
    groups = Membership.objects.active(on=on).filter(person=OuterRef("item__lead"), forum=OuterRef("forum"))
    return rows.filter(Q(reach__in=(Reach.STAFF, Reach.EVERYONE)) | Q(reach=Reach.MEMBERS) & Exists(groups))


def moved_and_late(rows: ActionQuerySet, *, on: date) -> ActionQuerySet:
    """Late again after two moves: for whoever runs the group."""
    return rows.overdue(on=on).filter(times_moved__gte=OFTEN)


def without_owner(rows: ActionQuerySet, *, on: date) -> ActionQuerySet:
    """Open, of a group, and nobody's: never given to anybody, or to somebody who has left since."""
    return rows.open().filter(Q(owner=None) | Q(owner__to_date__lt=on) | Q(owner__user__is_active=False))
