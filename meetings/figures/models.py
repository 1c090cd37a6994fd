"""Figures that are kept: an amount, a share or a count by its name, and every value that was ever said of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse

from hackit.amounts import profile_difference, short_pounds
from hackit.audience import Viewer, VisibleQuerySet
from hackit.dates import financial_year_label
from hackit.indexing import EntryData, Indexed
from hackit.models import EntryKind, Person, Topic
from hackit.quantities import COUNT, MONEY, SHARE, in_words
from hackit.records import Record
from meetings.agenda.models import AgendaItem, Meeting
from meetings.lines.models import Line
from meetings.money.models import Nature, Near, Recurs

LATER = 0
"""In a profile, instead of a financial year: what comes in years that nobody has named yet."""


class FigureQuerySet(VisibleQuerySet):
    def with_latest(self, user) -> FigureQuerySet:
        """Each with `latest_low`, `latest_high` and `latest_on`: what this user may see that was said of it last."""
        newest = FigureSaid.objects.visible_to(user).filter(figure=OuterRef("pk")).in_order()
        return self.annotate(
            latest_low=Subquery(newest.values("low")[:1]), latest_high=Subquery(newest.values("high")[:1]),
            latest_on=Subquery(newest.values("said_on")[:1]),
        )  # fmt: skip


class Figure(Record):
    """Something with an amount or a count that a group keeps by name: "Mobile contract", "Replies to the survey".

    What was said of it are its `FigureSaid`s; they, not the figure itself, are found by the search, each with its
    day. `state` is of a saving only, and `state_on` the day since when it holds.
    """

    class Unit(models.TextChoices):
        MONEY = MONEY, "Money"
        COUNT = COUNT, "Count"
        SHARE = SHARE, "Share"

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        AGREED = "agreed", "Agreed"
        DELIVERED = "delivered", "Delivered"
        NOT_ACHIEVABLE = "not_achievable", "Not achievable"

    STILL_TO_COME = (State.PROPOSED, State.AGREED)

    title = models.CharField(max_length=160)
    unit = models.CharField(max_length=8, choices=Unit)
    is_saving = models.BooleanField("a saving", default=False)
    state = models.CharField(max_length=16, choices=State, blank=True)
    state_on = models.DateField("since", null=True, blank=True)
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True, blank=True, related_name="+")
    lead = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects = FigureQuerySet.as_manager()
    named_on: ClassVar[tuple[str, ...]] = ("lead", "created_by")
    history_fields: ClassVar[tuple[str, ...]] = (
        "title", "unit", "is_saving", "state", "state_on", "topic", "lead", "audience",
    )  # fmt: skip

    class Meta(Record.Meta):
        ordering = ["title", "pk"]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(condition=~Q(title=""), name="figure_has_title"),
            models.CheckConstraint(condition=Q(forum__isnull=False), name="figure_has_group"),
            models.CheckConstraint(
                condition=Q(is_saving=False, state="", state_on=None)
                | (Q(is_saving=True, unit=MONEY, state_on__isnull=False) & ~Q(state="")),
                name="figure_saving_has_state",
                violation_error_message="A saving is money and has a state with its day; nothing else has one.",
            ),
            models.UniqueConstraint(
                "forum", models.functions.Lower("title"), condition=Q(deleted_at=None), name="figure_once",
                violation_error_message="This group already keeps a figure of that name.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:figure", args=[self.ref])

    def may_be_changed_by(self, viewer: Viewer) -> bool:
        """Members of the group that keeps it."""
        return viewer.writes_in(self.forum_id)

    @property
    def document(self) -> str:
        """The key under which the Entries of all that was said of it stand together."""
        return f"meetings.figure:{self.ref}"


class FigureSaidQuerySet(VisibleQuerySet):
    def with_place(self) -> FigureSaidQuerySet:
        """Each with its figure, its line, and the item that decides on whom it reaches."""
        return self.select_related("figure__forum", "line", "item__meeting__forum")

    def in_order(self) -> FigureSaidQuerySet:
        """Newest first: by the day it was said, then as they were written."""
        return self.order_by("-said_on", "-pk")


class FigureSaid(Indexed, Record):
    """What a figure was when somebody said so. A new one never overwrites: the figure keeps them all.

    low, high: in hundredths (pence, hundredths of a per cent or of a piece), the same unless a range was said. years:
    over how many years it is spread. profile: pairs of a financial year's start (or LATER) and pence that add up to
    `high`. state: that of a saving when it was said. lead: who speaks of the figure now, and so may see it.
    source_type, source_id, source_part: the Entry it was read in, where that is no line of a meeting. with_line: taken
    away together with its line, and brought back with it.
    """

    figure = models.ForeignKey(Figure, models.PROTECT, related_name="said")
    line = models.ForeignKey(Line, models.SET_NULL, null=True, blank=True, related_name="figures")
    item = models.ForeignKey(AgendaItem, models.SET_NULL, null=True, blank=True, related_name="+")
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, blank=True, related_name="+")
    source_type = models.CharField(max_length=60, blank=True)
    source_id = models.BigIntegerField(null=True, blank=True)
    source_part = models.CharField(max_length=60, blank=True)
    low = models.BigIntegerField()
    high = models.BigIntegerField()
    near = models.CharField(max_length=8, choices=Near, blank=True)
    nature = models.CharField(max_length=8, choices=Nature, blank=True)
    recurs = models.CharField(max_length=10, choices=Recurs, blank=True)
    years = models.PositiveSmallIntegerField(null=True, blank=True)
    profile = models.JSONField(default=list, blank=True)
    words = models.CharField("as it was said", max_length=1000, blank=True)
    said_on = models.DateField()
    state = models.CharField(max_length=16, choices=Figure.State, blank=True)
    lead = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    with_line = models.BooleanField(default=False, editable=False)

    objects = FigureSaidQuerySet.as_manager()
    named_on: ClassVar[tuple[str, ...]] = ("lead", "created_by")
    history_fields: ClassVar[tuple[str, ...]] = (
        "figure", "low", "high", "near", "nature", "recurs", "years", "profile", "words", "said_on", "state",
        "audience",
    )  # fmt: skip

    class Meta(Record.Meta):
        ordering = ["-said_on", "-pk"]
        indexes = [models.Index(fields=["figure", "-said_on", "-id"], name="said_of_figure")]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(high__gte=F("low")), name="figure_said_two_ends",
                violation_error_message="A range has its lower end first.",
            ),
            models.CheckConstraint(
                condition=Q(source_type="", source_id=None) | (~Q(source_type="") & Q(source_id__isnull=False)),
                name="figure_said_source_whole",
                violation_error_message="What it was read in is named by type and id.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.figure.title}: {self.in_short()}"

    def get_absolute_url(self) -> str:
        return f"{self.figure.get_absolute_url()}#said-{self.ref}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises ValidationError for a profile that does not add up to the penny."""
        if self.profile and (left := profile_difference(self.high, self.profile)):
            raise ValidationError(not_adding_up(self.high, left), code="profile")
        super().save(*args, **kwargs)

    def shared_with_staff(self) -> bool:
        return self.item.shared_with_staff() if self.item_id else True

    def value_words(self) -> str:
        """The value alone: "about £590k", "£1.1m to £1.2m", "600", "12.5%"."""
        words = in_words(self.figure.unit, self.high)
        if self.low != self.high:
            words = f"{in_words(self.figure.unit, self.low)} to {words}"
        return f"{self.get_near_display().lower()} {words}" if self.near else words

    def in_short(self) -> str:
        """With what goes with it: "£590k over 3 years", "£40k a year (revenue)"."""
        words = self.value_words()
        words += f" over {self.years} years" if self.years else ""
        words += {Recurs.RECURRING: " a year", Recurs.ONE_OFF: ", one-off"}.get(Recurs(self.recurs), "") if self.recurs else ""  # noqa: E501  # fmt: skip
        return f"{words} ({self.get_nature_display().lower()})" if self.nature else words

    def by_year(self) -> list[tuple[str, int]]:
        """The profile with its years in words, in their order, what comes later last."""
        rows = sorted(self.profile, key=lambda pair: (pair[0] == LATER, pair[0]))
        return [(financial_year_label(year) if year != LATER else "Later", pence) for year, pence in rows]

    def by_year_words(self) -> str:
        """ "£770k in 2025/26, £1,536k in 2026/27, £7,072k later"."""
        parts = (f"{short_pounds(pence)} {'later' if year == 'Later' else f'in {year}'}" for year, pence in self.by_year())  # noqa: E501  # fmt: skip
        return ", ".join(parts)

    @classmethod
    def to_index(cls) -> models.QuerySet:
        return cls.objects.select_related("figure", "item__meeting__forum", "meeting__forum")

    def entries(self) -> Iterable[EntryData]:
        figure = self.figure
        people = [(figure.lead_id, "lead")] if figure.lead_id else []
        people += [(self.created_by_id, "recorded")] if self.created_by_id else []
        saving = "Saving" if figure.is_saving else ""
        yield EntryData(
            kind=EntryKind.FIGURE, title=f"{figure.title}: {self.in_short()}", url=self.get_absolute_url(),
            date=self.said_on, reach=self.reach, forum_id=self.forum_id, status=figure.state,
            text="\n".join(filter(None, [saving, self.words, self.by_year_words()])), said=self.in_short(),
            document=figure.document, document_title=figure.title, people=tuple(people),
            topics=(figure.topic_id,) if figure.topic_id else (),
        )  # fmt: skip


def not_adding_up(total: int, left: int) -> str:
    """What is wrong with a profile: its years leave `left` pence of `total` (less than nothing: they are too much)."""
    how = "less" if left > 0 else "more"
    return f"The years come to {short_pounds(total - left)}, {short_pounds(abs(left))} {how} than {short_pounds(total)}"


def since(then: date, on: date) -> str:
    """How long ago, as one says it: "today", "5 days ago", "3 weeks ago", "4 months ago", "2 years ago".

    What was typed for a meeting that is still to come is said on its day: "on 17 June".
    """
    days = (on - then).days
    if days < 0:
        return f"on {then.day} {then:%B}"
    if days < 1:
        return "today"
    if days < 14:
        return "yesterday" if days == 1 else f"{days} days ago"
    if days < 70:
        return f"{days // 7} weeks ago"
    if days < 730:
        return f"{days // 30} months ago"
    return f"{days // 365} years ago"
