"""Sending a meeting's minutes or agenda round: one letter to each person, put into the outbox."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from hackit.history import record_change
from hackit.mail.outbox import post
from hackit.models import Person
from meetings.models import Meeting
from meetings.publishing import letters
from meetings.publishing.recipients import Recipient, mails_of, recipients_of, rounds_of
from meetings.reminders.before_writes import ask_with_agenda

VERBS = {letters.MINUTES: "minutes sent by email", letters.AGENDA: "agenda sent by email"}


def send_round(kind: str, meeting: Meeting, *, by: Person, on: date, again: int = 0) -> list[Recipient]:
    """Put a letter to each who has had none into the outbox; returns whom it goes to.

    `again` is the number of the round that was asked for (2: to everybody a second time). A round that was sent
    already, by a second press or by somebody else, is not sent once more. An agenda also asks how one's actions are
    going, if no letter did before.
    """
    with transaction.atomic():
        # The row is the lock: a second press waits, and finds the letters there
        Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        found = recipients_of(kind, meeting, on=on)
        anew = bool(again) and again == rounds_of(mails_of(kind, meeting)) + 1
        rows = found.reached if anew else [] if again else found.to_come
        number = again if anew else max(found.rounds, 1)
        people = [row.person for row in rows] if kind == letters.AGENDA else []
        asks = ask_with_agenda(meeting, people, on=on, at=timezone.now())
        for row in rows:
            key = f"{kind}:{meeting.ref}:{row.person.pk}:{number}"
            data = {"round": number} | ({"asks": asks[row.person.pk]} if row.person.pk in asks else {})
            row.mail = post(kind, row.person, key=key, by=by, about=meeting, **data)
        if rows:
            record_change(meeting, VERBS[kind], by=by, changes={"recipients": (None, len(rows))})
    return rows
