"""What touches a decision and more than the decision itself, in one transaction each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from hackit import indexing
from hackit.audience import Audience, Reach
from hackit.models import Forum, Person, Topic
from meetings.actions.models import Action
from meetings.actions.querysets import WITH_ITS_DECISION, ActionQuerySet
from meetings.agenda.models import AgendaItem
from meetings.decisions.models import Decision, Referral

PLAIN_FIELDS = ("text", "date", "reasons", "alternatives", "review_date", "put_off_until", "audience", "forum")


def record_decision(data: Mapping[str, Any], *, by: Person, replaces: Decision | None = None) -> Decision:
    """A decision made outside a meeting, from a DecisionForm's cleaned data; it may stand in another's place."""
    outcome, caveats = data["outcome"], data["caveats"]
    if caveats and outcome == Decision.Outcome.AGREED:
        outcome = Decision.Outcome.CAVEATS
    decision = Decision(**{name: data[name] for name in PLAIN_FIELDS}, outcome=outcome, decided_by=data["forum"])
    decision.caveats_to_follow = outcome == Decision.Outcome.CAVEATS and not caveats
    with transaction.atomic():
        decision.save_as(by=by, verb="recorded")
        decision.set_topics(data.get("topics", []))
        for text in caveats:
            decision.add_caveat(text, by=by)
        if replaces is not None:
            replaces.replace_with(decision, by=by)
    return decision


def change_decision(decision: Decision, data: Mapping[str, Any], *, by: Person, version: int) -> None:
    """Save a DecisionEditForm's cleaned data. Raises StaleRecord if somebody else saved it since `version`."""
    if decision.decided_by_id == decision.forum_id:
        decision.decided_by = data["forum"]
    for name in PLAIN_FIELDS:
        setattr(decision, name, data[name])
    decision.outcome = data.get("outcome", decision.outcome)
    if decision.outcome != Decision.Outcome.CAVEATS:
        decision.caveats_to_follow = False
    with transaction.atomic():
        decision.save_as(by=by, verb="changed", expected_version=version)
        decision.set_topics(data.get("topics", []))


def delete_decision(decision: Decision, *, by: Person, on: date) -> None:
    """Take a decision out of everybody's sight; what was still to be done for its caveats is no longer needed."""
    with transaction.atomic():
        decision.delete_softly(by=by)
        for action in _of_caveats(decision).open().exclude(reach=Reach.NOBODY):
            action.drop(by=by, on=on, reason=WITH_ITS_DECISION)


def bring_back_decision(decision: Decision, *, by: Person) -> None:
    """The decision as it was, with the actions that ended because it was deleted."""
    with transaction.atomic(), indexing.at_the_end():
        decision.undelete(by=by)
        for action in _of_caveats(decision).ended_with_their_decision():
            action.undo_end(by=by)
            for update in action.updates.filter(text=WITH_ITS_DECISION, deleted_at=None):
                update.delete_softly(by=by)


def _of_caveats(decision: Decision) -> ActionQuerySet:
    return Action.objects.filter(caveat__decision=decision, deleted_at=None)


def send_up(
    *, title: str, forum: Forum, to_forum: Forum, on: date, by: Person, decision: Decision | None = None,
    item: AgendaItem | None = None, topic: Topic | None = None,
) -> Referral:  # fmt: skip
    """Take something to a higher group. Staff see it only if they see the decision that it carries."""
    is_open = decision is not None and decision.reach == Reach.STAFF
    referral = Referral(
        title=title, forum=forum, to_forum=to_forum, sent_on=on, decision=decision, item=item, topic=topic,
        audience=Audience.STAFF if is_open else Audience.MEMBERS,
    )  # fmt: skip
    referral.save_as(by=by, verb="sent")
    return referral
