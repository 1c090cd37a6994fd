"""Decisions, the caveats under them, and what is on its way to a higher group."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from hackit import indexing
from hackit.audience import Viewer, VisibleQuerySet, reach_of
from hackit.indexing import EntryData, Indexed
from hackit.models import Forum, Person, Topic
from hackit.records import Record
from meetings.actions.models import Action
from meetings.agenda.models import AgendaItem, Meeting
from meetings.lines.models import Line


class Decision(Indexed, Record):
    """What was agreed, not agreed or put off. May be made outside a meeting: then `meeting` is null.

    `decided_by` is the group that made it; `forum` the group whose record it is.
    """

    class Outcome(models.TextChoices):
        AGREED = "agreed", "Agreed"
        CAVEATS = "caveats", "Agreed with caveats"
        NOT_AGREED = "not_agreed", "Not agreed"
        PUT_OFF = "put_off", "Put off"
        REPLACED = "replaced", "Replaced"

    line = models.ForeignKey(Line, models.SET_NULL, null=True, blank=True, related_name="decisions")
    item = models.ForeignKey(AgendaItem, models.SET_NULL, null=True, blank=True, related_name="decisions")
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, blank=True, related_name="decisions")
    decided_by = models.ForeignKey(Forum, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField("what was decided", max_length=2000)
    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.AGREED)
    date = models.DateField()
    reasons = models.TextField(blank=True, max_length=4000)
    alternatives = models.TextField("what else we looked at", blank=True, max_length=4000)
    review_date = models.DateField(null=True, blank=True)
    put_off_until = models.DateField(null=True, blank=True)
    caveats_to_follow = models.BooleanField("caveats to be listed", default=False)
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaces")
    topics = models.ManyToManyField(Topic, blank=True, related_name="+")

    history_fields: ClassVar[tuple[str, ...]] = (
        "text", "outcome", "date", "reasons", "alternatives", "review_date", "put_off_until", "decided_by",
        "replaced_by", "caveats_to_follow", "audience",
    )  # fmt: skip

    class Meta(Record.Meta):
        ordering = ["-date", "-pk"]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(condition=~Q(text=""), name="decision_has_text"),
            models.CheckConstraint(
                condition=Q(outcome="replaced", replaced_by__isnull=False)
                | (~Q(outcome="replaced") & Q(replaced_by=None)),
                name="decision_replaced_has_successor",
                violation_error_message="A replaced decision needs the one that replaces it.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("meetings:decision-detail", args=[self.ref])

    def shared_with_staff(self) -> bool:
        """Never more open than its item; what belongs to no meeting is as open as was wished."""
        if self.item_id:
            return self.item.shared_with_staff()
        return self.meeting.shared_with_staff() if self.meeting_id else True

    def may_be_changed_by(self, viewer: Viewer) -> bool:
        """Members of the group whose record it is, and who recorded it; never who only reads."""
        mine = self.created_by_id is not None and viewer.person_id == self.created_by_id
        return viewer.may_write and (viewer.writes_in(self.forum_id) or mine)

    def set_topics(self, topics: Iterable[Topic]) -> None:
        """Tag the decision with exactly these topics, and bring the index up to date."""
        self.topics.set(topics)
        self.save()

    def summary_line(self) -> str:
        """ "Agreed, 1 of 3 caveats met", from the caveats as they are."""
        caveats = [caveat for caveat in self.caveats.all() if not caveat.is_deleted]
        if self.outcome != self.Outcome.CAVEATS:
            return self.get_outcome_display()
        if not caveats:
            return "Agreed, caveats to be listed"
        met = sum(caveat.state != Caveat.State.TO_DO for caveat in caveats)
        return f"Agreed, {met} of {len(caveats)} caveat{'s' if len(caveats) != 1 else ''} met"

    def add_caveat(
        self, text: str, *, by: Person | None, owner: Person | None = None, owner_text: str = "",
        due: date | None = None, due_text: str = "", needed_before: str = "",
    ) -> Caveat:  # fmt: skip
        """A condition under the decision. With an owner or a date it has an action, which alone holds them.

        `owner_text` and `due_text` are a name and a date as typed that nobody could resolve.
        """
        with transaction.atomic():
            caveat = Caveat(
                decision=self,
                text=text,
                needed_before=needed_before,
                audience=self.audience,
                forum_id=self.forum_id,
            )
            if owner or due or owner_text or due_text:
                caveat.action = caveat.make_action(
                    owner=owner, owner_text=owner_text, due=due, due_text=due_text, by=by
                )
            caveat.save_as(by=by, verb="added")
            if self.outcome == self.Outcome.AGREED or self.caveats_to_follow:
                self.outcome, self.caveats_to_follow = self.Outcome.CAVEATS, False
                self.save_as(by=by, verb="caveat added")
        return caveat

    def replace_with(self, successor: Decision, *, by: Person | None) -> None:
        """Another decision stands in this one's place from now on."""
        self.replaced_by, self.outcome = successor, self.Outcome.REPLACED
        self.save_as(by=by, verb="replaced")

    def save(self, *args, **kwargs) -> None:
        """Save; caveats reach whom the decision reaches, and all that is found by it follows."""
        is_new = self._state.adding
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)
            if is_new:  # it has no caveat and was taken nowhere yet
                return
            for caveat in self.caveats.select_related("action"):
                caveat.decision = self
                if (caveat.reach, caveat.forum_id) != (self.reach, self.forum_id) and not caveat.is_deleted:
                    caveat.audience, caveat.forum_id = self.audience, self.forum_id
                    caveat.save()
                else:
                    indexing.index(caveat)
            carried = Referral.objects.filter(Q(decision=self) | Q(answer=self))
            for referral in carried.select_related("to_forum", "decision", "answer"):
                indexing.index(referral)

    def save_as(self, *, by: models.Model | None, verb: str, expected_version: int | None = None) -> None:
        """As a record's; its caveats' actions follow it to another group or audience, and their history says so."""
        is_new = self._state.adding
        with transaction.atomic(savepoint=False):
            super().save_as(by=by, verb=verb, expected_version=expected_version)
            if is_new:
                return
            others = ~Q(audience=self.audience) | ~Q(forum_id=self.forum_id)
            for action in Action.objects.select_for_update(of=("self",)).filter(others, caveat__decision=self):
                action.audience, action.forum_id = self.audience, self.forum_id
                action.save_as(by=by, verb="moved with its decision")

    @classmethod
    def to_index(cls) -> models.QuerySet:
        rows = cls.objects.select_related("meeting__forum", "item__meeting", "decided_by")
        return rows.prefetch_related("topics")

    def entries(self) -> Iterable[EntryData]:
        by = self.decided_by.name if self.decided_by_id else ""
        yield EntryData(
            kind="decision", title=self.text, url=self.get_absolute_url(), date=self.date, reach=self.reach,
            text="\n".join(filter(None, [self.item.title if self.item_id else "", self.reasons, self.alternatives])),
            forum_id=self.forum_id, document=f"meetings.meeting:{self.meeting.ref}" if self.meeting_id else "",
            document_title=self.meeting.label() if self.meeting_id else "", status=self.outcome, said=by,
            people=((self.created_by_id, "recorded"),) if self.created_by_id else (),
            topics=tuple(topic.pk for topic in self.topics.all()),
        )  # fmt: skip


class CaveatQuerySet(VisibleQuerySet):
    def states_of_published(self, decision_ref: str) -> dict[str, str]:
        """The state now of each caveat of a decision, by ref: all that a public page reads of a live caveat."""
        rows = self.live().filter(decision__ref=decision_ref)
        return dict(rows.values_list("ref", "state"))


class Caveat(Indexed, Record):
    """A condition under a decision. With an owner it has one Action: owner and dates live only there."""

    class State(models.TextChoices):
        TO_DO = "to_do", "To do"
        DONE = "done", "Done"
        NOT_NEEDED = "not_needed", "No longer needed"

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="caveats")
    text = models.CharField(max_length=500)
    needed_before = models.CharField(max_length=120, blank=True, help_text="Launch, any spend, or a date")
    state = models.CharField(max_length=10, choices=State, default=State.TO_DO)
    evidence = models.CharField(max_length=500, blank=True)
    action = models.OneToOneField(Action, models.SET_NULL, null=True, blank=True, related_name="caveat")

    objects = CaveatQuerySet.as_manager()
    history_fields: ClassVar[tuple[str, ...]] = ("text", "needed_before", "state", "evidence", "action")

    class Meta(Record.Meta):
        ordering = ["decision", "pk"]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(condition=~Q(text=""), name="caveat_has_text"),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return f"{self.decision.get_absolute_url()}#caveat-{self.ref}"

    def compute_reach(self):
        """A caveat is never more open than its decision."""
        if self.is_deleted:
            return reach_of(self.audience, has_forum=False, deleted=True)
        return self.decision.reach

    def give_action(
        self, *, owner: Person | None, due: date | None, by: Person | None, on: date, reason: str = ""
    ) -> Action:
        """Make the action that holds this caveat's owner and date, or change the one there is.

        Another date on the one there is counts as a move, with its reason; none leaves the date as it is.
        """
        with transaction.atomic():
            action = self.action
            if action is None:
                action = self.action = self.make_action(owner=owner, due=due, by=by)
                self.save_as(by=by, verb="owner named")
                return action
            action.owner = owner
            action.due_text = "" if due else self.needed_before[:80]
            action.tie(topics=self.decision.topics.all())
            action.save_as(by=by, verb="changed")
            if due:
                action.move_to(due, by=by, on=on, reason=reason)
        return action

    def make_action(
        self, *, owner: Person | None, due: date | None, by: Person | None, owner_text: str = "", due_text: str = ""
    ) -> Action:  # fmt: skip
        """Make the action that is to hold this caveat's owner and date; the caveat is saved by the caller."""
        decision = self.decision
        action = Action(
            text=f"{self.text[:1].upper()}{self.text[1:]}", forum_id=self.forum_id, audience=self.audience,
            meeting=decision.meeting, item=decision.item, line=decision.line, owner=owner, owner_text=owner_text,
            due=due, due_text=due_text or ("" if due else self.needed_before[:80]),
            source_label=f"Caveat: {decision.text}"[:200], source_url=self.get_absolute_url(),
        )  # fmt: skip
        action.tie(topics=decision.topics.all())
        action.save_as(by=by, verb="recorded")
        return action

    def follow_action(self, action: Action, *, by: Person | None) -> None:
        """Its action ended or was opened again: the caveat stands likewise."""
        states = {"done": self.State.DONE, "dropped": self.State.NOT_NEEDED}
        state = states.get(action.status, self.State.TO_DO)
        if state != self.state:
            self.state = state
            self.save_as(by=by, verb=state.label.lower())

    def settle(self, state: str, *, by: Person | None, on: date, evidence: str = "") -> None:
        """Done, no longer needed or to do again; its action, if there is one, follows."""
        self.state = state
        self.evidence = evidence or self.evidence
        with transaction.atomic():
            self.save_as(by=by, verb=self.State(state).label.lower())
            if self.action_id and state == self.State.DONE:
                self.action.complete(by=by, on=on)
            elif self.action_id and state == self.State.NOT_NEEDED:
                self.action.drop(by=by, on=on)
            elif self.action_id:
                self.action.reopen(by=by, on=on)

    @classmethod
    def to_index(cls) -> models.QuerySet:
        return cls.objects.select_related("decision", "action")

    def entries(self) -> Iterable[EntryData]:
        """Findable beside its decision; its owner and date are found with its action."""
        yield EntryData(
            kind="caveat", title=self.text, text=self.decision.text, url=self.get_absolute_url(),
            date=self.decision.date, reach=self.reach, forum_id=self.forum_id, status=self.state,
            said=self.needed_before, due=self.action.due if self.action_id else None,
            people=((self.action.owner_id, "lead"),) if self.action_id and self.action.owner_id else (),
            topics=tuple(topic.pk for topic in self.decision.topics.all()),
        )  # fmt: skip


class ReferralQuerySet(VisibleQuerySet):
    def waiting(self) -> ReferralQuerySet:
        """Sent, and nobody has said yet what came of it. The longest first."""
        unanswered = Q(answer=None) | Q(answer__deleted_at__isnull=False)
        return self.filter(unanswered, withdrawn=False, deleted_at=None).order_by("sent_on", "pk")


class Referral(Indexed, Record):
    """Something on its way to a higher group ("Take to HMT"): waits for "what did they say?"."""

    title = models.CharField(max_length=300)
    to_forum = models.ForeignKey(Forum, models.PROTECT, related_name="+")
    sent_on = models.DateField()
    decision = models.ForeignKey(Decision, models.CASCADE, null=True, blank=True, related_name="referrals")
    item = models.ForeignKey(AgendaItem, models.CASCADE, null=True, blank=True, related_name="referrals")
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True, blank=True, related_name="+")
    answer = models.OneToOneField(Decision, models.SET_NULL, null=True, blank=True, related_name="answers")
    withdrawn = models.BooleanField(default=False)

    objects = ReferralQuerySet.as_manager()
    history_fields: ClassVar[tuple[str, ...]] = ("title", "to_forum", "sent_on", "answer", "withdrawn")

    class Meta(Record.Meta):
        ordering = ["sent_on", "pk"]

    def __str__(self) -> str:
        return f"{self.title} to {self.to_forum}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:referral-detail", args=[self.ref])

    @property
    def is_waiting(self) -> bool:
        has_answer = self.answer is not None and not self.answer.is_deleted
        return not has_answer and not self.withdrawn and not self.is_deleted

    def may_be_answered_by(self, viewer: Viewer) -> bool:
        """Members of the group that sent it, and who sent it."""
        mine = self.created_by_id is not None and viewer.person_id == self.created_by_id
        return viewer.may_write and (viewer.writes_in(self.forum_id) or mine)

    def withdraw(self, *, by: Person | None) -> None:
        """It is no longer on its way; nothing was said."""
        if self.is_waiting:
            self.withdrawn = True
            self.save_as(by=by, verb="withdrawn")

    def answer_with(
        self, outcome: str, *, by: Person | None, on: date, text: str = "", caveats: Iterable[str] = ()
    ) -> Decision:
        """Record what the higher group said as its decision: one tap, and one line if there is more to say.

        Raises StaleRecord if somebody else answered in the meantime.
        """
        caveats = list(caveats)
        decision = Decision(
            text=text or self.title, outcome=outcome, date=on, decided_by=self.to_forum, forum_id=self.forum_id,
            audience=self.audience, caveats_to_follow=outcome == Decision.Outcome.CAVEATS and not caveats,
        )  # fmt: skip
        with transaction.atomic():
            decision.save_as(by=by, verb="recorded")
            topics = list(self.decision.topics.all()) if self.decision_id else [self.topic] * bool(self.topic_id)
            decision.set_topics(topics)
            for caveat in caveats:
                decision.add_caveat(caveat, by=by)
            self.answered_by(decision, by=by)
        return decision

    def answered_by(self, decision: Decision, *, by: Person | None) -> None:
        """That decision is what they said. Raises StaleRecord if somebody else answered in the meantime."""
        self.answer = decision
        self.save_as(by=by, verb="answered")

    @classmethod
    def to_index(cls) -> models.QuerySet:
        return cls.objects.select_related("to_forum", "topic", "decision", "answer")

    def entries(self) -> Iterable[EntryData]:
        topics = {self.topic_id} if self.topic_id else set()
        if self.decision_id:
            topics |= {topic.pk for topic in self.decision.topics.all()}
        status = "waiting" if self.is_waiting else "withdrawn" if self.withdrawn else "answered"
        yield EntryData(
            kind="referral", title=self.title, url=self.get_absolute_url(), date=self.sent_on, reach=self.reach,
            forum_id=self.forum_id, status=status, said=self.to_forum.name,
            people=((self.created_by_id, "recorded"),) if self.created_by_id else (), topics=tuple(sorted(topics)),
        )  # fmt: skip
