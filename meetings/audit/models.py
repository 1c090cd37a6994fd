"""What audit looks at: reviews of the plan, and what each recommends, until audit has checked that it is done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse

from hackit import indexing
from hackit.audience import Reach, Viewer, reach_of
from hackit.dates import financial_year_label
from hackit.history import record_change
from hackit.indexing import EntryData, Indexed
from hackit.models import Person, Topic
from hackit.records import Record
from meetings.actions.models import Action
from meetings.audit.beside_models import Evidence
from meetings.audit.querysets import (
    RecommendationQuerySet,
    Response,
    ReviewQuerySet,
    Stage,
    Standing,
    State,
)


class Review(Indexed, Record):
    """One piece of work of the audit plan. `plan_year`: the year in whose plan it stands (2019 for 2019/20).

    `opinion` is kept in the words of the scale that held when it was given. `auditor_text`: who leads it for audit,
    where that is nobody known here. `planned_for`: when it is to begin, as the plan says it ("Q3").
    """

    Stage = Stage

    title = models.CharField(max_length=200)
    plan_year = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.PLANNED)
    opinion = models.CharField(max_length=60, blank=True)
    auditor = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="lead auditor"
    )
    auditor_text = models.CharField("lead auditor", max_length=120, blank=True)
    lead = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="our lead")
    planned_for = models.CharField(max_length=60, blank=True)
    reported_on = models.DateField("final report", null=True, blank=True)
    note = models.CharField("why", max_length=1000, blank=True)
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ReviewQuerySet.as_manager()
    named_on: ClassVar[tuple[str, ...]] = ("lead", "created_by")
    history_fields: ClassVar[tuple[str, ...]] = (
        "title", "plan_year", "stage", "opinion", "auditor", "auditor_text", "lead", "planned_for", "reported_on",
        "note", "topic", "forum", "audience",
    )  # fmt: skip

    class Meta(Record.Meta):
        ordering = ["-plan_year", "title", "pk"]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(condition=~Q(title=""), name="review_has_title"),
            models.CheckConstraint(condition=Q(forum__isnull=False), name="review_has_group"),
            models.CheckConstraint(condition=Q(auditor=None) | Q(auditor_text=""), name="review_one_lead_auditor"),
            models.UniqueConstraint(
                "forum", "plan_year", Lower("title"), condition=Q(deleted_at=None), name="review_once",
                violation_error_message="This group has a review of that name in that year already.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.title}, {financial_year_label(self.plan_year)}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:review-detail", args=[self.ref])

    def may_be_changed_by(self, viewer: Viewer) -> bool:
        """Members of the group whose review it is."""
        return viewer.writes_in(self.forum_id)

    @property
    def auditor_name(self) -> str:
        return self.auditor.name if self.auditor_id else self.auditor_text

    @classmethod
    def to_index(cls) -> models.QuerySet:
        return cls.objects.select_related("auditor")

    def entries(self) -> Iterable[EntryData]:
        people = [(self.lead_id, "lead")] if self.lead_id else []
        people += [(self.auditor_id, "mentioned")] if self.auditor_id else []
        people += [(self.created_by_id, "recorded")] if self.created_by_id else []
        stage = str(self.get_stage_display())
        yield EntryData(
            kind="review", title=str(self), url=self.get_absolute_url(), reach=self.reach, forum_id=self.forum_id,
            date=self.reported_on or self.created_at.date(), status=self.stage, said=self.opinion or stage,
            text="\n".join(filter(None, [stage, self.opinion, self.auditor_name, self.note])), people=tuple(people),
            topics=(self.topic_id,) if self.topic_id else (),
        )  # fmt: skip


class Recommendation(Indexed, Record):
    """What a review recommends. With an owner or a date it has one Action, which alone holds them.

    `state` is what we say, `checked_on` and `checked_by` what audit says of it. `priority` is kept in the words of
    the scale that held. It reaches whom its review reaches.
    """

    Response, State = Response, State

    review = models.ForeignKey(Review, models.PROTECT, related_name="recommendations")
    reference = models.CharField(max_length=40, blank=True)
    finding = models.TextField("what was found", max_length=4000, blank=True)
    text = models.TextField("what is recommended", max_length=2000, blank=True)
    priority = models.CharField(max_length=60, blank=True)
    response = models.CharField("our response", max_length=12, choices=Response, blank=True)
    response_words = models.TextField("our response in words", max_length=2000, blank=True)
    risk_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="risk accepted by"
    )
    risk_by_text = models.CharField("risk accepted by", max_length=120, blank=True)
    risk_until = models.DateField("risk accepted until", null=True, blank=True)
    action = models.OneToOneField(Action, models.SET_NULL, null=True, blank=True, related_name="recommendation")
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    said_on = models.DateField("we say since", null=True, blank=True)
    why = models.CharField(max_length=500, blank=True)
    checked_on = models.DateField("audit checked", null=True, blank=True)
    checked_by = models.CharField("checked by", max_length=120, blank=True)
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaces")

    objects = RecommendationQuerySet.as_manager()
    named_on: ClassVar[tuple[str, ...]] = ("created_by",)
    history_fields: ClassVar[tuple[str, ...]] = (
        "review", "reference", "finding", "text", "priority", "response", "response_words", "risk_by", "risk_by_text",
        "risk_until", "action", "state", "said_on", "why", "checked_on", "checked_by", "replaced_by",
    )  # fmt: skip

    class Meta(Record.Meta):
        ordering = ["review", "pk"]
        indexes = [models.Index(fields=["forum", "state", "id"], name="recommendation_of_group")]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(finding="", text=""), name="recommendation_says_something",
                violation_error_message="Say what was found, or what is recommended.",
            ),
            models.CheckConstraint(
                condition=Q(risk_by=None, risk_by_text="", risk_until=None) | Q(response__in=("partly", "not_agreed")),
                name="recommendation_risk_is_of_what_is_not_agreed",
                violation_error_message="A risk is accepted only where a recommendation is not agreed, or in part.",
            ),
            models.CheckConstraint(
                condition=Q(checked_on=None, checked_by="")
                | Q(state__in=("done", "not_relevant"), checked_on__isnull=False),
                name="recommendation_checked_is_said",
                violation_error_message="Audit checks what we say is done or no longer relevant.",
            ),
            models.CheckConstraint(
                condition=Q(state="replaced", replaced_by__isnull=False) | (~Q(state="replaced") & Q(replaced_by=None)),
                name="recommendation_replaced_has_successor",
                violation_error_message="A replaced recommendation needs the one that replaces it.",
            ),
            models.CheckConstraint(
                condition=Q(state="open", said_on=None) | (~Q(state="open") & Q(said_on__isnull=False)),
                name="recommendation_ended_has_day",
            ),
            models.UniqueConstraint(
                "review", Lower("reference"), condition=Q(deleted_at=None) & ~Q(reference=""),
                name="recommendation_reference_once",
                violation_error_message="The review has a recommendation of that reference already.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text or self.finding

    def get_absolute_url(self) -> str:
        return reverse("meetings:recommendation-detail", args=[self.ref])

    def label(self) -> str:
        """ "1.2 Revoke leavers’ access at once", with the reference where there is one."""
        return f"{self.reference} {self}".strip()

    def compute_reach(self) -> Reach:
        """As open as its review."""
        if self.is_deleted:
            return reach_of(self.audience, has_forum=False, deleted=True)
        return self.review.reach

    def may_be_changed_by(self, viewer: Viewer) -> bool:
        """Members of the group whose review it is."""
        return viewer.writes_in(self.forum_id)

    @property
    def promise(self) -> Action | None:
        """The action that sees to it, unless somebody deleted that."""
        return self.action if self.action_id and not self.action.is_deleted else None

    @property
    def risk_accepted_by(self) -> str:
        return self.risk_by.name if self.risk_by_id else self.risk_by_text

    def standing_on(self, on: date) -> Standing:
        """Where it stands that day."""
        if self.state == State.DONE:
            return Standing.CHECKED if self.checked_on else Standing.SAID_DONE
        if self.state in (State.NOT_RELEVANT, State.REPLACED):
            return Standing(self.state)
        if self.response == Response.NOT_AGREED:
            return Standing.RISK
        late = self.promise is not None and self.promise.is_overdue(on=on)
        return Standing.OVERDUE if late else Standing.OPEN

    # --- Whose, and by when ---

    def new_action(self, text: str = "", **values: Any) -> Action:
        """The (unsaved) action that is to hold owner and dates: what was agreed, else what is recommended."""
        words = " ".join((text or self.text or self.finding).split())
        return Action(
            text=words if len(words) <= 500 else f"{words[:499]}…", forum_id=self.forum_id, audience=self.audience,
            source_label=f"Audit: {self.review.title}{', ' if self.reference else ''}{self.reference}"[:200],
            source_url=self.get_absolute_url(), source_quote=str(self)[:600], **values,
        )  # fmt: skip

    def give_action(
        self, *, text: str = "", owner: Person | None = None, due: date | None = None, by: Person | None, on: date,
        reason: str = "", helpers: Iterable[Person] | None = None,
    ) -> Action | None:  # fmt: skip
        """Make the action that sees to it, or change the one there is; nothing is made of nothing.

        Another date on the one there is counts as a move, with its reason; none leaves the date as it is.
        """
        action = self.promise
        if action is None and not (text or owner or due):
            return None
        with transaction.atomic():
            if action is None:
                action = self.action = self.new_action(text, owner=owner, due=due)
                action.tie(helpers=helpers or [], topics=[self.review.topic] if self.review.topic else [])
                action.save_as(by=by, verb="recorded")
                self.save_as(by=by, verb="action agreed")
                return action
            words, same = " ".join(text.split()) or action.text, action.owner == owner
            tied = helpers is None or set(helpers) == set(action.helpers.all())
            if words != action.text or not same or not tied:
                action.text, action.owner = words, owner
                action.owner_text = action.owner_text if same else ""
                action.tie(helpers=helpers)
                action.save_as(by=by, verb="changed")
            if due and (due != action.due or action.due_is_assumed):
                action.move_to(due, by=by, on=on, reason=reason)
        return action

    def follow_action(self, action: Action, *, by: Person | None) -> None:
        """Its action ended or was opened again: we say the same of the recommendation. What audit checked stays."""
        said = {"done": State.DONE, "dropped": State.NOT_RELEVANT}.get(action.status, State.OPEN)
        if said == self.state or self.state == State.REPLACED or self.is_deleted:
            return
        self.state, self.said_on = said, action.ended_on
        self.checked_on, self.checked_by = None, ""
        self.save_as(by=by, verb=said.label.lower() if said != State.OPEN else "open again")

    # --- What we say, and what audit says ---

    def say(self, state: str, *, by: Person | None, on: date, why: str = "") -> None:
        """We say that it is done, no longer relevant, or open again; its action, if there is one, follows."""
        self.state, self.said_on = state, None if state == State.OPEN else on
        self.why = why or ("" if state == State.OPEN else self.why)
        self.checked_on, self.checked_by, self.replaced_by = None, "", None
        with transaction.atomic():
            self.save_as(by=by, verb="open again" if state == State.OPEN else State(state).label.lower())
            self._let_action_follow(by=by, on=on, why=why)

    def replace_with(self, other: Recommendation, *, by: Person | None, on: date) -> None:
        """Another recommendation stands in this one's place: nothing is to be done for this one any more."""
        self.state, self.said_on, self.replaced_by = State.REPLACED, on, other
        self.checked_on, self.checked_by = None, ""
        with transaction.atomic():
            self.save_as(by=by, verb="replaced")
            self._let_action_follow(by=by, on=on, why=f"Replaced by {other.label()}"[:500])

    def _let_action_follow(self, *, by: Person | None, on: date, why: str) -> None:
        action = self.promise
        if action is None:
            return
        action.recommendation = self  # it stands already as the action will
        if self.state == State.DONE:
            action.complete(by=by, on=on)
        elif self.state == State.OPEN:
            action.reopen(by=by, on=on)
        elif action.is_open:
            action.drop(by=by, on=on, reason=why)

    def mark_checked(self, *, on: date, who: str, by: Person | None) -> None:
        """Audit has checked on that day what we say. Raises ValueError where we say nothing that it could check."""
        if self.state not in (State.DONE, State.NOT_RELEVANT):
            raise ValueError("Audit checks what we say is done or no longer relevant")
        self.checked_on, self.checked_by = on, who
        self.save_as(by=by, verb="checked by audit")

    def mark_unchecked(self, *, by: Person | None) -> None:
        """It was written down by mistake that audit checked it."""
        self.checked_on, self.checked_by = None, ""
        self.save_as(by=by, verb="not checked after all")

    def add_evidence(self, words: str, *, dated: date, by: Person | None, url: str = "") -> Evidence:
        """Keep what shows how far it is, with the day that it is of."""
        evidence = Evidence(
            recommendation=self, words=words, url=url, dated=dated, audience=self.audience, forum_id=self.forum_id
        )
        with transaction.atomic():
            evidence.save_as(by=by, verb="added")
            self.tell_of_evidence(evidence, by=by, is_there=True)
        return evidence

    def tell_of_evidence(self, evidence: Evidence, *, by: Person | None, is_there: bool) -> None:
        """Write into its own history that evidence came or went, and index its words."""
        said = f"{evidence}, {evidence.dated.isoformat()}"
        old, new = ("", said) if is_there else (said, "")
        record_change(self, f"evidence {'added' if is_there else 'taken off'}", by=by, changes={"evidence": (old, new)})
        indexing.index(self)

    @classmethod
    def to_index(cls) -> models.QuerySet:
        return cls.objects.select_related("review", "action").prefetch_related("evidence")

    def entries(self) -> Iterable[EntryData]:
        """Findable by its words, those of the agreed action and of its evidence, and by who sees to it."""
        action = self.promise
        shown = [one.words for one in self.evidence.all() if one.words and not one.is_deleted]
        words = [
            self.finding if self.text else "",
            self.response_words,
            action.text if action else "",
            self.why,
            *shown,
        ]
        people = [(action.owner_id, "lead")] if action and action.owner_id else []
        people += [(self.risk_by_id, "mentioned")] if self.risk_by_id else []
        people += [(self.created_by_id, "recorded")] if self.created_by_id else []
        yield EntryData(
            kind="recommended", title=self.label()[:300], url=self.get_absolute_url(),
            date=self.review.reported_on or self.created_at.date(), reach=self.reach,
            text="\n".join(filter(None, words)), forum_id=self.forum_id, status=self.state,
            document=f"meetings.review:{self.review.ref}", document_title=str(self.review),
            due=action.due if action and self.state == State.OPEN else None, said=self.priority, people=tuple(people),
            topics=(self.review.topic_id,) if self.review.topic_id else (),
        )  # fmt: skip
