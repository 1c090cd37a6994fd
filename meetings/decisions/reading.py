"""A decision as its pages show it: the live record to staff and members, the published copy to strangers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch

from hackit.audience import Viewer
from hackit.models import Entry, PublishedPart
from meetings.actions.models import Action
from meetings.agenda.models import AgendaItem, Meeting
from meetings.decisions.models import Caveat, Decision, Referral

TAGS = {"agreed": "done", "caveats": "done", "put_off": "doing"}
LIVE = Decision._meta.label_lower
ONE_TAP = (("agreed", "Agreed"), ("caveats", "With caveats"), ("not_agreed", "Not agreed"), ("put_off", "Put off"))
"""What a higher group can have said, as the buttons say it."""


@dataclass(frozen=True)
class DecisionRow:
    """One decision on a list: its Entry, its outcome in words and the style of that."""

    entry: Entry
    outcome: str
    tag: str


@dataclass(frozen=True)
class PublicCaveat:
    """A caveat as it was published, and where it stands now."""

    text: str
    state: str
    is_met: bool


def seen_decisions(user):
    """The decisions that this reader may see, with their caveats and who sees to each."""
    actions = Action.objects.visible_to(user).filter(pk=OuterRef("action_id"))
    caveats = Caveat.objects.visible_to(user).select_related("action__owner").annotate(action_is_seen=Exists(actions))
    return Decision.objects.visible_to(user).prefetch_related(Prefetch("caveats", caveats.order_by("pk")))


def full_decisions(user):
    """The same with the meeting, item and successor, and whether the reader may see those."""
    meetings = Meeting.objects.visible_to(user).filter(pk=OuterRef("meeting_id"))
    items = AgendaItem.objects.visible_to(user).filter(pk=OuterRef("item_id"))
    successors = Decision.objects.visible_to(user).filter(pk=OuterRef("replaced_by_id"))
    related = ("meeting__forum", "item", "forum__reports_to", "decided_by", "replaced_by", "created_by")
    rows = seen_decisions(user).select_related(*related)
    return rows.annotate(
        meeting_is_seen=Exists(meetings), item_is_seen=Exists(items), successor_is_seen=Exists(successors)
    )


def full_caveats():
    """Caveats with their decision and action, for `visible_or_404`."""
    return Caveat.objects.select_related("decision__meeting", "decision__item__meeting", "action__owner")


def full_referrals():
    """Referrals with all they are about, for `visible_or_404`."""
    return Referral.objects.select_related(
        "to_forum", "forum", "decision", "item__meeting", "topic", "answer", "created_by"
    )


def rows_of(entries: Iterable[Entry], user) -> list[DecisionRow]:
    """The rows of a page of Entries. At most two queries, for the live ones' caveats."""
    entries = list(entries)
    ids = [entry.source_id for entry in entries if entry.source_type == LIVE]
    live = {decision.pk: decision for decision in seen_decisions(user).filter(pk__in=ids)} if ids else {}
    rows = []
    for entry in entries:
        decision = live.get(entry.source_id) if entry.source_type == LIVE else None
        words = decision.summary_line() if decision else outcome_words(entry.status)
        rows.append(DecisionRow(entry, words, tag_of(entry.status, decision)))
    return rows


def outcome_words(outcome: str) -> str:
    """The words of an outcome; what is none gives nothing."""
    return Decision.Outcome(outcome).label if outcome in Decision.Outcome.values else ""


def tag_of(outcome: str, decision: Decision | None = None) -> str:
    """The style of an outcome's tag: amber only while caveats are still to be met."""
    if outcome == Decision.Outcome.CAVEATS and decision is not None:
        caveats = list(decision.caveats.all())
        return "done" if caveats and all(caveat.state != Caveat.State.TO_DO for caveat in caveats) else "soon"
    return TAGS.get(outcome, "")


def ended_with(decision: Decision) -> int:
    """How many actions ended with a deleted decision."""
    return Action.objects.filter(caveat__decision=decision).ended_with_their_decision().count()


def published_decision(ref: str, user) -> PublishedPart | None:
    """The published copy of a decision for this reader, or None. The nearest one to them if there are several."""
    parts = PublishedPart.objects.visible_to(user).filter(source_type=LIVE, source_ref=ref, kind="decision")
    return parts.filter(publication__is_current=True).select_related("publication__forum").order_by("-pk").first()


def published_caveats(part: PublishedPart, user) -> list[PublicCaveat]:
    """The caveats published with a decision. Only their state is read from the live record."""
    states = Caveat.objects.states_of_published(part.source_ref)
    found = PublishedPart.objects.visible_to(user).filter(
        publication=part.publication, source_type=Caveat._meta.label_lower, source_ref__in=states
    )
    return [
        PublicCaveat(row.text or row.heading, Caveat.State(states[row.source_ref]).label,
                     states[row.source_ref] != Caveat.State.TO_DO)
        for row in found.order_by("order")
    ]  # fmt: skip


def waiting_for_answer(user, viewer: Viewer, *, on):
    """What this reader's groups have sent up, and nobody has said yet what came of it."""
    groups = [pk for pk in viewer.forum_ids if viewer.writes_in(pk)]
    if not groups:
        return []
    sent = Referral.objects.visible_to(user).waiting().filter(forum_id__in=groups, sent_on__lte=on)
    return list(sent.select_related("to_forum")[:3])
