"""What becomes of deleted records of meetings, and where else their words stand here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q

from hackit.history import TOMBSTONE, EventValue
from hackit.purging import Gone, Purge, refs_by_label
from hackit.purging.elsewhere import came_from, forget_in_history_of
from meetings.models import (
    Action,
    ActionBatch,
    ActionLink,
    ActionUpdate,
    AgendaItem,
    BudgetLine,
    Caveat,
    ComingUp,
    Decision,
    Enquiry,
    Evidence,
    Figure,
    FigureSaid,
    Idea,
    Line,
    Meeting,
    Point,
    Position,
    Proposal,
    Recommendation,
    Referral,
    Review,
    Scale,
)

DECISIONS = (
    Purge(
        Action,
        theirs=(
            "meetings.ActionHelper.action", "meetings.ActionUpdate.action", "meetings.ActionLink.action",
            "meetings.Reply.action",
        ),
    ),
    # While the answer that came by a letter is there, nobody gives it by that letter once more.
    Purge(ActionUpdate, holds=("meetings.Reply.update",)),
    Purge(ActionLink),
    # A guest was at the meeting all the same; lines, referrals and points are records of their own.
    Purge(
        AgendaItem, theirs=("meetings.Paper.item",), no_words=("about_ref",),
        holds=("meetings.Attendance.item", "meetings.Line.item", "meetings.Referral.item", "meetings.Point.item"),
    ),
    Purge(BudgetLine, theirs=("meetings.BudgetStep.budget_line", "meetings.BudgetProfile.budget_line")),
    Purge(Caveat),
    Purge(ComingUp),
    # What was taken to another group waits for its answer there, whatever became of the decision.
    Purge(Decision, theirs=("meetings.Caveat.decision",), holds=("meetings.Referral.decision",)),
    Purge(Enquiry),
    Purge(Evidence),
    Purge(Figure),
    Purge(FigureSaid),
    Purge(Idea),
    Purge(Line, holds=("meetings.Idea.line",)),
    Purge(
        Meeting, theirs=("meetings.Attendance.meeting", "meetings.Presence.meeting"),
        holds=("meetings.AgendaItem.meeting",), no_words=("timezone",),
    ),
    Purge(Point),
    Purge(Position),
    Purge(Proposal, theirs=("meetings.ProposalYear.proposal", "meetings.ProposalMove.proposal")),
    Purge(Recommendation, theirs=("meetings.Evidence.recommendation",), must_say=("text",)),
    Purge(Referral),
    Purge(Review),
    Purge(Scale),
)  # fmt: skip


def elsewhere(gone: Gone) -> None:
    """Take the words of purged records out of lines that heard of them, out of what was raised from them, out of the
    histories of what they belonged to, and out of presses that changed them.
    """
    _forget_heard(gone)
    nothing = {"source_label": "", "source_url": "", "source_page": "", "source_quote": ""}
    actions = came_from(Action.objects.exclude(source_url=""), "source_url", gone)
    actions.update(version=F("version") + 1, **nothing)
    enquiries = came_from(Enquiry.objects.exclude(about_url=""), "about_url", gone)
    enquiries.update(version=F("version") + 1, about_url="")
    _forget_in_histories(gone)
    _forget_presses([one.pk for one in gone.get(Action, [])])


# --- What lines heard ---


def _forget_heard(gone: Gone) -> None:
    refs = {ref for some in refs_by_label(gone).values() for ref in some}
    first = min(one.created_at for some in gone.values() for one in some)
    # Older ones can have heard of them only where they were typed anew.
    rows = Line.objects.filter(Q(created_at__gte=first) | Q(version__gt=1))
    rows = rows.exclude(pk__in=[one.pk for one in gone.get(Line, [])])
    for pk, heard in rows.exclude(heard=[]).values_list("pk", "heard").iterator(chunk_size=500):
        left = [_heard_without(entry, refs) for entry in heard]
        if left != heard:
            Line.objects.filter(pk=pk).update(heard=left, version=F("version") + 1)


NAMES_OTHERS = ("ref", "action", "enquiry", "budget", "made")
"""Where what a line heard names a record that it made or changed."""
SAID_OF_IT = ("said", "label", "owner", "asker")
BEFORE_IT = ("before", "action_before")
MAY_BE = ("may_answer", "may_be_of", "others")


def _heard_without(entry: dict[str, Any], refs: set[str]) -> dict[str, Any]:
    """What a line heard, without the words of records of these refs. What the line says itself stays."""
    left = {
        name: [one for one in value if one[0] not in refs] if name in MAY_BE else value
        for name, value in entry.items()
        if not (name == "proposal" and value[0] in refs)
    }
    if "of" in left and left["of"][0] in refs:  # of which budget line: nothing to be asked any more
        left = {name: value for name, value in left.items() if name not in ("unnamed", "of", "others")}
        left["said"] = TOMBSTONE
    if any(entry.get(name) in refs for name in NAMES_OTHERS):
        left |= {name: TOMBSTONE for name in SAID_OF_IT if left.get(name)}
        left |= {name: {} for name in BEFORE_IT if name in left}
    return left


# --- Histories of what stays ---


def _forget_in_histories(gone: Gone) -> None:
    for link in gone.get(ActionLink, []):
        said = f"{link.words}: {link.url}" if link.words else link.url
        verbs = ("link added", "link taken off")
        forget_in_history_of(Action._meta.label_lower, link.action.ref, verbs, [said])
    for evidence in gone.get(Evidence, []):
        said = f"{evidence}, {evidence.dated.isoformat()}"
        verbs = ("evidence added", "evidence taken off")
        forget_in_history_of(Recommendation._meta.label_lower, evidence.recommendation.ref, verbs, [said])
    for item in gone.get(AgendaItem, []):
        titles = [item.title, *_earlier(item, "title")]
        forget_in_history_of(Meeting._meta.label_lower, item.meeting.ref, ("agenda put in order",), titles)


def _earlier(record: AgendaItem, field: str) -> Iterable[str]:
    """What the field said at any time."""
    values = EventValue.objects.filter(
        event__record_type=record._meta.label_lower, event__record_ref=record.ref, field=field
    )
    return [text for pair in values.values_list("old", "new") for text in pair]


def _forget_presses(ids: list[int]) -> None:
    if not ids:
        return
    for batch in ActionBatch.objects.all():
        left = [entry for entry in batch.changed if entry["id"] not in ids]
        if left != batch.changed:
            ActionBatch.objects.filter(pk=batch.pk).update(changed=left)
