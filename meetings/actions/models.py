"""Follow-up actions: who promised what, by when, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import ClassVar

from django.db import models, transaction
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse

from hackit import indexing
from hackit.audience import Reach, Viewer, VisibleQuerySet, reach_of
from hackit.dates import monday_of
from hackit.history import Event
from hackit.indexing import EntryData, Indexed
from hackit.models import Person, Topic
from hackit.records import Record
from meetings.actions.answers import Answer
from meetings.agenda.models import AgendaItem, Meeting
from meetings.lines.models import Line

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

    def of_person_or_groups(self, person: Person, forum_ids: Iterable[int]) -> ActionQuerySet:
        """What the person owns or helps with, and what nobody owns yet in these groups."""
        helping = Action.helpers.through.objects.filter(person=person).values("action_id")
        unowned = open_condition() & Q(owner=None, forum_id__in=list(forum_ids))
        return self.filter(Q(owner=person) | Q(pk__in=helping) | unowned)

    def last_done(self) -> Action | None:
        """The one that was done last."""
        return self.filter(status=Action.Status.DONE).order_by("-ended_on", "-pk").first()

    def ended_with_their_decision(self) -> ActionQuerySet:
        """No longer needed because the decision whose caveat they saw to was deleted."""
        said = ActionUpdate.objects.filter(text=WITH_ITS_DECISION, deleted_at=None).values("action_id")
        return self.filter(status=Action.Status.DROPPED, pk__in=said)

    def waiting_for_undo(self, person: Person) -> ActionQuerySet:
        """What this person deleted: the only deleted rows that anybody gets, and only to bring them back."""
        return self.filter(reach=Reach.NOBODY, deleted_by=person)

    def of_person(self, person: Person) -> ActionQuerySet:
        """Actions that the person owns or helps with."""
        helping = Action.helpers.through.objects.filter(person=person).values("action_id")
        return self.filter(Q(owner=person) | Q(pk__in=helping))


class Action(Indexed, Record):
    """A promise. One person owns it; others are "with" them.

    `due` is null while no date was typed: then it is shown as "next <group>, not agreed". `due_is_assumed`
    until somebody accepts a date that was offered; changing an assumed date is not a move. `owner_text` and
    `due_text` keep what was typed where it could not be resolved, for wrap-up to settle.
    """

    class Status(models.TextChoices):
        NOT_STARTED = "not_started", "Not started"
        IN_PROGRESS = "in_progress", "In progress"
        WAITING = "waiting", "Waiting for…"
        DONE = "done", "Done"
        DROPPED = "dropped", "No longer needed"

    line = models.ForeignKey(Line, models.SET_NULL, null=True, blank=True, related_name="actions")
    item = models.ForeignKey(AgendaItem, models.SET_NULL, null=True, blank=True, related_name="actions")
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, blank=True, related_name="actions")
    text = models.CharField("what needs doing", max_length=500)
    owner = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="actions")
    owner_text = models.CharField(max_length=120, blank=True)
    helpers = models.ManyToManyField(Person, through="ActionHelper", related_name="+", blank=True)
    due = models.DateField(null=True, blank=True)
    due_text = models.CharField(max_length=80, blank=True)
    due_is_assumed = models.BooleanField(default=False)
    first_due = models.DateField(null=True, blank=True, editable=False)
    times_moved = models.PositiveSmallIntegerField(default=0, editable=False)
    status = models.CharField(max_length=12, choices=Status, default=Status.NOT_STARTED)
    waiting_for = models.CharField(max_length=120, blank=True)
    ended_on = models.DateField(null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    source_label = models.CharField(max_length=200, blank=True)
    source_url = models.CharField(max_length=400, blank=True)
    source_page = models.CharField(max_length=400, blank=True, db_index=True, editable=False)
    source_quote = models.CharField(max_length=600, blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="+")

    objects = ActionQuerySet.as_manager()
    named_on: ClassVar[tuple[str, ...]] = ("owner", "helpers", "created_by")
    history_fields: ClassVar[tuple[str, ...]] = (
        "text", "owner", "owner_text", "due", "due_text", "due_is_assumed", "status", "waiting_for", "ended_on",
        "audience",
    )  # fmt: skip

    class Meta(Record.Meta):
        ordering = ["due", "pk"]
        indexes = [
            models.Index(fields=["due", "id"], name="action_due"),
            models.Index(fields=["owner", "status", "due", "id"], name="action_of_owner"),
            models.Index(fields=["reach", "forum", "status"], name="action_reach"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(condition=~Q(text=""), name="action_has_text"),
            models.CheckConstraint(
                condition=Q(status="waiting") | Q(waiting_for=""), name="action_waits_only_while_waiting",
                violation_error_message="Say what it is waiting for only while it is waiting.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("done", "dropped"), ended_on__isnull=False)
                | Q(status__in=OPEN_STATES, ended_on=None),
                name="action_ended_has_day",
            ),
            models.CheckConstraint(condition=Q(due_is_assumed=False) | Q(due__isnull=False), name="action_assumed_due"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("meetings:action-detail", args=[self.ref])

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATES

    def shared_with_staff(self) -> bool:
        """Never more open than its item; what belongs to no meeting is as open as was wished."""
        if self.item_id:
            return self.item.shared_with_staff()
        return self.meeting.shared_with_staff() if self.meeting_id else True

    def compute_reach(self) -> Reach:
        """What nobody owns yet is its group's affair, however open it will be."""
        reach = super().compute_reach()
        unowned = self.owner_id is None and self.forum_id is not None
        return Reach.MEMBERS if unowned and reach == Reach.STAFF else reach

    def may_be_changed_by(self, viewer: Viewer) -> bool:
        """Its owner, those with them, who recorded it, and members of its group; never who only reads."""
        if not viewer.may_write:
            return False
        if viewer.writes_in(self.forum_id):
            return True
        named = {self.owner_id, self.created_by_id, *(person.pk for person in self.helpers.all())}
        return viewer.person_id in named

    def may_be_deleted_by(self, viewer: Viewer) -> bool:
        """Who recorded it, and members of its group. Its owner can say that it is no longer needed."""
        return viewer.may_write and (viewer.writes_in(self.forum_id) or viewer.person_id == self.created_by_id)

    def is_overdue(self, *, on: date) -> bool:
        """The rule of `ActionQuerySet.overdue` for one action."""
        return self.is_open and self.due is not None and not self.due_is_assumed and self.due < on

    def set_helpers(self, people: Iterable[Person]) -> None:
        """Make exactly these people the ones "with" the owner, and bring the index up to date."""
        wanted = [person for person in dict.fromkeys(people) if person.pk != self.owner_id]
        with transaction.atomic():
            ActionHelper.objects.filter(action=self).exclude(person__in=wanted).delete()
            rows = [ActionHelper(action=self, person=person) for person in wanted]
            ActionHelper.objects.bulk_create(rows, ignore_conflicts=True)
            self.save()

    def set_topics(self, topics: Iterable[Topic]) -> None:
        """Tag the action with exactly these topics, and bring the index up to date."""
        self.topics.set(topics)
        self.save()

    def complete(self, *, by: Person | None, on: date) -> None:
        """Done, on that day. Done again changes nothing."""
        self._end(self.Status.DONE, by=by, on=on, verb="done")

    def drop(self, *, by: Person | None, on: date, reason: str = "") -> None:
        """No longer needed."""
        self._end(self.Status.DROPPED, by=by, on=on, verb="no longer needed", note=reason)

    def reopen(self, *, by: Person | None, on: date) -> None:
        """In progress again, because it was not finished after all."""
        if self.is_open:
            return
        self.status = self.Status.IN_PROGRESS
        self.ended_on = self.ended_by = None
        with transaction.atomic():
            self.save_as(by=by, verb="reopened")
            self.add_update("", by=by, on=on, status=self.status)
            self._tell_caveat(by=by)

    def undo_end(self, *, by: Person | None) -> None:
        """Take back "done" or "no longer needed" as a slip: as it was before, with no line about it in the log."""
        if self.is_open:
            return
        before = self._before_the_end()
        self.status = before.get("status") if before.get("status") in OPEN_STATES else self.Status.IN_PROGRESS
        self.waiting_for = before.get("waiting_for", "") if self.status == self.Status.WAITING else ""
        ended, self.ended_on, self.ended_by = self.ended_on, None, None
        with transaction.atomic():
            self.save_as(by=by, verb="undone")
            for update in self.updates.filter(on=ended, status__in=("done", "dropped"), text="", deleted_at=None):
                update.delete_softly(by=by)
            self._tell_caveat(by=by)

    def _before_the_end(self) -> dict[str, str]:
        """Status and what it waited for before it ended, from its history."""
        ends = Event.objects.about(self).filter(values__field="status", values__new__in=("done", "dropped"))
        last = ends.last()
        return dict(last.values.values_list("field", "old")) if last else {}

    def move_to(self, due: date | None, *, by: Person | None, on: date, reason: str = "") -> None:
        """Give it another date. Moving an agreed date counts as a move; agreeing on one for the first time does not."""
        if due == self.due and not self.due_is_assumed:
            return
        was_agreed = self.due is not None and not self.due_is_assumed
        old = self.due
        if was_agreed and due is not None:
            self.times_moved += 1
        self.due, self.due_is_assumed, self.due_text = due, False, ""
        if self.first_due is None:
            self.first_due = due
        with transaction.atomic():
            self.save_as(by=by, verb="date moved" if was_agreed else "date agreed")
            self.add_update(reason, by=by, on=on, old_due=old if was_agreed else None, new_due=due)

    def set_status(self, status: str, *, by: Person | None, on: date, waiting_for: str = "", note: str = "") -> None:
        """Another open status. Raises ValueError for an end: `complete` and `drop` are for those."""
        if status not in OPEN_STATES:
            raise ValueError(f"{status} ends an action")
        self.status = status
        self.waiting_for = waiting_for if status == self.Status.WAITING else ""
        self.ended_on = self.ended_by = None
        with transaction.atomic():
            self.save_as(by=by, verb="status changed")
            self.add_update(note, by=by, on=on, status=status)

    def give_to(self, owner: Person | None, *, by: Person | None) -> None:
        """Make somebody the owner (None: no owner yet). A new owner is no longer "with" themselves."""
        self.owner, self.owner_text = owner, ""
        with transaction.atomic():
            ActionHelper.objects.filter(action=self, person=owner).delete()
            self.save_as(by=by, verb="given to somebody" if owner else "without an owner")

    def add_update(
        self, text: str, *, by: Person | None, on: date, status: str = "", old_due: date | None = None,
        new_due: date | None = None,
    ) -> ActionUpdate:  # fmt: skip
        """Add a line to the action's dated log."""
        update = ActionUpdate(
            action=self, text=text, on=on, status=status, old_due=old_due, new_due=new_due,
            audience=self.audience, forum_id=self.forum_id, created_by=by,
        )  # fmt: skip
        update.save_as(by=by, verb="noted")
        indexing.index(self)
        return update

    def _end(self, status: str, *, by: Person | None, on: date, verb: str, note: str = "") -> None:
        if self.status == status:
            return
        self.status, self.waiting_for = status, ""
        self.ended_on, self.ended_by = on, by
        with transaction.atomic():
            self.save_as(by=by, verb=verb)
            self.add_update(note, by=by, on=on, status=status)
            self._tell_caveat(by=by)

    def _tell_caveat(self, *, by: Person | None) -> None:
        """The caveat whose action this is, if there is one, stands as its action does."""
        caveat = getattr(self, "caveat", None)
        if caveat is not None:
            caveat.follow_action(self, by=by)

    def save(self, *args, **kwargs) -> None:
        """Save; the first agreed date is kept for good. Updates reach whom the action reaches."""
        if self.first_due is None and self.due is not None and not self.due_is_assumed:
            self.first_due = self.due
        with transaction.atomic():
            super().save(*args, **kwargs)
            stale = self.updates.filter(deleted_at=None).exclude(reach=self.reach, audience=self.audience)
            stale.update(reach=self.reach, audience=self.audience)
            if getattr(self, "caveat", None) is not None:
                indexing.index(self.caveat)  # it is found by the owner and the date that stand here

    @classmethod
    def to_index(cls) -> models.QuerySet:
        return cls.objects.select_related("meeting__forum", "owner", "item__meeting")

    def entries(self) -> Iterable[EntryData]:
        people = [(self.owner_id, "owner")] if self.owner_id else []
        people += [(person.pk, "with") for person in self.helpers.all()]
        people += [(self.created_by_id, "recorded")] if self.created_by_id else []
        day = self.meeting.date if self.meeting_id else self.line.day if self.line_id else self.created_at.date()
        yield EntryData(
            kind="action", title=self.text, url=self.get_absolute_url(), date=day, reach=self.reach,
            text="\n".join(update.text for update in self.updates.all() if update.text and not update.is_deleted),
            forum_id=self.forum_id, document=f"meetings.meeting:{self.meeting.ref}" if self.meeting_id else "",
            document_title=self.meeting.label() if self.meeting_id else "", status=self.status, due=self.due,
            said=self.owner.name if self.owner_id else self.owner_text,
            people=tuple(people), topics=tuple(topic.pk for topic in self.topics.all()),
        )  # fmt: skip


class ActionHelper(models.Model):
    """Somebody who is "with" the owner of an action."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="helper_links")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "person"], name="action_helper_once")]

    def __str__(self) -> str:
        return f"{self.person} with {self.action_id}"


class ActionUpdate(Record):
    """A dated line in an action's log: words, a new status, a new date and the old one.

    `answer`: what was said when asked, for that `meeting`; `before`: what the action was then, to take it back;
    `change_no`: the change of the meeting that it was, as a line has one.
    """

    action = models.ForeignKey(Action, models.CASCADE, related_name="updates")
    on = models.DateField()
    text = models.CharField(max_length=1000, blank=True)
    status = models.CharField(max_length=12, choices=Action.Status, blank=True)
    old_due = models.DateField(null=True, blank=True)
    new_due = models.DateField(null=True, blank=True)
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, blank=True, related_name="+")
    answer = models.CharField(max_length=12, choices=Answer, blank=True)
    before = models.JSONField(default=dict, blank=True, editable=False)
    change_no = models.PositiveIntegerField(default=0, editable=False)

    history_fields: ClassVar[tuple[str, ...]] = ("text",)

    class Meta(Record.Meta):
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return self.text or self.get_status_display()

    def compute_reach(self):
        """An update is never more open than its action."""
        if self.is_deleted:
            return reach_of(self.audience, has_forum=False, deleted=True)
        return self.action.reach
