"""Writing down what an owner answered before a meeting; and letting the agenda ask instead of a letter of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from hackit.models import Mail, Person
from meetings.actions.answers import Answer
from meetings.models import Action, ActionUpdate, Meeting, Reply
from meetings.reminders.asks import BEFORE, Asked, State, asked_by
from meetings.reminders.before import data_of, letters_for, near_meetings

WITH_AGENDA = "asked with the agenda"


@dataclass
class Outcome:
    """What became of a form of answers: those saved, and those that could not be, with how they stand."""

    saved: list[Asked] = field(default_factory=list)
    refused: list[Asked] = field(default_factory=list)


def save_answers(letter: Mail, replies: Mapping[str, dict[str, Any]], *, on: date) -> Outcome:
    """Save answers by the ref of their action: AnswerForms' cleaned data, each with a `kind`.

    Each is its owner's own update, recorded for the meeting, with its event. What was answered, ended, given to
    somebody else or taken away meanwhile stays as it is. All in one transaction; a second press waits for the first.
    """
    outcome = Outcome()
    with transaction.atomic():
        Mail.objects.select_for_update(of=("self",)).get(pk=letter.pk)  # the letter is the lock
        wanted = [row.action.pk for row in asked_by(letter) if row.action.ref in replies]
        list(Action.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk"))
        for row in asked_by(letter):
            reply = replies.get(row.action.ref)
            if reply is None:
                continue
            if row.state != State.OPEN:
                outcome.refused.append(row)
                continue
            _save(row, reply, letter, on=on)
            outcome.saved.append(row)
    return outcome


def _save(row: Asked, reply: dict[str, Any], letter: Mail, *, on: date) -> None:
    update = _answer(row.action, reply, by=letter.person, on=on)
    update.answer, update.meeting = reply["kind"], row.meeting
    update.save()
    Reply.objects.create(letter=letter, action=row.action, update=update)


def _answer(action: Action, reply: dict[str, Any], *, by: Person, on: date) -> ActionUpdate:
    """Do what the answer says by the action's own methods; returns the line of its log that tells of it."""
    if reply["kind"] == Answer.HELP:
        whom = f", from {reply['whom']}" if reply["whom"] else ""
        action.save_as(by=by, verb="help asked for")
        return action.add_update(f"{reply['need']}{whom}", by=by, on=on)
    if reply["kind"] == Answer.ON_TRACK:
        return action.confirm(by=by, on=on, note=reply["words"])
    if reply["kind"] == Answer.DONE:
        action.complete(by=by, on=on, note=reply["words"])
    elif reply["due"] == action.due and not action.due_is_assumed:  # set to that very day a moment ago
        action.save_as(by=by, verb="date kept")
        return action.add_update(reply["why"], by=by, on=on, new_due=action.due)
    else:
        action.move_to(reply["due"], by=by, on=on, reason=reply["why"])
    return action.updates.latest("pk")


def ask_with_agenda(meeting: Meeting, people: Sequence[Person], *, on: date, at: datetime) -> dict[int, list[Any]]:
    """What the agenda is to ask each of these people, by their id: the `asks` of their letter.

    A letter that asks and has not left is given up for it, and what else that asked in the week comes along. Who was
    asked already is not asked again. Call it in the transaction that puts the agendas into the outbox.
    """
    if meeting.state != Meeting.State.PLANNED:
        return {}
    free = Mail.objects.waiting().filter(Q(lease_until=None) | Q(lease_until__lte=at), kind=BEFORE)
    waiting = free.filter(about_ref=meeting.ref, person__in=people).values_list("pk", "person_id")
    taken = {pk for mail, pk in waiting if free.filter(pk=mail).update(dropped_at=at, why=WITH_AGENDA)}
    near = near_meetings(since=on, until=meeting.date) if taken else []
    found = letters_for([one for one in people if one.pk in taken], [meeting], near, on=on)
    others = letters_for([one for one in people if one.pk not in taken], [meeting], [meeting], on=on)
    return {person.pk: data_of(asks) for person, asks in (*found, *others)}
