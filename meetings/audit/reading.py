"""Reviews and recommendations as lists, pages, the committee's table and an item's memory show them to one reader."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from hackit.dates import financial_year, financial_year_label
from meetings.actions.beside_models import ActionUpdate
from meetings.actions.models import Action
from meetings.agenda.models import AgendaItem
from meetings.audit.beside_models import Evidence
from meetings.audit.models import Recommendation, RecommendationQuerySet, Review, ReviewQuerySet
from meetings.audit.querysets import ASKING, REPORTED, Response, Stage, Standing, State

MOST_BESIDE = 8
"""So many of each kind stand above an item; the rest a link away."""

TAGS = {
    Standing.OVERDUE: "late", Standing.OPEN: "open", Standing.SAID_DONE: "doing", Standing.RISK: "",
    Standing.CHECKED: "done", Standing.NOT_RELEVANT: "", Standing.REPLACED: "",
}  # fmt: skip
"""The look of each standing's tag; the word stands in it."""

TIMES = {1: "once", 2: "twice"}


def review_rows(reviews: ReviewQuerySet, *, on: date) -> ReviewQuerySet:
    """Reviews with what a row asks of each: recommendations, those that ask, those late."""
    live = Q(recommendations__deleted_at=None)
    asking = live & Q(recommendations__state=State.OPEN) & ~Q(recommendations__response=Response.NOT_AGREED)
    late = asking & Q(
        recommendations__action__deleted_at=None, recommendations__action__due__lt=on,
        recommendations__action__due_is_assumed=False,
        recommendations__action__status__in=("not_started", "in_progress", "waiting"),
    )  # fmt: skip
    return reviews.select_related("forum", "lead", "auditor", "topic").annotate(
        recommended=Count("recommendations", filter=live),
        asking=Count("recommendations", filter=asking),
        late=Count("recommendations", filter=late),
    )


@dataclass(frozen=True)
class Shown:
    """A recommendation for one reader on one day.

    first, due: what was agreed first and what holds now (`revised` only where that is another day); why: the reason
    of the last move; evidence: the newest.
    """

    one: Recommendation
    standing: Standing
    tag: str
    owner: str
    first: date | None
    due: date | None
    revised: date | None
    moved: str
    why: str
    agreed: str
    action: Action | None
    evidence_on: date | None = None
    evidence: str = ""

    @property
    def is_late(self) -> bool:
        return self.standing == Standing.OVERDUE


def for_rows(rows: RecommendationQuerySet) -> RecommendationQuerySet:
    """Recommendations with all that `shown` asks of each: the newest evidence, why it moved last."""
    newest = Evidence.objects.filter(recommendation=OuterRef("pk"), deleted_at=None).order_by("-dated", "-pk")
    moves = ActionUpdate.objects.filter(
        action=OuterRef("action_id"), deleted_at=None, old_due__isnull=False
    ).order_by("-pk")  # fmt: skip
    return rows.select_related(
        "review__forum", "action__owner", "risk_by", "replaced_by"
    ).annotate(
        evidence_on=Subquery(newest.values("dated")[:1]), evidence_words=Subquery(newest.values("words")[:1]),
        evidence_url=Subquery(newest.values("url")[:1]), moved_why=Subquery(moves.values("text")[:1]),
    )  # fmt: skip


def shown(rows: Iterable[Recommendation], *, on: date) -> list[Shown]:
    """How each (from `for_rows`) stands that day."""
    return [_shown(one, on=on) for one in rows]


def _shown(one: Recommendation, *, on: date) -> Shown:
    action, standing = one.promise, one.standing_on(on)
    first, due = (action.first_due, action.due) if action else (None, None)
    owner = (action.owner.name if action.owner_id else action.owner_text) if action else ""
    times = action.times_moved if action else 0
    return Shown(
        one, standing, TAGS[standing], owner, first or due, due, due if first and due != first else None,
        f"moved {TIMES.get(times, f'{times} times')}" if times else "", getattr(one, "moved_why", None) or "",
        action.text if action else "", action, getattr(one, "evidence_on", None),
        getattr(one, "evidence_words", None) or getattr(one, "evidence_url", None) or "",
    )  # fmt: skip


def plan_in_words(stages: Mapping[str, int]) -> str:
    """ "3 of 8 reported, 2 in fieldwork, 1 put off": cancelled ones are not counted among all."""
    whole = sum(count for stage, count in stages.items() if stage != Stage.CANCELLED)
    reported = sum(stages.get(stage, 0) for stage in REPORTED)
    words = [f"{reported} of {whole} reported"]
    for stage, said in (
        (Stage.DRAFT, "in draft"), (Stage.FIELDWORK, "in fieldwork"), (Stage.PLANNED, "still planned"),
        (Stage.PUT_OFF, "put off"), (Stage.CANCELLED, "cancelled"),
    ):  # fmt: skip
        if stages.get(stage):
            words.append(f"{stages[stage]} {said}")
    return ", ".join(words)


@dataclass(frozen=True)
class Numbered:
    """A recommendation above an item; `number`: by which the line means its action, None where it has none there."""

    shown: Shown
    number: int | None


@dataclass(frozen=True)
class AuditMemory:
    """What an audit item opens with.

    plan: how far this year's plan is; overdue: the earliest first date first; coming: the others that ask, by date;
    more: how many more of those; to_check: how many we say are done and audit has not checked; risks: accepted until a
    day that has come.
    """

    plan_year: str = ""
    plan: str = ""
    overdue: Sequence[Numbered] = ()
    coming: Sequence[Numbered] = ()
    more: int = 0
    to_check: int = 0
    risks: Sequence[Shown] = field(default_factory=tuple)

    def __bool__(self) -> bool:
        return bool(self.plan or self.overdue or self.coming or self.to_check or self.risks)


def memory_of(item: AgendaItem, user, *, numbers: Mapping[int, int], on: date) -> AuditMemory:
    """What this reader sees again under an audit item: three questions."""
    this = financial_year(on)
    reviews = Review.objects.visible_to(user).of_group(item.forum_id).filter(plan_year=this).order_by()
    stages = dict(Counter(reviews.values_list("stage", flat=True)))
    rows = Recommendation.objects.visible_to(user).of_group(item.forum_id)
    expired = Q(state=State.OPEN, response=Response.NOT_AGREED, risk_until__lte=on)
    found = shown(_by_first_date(rows.filter(ASKING | expired)), on=on)
    asking = [Numbered(one, numbers.get(one.one.action_id or 0)) for one in found if one.standing != Standing.RISK]
    late = [one for one in asking if one.shown.is_late]
    coming = [one for one in asking if not one.shown.is_late]
    return AuditMemory(
        financial_year_label(this), plan_in_words(stages) if stages else "", late, coming[:MOST_BESIDE],
        max(0, len(coming) - MOST_BESIDE), rows.to_check().count(),
        [one for one in found if one.standing == Standing.RISK],
    )  # fmt: skip


def _by_first_date(rows: RecommendationQuerySet) -> QuerySet[Recommendation]:
    """The earliest first date first; what has no date last."""
    first, due = F("action__first_due").asc(nulls_last=True), F("action__due").asc(nulls_last=True)
    return rows.select_related("review", "action__owner").order_by(first, due, "pk")


def of_review(review: Review, user) -> RecommendationQuerySet:
    """What this reader sees of what the review recommends, in the order of its references."""
    rows = Recommendation.objects.visible_to(user).filter(review=review)
    return for_rows(rows).order_by("pk")


def by_reference(rows: Iterable[Recommendation]) -> list[Recommendation]:
    """In the order of their references, "1.10" after "1.9"; those without one last."""
    return sorted(rows, key=lambda one: (not one.reference, _parts(one.reference), one.pk))


def _parts(reference: str) -> list[tuple[int, int, str]]:
    found = re.findall(r"(\d{1,9})|([^\W\d_]+)", reference.lower())
    return [(0, int(number), "") if number else (1, 0, word) for number, word in found]


def moves_of(action: Action) -> list[ActionUpdate]:
    """Every move of its agreed date, oldest first, with the reasons."""
    return [one for one in action.updates.all() if one.old_due and not one.is_deleted]
