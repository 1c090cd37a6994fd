"""How money stands: named lines that a group follows, and each position that was ever said of one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from django.db import models, transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse

from hackit.amounts import short_pounds
from hackit.audience import Viewer, VisibleQuerySet
from hackit.dates import financial_year_label
from hackit.indexing import EntryData, Indexed
from hackit.models import Person, Topic
from hackit.records import Record
from meetings.agenda.models import AgendaItem, Meeting
from meetings.lines.models import Line
from meetings.money.periods import period_label


class Nature(models.TextChoices):
    """What money is for: the accounts keep the two apart."""

    CAPITAL = "capital", "Capital"
    REVENUE = "revenue", "Revenue"


class Recurs(models.TextChoices):
    ONE_OFF = "one_off", "One-off"
    RECURRING = "recurring", "Recurring"


class Near(models.TextChoices):
    """How near an amount is, as it was said."""

    ABOUT = "about", "About"
    AT_LEAST = "at_least", "At least"
    AT_MOST = "at_most", "At most"


class RequestState(models.TextChoices):
    """How far a request to finance is: to move money from capital and to revenue, or to other years."""

    PROPOSED = "proposed", "Proposed"
    WITH_FINANCE = "with_finance", "With finance"
    AGREED = "agreed", "Agreed"
    SET_UP = "set_up", "Set up"


class BudgetLineQuerySet(VisibleQuerySet):
    def asked_for(self) -> BudgetLineQuerySet:
        """Those that finance has not set up yet: in the order in which they wait."""
        rows = self.followed().exclude(state="").exclude(state=RequestState.SET_UP)
        return rows.order_by("state_since", "pk")

    def followed(self) -> BudgetLineQuerySet:
        """Those that the group still follows."""
        return self.filter(closed_on=None)

    def with_latest(self) -> BudgetLineQuerySet:
        """Each with `latest_pk`: its newest position, the one said last of those of one day."""
        newest = Position.objects.live().filter(budget_line=OuterRef("pk")).in_order()
        return self.annotate(latest_pk=Subquery(newest.values("pk")[:1]))


class BudgetLine(Indexed, Record):
    """Something with a budget that a group follows by name: "Revenue budget 2019/20", "Vendor increases".

    What stands in the ledger stays there; this is what positions are said of. `closed_on`: followed no more.
    `state` and `state_since`: how far a request to finance is, and since when; empty where nothing is asked for.
    """

    State = RequestState

    title = models.CharField(max_length=160)
    financial_year = models.PositiveSmallIntegerField(null=True, blank=True)
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True, blank=True, related_name="+")
    lead = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    closed_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=RequestState, blank=True)
    state_since = models.DateField(null=True, blank=True)

    objects = BudgetLineQuerySet.as_manager()
    named_on: ClassVar[tuple[str, ...]] = ("lead", "created_by")
    history_fields: ClassVar[tuple[str, ...]] = (
        "title", "financial_year", "topic", "lead", "closed_on", "state", "state_since", "audience",
    )  # fmt: skip

    class Meta(Record.Meta):
        ordering = ["title", "pk"]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(condition=~Q(title=""), name="budget_line_has_title"),
            models.CheckConstraint(condition=Q(forum__isnull=False), name="budget_line_has_group"),
            models.CheckConstraint(
                condition=Q(state="", state_since=None) | (~Q(state="") & Q(state_since__isnull=False)),
                name="budget_line_state_since",
                violation_error_message="Say how far a request is together with the day since when.",
            ),
            models.UniqueConstraint(
                "forum", models.functions.Lower("title"), condition=Q(deleted_at=None), name="budget_line_once",
                violation_error_message="This group already follows a line of that name.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:budget-line", args=[self.ref])

    def may_be_changed_by(self, viewer: Viewer) -> bool:
        """Members of the group that follows it."""
        return viewer.writes_in(self.forum_id)

    def put_state(self, state: str, *, by: Person | None, on: date, line: Line | None = None) -> BudgetStep | None:
        """The request is that far since that day; None where it was so already. Raises StaleRecord.

        `line`: the one that was typed for it.
        """
        if state == self.state:
            return None
        self.state, self.state_since = state, on
        with transaction.atomic():
            self.save_as(by=by, verb=RequestState(state).label.lower())
            return BudgetStep.objects.create(budget_line=self, state=state, on=on, by=by, line=line)

    def take_back(self, step: BudgetStep, *, by: Person | None) -> bool:
        """As it was before that step, if nothing came after it; whether it was."""
        steps = list(self.steps.order_by("pk"))
        if not steps or steps[-1].pk != step.pk:
            return False
        before = steps[-2] if len(steps) > 1 else None
        self.state, self.state_since = (before.state, before.on) if before else ("", None)
        with transaction.atomic():
            step.delete()
            self.save_as(by=by, verb="taken back")
        return True

    @classmethod
    def to_index(cls) -> models.QuerySet:
        return cls.objects.select_related("topic", "forum")

    def entries(self) -> Iterable[EntryData]:
        year = financial_year_label(self.financial_year) if self.financial_year else ""
        yield EntryData(
            kind="budget_line", title=self.title, url=self.get_absolute_url(), date=self.created_at.date(),
            reach=self.reach, text=year, forum_id=self.forum_id,
            said=self.get_state_display() if self.state else "", status="closed" if self.closed_on else "followed",
            people=((self.lead_id, "lead"),) if self.lead_id else (),
            topics=(self.topic_id,) if self.topic_id else (),
        )  # fmt: skip


class BudgetStep(models.Model):
    """A request to finance got that far on that day. Kept for good: the newest is where it stands."""

    budget_line = models.ForeignKey(BudgetLine, models.CASCADE, related_name="steps")
    state = models.CharField(max_length=12, choices=RequestState)
    on = models.DateField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    line = models.ForeignKey(Line, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["budget_line", "pk"]

    def __str__(self) -> str:
        return f"{self.get_state_display()}, {self.on}"


class PositionQuerySet(VisibleQuerySet):
    def in_order(self) -> PositionQuerySet:
        """Newest first: by the day it was said, then as they were written."""
        return self.order_by("-said_on", "-pk")

    def newest_of_each(self) -> PositionQuerySet:
        """Of every line only what was said last."""
        newest = Position.objects.live().filter(budget_line=OuterRef("budget_line")).in_order()
        return self.filter(pk=Subquery(newest.values("pk")[:1]))

    def becoming_final(self) -> PositionQuerySet:
        """Working positions that nothing has followed: they come back until they are final, the soonest first."""
        rows = self.newest_of_each().filter(basis=Position.Basis.WORKING, budget_line__closed_on=None)
        return rows.order_by(F("final_on").asc(nulls_last=True), "said_on", "pk")


class Position(Indexed, Record):
    """How a budget line stood when somebody said so. A new one never overwrites: the line keeps them all.

    low, high: pence over or under the budget (as `state` says), the same unless a range was said; null where no
    amount was. period: 1 (April) to 12 (March), 13 at the year's end. brings, final_on, final_text: who brings the
    final figures, and when.
    """

    class State(models.TextChoices):
        IN_LINE = "in_line", "In line"
        OVER = "over", "Over budget"
        UNDER = "under", "Under budget"
        NOT_KNOWN = "not_known", "Not known yet"

    class Basis(models.TextChoices):
        WORKING = "working", "Working"
        FINAL = "final", "Final"

    budget_line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="positions")
    line = models.ForeignKey(Line, models.SET_NULL, null=True, blank=True, related_name="positions")
    item = models.ForeignKey(AgendaItem, models.SET_NULL, null=True, blank=True, related_name="+")
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State)
    basis = models.CharField(max_length=8, choices=Basis)
    period = models.PositiveSmallIntegerField(null=True, blank=True)
    financial_year = models.PositiveSmallIntegerField(null=True, blank=True)
    said_on = models.DateField()
    words = models.CharField("why, and what is done about it", max_length=1000, blank=True)
    low = models.BigIntegerField(null=True, blank=True)
    high = models.BigIntegerField(null=True, blank=True)
    near = models.CharField(max_length=8, choices=Near, blank=True)
    nature = models.CharField(max_length=8, choices=Nature, blank=True)
    recurs = models.CharField(max_length=10, choices=Recurs, blank=True)
    brings = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    final_on = models.DateField(null=True, blank=True)
    final_text = models.CharField(max_length=80, blank=True)

    objects = PositionQuerySet.as_manager()
    named_on: ClassVar[tuple[str, ...]] = ("brings", "created_by")
    history_fields: ClassVar[tuple[str, ...]] = (
        "budget_line", "state", "basis", "period", "financial_year", "said_on", "words", "low", "high", "near",
        "nature", "recurs", "brings", "final_on", "final_text", "audience",
    )  # fmt: skip

    class Meta(Record.Meta):
        ordering = ["-said_on", "-pk"]
        indexes = [models.Index(fields=["budget_line", "-said_on", "-id"], name="position_of_line")]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(low=None, high=None) | Q(low__isnull=False, high__gte=F("low"), low__gte=0),
                name="position_amount_whole",
                violation_error_message="An amount has two ends, the lower one first; over or under is said in words.",
            ),
            models.CheckConstraint(
                condition=Q(period=None) | Q(period__gte=1, period__lte=13), name="position_period_of_year",
                violation_error_message="A period is P1 (April) to P12 (March), or the year’s end.",
            ),
            models.CheckConstraint(
                condition=~Q(basis="final") | Q(final_on=None, final_text="", brings=None),
                name="position_final_waits_for_nothing",
                violation_error_message="What is final waits for no figures.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.budget_line.title}: {self.in_short()}"

    def get_absolute_url(self) -> str:
        return f"{self.budget_line.get_absolute_url()}#position-{self.ref}"

    def shared_with_staff(self) -> bool:
        return self.item.shared_with_staff() if self.item_id else True

    def amount_words(self) -> str:
        """ "about £40k", "£40k to £50k", or nothing where no amount was said."""
        if self.low is None or self.high is None:
            return ""
        words = short_pounds(self.high)
        if self.low != self.high:
            words = f"{short_pounds(self.low)} to {words}"
        return f"{self.get_near_display().lower()} {words}" if self.near else words

    def in_short(self) -> str:
        """ "working £40k over at P3", "final, in line at year end"."""
        amount, state = self.amount_words(), self.get_state_display().lower().removesuffix(" budget")
        how = f"{amount} {state}" if amount else state
        if not amount and self.state in (self.State.OVER, self.State.UNDER):
            how = self.get_state_display().lower()
        at = f" at {period_label(self.period)}" if self.period else ""
        return f"{self.get_basis_display().lower()} {how}{at}"

    @property
    def signed(self) -> int | None:
        """Pence over the budget; less than nothing where it is under it, 0 in line, None where nobody knows."""
        if self.state == self.State.IN_LINE:
            return 0
        if self.high is None or self.state == self.State.NOT_KNOWN:
            return None
        return self.high if self.state == self.State.OVER else -self.high

    @classmethod
    def to_index(cls) -> models.QuerySet:
        return cls.objects.select_related("budget_line", "item__meeting__forum", "meeting__forum")

    def entries(self) -> Iterable[EntryData]:
        people = [(self.brings_id, "with")] if self.brings_id else []
        people += [(self.created_by_id, "recorded")] if self.created_by_id else []
        yield EntryData(
            kind="position", title=f"{self.budget_line.title}: {self.in_short()}", url=self.get_absolute_url(),
            date=self.said_on, reach=self.reach, text=self.words, forum_id=self.forum_id, status=self.basis,
            said=self.in_short(), document=f"meetings.meeting:{self.meeting.ref}" if self.meeting_id else "",
            document_title=self.meeting.label() if self.meeting_id else "", people=tuple(people),
            topics=(self.budget_line.topic_id,) if self.budget_line.topic_id else (),
        )  # fmt: skip
