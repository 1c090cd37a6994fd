"""Writing proposals down and changing them, ending them, and what came of them: one transaction each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from hackit import indexing
from hackit.models import Forum, Person
from meetings.actions.models import Action
from meetings.decisions.models import Decision, Referral
from meetings.decisions.writes import send_up
from meetings.proposals.models import Proposal
from meetings.proposals.order_writes import hold_order, put_in_order

PLAIN_FIELDS = (
    "title", "summary", "asked", "move_from", "move_to", "capital_total", "revenue_total", "lasting_cost",
    "alternatives", "benefit", "lead", "paper_url", "forum", "audience",
)  # fmt: skip


def propose(data: Mapping[str, Any], *, by: Person, on: date) -> Proposal:
    """A new proposal from a ProposalForm's cleaned data, last in its group's order. Raises ProfileDoesNotAddUp."""
    proposal = Proposal()
    with transaction.atomic(), indexing.at_the_end():
        hold_order(data["forum"].pk)
        _fill(proposal, data)
        proposal.save_as(by=by, verb="proposed")
        _set_beside(proposal, data, by=by, on=on)
        put_in_order(proposal.forum_id)
    return proposal


def change_proposal(proposal: Proposal, data: Mapping[str, Any], *, by: Person, version: int, on: date) -> None:
    """Save a ProposalEditForm's cleaned data. Raises StaleRecord, ProfileDoesNotAddUp."""
    old_forum = proposal.forum_id
    with transaction.atomic(), indexing.at_the_end():
        hold_order(old_forum, data["forum"].pk)
        _fill(proposal, data)
        proposal.save_as(by=by, verb="changed", expected_version=version)
        _set_beside(proposal, data, by=by, on=on)
        if proposal.forum_id != old_forum and proposal.is_going:
            Proposal.objects.filter(pk=proposal.pk).update(place=None)
            for forum_id in (old_forum, proposal.forum_id):
                put_in_order(forum_id)


def _fill(proposal: Proposal, data: Mapping[str, Any]) -> None:
    for name in PLAIN_FIELDS:
        setattr(proposal, name, data[name])


def _set_beside(proposal: Proposal, data: Mapping[str, Any], *, by: Person, on: date) -> None:
    """Its years, its topics, and the action that holds who looks after the benefit, and when."""
    proposal.set_years(data["years"], by=by)
    proposal.set_topics(data.get("topics", []))
    owner, due = data.get("benefit_owner"), data.get("benefit_due")
    action = proposal.benefit_action
    if action is None and owner is not None:
        action = Action(
            text=_benefit_words(proposal), forum_id=proposal.forum_id, audience=proposal.audience, owner=owner,
            due=due, source_label=f"Proposal: {proposal.title}"[:200], source_url=proposal.get_absolute_url(),
        )  # fmt: skip
        action.tie(topics=data.get("topics", []))
        action.save_as(by=by, verb="recorded")
        proposal.benefit_action = action
        proposal.save_as(by=by, verb="owner of the benefit named")
    elif action is not None:
        _change_benefit(proposal, action, owner, due, by=by, on=on)


def _change_benefit(
    proposal: Proposal, action: Action, owner: Person | None, due: date | None, *, by: Person, on: date
) -> None:  # fmt: skip
    """The one action follows what the form says; another date counts as a move. Without an owner it is dropped."""
    if owner is None:
        if action.is_open:
            action.drop(by=by, on=on, reason="The proposal names nobody for its benefit any more")
        return
    words = (_benefit_words(proposal), proposal.forum_id, proposal.audience, owner.pk)
    if words != (action.text, action.forum_id, action.audience, action.owner_id):
        action.text, action.owner = words[0], owner
        action.forum_id, action.audience = proposal.forum_id, proposal.audience
        action.save_as(by=by, verb="changed")
    if not action.is_open and due is not None and due != action.due:
        action.reopen(by=by, on=on)
    if due is not None and due != action.due:
        action.move_to(due, by=by, on=on, reason="Changed with its proposal")


def _benefit_words(proposal: Proposal) -> str:
    benefit = " ".join(proposal.benefit.split()).rstrip(".")
    words = f"See whether it came true: {benefit} ({proposal.title})"
    return words if len(words) <= 500 else f"{words[:499]}…"


def end_proposal(proposal: Proposal, how: str, *, by: Person, on: date) -> None:
    """Withdraw it or call it finished: it leaves the order of priority and asks for nothing; all of it stays."""
    if proposal.ended:
        return
    with transaction.atomic():
        hold_order(proposal.forum_id)
        proposal.ended, proposal.ended_on = how, on
        Proposal.objects.filter(pk=proposal.pk).update(place=None)
        proposal.place = None
        proposal.save_as(by=by, verb=Proposal.Ended(how).label.lower())
        put_in_order(proposal.forum_id)


def take_up_again(proposal: Proposal, *, by: Person) -> None:
    """It is live again, last in its group's order."""
    if not proposal.ended:
        return
    with transaction.atomic():
        hold_order(proposal.forum_id)
        proposal.ended, proposal.ended_on = "", None
        proposal.save_as(by=by, verb="taken up again")
        put_in_order(proposal.forum_id)


def delete_proposal(proposal: Proposal, *, by: Person) -> None:
    """Take it out of everybody's sight and out of the order, and the action that looks after its benefit with it.

    What was decided of it are decisions, and stay.
    """
    with transaction.atomic():
        hold_order(proposal.forum_id)
        Proposal.objects.filter(pk=proposal.pk).update(place=None)
        proposal.place = None
        proposal.delete_softly(by=by)
        action = proposal.benefit_action
        if action is not None and not action.is_deleted:
            action.delete_softly(by=by)
        put_in_order(proposal.forum_id)


def bring_back(proposal: Proposal, *, by: Person) -> None:
    """Undo that: it is last in its group's order."""
    with transaction.atomic():
        hold_order(proposal.forum_id)
        deleted_at = proposal.deleted_at
        proposal.undelete(by=by)
        action = proposal.benefit_action
        if action is not None and action.can_come_back and action.deleted_at >= deleted_at:
            action.undelete(by=by)
        put_in_order(proposal.forum_id)


def record_outcome(
    proposal: Proposal, outcome: str, *, by: Person, on: date, text: str = "", caveats: Sequence[str] = ()
) -> Decision:  # fmt: skip
    """What its group decided outside a meeting; in one, it is typed under the item about it."""
    decision = Decision(
        text=text or proposal.title, outcome=outcome, date=on, decided_by_id=proposal.forum_id,
        forum_id=proposal.forum_id, audience=proposal.audience,
        caveats_to_follow=outcome == Decision.Outcome.CAVEATS and not caveats,
    )  # fmt: skip
    with transaction.atomic():
        decision.save_as(by=by, verb="recorded")
        decision.set_topics(proposal.topics.all())
        for caveat in caveats:
            decision.add_caveat(caveat, by=by)
        proposal.decisions.add(decision)
    return decision


def take_further(
    proposal: Proposal, *, title: str, to_forum: Forum, on: date, by: Person, decision: Decision | None
) -> Referral:  # fmt: skip
    """Take it to a higher group, with what was decided of it last."""
    topic = None if decision is not None else proposal.topics.order_by("name").first()
    with transaction.atomic():
        referral = send_up(
            title=title, forum=proposal.forum, to_forum=to_forum, on=on, by=by, decision=decision, topic=topic
        )
        proposal.referrals.add(referral)
    return referral
