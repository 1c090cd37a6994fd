"""Where a proposal stands: what was decided of it, what it waits for, what of its benefit is due.

Nothing of this is kept with the proposal. Its decisions are those typed under agenda items about it, those recorded
on its page, and what a higher group answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, CharField, F, Q, Value, When

from hackit.audience import Viewer, visible_condition
from hackit.dates import british_day
from meetings.agenda.models import AboutType, AgendaItem, Meeting
from meetings.decisions.models import Caveat, Decision, Referral
from meetings.decisions.reading import seen_decisions
from meetings.proposals.models import Proposal

STATES = {
    "undecided": "Not decided yet", "waiting": "Waiting for an answer", "agreed": "Agreed",
    "caveats": "Agreed with caveats", "put_off": "Put off", "not_agreed": "Not agreed", "finished": "Finished",
    "withdrawn": "Withdrawn",
}  # fmt: skip
TAGS = {"waiting": "soon", "agreed": "done", "caveats": "done", "put_off": "doing", "finished": "done"}
OFF = (AgendaItem.State.DECLINED, AgendaItem.State.WITHDRAWN)


@dataclass
class Standing:
    """A proposal with what this reader may see of what became of it: decisions and referrals, newest first."""

    proposal: Proposal
    decisions: list[Decision] = field(default_factory=list)
    referrals: list[Referral] = field(default_factory=list)
    items: list[AgendaItem] = field(default_factory=list)

    @property
    def latest(self) -> Decision | None:
        """What was decided last and still holds."""
        holding = (one for one in self.decisions if one.outcome != Decision.Outcome.REPLACED)
        return next(holding, self.decisions[0] if self.decisions else None)

    @property
    def waiting(self) -> Referral | None:
        """What a higher group has not answered yet."""
        return next((referral for referral in self.referrals if referral.is_waiting), None)

    @property
    def state(self) -> str:
        """One of STATES."""
        if self.proposal.ended:
            return self.proposal.ended
        if self.waiting is not None:
            return "waiting"
        return self.latest.outcome if self.latest else "undecided"

    @property
    def tag(self) -> str:
        """The style of its tag: amber only while something is still to be met or answered."""
        return "soon" if self.state == "caveats" and self.open_caveats else TAGS.get(self.state, "")

    @property
    def label(self) -> str:
        """The state in a few words: "Waiting for HMT", "Agreed by DMT"."""
        if self.state == "waiting" and self.waiting is not None:
            return f"Waiting for {self.waiting.to_forum}"
        words, latest = STATES.get(self.state, self.state), self.latest
        if latest is None or self.proposal.ended or latest.decided_by is None:
            return words
        return f"{words}: {latest.decided_by}" if self.state == "caveats" else f"{words} by {latest.decided_by}"

    @property
    def open_caveats(self) -> list[Caveat]:
        return [caveat for one in self.decisions for caveat in one.caveats.all() if caveat.state == Caveat.State.TO_DO]

    def next_item(self, *, on: date) -> AgendaItem | None:
        """The agenda that it is on next."""
        coming = [item for item in self.items if item.state == AgendaItem.State.OPEN and item.meeting.date >= on]
        return min(coming, key=lambda item: (item.meeting.date, item.pk), default=None)

    def where(self, *, on: date) -> str:
        """Where it is now, in words: with whom it waits, who decided when, on whose agenda it is."""
        item, latest = self.next_item(on=on), self.latest
        next_words = (
            f"on the agenda of {item.meeting.plain_label(year=item.meeting.date.year != on.year)}" if item else ""
        )
        if self.waiting is not None and self.state == "waiting":
            sent = self.waiting.sent_on
            return f"with {self.waiting.to_forum} since {british_day(sent, year=sent.year != on.year)}"
        if latest is None or self.proposal.ended:
            return next_words or ("" if self.proposal.ended else "not on an agenda yet")
        day = british_day(latest.date, year=latest.date.year != on.year)
        return f"{day}, {next_words}" if next_words else day


def standing_of(proposals: Iterable[Proposal], user) -> dict[int, Standing]:
    """Each proposal's standing by its id, in their order. Five questions, however many there are."""
    shown = {proposal.pk: Standing(proposal) for proposal in proposals}
    if not shown:
        return {}
    of_item = _items(shown, user)
    by_hand = _links(shown)
    of_answer = _referrals(shown, of_item, by_hand, user)
    asked = Q(item__in=of_item) | Q(pk__in=[*by_hand["decision"], *of_answer])
    for decision in seen_decisions(user).filter(asked).select_related("decided_by"):
        whose = by_hand["decision"].get(decision.pk, set()) | of_answer.get(decision.pk, set())
        for pk in whose | _of(of_item, decision.item_id):
            shown[pk].decisions.append(decision)
    for one in shown.values():
        one.decisions.sort(key=lambda decision: (decision.date, decision.pk), reverse=True)
        one.referrals.sort(key=lambda referral: (referral.sent_on, referral.pk), reverse=True)
    return shown


def standing_of_one(proposal: Proposal, user) -> Standing:
    """The same for one."""
    return standing_of([proposal], user)[proposal.pk]


Links = dict[int, set[int]]
"""By the id of something else the ids of the proposals that it belongs to."""


def _of(of_item: Mapping[int, int], item_id: int | None) -> set[int]:
    return {of_item[item_id]} if item_id in of_item else set()


def _items(shown: Mapping[int, Standing], user) -> dict[int, int]:
    """The agenda items about them; gives which proposal (id) each item (id) is about.

    A decision under an item may be seen where the item itself may not: those count here, and are not shown.
    """
    by_ref = {one.proposal.ref: pk for pk, one in shown.items()}
    about = AgendaItem.objects.live().filter(about_type=AboutType.PROPOSAL, about_ref__in=by_ref).exclude(state__in=OFF)
    is_seen = Case(When(visible_condition(AgendaItem, Viewer.of(user)), then=True), default=False)
    rows = about.annotate(is_seen=is_seen).select_related("meeting__forum").order_by("-meeting__date", "-pk")
    of_item: dict[int, int] = {}
    for item in rows:
        of_item[item.pk] = by_ref[item.about_ref]
        if item.is_seen and item.meeting.state != Meeting.State.CANCELLED:
            shown[of_item[item.pk]].items.append(item)
    return of_item


def _links(shown: Mapping[int, Standing]) -> dict[str, Links]:
    """What was tied to them by hand: decisions and referrals."""
    parts = []
    for name, column in (("decisions", "decision_id"), ("referrals", "referral_id")):
        rows = getattr(Proposal, name).through._base_manager.filter(proposal__in=shown).order_by()
        named = rows.annotate(what=Value(column[:-3], CharField()), other=F(column))
        parts.append(named.values_list("what", "proposal_id", "other"))
    found: dict[str, Links] = {"decision": {}, "referral": {}}
    for what, proposal, other in parts[0].union(parts[1], all=True):
        found[what].setdefault(other, set()).add(proposal)
    return found


def _referrals(
    shown: Mapping[int, Standing], of_item: Mapping[int, int], by_hand: Mapping[str, Links], user
) -> Links:  # fmt: skip
    """What was taken further of them, or of what was decided of them; gives of which each answer is."""
    carried = Q(pk__in=by_hand["referral"]) | Q(item__in=of_item)
    carried |= Q(decision__in=by_hand["decision"]) | Q(decision__item__in=of_item)
    rows = Referral.objects.visible_to(user).filter(carried)
    of_answer: Links = {}
    for referral in rows.select_related("to_forum", "answer", "decision"):
        whose = by_hand["referral"].get(referral.pk, set()) | by_hand["decision"].get(referral.decision_id or 0, set())
        whose = whose | _of(of_item, referral.item_id)
        if referral.decision_id:
            whose = whose | _of(of_item, referral.decision.item_id)
        for pk in whose:
            shown[pk].referrals.append(referral)
        if referral.answer_id:
            of_answer.setdefault(referral.answer_id, set()).update(whose)
    return of_answer
