"""Meetings of a group and what they go through."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import connection, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from hackit.audience import Audience, Reach, Viewer, VisibleQuerySet
from hackit.dates import british_day
from hackit.indexing import EntryData, Indexed
from hackit.models import Forum, Person, Topic
from hackit.records import Record, new_ref
from hackit.templatetags.records import clock


class ItemKind(models.TextChoices):
    """What an agenda item is about: it decides on its ghost text and, for three of them, on what it remembers."""

    FINANCE = "finance", "Finance"
    INVESTMENT = "investment", "Investment"
    AUDIT = "audit", "Audit"
    ACTIONS = "actions", "Actions"
    GENERAL = "general", "General"


class StandingItem(models.Model):
    """An item that a group's meetings begin with."""

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="standing_items")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=ItemKind, default=ItemKind.GENERAL)
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True, blank=True, related_name="+")
    lead = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["forum", "position", "pk"]

    def __str__(self) -> str:
        return self.title


class MeetingQuerySet(VisibleQuerySet):
    def still_to_come(self, *, on: date) -> MeetingQuerySet:
        """Meetings on that day or after it that were not cancelled, next first."""
        states = (Meeting.State.PLANNED, Meeting.State.IN_PROGRESS)
        return self.filter(date__gte=on, state__in=states).order_by("date", "start_time", "pk")


class Meeting(Indexed, Record):
    """A date on which a group meets. Keeps local date and time and the zone they are meant in."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        IN_PROGRESS = "in_progress", "In progress"
        WRAPPED_UP = "wrapped_up", "Wrapped up"
        SHARED = "shared", "Shared with staff"
        PUBLISHED = "published", "Published"
        CANCELLED = "cancelled", "Cancelled"

    title = models.CharField(max_length=200, blank=True, help_text="Only for an away day or a one-off")
    date = models.DateField()
    start_time = models.TimeField("time", null=True, blank=True)
    timezone = models.CharField(max_length=60, default="Europe/London")
    location = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.PLANNED)
    summary = models.TextField("30 second read", blank=True, max_length=1000)
    started_at = models.DateTimeField(null=True, editable=False)
    shared_at = models.DateTimeField(null=True, editable=False)
    change_no = models.PositiveIntegerField(default=0, editable=False)

    objects = MeetingQuerySet.as_manager()
    named_on: ClassVar[tuple[str, ...]] = ()
    history_fields: ClassVar[tuple[str, ...]] = (
        "title",
        "date",
        "start_time",
        "location",
        "state",
        "summary",
    )

    class Meta(Record.Meta):
        ordering = ["-date", "-start_time", "-pk"]
        indexes = [models.Index(fields=["forum", "-date"], name="meeting_of_forum")]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(condition=Q(forum__isnull=False), name="meeting_has_group"),
            # Two, because SQLite takes two missing times for different ones
            models.UniqueConstraint(
                fields=["forum", "date", "start_time"], condition=Q(deleted_at=None, start_time__isnull=False),
                name="meeting_once", violation_error_message="This group already meets then.",
            ),
            models.UniqueConstraint(
                fields=["forum", "date"], condition=Q(deleted_at=None, start_time=None),
                name="meeting_once_without_time", violation_error_message="This group already meets then.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.label()

    def label(self, *, year: bool = True) -> str:
        """How the meeting is named: "DMT, Mon 10 June 2019", or by its own title."""
        return f"{self.title or self.forum.name}, {british_day(self.date, year=year)}"

    def plain_label(self, *, year: bool = True) -> str:
        """The group and the day: a title of its own may be the group's alone."""
        return f"{self.forum.name}, {british_day(self.date, year=year)}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting-detail", args=[self.ref])

    @property
    def starts(self) -> datetime | None:
        """When it begins, as an instant; None while no time is set."""
        if self.start_time is None:
            return None
        return datetime.combine(self.date, self.start_time, ZoneInfo(self.timezone))

    def save(self, *args, **kwargs) -> None:
        """Save; the number of changes is `bump`'s alone: a copy read before others typed must not set it back."""
        if not self._state.adding and kwargs.get("update_fields") is None:
            names = {field.name for field in self._meta.concrete_fields if not field.primary_key}
            kwargs["update_fields"] = names - {"change_no"}
        super().save(*args, **kwargs)

    def shared_with_staff(self) -> bool:
        return self.shared_at is not None

    def compute_reach(self) -> Reach:
        """Staff see that a meeting was held once it is shared; its group sees it from the start."""
        if self.is_deleted:
            return Reach.NOBODY
        return Reach.STAFF if self.shared_with_staff() else Reach.MEMBERS

    def add_standing_items(self, *, by: Person | None) -> None:
        """Make a row for each standing item that this meeting does not have yet."""
        have = set(self.items.exclude(standing_item=None).values_list("standing_item_id", flat=True))
        for standing in self.forum.standing_items.filter(is_active=True).select_related("topic"):
            if standing.pk in have:
                continue
            item = AgendaItem(
                meeting=self, forum=self.forum, position=standing.position, title=standing.title,
                kind=standing.kind, standing_item=standing, lead_id=standing.lead_id, minutes=standing.minutes,
                audience=self.forum.outcome_audience,
            )  # fmt: skip
            item.save_as(by=by, verb="added")
            if standing.topic:
                item.set_topics([standing.topic])

    def start(self, *, by: Person | None) -> None:
        """Begin: the first line or opening the live page by a member does it. Again changes nothing."""
        if self.state == self.State.PLANNED:
            self.state = self.State.IN_PROGRESS
            self.started_at = timezone.now()
            self.save_as(by=by, verb="started")

    def wrap_up(self, *, by: Person | None) -> None:
        """End the typing: what was neither discussed nor put off stays open until somebody says."""
        if self.state in (self.State.PLANNED, self.State.IN_PROGRESS):
            self.state = self.State.WRAPPED_UP
            self.save_as(by=by, verb="wrapped up")

    def bump(self) -> int:
        """The number of a change of this meeting's lines, for pages that ask what is new since."""
        table = self._meta.db_table
        with transaction.atomic(savepoint=False), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET change_no = change_no + 1 WHERE id = %s RETURNING change_no", [self.pk])  # noqa: S608
            (self.change_no,) = cursor.fetchone()
        return self.change_no

    def next_of_group(self) -> Meeting | None:
        """The group's next planned meeting after this one."""
        later = Meeting.objects.live().filter(forum_id=self.forum_id, date__gt=self.date)
        return later.exclude(state=self.State.CANCELLED).order_by("date", "start_time").first()

    @classmethod
    def to_index(cls) -> models.QuerySet:
        return cls.objects.select_related("forum")

    def entries(self) -> Iterable[EntryData]:
        yield EntryData(
            kind="meeting", title=self.label(), text="\n".join(filter(None, [self.forum.full_name, self.summary])),
            url=self.get_absolute_url(), date=self.date, reach=self.reach, forum_id=self.forum_id,
            document=f"{self._meta.label_lower}:{self.ref}", document_title=self.label(), status=self.state,
            said=", ".join(filter(None, [clock(self.start_time), self.location])),
        )  # fmt: skip


class Attendance(models.Model):
    """Who was there, who sent apologies, who came for one item only."""

    class State(models.TextChoices):
        PRESENT = "present", "Here"
        APOLOGIES = "apologies", "Sorry"
        GUEST = "guest", "Here for one item"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendance")
    person = models.ForeignKey(Person, models.PROTECT, related_name="attendance")
    state = models.CharField(max_length=10, choices=State, default=State.PRESENT)
    item = models.ForeignKey("AgendaItem", models.CASCADE, null=True, blank=True, related_name="guests")
    representing = models.CharField("from", max_length=120, blank=True)

    class Meta:
        ordering = ["meeting", "person__name"]
        verbose_name_plural = "attendance"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="attendance_once"),
            models.CheckConstraint(
                condition=Q(state="guest") | Q(item=None), name="attendance_item_for_guests_only",
                violation_error_message="Only a guest is here for one item.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person} ({self.get_state_display()})"


class AboutType(models.TextChoices):
    """What an agenda item can be about; the values name the models of meetings."""

    ACTION = "action", "Action"
    DECISION = "decision", "Decision"
    LINE = "line", "Line"
    PROPOSAL = "proposal", "Proposal"


class AgendaItem(Indexed, Record):
    """One thing a meeting goes through. An item taken up again later is a new one that `continues` the old.

    `about_type` and `about_ref` lead to the record that it was put on the agenda for: shown live, never copied.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        DECLINED = "declined", "Declined"
        OPEN = "open", "Open"
        DISCUSSED = "discussed", "Discussed"
        RAN_OUT = "ran_out", "Ran out of time"
        WITHDRAWN = "withdrawn", "Withdrawn"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=ItemKind, default=ItemKind.GENERAL)
    standing_item = models.ForeignKey(StandingItem, models.SET_NULL, null=True, blank=True, related_name="items")
    lead = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    purpose = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    answer = models.CharField("answer to the one who asked", max_length=300, blank=True)
    continues = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="continued_by")
    about_type = models.CharField(max_length=10, choices=AboutType, blank=True, editable=False)
    about_ref = models.CharField(max_length=36, blank=True, editable=False)
    topics = models.ManyToManyField(Topic, blank=True, related_name="+")

    named_on: ClassVar[tuple[str, ...]] = ("created_by",)
    history_fields: ClassVar[tuple[str, ...]] = (
        "title", "kind", "lead", "minutes", "purpose", "state", "answer", "about_type", "about_ref",
    )  # fmt: skip

    class Meta(Record.Meta):
        ordering = ["meeting", "position", "pk"]
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["meeting", "standing_item"],
                condition=Q(deleted_at=None),
                name="standing_item_once_a_meeting",
            ),
            models.CheckConstraint(
                condition=Q(about_type="", about_ref="") | (~Q(about_type="") & ~Q(about_ref="")),
                name="item_about_both_or_neither",
                violation_error_message="An item is about a record of some kind, or about none.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{self.meeting.get_absolute_url()}#{self.anchor}"

    @property
    def anchor(self) -> str:
        return f"item-{self.ref}"

    def shared_with_staff(self) -> bool:
        """Whether staff may see what belongs to the item: its meeting is shared, and it is not kept with the group."""
        return self.audience in (Audience.STAFF, Audience.EVERYONE) and self.meeting.shared_with_staff()

    def compute_reach(self) -> Reach:
        """A shared meeting's items are named to staff unless kept with the group; a proposal never is."""
        if self.is_deleted:
            return Reach.NOBODY
        if self.audience == Audience.ME:
            return Reach.NAMED
        unsettled = self.state in (self.State.PROPOSED, self.State.DECLINED, self.State.WITHDRAWN)
        if self.shared_with_staff() and not unsettled:
            return Reach.STAFF
        return Reach.MEMBERS

    def set_topics(self, topics: Iterable[Topic]) -> None:
        """Tag the item with exactly these topics, and bring the index up to date."""
        self.topics.set(topics)
        self.save()

    def save(self, *args, **kwargs) -> None:
        """Save; its place is `order_writes`' alone: a copy read before others moved it must not set it back."""
        if not self._state.adding and kwargs.get("update_fields") is None:
            names = {field.name for field in self._meta.concrete_fields if not field.primary_key}
            kwargs["update_fields"] = names - {"position"}
        super().save(*args, **kwargs)

    def mark(self, state: str, *, by: Person | None) -> None:
        """Discussed, ran out of time, open again, withdrawn: a standing item is then skipped this time."""
        if self.state == state:
            return
        verb = self.State(state).label.lower()
        if state == self.State.WITHDRAWN:
            verb = "skipped this time" if self.standing_item_id else "taken off the agenda"
        elif self.state == self.State.WITHDRAWN:
            verb = "put back"
        self.state = state
        self.save_as(by=by, verb=verb)

    @classmethod
    def to_index(cls) -> models.QuerySet:
        return cls.objects.select_related("meeting__forum").prefetch_related("topics")

    def entries(self) -> Iterable[EntryData]:
        meeting = self.meeting
        yield EntryData(
            kind="item", title=self.title, text=self.purpose, url=self.get_absolute_url(), date=meeting.date,
            reach=self.reach, forum_id=meeting.forum_id, document=f"{meeting._meta.label_lower}:{meeting.ref}",
            document_title=meeting.label(), status=self.state,
            people=tuple(
                (person_id, role)
                for person_id, role in ((self.lead_id, "lead"), (self.created_by_id, "recorded"))
                if person_id
            ),
            topics=tuple(topic.pk for topic in self.topics.all()),
        )  # fmt: skip

    def is_open_to(self, user) -> bool:
        """Whether this user may type lines under the item."""
        return Viewer.of(user).writes_in(self.forum_id) and self.meeting.state != Meeting.State.CANCELLED


class Paper(models.Model):
    """A link to a paper of an agenda item: the paper itself is kept elsewhere."""

    ref = models.CharField(max_length=36, unique=True, default=new_ref, editable=False)
    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="papers")
    title = models.CharField(max_length=160)
    url = models.URLField("address", max_length=500)

    class Meta:
        ordering = ["item", "pk"]

    def __str__(self) -> str:
        return self.title
