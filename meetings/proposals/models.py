"""Proposals: what a group is asked for, with its money by year, and their order of priority within the group."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse

from hackit.amounts import pounds, profile_difference, short_pounds
from hackit.audience import Viewer, VisibleQuerySet
from hackit.dates import financial_year_label
from hackit.history import record_change
from hackit.indexing import EntryData, Indexed
from hackit.models import Person, Topic
from hackit.records import Record
from meetings.actions.models import Action
from meetings.decisions.models import Decision, Referral
from meetings.money.models import BudgetLine


@dataclass(frozen=True)
class YearRow:
    """What one financial year takes, in pence; less than nothing is money that comes in. `year` is when it begins."""

    year: int
    capital: int = 0
    revenue: int = 0


class ProfileDoesNotAddUp(ValueError):
    """The years of a profile do not come to the stated total. `difference`: what they leave of it, in pence."""

    def __init__(self, nature: str, difference: int) -> None:
        self.nature, self.difference = nature, difference
        more = "less" if difference > 0 else "more"
        super().__init__(f"The years come to {pounds(abs(difference))} {more} than the {nature} total")


class ProposalQuerySet(VisibleQuerySet):
    def going(self) -> ProposalQuerySet:
        """Those that were neither withdrawn nor finished."""
        return self.filter(ended="")

    def in_order(self) -> ProposalQuerySet:
        """By group, then by the group's order of priority; those that have ended last, the newest first."""
        return self.order_by("forum__name", F("place").asc(nulls_last=True), F("ended_on").desc(nulls_last=True), "pk")


class Proposal(Indexed, Record):
    """Something a group is asked for. What became of it are decisions, found by `standing`: none is kept here twice.

    place: 1 is first in the group's order of priority, null once it has ended. capital_total, revenue_total: totals
    as they were stated, pence; where there are years as well, those come to them. lasting_cost: revenue that it
    takes for good, pence a year, less than nothing where it saves. benefit_action: who sees whether the benefit
    came true, and when; owner and date live only there.
    """

    class Asked(models.TextChoices):
        SPEND = "spend", "Spend approval"
        RESOURCE = "resource", "Resource and spend approval"
        MOVE = "move", "Move between budgets"
        NOTHING = "nothing", "Nothing: it is to note"

    class Ended(models.TextChoices):
        WITHDRAWN = "withdrawn", "Withdrawn"
        FINISHED = "finished", "Finished"

    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True, max_length=2000)
    asked = models.CharField("what is asked", max_length=10, choices=Asked)
    capital_total = models.BigIntegerField("capital in all, pence", null=True, blank=True)
    revenue_total = models.BigIntegerField("revenue in all, pence", null=True, blank=True)
    lasting_cost = models.BigIntegerField("lasting revenue cost, pence a year", null=True, blank=True)
    move_from = models.ForeignKey(BudgetLine, models.PROTECT, null=True, blank=True, related_name="+")
    move_to = models.ForeignKey(BudgetLine, models.PROTECT, null=True, blank=True, related_name="+")
    alternatives = models.TextField("what else we looked at", blank=True, max_length=4000)
    benefit = models.TextField("expected benefit", blank=True, max_length=1000)
    benefit_action = models.OneToOneField(Action, models.SET_NULL, null=True, blank=True, related_name="benefit_of")
    paper_url = models.URLField("formal paper", max_length=500, blank=True)
    lead = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="who brings it"
    )
    place = models.PositiveIntegerField("place in the order", null=True, blank=True, editable=False)
    ended = models.CharField(max_length=10, choices=Ended, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="+")
    decisions = models.ManyToManyField(Decision, blank=True, related_name="+")
    referrals = models.ManyToManyField(Referral, blank=True, related_name="+")

    objects = ProposalQuerySet.as_manager()
    named_on: ClassVar[tuple[str, ...]] = ("lead", "created_by")
    history_fields: ClassVar[tuple[str, ...]] = (
        "title", "summary", "asked", "capital_total", "revenue_total", "lasting_cost", "move_from", "move_to",
        "alternatives", "benefit", "benefit_action", "paper_url", "lead", "ended", "ended_on", "forum", "audience",
    )  # fmt: skip

    class Meta(Record.Meta):
        ordering = ["forum", "place", "pk"]
        indexes = [models.Index(fields=["forum", "place"], name="proposal_in_order")]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(condition=~Q(title=""), name="proposal_has_title"),
            models.CheckConstraint(condition=Q(forum__isnull=False), name="proposal_has_group"),
            models.CheckConstraint(
                condition=Q(asked="move", move_from__isnull=False, move_to__isnull=False)
                | (~Q(asked="move") & Q(move_from=None, move_to=None)),
                name="proposal_move_names_both",
                violation_error_message="A move between budgets names the one it comes from and the one it goes to.",
            ),
            models.CheckConstraint(
                condition=Q(move_from=None) | ~Q(move_from=F("move_to")), name="proposal_moves_elsewhere",
                violation_error_message="A move goes to another budget than it comes from.",
            ),
            models.CheckConstraint(
                condition=Q(ended="", ended_on=None) | (~Q(ended="") & Q(ended_on__isnull=False, place=None)),
                name="proposal_ended_on_a_day",
                violation_error_message="What has ended has its day, and no place in the order.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:proposal-detail", args=[self.ref])

    def may_be_changed_by(self, viewer: Viewer) -> bool:
        """Members of the group whose proposal it is."""
        return viewer.writes_in(self.forum_id)

    @property
    def is_going(self) -> bool:
        return not self.ended

    @property
    def capital(self) -> int | None:
        """Capital in all, pence: its years, else as stated; None where nothing was said."""
        return self._in_all("capital", self.capital_total)

    @property
    def revenue(self) -> int | None:
        """Revenue in all, pence: its years, else as stated; None where nothing was said."""
        return self._in_all("revenue", self.revenue_total)

    def _in_all(self, nature: str, stated: int | None) -> int | None:
        if stated is not None:
            return stated
        years = [getattr(year, nature) for year in self.years.all()]
        return sum(years) if any(years) else None

    def in_short(self) -> str:
        """What is asked, and for how much: "spend approval, £590k capital, £40k a year for good"."""
        parts = [self.get_asked_display().split(":")[0].lower()]
        parts += [
            f"{short_pounds(pence)} {nature}"
            for nature, pence in (("capital", self.capital), ("revenue", self.revenue)) if pence
        ]  # fmt: skip
        if self.lasting_cost:
            parts.append(f"{short_pounds(self.lasting_cost)} a year for good")
        return ", ".join(parts)

    def set_topics(self, topics: Iterable[Topic]) -> None:
        """Tag it with exactly these topics, and bring the index up to date."""
        self.topics.set(topics)
        self.save()

    def set_years(self, rows: Sequence[YearRow], *, by: Person | None) -> None:
        """Make these its years; what they were before goes into its history. The proposal has been saved.

        Raises ProfileDoesNotAddUp where they do not come to a total that was stated.
        """
        self.check_profile(rows)
        before = [YearRow(year.financial_year, year.capital, year.revenue) for year in self.years.all()]
        wanted = sorted(rows, key=lambda row: row.year)
        if before == wanted:
            return
        with transaction.atomic():
            self.years.all().delete()
            ProposalYear.objects.bulk_create(
                ProposalYear(proposal=self, financial_year=row.year, capital=row.capital, revenue=row.revenue)
                for row in wanted
            )
            record_change(self, "amounts set", by=by, changes={"amounts": (_in_words(before), _in_words(wanted))})

    def check_profile(self, rows: Sequence[YearRow]) -> None:
        """Raises ProfileDoesNotAddUp where years are given that do not come to a total that was stated."""
        for nature, total in (("capital", self.capital_total), ("revenue", self.revenue_total)):
            profile = [(row.year, getattr(row, nature)) for row in rows]
            if total is not None and rows and (difference := profile_difference(total, profile)):
                raise ProfileDoesNotAddUp(nature, difference)

    def benefit_is_due(self, *, on: date) -> bool:
        """Whether somebody is to look by now whether the benefit came true."""
        action = self.benefit_action
        return action is not None and action.is_open and action.due is not None and action.due <= on

    def save(self, *args, **kwargs) -> None:
        """Save; its place is `order_writes`' alone: a copy read before others moved it must not set it back."""
        if not self._state.adding and kwargs.get("update_fields") is None:
            names = {field.name for field in self._meta.concrete_fields if not field.primary_key}
            kwargs["update_fields"] = names - {"place"}
        super().save(*args, **kwargs)

    @classmethod
    def to_index(cls) -> models.QuerySet:
        return cls.objects.prefetch_related("topics", "years")

    def entries(self) -> Iterable[EntryData]:
        people = [(self.lead_id, "lead")] if self.lead_id else []
        people += [(self.created_by_id, "recorded")] if self.created_by_id else []
        amounts = [pounds(pence) for pence in (self.capital, self.revenue, self.lasting_cost) if pence]
        words = [self.summary, self.get_asked_display(), " ".join(amounts), self.benefit, self.alternatives]
        yield EntryData(
            kind="proposal", title=self.title, url=self.get_absolute_url(), date=self.created_at.date(),
            reach=self.reach, text="\n".join(filter(None, words)), forum_id=self.forum_id,
            status=self.ended or "going", said=self.in_short(), people=tuple(people),
            topics=tuple(topic.pk for topic in self.topics.all()),
        )  # fmt: skip


def _in_words(rows: Sequence[YearRow]) -> str:
    """The years for the history: "2019/20 capital £40, revenue £0; …"."""
    return "; ".join(
        f"{financial_year_label(row.year)} capital {pounds(row.capital)}, revenue {pounds(row.revenue)}" for row in rows
    )


class ProposalYear(models.Model):
    """What one financial year takes, in pence. `financial_year`: the calendar year in which it begins."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="years")
    financial_year = models.PositiveSmallIntegerField()
    capital = models.BigIntegerField(default=0)
    revenue = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["proposal", "financial_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "financial_year"], name="proposal_year_once",
                violation_error_message="Each year stands once.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return financial_year_label(self.financial_year)


class ProposalMove(models.Model):
    """A move in the order of priority of its group: from where to where, by whom, and why."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="moves")
    from_place = models.PositiveIntegerField()
    to_place = models.PositiveIntegerField()
    reason = models.CharField(max_length=300)
    moved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    moved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""), name="proposal_move_has_reason",
                violation_error_message="A move has its reason.",
            ),
            models.CheckConstraint(
                condition=~Q(from_place=F("to_place")), name="proposal_move_goes_somewhere",
                violation_error_message="A move goes to another place.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.proposal}: {self.from_place} to {self.to_place}"
