"""Lines: what was typed, exactly as typed. Under an agenda item, or in one's own day (then a jotting)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from django.db import connection, models
from django.db.models import Q
from django.urls import reverse

from hackit.audience import Audience, Viewer, VisibleQuerySet
from hackit.indexing import EntryData, Indexed
from hackit.models import Person, Topic
from hackit.records import Record
from meetings.agenda.models import AgendaItem, Meeting
from meetings.capture.titles import as_title


class LineKind(models.TextChoices):
    """What a line is. It can change for ever; what was made of it before is then retired."""

    NOTE = "note", "Note"
    ACTION = "action", "Action"
    DECISION = "decision", "Decision"
    IDEA = "idea", "Idea for later"
    QUESTION = "question", "Question"
    ASK = "ask", "Ask for help"
    UPDATE = "update", "Update"
    COMING_UP = "coming_up", "Coming up"


class Sort(models.TextChoices):
    """Of a jotting or a section of a weeknote. Listable each ("everyone's learnings")."""

    HIGHLIGHT = "highlight", "Highlight"
    THANKS = "thanks", "Thanks"
    MET = "met", "Met"
    EVENT = "event", "Event"
    LEARNING = "learning", "Something I’m learning"
    DIDNT_WORK = "didnt_work", "This didn’t work"
    TIP = "tip", "Tip"
    BENEFIT = "benefit", "Benefit"
    NUMBER = "number", "Number"
    DISTRACTION = "distraction", "Distraction"


class LineQuerySet(VisibleQuerySet):
    def jotted_by(self, person: Person) -> LineQuerySet:
        """What this person typed in their own days."""
        return self.filter(item=None, author=person)

    def of_day(self, day: date) -> LineQuerySet:
        return self.filter(day=day)

    def restorable_by(self, user) -> LineQuerySet:
        """Lines that this person took back and may bring back."""
        return self.taken_back_by(user).can_come_back()

    def taken_back_by(self, user) -> LineQuerySet:
        """Lines taken back by this person, whom deleting them has made blind to them.

        Only while the person could still type there: in their own day, or in the group they write in.
        """
        viewer = Viewer.of(user)
        if not viewer.may_write or not viewer.person_id:
            return self.none()
        mine = self.filter(deleted_by_id=viewer.person_id).exclude(deleted_at=None)
        return mine.filter(Q(item=None, author_id=viewer.person_id) | Q(forum_id__in=viewer.forum_ids))

    def with_place(self) -> LineQuerySet:
        """Each with the agenda item, meeting and group it stands in."""
        return self.select_related("item__meeting__forum")

    def last_position(self, item: AgendaItem) -> int:
        """The place of the last line under the item, 0 where there is none. In plain SQL: every line asks for it."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT max(position) FROM {self.model._meta.db_table} WHERE item_id = %s", [item.pk])  # noqa: S608
            return cursor.fetchone()[0] or 0

    def changed_since(self, number: int) -> LineQuerySet:
        """Lines typed, changed or taken back after that change of their meeting."""
        return self.filter(change_no__gt=number)


class Line(Indexed, Record):
    """One thing typed. `ref` is made by the page that sends it, so that a repeat makes none twice.

    `text` is what was typed, to the letter. `due_text` is a loose date said ("before the summer break").
    `heard` is what was understood when it was typed, one dictionary a thing: its `kind`, the `ref` of the record
    made of it, what is unclear, and for changes of other records what was there before (see meetings/room).
    """

    item = models.ForeignKey(AgendaItem, models.CASCADE, null=True, blank=True, related_name="lines")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    day = models.DateField(help_text="The day it was typed for")
    position = models.PositiveIntegerField(default=0)
    text = models.TextField(max_length=4000)
    kind = models.CharField(max_length=10, choices=LineKind, default=LineKind.NOTE)
    sort = models.CharField(max_length=20, choices=Sort, blank=True)
    due = models.DateField(null=True, blank=True)
    due_text = models.CharField(max_length=80, blank=True)
    noted = models.BooleanField("noted by the meeting", default=False)
    heard = models.JSONField(default=list, blank=True, editable=False)
    change_no = models.PositiveIntegerField(default=0, editable=False)
    topics = models.ManyToManyField(Topic, blank=True, related_name="+")

    objects = LineQuerySet.as_manager()
    named_on: ClassVar[tuple[str, ...]] = ("author",)
    history_fields: ClassVar[tuple[str, ...]] = ("text", "kind", "audience", "sort", "item")

    class Meta(Record.Meta):
        ordering = ["position", "pk"]
        indexes = [
            models.Index(fields=["item", "position", "id"], name="line_of_item"),
            models.Index(fields=["author", "day", "id"], name="line_of_day"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(condition=~Q(text=""), name="line_has_text"),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        if self.item_id:
            return f"{self.item.meeting.get_absolute_url()}#line-{self.ref}"
        return f"{reverse('meetings:jottings')}#line-{self.ref}"

    @property
    def is_jotting(self) -> bool:
        return self.item_id is None

    @property
    def meeting(self) -> Meeting | None:
        return self.item.meeting if self.item_id else None

    def shared_with_staff(self) -> bool:
        return self.item.shared_with_staff() if self.item_id else True

    @classmethod
    def to_index(cls) -> models.QuerySet:
        return cls.objects.select_related("item__meeting__forum")

    def entries(self) -> Iterable[EntryData]:
        """A jotting, note, idea, question or ask; what became a decision, action or coming up is found as that."""
        if self.kind == LineKind.COMING_UP:
            return
        if self.is_jotting:
            kind, title, document, document_title = "jotting", as_title(self.text), "", ""
        elif self.kind in (LineKind.NOTE, LineKind.IDEA, LineKind.QUESTION, LineKind.ASK):
            kind, title = self.kind, self.item.title
            document, document_title = f"meetings.meeting:{self.meeting.ref}", self.meeting.label()
        else:
            return
        yield EntryData(
            kind=kind, title=title, text=self.text, url=self.get_absolute_url(), date=self.day, reach=self.reach,
            forum_id=self.forum_id, document=document, document_title=document_title, sort=self.sort,
            due=self.due, said=self.due_text,
            people=((self.author_id, "author"),), topics=tuple(topic.pk for topic in self.topics.all()),
        )  # fmt: skip

    @classmethod
    def default_audience(cls, item: AgendaItem | None) -> str:
        """Only me for a jotting; what the group has set for lines of a meeting."""
        return Audience.ME if item is None else item.meeting.forum.line_audience


class Idea(Record):
    """An idea kept for later, from a line or by hand: parked, taken up or dropped."""

    class State(models.TextChoices):
        PARKED = "parked", "Parked"
        TAKEN_UP = "taken_up", "Taken up"
        DROPPED = "dropped", "Dropped"

    line = models.ForeignKey(Line, models.CASCADE, null=True, blank=True, related_name="ideas")
    text = models.CharField(max_length=1000)
    state = models.CharField(max_length=10, choices=State, default=State.PARKED)

    history_fields: ClassVar[tuple[str, ...]] = ("text", "state")

    def __str__(self) -> str:
        return self.text

    def shared_with_staff(self) -> bool:
        return self.line.shared_with_staff() if self.line_id else True
