"""Questions that finance, audit, the board or somebody else puts to a group, and what was answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from hackit.audience import Reach, Viewer, VisibleQuerySet, visible_condition
from hackit.indexing import EntryData, Indexed
from hackit.models import Forum, Person, Topic
from hackit.records import Record
from meetings.actions.models import Action
from meetings.agenda.models import AgendaItem, ItemKind, Meeting
from meetings.lines.models import Line
from meetings.money.models import BudgetLine


class AskedBy(models.TextChoices):
    """Who asks. A person or group is named beside the last."""

    FINANCE = "finance", "Finance"
    AUDIT = "audit", "Audit"
    BOARD = "board", "The board"
    OTHER = "other", "Somebody else"


KINDS = (ItemKind.FINANCE, ItemKind.INVESTMENT, ItemKind.AUDIT)
"""The standing items above which open questions stand until they are answered."""


class EnquiryQuerySet(VisibleQuerySet):
    def visible_to(self, user) -> EnquiryQuerySet:
        """What this user may see: also what they are to answer, which their action names them for."""
        viewer = Viewer.of(user)
        condition = visible_condition(self.model, viewer)
        if not viewer.is_stranger and viewer.person_id:
            condition |= Q(reach__in=(Reach.NAMED, Reach.MEMBERS), action__owner_id=viewer.person_id)
        return self.filter(condition)

    def waiting(self) -> EnquiryQuerySet:
        """Nothing was sent back yet. The longest asked first."""
        return self.live().filter(state=Enquiry.State.OPEN).order_by("asked_on", "pk")

    def beside(self, item: AgendaItem) -> EnquiryQuerySet:
        """What stands above an item of finance, investment or audit, in the order of its numbers.

        What that side asks, and what was asked under such an item, under the same standing item or of its topic.
        What was answered at this meeting keeps its place, so that a number means the same to the end.
        """
        if item.kind not in KINDS:
            return self.none()
        topics = AgendaItem.topics.through.objects.filter(agendaitem_id=item.pk).values("topic_id")
        same = Q(item__kind=item.kind) | Q(
            pk__in=Enquiry.topics.through.objects.filter(topic_id__in=topics).values("enquiry_id")
        )
        if item.standing_item_id:
            same |= Q(item__standing_item_id=item.standing_item_id)
        if item.continues_id:
            same |= Q(item_id=item.continues_id)
        if item.kind == ItemKind.INVESTMENT:  # whoever asks, somewhere it must come back
            same |= Q(asked_by__in=(AskedBy.BOARD, AskedBy.OTHER)) & (Q(item=None) | ~Q(item__kind__in=KINDS))
        else:
            same |= Q(asked_by=item.kind)
        day = item.meeting.date
        stands = Q(state=Enquiry.State.OPEN) | Q(state=Enquiry.State.SENT_BACK, sent_back_on__gte=day)
        return self.filter(stands, same, forum_id=item.forum_id, asked_on__lte=day).order_by("asked_on", "pk")


class Enquiry(Indexed, Record):
    """A question put to a group. Who answers, and by when, lives in its one action and nowhere else.

    `asker`, `asker_group` and `asker_text` name who asks where that is somebody else: a person, a group, or words.
    `about_url`: a page of this site that it is about, beside `budget_line` and topics. `sent_back_on`: the day on
    which the answer went back; without it the question is open, whatever stands in `answer`.
    """

    class State(models.TextChoices):
        OPEN = "open", "Not answered yet"
        SENT_BACK = "sent_back", "Sent back"
        DROPPED = "dropped", "No longer needed"

    AskedBy = AskedBy

    line = models.ForeignKey(Line, models.SET_NULL, null=True, blank=True, related_name="enquiries")
    item = models.ForeignKey(AgendaItem, models.SET_NULL, null=True, blank=True, related_name="+")
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.CharField("the question", max_length=1000)
    asked_by = models.CharField(max_length=8, choices=AskedBy)
    asker = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    asker_group = models.ForeignKey(Forum, models.PROTECT, null=True, blank=True, related_name="+")
    asker_text = models.CharField(max_length=120, blank=True)
    asked_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    answer = models.TextField(max_length=4000, blank=True)
    sent_back_on = models.DateField(null=True, blank=True)
    budget_line = models.ForeignKey(BudgetLine, models.SET_NULL, null=True, blank=True, related_name="enquiries")
    about_url = models.CharField(max_length=400, blank=True)
    action = models.OneToOneField(Action, models.SET_NULL, null=True, blank=True, related_name="enquiry")
    topics = models.ManyToManyField(Topic, blank=True, related_name="+")

    objects = EnquiryQuerySet.as_manager()
    history_fields: ClassVar[tuple[str, ...]] = (
        "text", "asked_by", "asker", "asker_group", "asker_text", "asked_on", "state", "answer", "sent_back_on",
        "budget_line", "about_url", "action", "audience",
    )  # fmt: skip

    class Meta(Record.Meta):
        ordering = ["-asked_on", "-pk"]
        verbose_name_plural = "enquiries"
        indexes = [models.Index(fields=["forum", "state", "asked_on", "id"], name="enquiry_of_group")]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(condition=~Q(text=""), name="enquiry_has_text"),
            models.CheckConstraint(
                condition=(~Q(asked_by="other") & Q(asker=None, asker_group=None, asker_text=""))
                | (Q(asked_by="other") & (Q(asker__isnull=False) | Q(asker_group__isnull=False) | ~Q(asker_text=""))),
                name="enquiry_names_who_asks",
                violation_error_message="Name who asks where that is neither finance nor audit nor the board.",
            ),
            models.CheckConstraint(
                condition=Q(state="sent_back", sent_back_on__isnull=False)
                | (~Q(state="sent_back") & Q(sent_back_on=None)),
                name="enquiry_sent_back_has_day",
                violation_error_message="What was sent back has the day on which it was.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("meetings:enquiry-detail", args=[self.ref])

    def shared_with_staff(self) -> bool:
        """Never more open than its item; what was asked outside a meeting is as open as was wished."""
        if self.item_id:
            return self.item.shared_with_staff()
        return self.meeting.shared_with_staff() if self.meeting_id else True

    def may_be_changed_by(self, viewer: Viewer) -> bool:
        """Members of the group that is asked, and who wrote it down."""
        mine = self.created_by_id is not None and viewer.person_id == self.created_by_id
        return viewer.may_write and (viewer.writes_in(self.forum_id) or mine)

    def may_be_answered_by(self, viewer: Viewer) -> bool:
        """Who may change it, and who is to answer it."""
        owner_id = self.action.owner_id if self.action_id else None
        return self.may_be_changed_by(viewer) or (viewer.may_write and owner_id == viewer.person_id is not None)

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    def asker_words(self) -> str:
        """ "finance", "the board", "Luke Hart": who asks, as it stands within a sentence."""
        if self.asked_by != AskedBy.OTHER:
            return str(AskedBy(self.asked_by).label).lower()
        if self.asker_id:
            return self.asker.name
        return self.asker_group.name if self.asker_group_id else self.asker_text

    def new_action(
        self, *, owner: Person | None = None, owner_text: str = "", due: date | None = None, due_text: str = ""
    ) -> Action:
        """The (unsaved) promise to answer, which alone holds who and when; the caller saves it, then the question."""
        self.action = Action(
            text=self.promise(), forum_id=self.forum_id, audience=self.audience, meeting=self.meeting, item=self.item,
            line=self.line, owner=owner, owner_text=owner_text, due=due, due_text=due_text,
            source_label=f"Question from {self.asker_words()}"[:200], source_url=self.get_absolute_url(),
        )  # fmt: skip
        return self.action

    def promise(self) -> str:
        """What its action says: "Answer finance: what is the run rate?"."""
        words = f"Answer {self.asker_words()}: {self.text}"
        return words if len(words) <= 500 else f"{words[:499].rstrip()}…"

    def set_topics(self, topics: Iterable[Topic]) -> None:
        """Tag it with exactly these topics, and bring the index up to date."""
        self.topics.set(topics)
        self.save()

    def answer_with(self, text: str, *, by: Person | None, on: date, sent_back_on: date | None) -> None:
        """What is answered, and the day on which it goes back (None: not yet). Its action is done with that day."""
        self.answer = text or self.answer
        was_open = self.is_open
        if sent_back_on is not None:
            self.state, self.sent_back_on = self.State.SENT_BACK, sent_back_on
        with transaction.atomic():
            self.save_as(by=by, verb="answered" if sent_back_on else "answer written")
            if was_open and sent_back_on is not None and self.action_id:
                self.action.complete(by=by, on=on)

    def drop(self, *, by: Person | None, on: date) -> None:
        """Nobody needs an answer any more; nor its action."""
        self.state, self.sent_back_on = self.State.DROPPED, None
        with transaction.atomic():
            self.save_as(by=by, verb="no longer needed")
            if self.action_id:
                self.action.drop(by=by, on=on)

    def reopen(self, *, by: Person | None, on: date) -> None:
        """It is open again; the answer that was written stays."""
        if self.is_open:
            return
        self.state, self.sent_back_on = self.State.OPEN, None
        with transaction.atomic():
            self.save_as(by=by, verb="opened again")
            if self.action_id:
                self.action.reopen(by=by, on=on)

    def follow_action(self, action: Action, *, by: Person | None) -> None:
        """Its action ended or was opened again: the question stands likewise."""
        states = {"done": self.State.SENT_BACK, "dropped": self.State.DROPPED}
        state = states.get(action.status, self.State.OPEN)
        if state != self.state:
            self.state = state
            self.sent_back_on = action.ended_on if state == self.State.SENT_BACK else None
            self.save_as(by=by, verb=self.State(state).label.lower())

    def save(self, *args, **kwargs) -> None:
        """Save; its action is for whom the question is for."""
        is_new = self._state.adding
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)
            if not is_new and self.action_id and self.action.audience != self.audience and not self.action.is_deleted:
                self.action.audience = self.audience
                self.action.save()

    @classmethod
    def to_index(cls) -> models.QuerySet:
        rows = cls.objects.select_related("meeting__forum", "item__meeting", "action", "asker", "asker_group")
        return rows.prefetch_related("topics")

    def entries(self) -> Iterable[EntryData]:
        owner_id = self.action.owner_id if self.action_id else None
        people = [(owner_id, "owner")] if owner_id else []
        people += [(self.asker_id, "mentioned")] if self.asker_id else []
        people += [(self.created_by_id, "recorded")] if self.created_by_id else []
        topics = {topic.pk for topic in self.topics.all()}
        yield EntryData(
            kind="enquiry", title=self.text[:300], url=self.get_absolute_url(), date=self.asked_on, reach=self.reach,
            text="\n".join(filter(None, [self.text[300:], self.answer])), forum_id=self.forum_id,
            document=f"meetings.meeting:{self.meeting.ref}" if self.meeting_id else "",
            document_title=self.meeting.label() if self.meeting_id else "", status=self.state,
            due=self.action.due if self.action_id else None, said=f"From {self.asker_words()}",
            people=tuple(people), topics=tuple(sorted(topics)),
            links=(self.about_url,) if self.about_url else (),
        )  # fmt: skip
