"""Questions about actions: whose they are, how they stand on a day, in what order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, overload

from django.db import models
from django.db.models import Case, F, Q, QuerySet, Value, When

from hackit.audience import Viewer, VisibleQuerySet
from hackit.dates import monday_of
from hackit.models import Person

if TYPE_CHECKING:
    from meetings.actions.models import Action


class Status(models.TextChoices):
    NOT_STARTED = "not_started", "Not started"
    IN_PROGRESS = "in_progress", "In progress"
    WAITING = "waiting", "Waiting for…"
    DONE = "done", "Done"
    DROPPED = "dropped", "No longer needed"


MOST_NUMBERS = 1000
"""How many ids are written into a question as numbers."""

OPEN_STATES = ("not_started", "in_progress", "waiting")

WITH_ITS_DECISION = "The decision that asked for it was deleted"
"""What the log of a caveat's action says when its decision is deleted; found again when that is undone."""


class Standing(models.IntegerChoices):
    """Where an action stands on a list, in the order of the list."""

    NO_OWNER = 0, "No owner yet"
    OVERDUE = 1, "Overdue"
    THIS_WEEK = 2, "Due this week"
    LATER = 3, "Later"
    ENDED = 4, "Done or no longer needed"


def open_condition(kept: str = "") -> Q:
    """Neither done nor dropped. `kept` is the ref of one action that counts as open whatever it is."""
    condition = Q(status__in=OPEN_STATES)
    return condition | Q(ref=kept) if kept else condition


def overdue_condition(on: date) -> Q:
    """An agreed date before that day. An assumed date is no promise, so it is never overdue."""
    return Q(due__lt=on, due_is_assumed=False)


def this_week_condition(on: date) -> Q:
    """An agreed date from that day to the Sunday of its week."""
    return Q(due__gte=on, due__lte=monday_of(on) + timedelta(days=6), due_is_assumed=False)


class ActionQuerySet(VisibleQuerySet):
    def open(self) -> ActionQuerySet:
        return self.filter(open_condition())

    def overdue(self, *, on: date) -> ActionQuerySet:
        """Open, with an agreed date before that day: `overdue_condition` says it once."""
        return self.open().filter(overdue_condition(on))

    def due_this_week(self, *, on: date) -> ActionQuerySet:
        """Open and due from that day to the Sunday of its week."""
        return self.open().filter(this_week_condition(on))

    def ended(self) -> ActionQuerySet:
        """Done or dropped: said by the day of it, which has an index of its own."""
        return self.filter(ended_on__isnull=False)

    def later(self, *, on: date) -> ActionQuerySet:
        """Open and due after this week, or without an agreed date."""
        sunday = monday_of(on) + timedelta(days=6)
        return self.open().filter(Q(due__gt=sunday) | Q(due=None) | Q(due_is_assumed=True))

    def in_order_of_need(self, *, on: date, kept: str = "") -> ActionQuerySet:
        """Each with its `standing` on that day, in that order, then by date; ended ones newest first.

        `kept` is the ref of an action that was just ended and stays where it stood, to be undone there.
        """
        standing = Case(
            When(open_condition(kept) & Q(owner=None), then=Value(Standing.NO_OWNER)),
            When(open_condition(kept) & overdue_condition(on), then=Value(Standing.OVERDUE)),
            When(open_condition(kept) & this_week_condition(on), then=Value(Standing.THIS_WEEK)),
            When(open_condition(kept), then=Value(Standing.LATER)),
            default=Value(Standing.ENDED),
            output_field=models.IntegerField(),
        )
        open_due = Case(When(open_condition(kept), then=F("due")), output_field=models.DateField())
        order = ["standing", open_due.asc(nulls_last=True), F("ended_on").desc(nulls_last=True), "pk"]
        return self.annotate(standing=standing).order_by(*order)

    # --- Whose. Each way in which an action is somebody's is a question of its own and has its index; joined by OR
    # in one condition, PostgreSQL would read every action instead. So it would, next to `visible_to`, if the ids stood
    # there as a question and not as numbers. ---

    def of_person(self, person: Person) -> ActionQuerySet:
        """Actions that the person owns or helps with."""
        return self._any_of(self._owned(person), self._helping(person))

    def of_person_or_groups(self, person: Person, forum_ids: Iterable[int]) -> ActionQuerySet:
        """What the person owns or helps with, and what nobody owns yet in these groups."""
        unowned = self._ids(open_condition() & Q(owner=None, forum_id__in=list(forum_ids)))
        return self._any_of(self._owned(person), self._helping(person), unowned)

    def recorded_for_others(self, person: Person) -> ActionQuerySet:
        """What the person wrote down and does not own: given to somebody else, or to nobody yet."""
        return self.filter(Q(owner=None) | ~Q(owner=person), created_by=person)

    def of_group(self, forum_id: int) -> ActionQuerySet:
        """The actions of one group."""
        return self.filter(forum_id=forum_id)

    def waited_for(self, person: Person, forum_ids: Iterable[int]) -> ActionQuerySet:
        """What waits for somebody and is this person's to chase, was recorded by them or belongs to these groups;
        and what waits for this person."""
        waiting = Q(status="waiting")
        return self.filter(waiting)._any_of(
            self._owned(person),
            self._helping(person),
            self._ids(waiting & Q(created_by=person)),
            self._ids(waiting & Q(forum_id__in=list(forum_ids))),
            self._ids(waiting & Q(waiting_on=person)),
        )

    def changeable_by(self, viewer: Viewer) -> ActionQuerySet:
        """The rule of `Action.may_be_changed_by` for many at once."""
        if not viewer.may_write or viewer.person_id is None:
            return self.none()
        named = [
            self._ids(Q(owner=viewer.person_id)),
            self._helping(viewer.person_id),
            self._ids(Q(created_by=viewer.person_id)),
        ]
        return self.filter(pk__in=named[0].union(*named[1:], self._ids(Q(forum_id__in=viewer.forum_ids))))

    def _ids(self, condition: Q) -> QuerySet:
        return self.model._base_manager.filter(condition).order_by().values("pk")

    def _owned(self, person: Person) -> QuerySet:
        return self._ids(Q(owner=person))

    def _helping(self, person: Person | int) -> QuerySet:
        return self.model.helpers.through.objects.filter(person=person).order_by().values("action_id")

    def _any_of(self, first: QuerySet, *others: QuerySet) -> ActionQuerySet:
        """Those with any of these ids. Asks for the ids at once; more than a person has are left to the database."""
        ids = first.union(*others)
        numbers = [row["pk"] for row in ids[: MOST_NUMBERS + 1]]
        return self.filter(pk__in=numbers if len(numbers) <= MOST_NUMBERS else ids)

    def last_done_of(self, person: Person) -> Action | None:
        """The one that its owner, this person, did last."""
        return self.filter(owner=person, status="done").order_by("-ended_on", "-pk").first()

    def ended_with_their_decision(self) -> ActionQuerySet:
        """No longer needed because the decision whose caveat they saw to was deleted."""
        log = self.model._meta.get_field("updates").related_model
        said = log.objects.filter(text=WITH_ITS_DECISION, deleted_at=None).values("action_id")
        return self.filter(status="dropped", pk__in=said)


class OpenThenEnded(Sequence[int]):
    """The ids of `in_order_of_need`, a page at a time: the ended ones, most of what was ever promised, are read from
    their index by day and not sorted. `open_ones`: how many of the rows are open."""

    def __init__(self, rows: ActionQuerySet, *, on: date, open_ones: int) -> None:
        self.rows, self.on, self.open_ones = rows, on, open_ones

    def __len__(self) -> int:
        return self.rows.count()

    @overload
    def __getitem__(self, asked: int) -> int: ...
    @overload
    def __getitem__(self, asked: slice) -> list[int]: ...
    def __getitem__(self, asked: int | slice) -> int | list[int]:
        """Those from `asked.start` up to `asked.stop`, both of them given."""
        if not isinstance(asked, slice):
            return self[asked : asked + 1][0]
        start, stop = asked.start, asked.stop
        found: list[int] = []
        if start < self.open_ones:
            found += self.rows.open().in_order_of_need(on=self.on).values_list("pk", flat=True)[start:stop]
        if stop > self.open_ones:
            ended = self.rows.ended().order_by("-ended_on", "pk").values_list("pk", flat=True)
            found += ended[max(start - self.open_ones, 0) : stop - self.open_ones]
        return found
