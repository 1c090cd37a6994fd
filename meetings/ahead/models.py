"""What is coming up: things with a date exact or loose that nobody promised and everybody should know of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import ClassVar

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from hackit.audience import Viewer, VisibleQuerySet
from hackit.dates import british_day
from hackit.history import Event
from hackit.indexing import EntryData, Indexed
from hackit.models import Person, Topic
from hackit.records import Record
from meetings.ahead.when import When, a_year_on
from meetings.lines.models import Line

START_NEAR = timedelta(weeks=2)
"""So long before its "start by" a thing says so."""


def past_condition(on: date) -> Q:
    """Ahead no more: its day, or the month it was loosely said for, lies before that day."""
    return Q(state="ahead") & (Q(due__lt=on) | Q(due=None, sorts_as__lt=on))


def start_condition(on: date) -> Q:
    """Time to start, and nobody has said that it was begun: from two weeks before its "start by"."""
    return Q(state="ahead", started_on=None, start_by__lte=on + START_NEAR)


class ComingUpQuerySet(VisibleQuerySet):
    def ahead(self) -> ComingUpQuerySet:
        """Neither happened nor dropped, as far as anybody has said."""
        return self.filter(state=ComingUp.State.AHEAD)

    def past(self, *, on: date) -> ComingUpQuerySet:
        """Those that ask what came of them: `past_condition` says it once."""
        return self.filter(past_condition(on))

    def to_start(self, *, on: date) -> ComingUpQuerySet:
        """Those that are to be begun about now and are not past."""
        return self.filter(start_condition(on)).exclude(past_condition(on))

    def in_order(self) -> ComingUpQuerySet:
        """By the day, or where that is loose by the end of its month; what nobody can date comes last."""
        rows = self.annotate(by_day=Coalesce("due", "sorts_as"))
        return rows.order_by(F("by_day").asc(nulls_last=True), F("due").asc(nulls_last=True), "pk")


class ComingUp(Indexed, Record):
    """Something ahead. `due` is its exact day; else `due_text` tells loosely when, and `sorts_as` is about when.

    `sorts_as` is the last day of that month (null: nobody can say). `start_by` is the day by which to begin,
    `start_text` its loose words. `follows` is last year's, of one that repeats. `line` is where it was typed.
    """

    class State(models.TextChoices):
        AHEAD = "ahead", "Ahead"
        HAPPENED = "happened", "Happened"
        DROPPED = "dropped", "Dropped"

    line = models.ForeignKey(Line, models.SET_NULL, null=True, blank=True, related_name="coming_up")
    title = models.CharField(max_length=300)
    due = models.DateField("date", null=True, blank=True)
    due_text = models.CharField("about when", max_length=80, blank=True)
    sorts_as = models.DateField("month", null=True, blank=True)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="who sees to it"
    )
    yearly = models.BooleanField("every year", default=False)
    start_by = models.DateField(null=True, blank=True)
    start_text = models.CharField("start about", max_length=80, blank=True)
    started_on = models.DateField(null=True, blank=True, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.AHEAD)
    ended_on = models.DateField("answered on", null=True, blank=True, editable=False)
    times_moved = models.PositiveSmallIntegerField(default=0, editable=False)
    follows = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="followers")
    topics = models.ManyToManyField(Topic, blank=True, related_name="+")

    objects = ComingUpQuerySet.as_manager()
    named_on: ClassVar[tuple[str, ...]] = ("person", "created_by")
    history_fields: ClassVar[tuple[str, ...]] = (
        "title", "due", "due_text", "sorts_as", "person", "yearly", "start_by", "start_text", "started_on", "state",
        "ended_on", "times_moved", "audience",
    )  # fmt: skip

    class Meta(Record.Meta):
        verbose_name = "coming up"
        verbose_name_plural = "coming up"
        ordering = ["due", "pk"]
        indexes = [models.Index(fields=["state", "due", "sorts_as"], name="coming_up_when")]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(condition=~Q(title=""), name="coming_up_has_title"),
            models.CheckConstraint(
                condition=Q(due=None) | Q(due_text="", sorts_as=None), name="coming_up_one_date",
                violation_error_message="A date is either exact or loose.",
            ),
            models.CheckConstraint(
                condition=Q(state="ahead", ended_on=None) | (~Q(state="ahead") & Q(ended_on__isnull=False)),
                name="coming_up_answered_has_day",
                violation_error_message="What happened or was dropped has the day on which that was said.",
            ),
            models.CheckConstraint(
                condition=Q(start_text="") | Q(start_by__isnull=False), name="coming_up_start_has_day"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:coming-up-detail", args=[self.ref])

    # --- When ---

    @property
    def when(self) -> When:
        """Its date as one thing."""
        return When(self.due, self.due_text, self.sorts_as)

    def is_past(self, *, on: date) -> bool:
        """The rule of `ComingUpQuerySet.past` for one."""
        day = self.due or self.sorts_as
        return self.state == self.State.AHEAD and day is not None and day < on

    def is_to_start(self, *, on: date) -> bool:
        """The rule of `ComingUpQuerySet.to_start` for one."""
        near = self.start_by is not None and self.start_by <= on + START_NEAR
        return near and self.state == self.State.AHEAD and not self.started_on and not self.is_past(on=on)

    def when_words(self, *, on: date) -> str:
        """ "Thu 20 June", "Before the summer break", "April 2020", or nothing where nobody said."""
        return self.when.words(on=on)

    def start_words(self, *, on: date) -> str:
        """ "3 June", "spring 2020", or nothing."""
        if self.start_by is None or self.start_text:
            return self.start_text
        year = f" {self.start_by.year}" if self.start_by.year != on.year else ""
        return f"{self.start_by.day} {self.start_by:%B}{year}"

    # --- Who may ---

    def shared_with_staff(self) -> bool:
        """Never more open than the item it was said under."""
        return self.line.shared_with_staff() if self.line_id else True

    def may_be_changed_by(self, viewer: Viewer) -> bool:
        """Who sees to it, who wrote it down, and members of its group; never who only reads."""
        named = viewer.person_id is not None and viewer.person_id in (self.person_id, self.created_by_id)
        return viewer.may_write and (viewer.writes_in(self.forum_id) or named)

    def may_be_deleted_by(self, viewer: Viewer) -> bool:
        """Who wrote it down, and members of its group. Who sees to it can say that it was dropped."""
        mine = viewer.person_id is not None and viewer.person_id == self.created_by_id
        return viewer.may_write and (viewer.writes_in(self.forum_id) or mine)

    def source_line(self, user) -> Line | None:
        """The line it was typed in, for who may see that."""
        if not self.line_id:
            return None
        return Line.objects.visible_to(user).with_place().filter(pk=self.line_id).first()

    # --- Changing ---

    def set_topics(self, topics: Iterable[Topic]) -> None:
        """Tag it with exactly these topics, and bring the index up to date."""
        self.topics.set(topics)
        self.save()

    def happened(self, *, by: Person | None, on: date) -> ComingUp | None:
        """It took place. Returns next year's, which one that repeats makes by itself. Again changes nothing."""
        if self.state != self.State.AHEAD:
            return None
        with transaction.atomic():
            self.state, self.ended_on = self.State.HAPPENED, on
            self.save_as(by=by, verb="happened")
            return self._next_years(by=by) if self.yearly else None

    def drop(self, *, by: Person | None, on: date) -> None:
        """It will not take place. Said of one that repeats, it is for good."""
        if self.state == self.State.AHEAD:
            self.state, self.ended_on = self.State.DROPPED, on
            self.save_as(by=by, verb="dropped")

    def move_to(self, when: When, *, by: Person | None) -> None:
        """It takes place at another time; the history keeps the old one. What is over is ahead again."""
        if when == self.when and self.state == self.State.AHEAD:
            return
        self.due, self.due_text, self.sorts_as = when.day, when.text, when.around
        self.state, self.ended_on = self.State.AHEAD, None
        self.times_moved += 1
        self.save_as(by=by, verb="moved")

    def start(self, *, by: Person | None, on: date) -> None:
        """Somebody has begun with it, so that it asks no more."""
        if self.started_on is None:
            self.started_on = on
            self.save_as(by=by, verb="begun")

    def undo_answer(self, *, by: Person | None) -> bool:
        """Take back the last answer as a slip, with the year it had made. Returns whether there was one."""
        last = Event.objects.about(self).prefetch_related("values").last()
        if last is None or last.verb not in ("happened", "dropped", "moved", "begun"):
            return False
        for value in last.values.all():
            field = self._meta.get_field(value.field)
            old = None if value.old == "" and field.null else field.to_python(value.old)
            setattr(self, value.field, old)
        with transaction.atomic():
            self.save_as(by=by, verb="undone")
            for follower in self.followers.filter(state=self.State.AHEAD, version=1, deleted_at=None):
                follower.delete_softly(by=by, verb="taken back")
        return True

    def _next_years(self, *, by: Person | None) -> ComingUp:
        """The same in a year, where nobody has made it yet."""
        made = self.followers.filter(deleted_at=None).first()
        if made is not None:
            return made
        when = self.when.a_year_on()
        start_by = a_year_on(self.start_by) if self.start_by else None
        made = ComingUp(
            line=self.line, title=self.title, due=when.day, due_text=when.text, sorts_as=when.around,
            person=self.person, yearly=True, start_by=start_by, start_text=When(None, self.start_text).a_year_on().text,
            follows=self, audience=self.audience, forum_id=self.forum_id, created_by_id=self.created_by_id,
        )  # fmt: skip
        made.save_as(by=by, verb="repeated")
        made.set_topics(self.topics.all())
        return made

    # --- Finding ---

    @classmethod
    def to_index(cls) -> models.QuerySet:
        return cls.objects.select_related("line__item__meeting__forum").prefetch_related("topics")

    def entries(self) -> Iterable[EntryData]:
        """Itself, found by its words, its date as said, who sees to it, and its topics."""
        people = [(self.person_id, "with")] if self.person_id else []
        people += [(self.created_by_id, "recorded")] if self.created_by_id else []
        day = self.line.day if self.line_id and not self.follows_id else self.created_at.date()
        meeting = self.line.meeting if self.line_id and not self.follows_id else None
        yield EntryData(
            kind="coming_up", title=self.title, url=self.get_absolute_url(), date=day, reach=self.reach,
            text=self._in_a_sentence(), forum_id=self.forum_id, status=self.state, due=self.due, said=self.due_text,
            document=f"meetings.meeting:{meeting.ref}" if meeting else "",
            document_title=meeting.label() if meeting else "",
            people=tuple(people), topics=tuple(topic.pk for topic in self.topics.all()),
        )  # fmt: skip

    def _in_a_sentence(self) -> str:
        when = british_day(self.due) if self.due else self.due_text
        parts = [when, "every year" if self.yearly else ""]
        if self.start_by:
            parts.append(f"start by {self.start_text or british_day(self.start_by)}")
        said = ", ".join(filter(None, parts))
        return f"{said[:1].upper()}{said[1:]}"
