"""What a letter asks its reader before a meeting: which actions, how each stands now, and the link that answers.

The letter itself is the record of asking: its `data` holds `asks`, a list of {meeting, forum, day, actions}: the
meeting's ref, its group, the day it was to be on when asked, and the ids of the actions. Nothing of it is copied, so
whatever shows it shows the actions as they are at that moment.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse

from hackit.audience import Reach, Viewer
from hackit.models import Mail, Person
from meetings.models import Action, ActionUpdate, Meeting, Reply

BEFORE = "before"
"""The kind of a letter that asks and does nothing else."""
SALT = "meetings.reminders.asks"
LONGEST = timedelta(days=120)
"""After this no link opens anything, wherever its meeting was moved to."""
GRACE = timedelta(days=1)
"""A link ends with the day after its meeting."""


class State(StrEnum):
    """How an action that was asked about stands now."""

    OPEN = "open"
    ANSWERED = "answered"
    ENDED = "ended"
    PASSED_ON = "passed on"
    GONE = "gone"
    OFF = "off"
    """Its meeting does not take place."""


@dataclass
class Asked:
    """One action that a letter asks about. Words of it are shown only while `is_own`."""

    action: Action
    meeting: Meeting
    state: State
    answer: ActionUpdate | None = None
    facts: list[tuple[str, str]] = field(default_factory=list)
    """What the page says beside its words: (words, style)."""

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN

    @property
    def is_own(self) -> bool:
        return self.state not in (State.PASSED_ON, State.GONE)


# --- Who may answer, and by which link ---


def may_answer(person: Person, *, on: date) -> bool:
    """Whether this person is asked, and a link of theirs opens: guests without a login, and logins that may write.

    A login that was taken away, or has no role, opens by mail no more than by signing in: nothing. So does who left.
    """
    if person.merged_into_id is not None or (person.to_date is not None and person.to_date < on):
        return False
    user = person.user
    return user is None or (user.is_active and Viewer(role=user.role).may_write)


def token_for(letter: Mail) -> str:
    """What stands in the address for this letter, signed: letters, digits, - _ and full stops."""
    return signing.TimestampSigner(salt=SALT, sep=".").sign(letter.ref)


def address_of(letter: Mail) -> str:
    """The whole address of the page that answers this letter."""
    return f"{settings.SITE_ADDRESS}{reverse('meetings:answer', args=[token_for(letter)])}"


def letter_of(token: str) -> Mail | None:
    """The letter whose link this is; None for one that was altered, made up, or is older than `LONGEST`."""
    try:
        ref = signing.TimestampSigner(salt=SALT, sep=".").unsign(token, max_age=LONGEST)
    except signing.BadSignature:
        return None
    letter = Mail.objects.select_related("person__user").filter(ref=ref).first()
    return letter if letter is not None and letter.data.get("asks") else None


def ends_on(rows: Iterable[Asked]) -> date | None:
    """The last day on which the link of a letter about these opens; None where its meetings are gone."""
    days = [row.meeting.date for row in rows if row.state != State.OFF]
    return max(days) + GRACE if days else None


# --- What is asked ---


def ask_of(meeting: Meeting, actions: Iterable[int]) -> dict[str, Any]:
    """One entry of a letter's `asks`."""
    return {"meeting": meeting.ref, "forum": meeting.forum_id, "day": meeting.date.isoformat(), "actions": [*actions]}


def asked_by(letter: Mail) -> list[Asked]:
    """The actions that a letter asks about, as they stand now: by meeting, the earliest due first. Three queries."""
    asks = letter.data.get("asks", [])
    refs = [ask["meeting"] for ask in asks]
    meetings = {row.ref: row for row in Meeting.objects.filter(ref__in=refs).select_related("forum")}
    ids = [pk for ask in asks for pk in ask["actions"]]
    actions = Action.objects.filter(pk__in=ids).select_related("owner", "item", "forum").in_bulk()
    given = {row.action_id: row.update for row in Reply.objects.filter(letter=letter).select_related("update")}
    rows = [
        _asked(actions[pk], meetings[ask["meeting"]], letter, given.get(pk))
        for ask in asks
        for pk in ask["actions"]
        if pk in actions and ask["meeting"] in meetings
    ]
    return sorted(rows, key=lambda row: (row.meeting.date, row.meeting.pk, row.action.due or date.max, row.action.pk))


def _asked(action: Action, meeting: Meeting, letter: Mail, answer: ActionUpdate | None) -> Asked:
    if action.reach == Reach.NOBODY:
        state = State.GONE
    elif action.owner_id != letter.person_id:
        state = State.PASSED_ON
    elif answer is not None:
        state = State.ANSWERED
    elif not action.is_open:
        state = State.ENDED
    elif meeting.is_deleted or meeting.state == Meeting.State.CANCELLED:
        state = State.OFF
    else:
        state = State.OPEN
    return Asked(action, meeting, state, answer)
