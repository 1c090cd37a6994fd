"""How many actions a meeting went through, and what came of them, in one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from hackit.audience import Viewer, visible_condition
from meetings.actions.answers import Answer
from meetings.actions.models import ActionUpdate
from meetings.agenda.models import AgendaItem, ItemKind, Meeting

IN_ORDER = (
    (Answer.DONE, "done"), (Answer.MOVED, "moved"), (Answer.ON_TRACK, "on track"), (Answer.GIVEN, "given to others"),
    (Answer.WAITING, "waiting"), (Answer.HELP, "in need of help"), (Answer.DROPPED, "no longer needed"),
)  # fmt: skip


@dataclass(frozen=True)
class LookedAt:
    """How many actions were answered in a meeting, by answer."""

    counts: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, answers: Iterable[str]) -> LookedAt:
        """From the last answer of each action."""
        return cls(Counter(answers))

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def parts(self) -> str:
        """ "5 done, 2 moved, 2 on track"."""
        return ", ".join(f"{self.counts[answer]} {words}" for answer, words in IN_ORDER if self.counts[answer])

    @property
    def words(self) -> str:
        """ "9 actions looked at: 5 done, 2 moved, 2 on track", or nothing."""
        if not self.total:
            return ""
        return f"{self.total} action{'' if self.total == 1 else 's'} looked at: {self.parts}"


def with_answers(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Each with `has_answers`: whether it went through any action, so that nobody asks what came of none."""
    answers = ActionUpdate.objects.live().filter(meeting=OuterRef("pk")).exclude(answer="")
    return meetings.annotate(has_answers=Exists(answers))


def show_looked_at(meeting: Meeting, items: Iterable[AgendaItem], user) -> str:
    """Set the line on the first of the items that goes through actions (`shown_looked_at`); without one return it.

    One query; none for a meeting from `with_answers` that has no answer.
    """
    found = looked_at(meeting, user) if getattr(meeting, "has_answers", True) else LookedAt()
    item = next((item for item in items if item.kind == ItemKind.ACTIONS), None)
    if item is None:
        return found.words
    item.shown_looked_at = found.words
    return ""


def looked_at(meeting: Meeting, user) -> LookedAt:
    """What this user may know of the actions that the meeting went through. One query."""
    return LookedAt.of(last_answers(meeting, user).values_list("answer", flat=True))


def last_answers(meeting: Meeting, user) -> QuerySet[ActionUpdate]:
    """The last answer that each action got in the meeting, as far as this user may see the action."""
    spoken = {"on__gte": meeting.date, "reply": None}  # not what was answered by mail before it
    rows = ActionUpdate.objects.filter(meeting=meeting, deleted_at=None, **spoken).exclude(answer="")
    later = rows.filter(action_id=OuterRef("action_id"), pk__gt=OuterRef("pk"))
    return rows.filter(visible_condition(ActionUpdate, Viewer.of(user))).exclude(Exists(later)).order_by()


def with_answers_by_letter(actions: QuerySet, meeting: Meeting) -> QuerySet:
    """Each action with the `letter_answer` that its owner gave by mail before the meeting, and its `letter_words`."""
    given = ActionUpdate.objects.filter(action=OuterRef("pk"), meeting=meeting, deleted_at=None).exclude(reply=None)
    last = given.order_by("-pk")
    return actions.annotate(
        letter_answer=Subquery(last.values("answer")[:1]), letter_words=Subquery(last.values("text")[:1])
    )
