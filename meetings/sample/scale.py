"""Meetings, decisions and actions in great number: shared with staff, a fifth of them kept with their group."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from django.db import transaction

from hackit.audience import Audience
from hackit.scale import Scale, in_batches, write
from meetings.actions.beside_models import ActionHelper
from meetings.actions.querysets import Status
from meetings.models import Action, AgendaItem, Caveat, Decision, Meeting

ITEMS = 3
VERBS = ("Send", "Count", "Ring", "Write", "Book", "Order", "Check", "Cost")


def make_meetings(scale: Scale) -> None:
    """Meetings of all groups over ten years, then actions, a third of them of a meeting's group."""
    for numbers in in_batches(scale.size.meetings):
        with transaction.atomic():
            _make_meetings(scale, numbers)
    for numbers in in_batches(scale.size.actions):
        _make_actions(scale, numbers)


def _audience(scale: Scale) -> Audience:
    return Audience.MEMBERS if scale.dice.random() < 0.2 else Audience.STAFF


def _make_meetings(scale: Scale, numbers: range) -> None:
    meetings = []
    for number in numbers:
        # The groups take turns, so that none meets twice on a day at one time.
        day = scale.monday(number, scale.size.meetings) + timedelta(days=number // len(scale.forums) % 5)
        meeting = Meeting(
            forum=scale.forums[number % len(scale.forums)], date=day, audience=Audience.STAFF,
            start_time=time(8 + number // 60 % 10, number % 60), state=Meeting.State.SHARED,
            shared_at=datetime.combine(day, time(17), UTC), summary=scale.prose.sentence(14),
        )  # fmt: skip
        meeting.reach = meeting.compute_reach()
        meetings.append(meeting)
    write(meetings)
    items = [_item(scale, meeting, position) for meeting in meetings for position in range(ITEMS)]
    write(items, links=lambda: [_tags(scale, AgendaItem, "agendaitem", items)])
    decisions = [_decision(scale, item) for item in items[::ITEMS]]
    write(decisions, links=lambda: [_tags(scale, Decision, "decision", decisions)])
    caveats = [_caveat(scale, decision) for decision in decisions if decision.outcome == Decision.Outcome.CAVEATS]
    if caveats:
        write(caveats)


def _item(scale: Scale, meeting: Meeting, position: int) -> AgendaItem:
    item = AgendaItem(
        meeting=meeting, forum=meeting.forum, position=position, title=scale.prose.title(), audience=_audience(scale),
        purpose=scale.prose.sentence(12), state=AgendaItem.State.DISCUSSED,
    )  # fmt: skip
    item.reach = item.compute_reach()
    return item


def _decision(scale: Scale, item: AgendaItem) -> Decision:
    decision = Decision(
        item=item, meeting=item.meeting, forum=item.forum, decided_by=item.forum, date=item.meeting.date,
        text=scale.prose.sentence(scale.dice.randrange(8, 20)), reasons=scale.prose.sentence(25),
        outcome=scale.dice.choices(("agreed", "caveats", "not_agreed", "put_off"), (60, 25, 5, 10))[0],
        audience=item.audience,
    )  # fmt: skip
    decision.reach = decision.compute_reach()
    return decision


def _caveat(scale: Scale, decision: Decision) -> Caveat:
    caveat = Caveat(
        decision=decision, forum=decision.forum, audience=decision.audience, text=scale.prose.sentence(9),
        state=scale.dice.choice(Caveat.State.values),
    )  # fmt: skip
    caveat.reach = caveat.compute_reach()
    return caveat


def _make_actions(scale: Scale, numbers: range) -> None:
    actions = [_action(scale, number) for number in numbers]
    helpers = [scale.dice.choice(scale.people) if scale.dice.random() < 0.3 else None for _ in actions]
    write(actions, links=lambda: [
        [ActionHelper(action=a, person=p) for a, p in zip(actions, helpers, strict=True) if p and p.pk != a.owner_id],
        _tags(scale, Action, "action", actions),
    ])  # fmt: skip


def _action(scale: Scale, number: int) -> Action:
    dice = scale.dice
    status = dice.choices(Status.values, (60, 40, 20, 800, 80))[0]
    due = None if dice.random() < 0.2 else scale.on - timedelta(days=dice.randrange(-60, 700))
    moved = due is not None and dice.random() < 0.15
    ended = scale.on - timedelta(days=dice.randrange(3600)) if status in ("done", "dropped") else None
    action = Action(
        text=f"{dice.choice(VERBS)} {' '.join(dice.choices(scale.prose.content, k=4))} {number}",
        owner=None if dice.random() < 0.02 else dice.choice(scale.people), created_by=dice.choice(scale.people),
        forum=None if dice.random() < 0.2 else dice.choice(scale.forums), due=due, first_due=due, status=status,
        audience=_audience(scale), times_moved=int(moved), ended_on=ended,
        waiting_for=dice.choice(("Finance", "the board", "Audit")) if status == "waiting" else "",
    )  # fmt: skip
    action.reach = action.compute_reach()
    return action


def _tags(scale: Scale, model, name: str, rows: list) -> list:
    through = model.topics.through
    return [through(**{name: row, "topic": scale.topics[place]}) for row in rows for place in scale.some_topics()]
