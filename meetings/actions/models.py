"""Follow-up actions: who promised what, by when, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property

from hackit import indexing
from hackit.audience import Reach, Viewer
from hackit.history import Event, record_change
from hackit.indexing import EntryData, Indexed
from hackit.models import Person, Topic
from hackit.records import Record
from meetings.actions.beside_models import ActionHelper, ActionLink, ActionUpdate
from meetings.actions.querysets import OPEN_STATES, ActionQuerySet, Status
from meetings.agenda.models import AgendaItem, Meeting
from meetings.lines.models import Line


class Action(Indexed, Record):
    """A promise. One person owns it; others are "with" them.

    `due` is null while no date was typed: then it is shown as "next <group>, not agreed". `due_is_assumed`
    until somebody accepts a date that was offered; changing an assumed date is not a move. `owner_text` and
    `due_text` keep what was typed where it could not be resolved, for wrap-up to settle. `waiting_for` are the
    words for whom it waits; `waiting_on` is that person, where the words name one who is known here.
    """

    Status = Status

    line = models.ForeignKey(Line, models.SET_NULL, null=True, blank=True, related_name="actions")
    item = models.ForeignKey(AgendaItem, models.SET_NULL, null=True, blank=True, related_name="actions")
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, blank=True, related_name="actions")
    text = models.CharField("what needs doing", max_length=500)
    owner = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="actions")
    owner_text = models.CharField(max_length=120, blank=True)
    helpers = models.ManyToManyField(Person, verbose_name="with", through=ActionHelper, related_name="+", blank=True)
    due = models.DateField(null=True, blank=True)
    due_text = models.CharField(max_length=80, blank=True)
    due_is_assumed = models.BooleanField(default=False)
    first_due = models.DateField(null=True, blank=True, editable=False)
    times_moved = models.PositiveSmallIntegerField(default=0, editable=False)
    status = models.CharField(max_length=12, choices=Status, default=Status.NOT_STARTED)
    waiting_for = models.CharField(max_length=120, blank=True)
    waiting_on = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    ended_on = models.DateField(null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    source_label = models.CharField(max_length=200, blank=True)
    source_url = models.CharField(max_length=400, blank=True)
    source_page = models.CharField(max_length=400, blank=True, editable=False)
    source_quote = models.CharField(max_length=600, blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="+")

    objects = ActionQuerySet.as_manager()
    named_on: ClassVar[tuple[str, ...]] = ("owner", "helpers", "created_by")
    history_fields: ClassVar[tuple[str, ...]] = (
        "text", "owner", "owner_text", "due", "due_text", "due_is_assumed", "status", "waiting_for", "ended_on",
        "forum", "audience",
    )  # fmt: skip

    class Meta(Record.Meta):
        ordering = ["due", "pk"]
        indexes = [
            models.Index(fields=["due", "id"], name="action_due"),
            models.Index(fields=["owner", "status", "due", "id"], name="action_of_owner"),
            models.Index(fields=["reach", "forum", "status"], name="action_reach"),
            models.Index(fields=["source_page", "source_url"], name="action_source"),
            models.Index(  # lists have ended ones newest first; the rest is what decides whether they are on one
                fields=["-ended_on", "id", "status", "reach", "forum", "owner", "created_by"],
                condition=Q(ended_on__isnull=False),
                name="action_ended",
            ),
            models.Index(  # all that lists are narrowed down, sorted and counted by: they read it and not the rows
                fields=[
                    "status",
                    "reach",
                    "forum",
                    "owner",
                    "created_by",
                    "due",
                    "due_is_assumed",
                    "times_moved",
                    "ended_on",
                    "id",
                ],
                name="action_lists",
            ),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(condition=~Q(text=""), name="action_has_text"),
            models.CheckConstraint(
                condition=Q(status="waiting") | Q(waiting_for=""), name="action_waits_only_while_waiting",
                violation_error_message="Say what it is waiting for only while it is waiting.",
            ),
            models.CheckConstraint(
                condition=Q(waiting_on=None) | ~Q(waiting_for=""), name="action_waits_on_whom_it_waits_for",
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

    @classmethod
    def from_db(cls, db: str | None, field_names: Iterable[str], values: Iterable[Any]) -> Action:
        action = super().from_db(db, field_names, values)
        if not {"reach", "audience", "forum_id"} & action.get_deferred_fields():
            action._reached = (action.reach, action.audience, action.forum_id)
        return action

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

    def stands_so(self, status: str, waiting_for: str, waiting_on: Person | None) -> bool:
        """Whether it has this status already and waits for just this."""
        return (status, waiting_for, waiting_on) == (self.status, self.waiting_for, self.waiting_on)

    @property
    def has_agreed_date(self) -> bool:
        """A date that somebody agreed to: a promise, which nobody moves by a form without saying why."""
        return self.due is not None and not self.due_is_assumed

    def breaks_promise(self, due: date | None) -> bool:
        """Whether giving it this date (None: none) moves an agreed one."""
        return self.has_agreed_date and due != self.due

    def is_overdue(self, *, on: date) -> bool:
        """The rule of `ActionQuerySet.overdue` for one action."""
        return self.is_open and self.has_agreed_date and self.due < on

    def tie(self, *, helpers: Iterable[Person] | None = None, topics: Iterable[Topic] | None = None) -> None:
        """Say who exactly is "with" the owner, and what exactly it is about. The next save writes it, as part of the
        same change: one event tells of it all."""
        if helpers is not None:
            self._ties["helpers"] = list(dict.fromkeys(helpers))
        if topics is not None:
            self._ties["topics"] = list(topics)

    def set_helpers(self, people: Iterable[Person], *, by: Person | None = None) -> None:
        """Make exactly these people the ones "with" the owner, at once."""
        self.tie(helpers=people)
        self.save_as(by=by, verb="changed")

    def set_topics(self, topics: Iterable[Topic], *, by: Person | None = None) -> None:
        """Tag the action with exactly these topics, at once."""
        self.tie(topics=topics)
        self.save_as(by=by, verb="changed")

    @cached_property
    def _ties(self) -> dict[str, list[Any]]:
        return {}

    @cached_property
    def _tied(self) -> dict[str, str]:
        """The ids of helpers and topics after a change of them, as the history keeps them."""
        return {}

    def _write_ties(self, *, is_new: bool) -> None:
        for name, wanted in self._ties.items():
            rows, key = (ActionHelper, "person_id") if name == "helpers" else (Action.topics.through, "topic_id")
            ids = [one.pk for one in wanted if name == "topics" or one.pk != self.owner_id]
            mine = rows.objects.filter(action_id=self.pk)
            before = [] if is_new else sorted(mine.values_list(key, flat=True))
            if before == sorted(ids):
                continue
            if before:
                mine.exclude(**{f"{key}__in": ids}).delete()
            rows.objects.bulk_create([rows(action_id=self.pk, **{key: pk}) for pk in ids if pk not in before])
            getattr(self, "_prefetched_objects_cache", {}).pop(name, None)
            if not hasattr(self, "_stored"):
                self._stored = {}
            self._stored[name], self._tied[name] = as_ids(before), as_ids(ids)
        self._ties.clear()

    def _history_values(self, *, only_loaded: bool = False) -> dict[str, Any]:
        return super()._history_values(only_loaded=only_loaded) | self._tied

    def complete(self, *, by: Person | None, on: date, note: str = "") -> None:
        """Done, on that day. Done again changes nothing."""
        self._end(self.Status.DONE, by=by, on=on, verb="done", note=note)

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
            self.tell_what_it_sees_to(by=by)

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
            self.tell_what_it_sees_to(by=by)

    def _before_the_end(self) -> dict[str, str]:
        """Status and what it waited for before it ended, from its history."""
        ends = Event.objects.about(self).filter(values__field="status", values__new__in=("done", "dropped"))
        last = ends.last()
        return dict(last.values.values_list("field", "old")) if last else {}

    def move_to(self, due: date | None, *, by: Person | None, on: date, reason: str = "") -> None:
        """Give it another date. Moving an agreed date counts as a move; agreeing on one for the first time does not."""
        if due == self.due and not self.due_is_assumed:
            return
        was_agreed, old = self.has_agreed_date, self.due
        if was_agreed and due is not None:
            self.times_moved += 1
        self.due, self.due_is_assumed, self.due_text = due, False, ""
        if self.first_due is None:
            self.first_due = due
        with transaction.atomic():
            self.save_as(by=by, verb="date moved" if was_agreed else "date agreed")
            self.add_update(reason, by=by, on=on, old_due=old if was_agreed else None, new_due=due)

    def set_status(
        self, status: str, *, by: Person | None, on: date, waiting_for: str = "", waiting_on: Person | None = None,
        note: str = "",
    ) -> None:  # fmt: skip
        """Another open status. Raises ValueError for an end: `complete` and `drop` are for those.

        `waiting_on` tells which of two people of one name the words `waiting_for` mean.
        """
        if status not in OPEN_STATES:
            raise ValueError(f"{status} ends an action")
        self.status = status
        self.waiting_for = waiting_for if status == self.Status.WAITING else ""
        self.waiting_on = waiting_on or self.waiting_on
        self.ended_on = self.ended_by = None
        with transaction.atomic():
            self.save_as(by=by, verb="status changed")
            self.add_update(note, by=by, on=on, status=status)

    def confirm(self, *, by: Person | None, on: date, note: str = "") -> ActionUpdate:
        """On track: nothing about it changes but that somebody said so; its version tells this from a second answer."""
        with transaction.atomic():
            self.save_as(by=by, verb="on track")
            return self.add_update(note, by=by, on=on)

    def give_to(self, owner: Person | None, *, by: Person | None) -> None:
        """Make somebody the owner (None: no owner yet). A new owner is no longer "with" themselves."""
        self.owner, self.owner_text = owner, ""
        with transaction.atomic():
            ActionHelper.objects.filter(action=self, person=owner).delete()
            self.save_as(by=by, verb="given to somebody" if owner else "without an owner")

    def add_link(self, url: str, *, by: Person | None, on: date, words: str = "") -> ActionLink:
        """Put a link with the action that shows how far it is, or that it is done."""
        link = ActionLink(
            action=self, url=url, words=words, on=on, audience=self.audience, forum_id=self.forum_id, created_by=by
        )
        with transaction.atomic():
            link.save_as(by=by, verb="added")
            self.tell_of_link(link, by=by, is_there=True)
        return link

    def tell_of_link(self, link: ActionLink, *, by: Person | None, is_there: bool) -> None:
        """Write into the action's own history that a link came or went, and index its words."""
        said = f"{link.words}: {link.url}" if link.words else link.url
        old, new = ("", said) if is_there else (said, "")
        record_change(self, "link added" if is_there else "link taken off", by=by, changes={"link": (old, new)})
        indexing.index(self)

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
            self.tell_what_it_sees_to(by=by)

    @property
    def sees_to(self) -> Any:
        """The caveat, question or recommendation whose action this is, or None: one question for all."""
        names, found = ("caveat", "enquiry", "recommendation"), self._state.fields_cache
        if not any(found.get(name) for name in names) and not all(name in found for name in names):
            stored = Action._base_manager.select_related(*names).get(pk=self.pk)
            for name in names:
                found[name] = getattr(stored, name, None)
                if found[name] is not None:
                    found[name].action = self
        return next((found[name] for name in names if found.get(name)), None)

    def tell_what_it_sees_to(self, *, by: Person | None) -> None:
        """The caveat, question or recommendation whose action this is stands as its action does."""
        if (one := self.sees_to) is not None:
            one.follow_action(self, by=by)

    def save(self, *args, **kwargs) -> None:
        """Save; the first agreed date is kept for good. Updates and links reach whom the action reaches."""
        if self.first_due is None and self.due is not None and not self.due_is_assumed:
            self.first_due = self.due
        is_new = self._state.adding
        self._know_who_is_waited_for()
        with transaction.atomic(savepoint=False), indexing.at_the_end():
            super().save(*args, **kwargs)
            self._write_ties(is_new=is_new)
            reached = (self.reach, self.audience, self.forum_id)
            if not is_new and vars(self).get("_reached") != reached:
                for rows in (self.updates, self.links):
                    seen = {"reach": self.reach, "audience": self.audience, "forum_id": self.forum_id}
                    rows.filter(deleted_at=None).update(**seen)
            self._reached = reached
            if is_new:  # there is nothing yet that it sees to
                return
            if (one := self.sees_to) is not None:
                indexing.index(one)  # it is found by the owner and the date that stand here

    def _know_who_is_waited_for(self) -> None:
        """The person whom the words of what it waits for name, whoever typed them and where; nobody if several do."""
        if not self.waiting_for:
            self.waiting_on = None
        elif self.waiting_for != getattr(self, "_stored", {}).get("waiting_for"):
            found = list(Person.objects.called(self.waiting_for)[:9])
            chosen = self.waiting_on if self.waiting_on in found else None
            self.waiting_on = found[0] if len(found) == 1 else chosen

    @classmethod
    def to_index(cls) -> models.QuerySet:
        rows = cls.objects.select_related("meeting__forum", "owner", "item__meeting")
        return rows.prefetch_related("helpers", "updates", "links", "topics")

    def entries(self) -> Iterable[EntryData]:
        people = [(self.owner_id, "owner")] if self.owner_id else []
        people += [(person.pk, "with") for person in self.helpers.all()]
        people += [(self.created_by_id, "recorded")] if self.created_by_id else []
        people += [(self.waiting_on_id, "mentioned")] if self.waiting_on_id else []
        day = self.meeting.date if self.meeting_id else self.line.day if self.line_id else self.created_at.date()
        yield EntryData(
            kind="action", title=self.text, url=self.get_absolute_url(), date=day, reach=self.reach,
            text="\n".join(self._words_beside()),
            forum_id=self.forum_id, document=f"meetings.meeting:{self.meeting.ref}" if self.meeting_id else "",
            document_title=self.meeting.label() if self.meeting_id else "", status=self.status, due=self.due,
            said=self.owner.name if self.owner_id else self.owner_text,
            people=tuple(people), topics=tuple(topic.pk for topic in self.topics.all()),
        )  # fmt: skip

    def _words_beside(self) -> list[str]:
        """The words of its log and of its links, by which it is found as well."""
        said = [update.text for update in self.updates.all() if update.text and not update.is_deleted]
        return said + [link.words for link in self.links.all() if link.words and not link.is_deleted]


def as_ids(ids: Iterable[int]) -> str:
    """Ids as the history keeps them: "3 14"."""
    return " ".join(str(pk) for pk in sorted(ids))
