"""What was answered before a meeting, and who has not answered: for who runs the group, and beside each action."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from hackit.dates import british_day
from hackit.models import Mail, Person
from hackit.shortcuts import today, viewer
from hackit.templatetags.records import clock
from meetings.actions.answers import Answer
from meetings.actions.company import next_of_mine
from meetings.actions.querysets import open_condition
from meetings.models import Action, Meeting
from meetings.reminders.asks import BEFORE, may_answer
from meetings.reminders.before import AHEAD, ASKING, QUIET, asks_at

SOON = timedelta(days=3)
"""How long before its meeting This week tells who has not answered."""
MOST_UNASKED = 20
TAGS = {Answer.DONE: "done", Answer.HELP: "soon"}


@dataclass(frozen=True)
class Said:
    """One answer: its label and style, the words beside it, and the action it is about."""

    label: str
    tag: str
    words: str
    text: str
    url: str
    needs_help: bool


@dataclass
class Owner:
    """Somebody with actions in the group: what they answered, how many are not answered, and how they were asked."""

    name: str
    said: list[Said] = field(default_factory=list)
    left: int = 0
    asked: str = ""
    why: str = ""

    @property
    def needs_help(self) -> bool:
        return any(one.needs_help for one in self.said)

    @property
    def has_answered(self) -> bool:
        return bool(self.said) and not self.left


@dataclass(frozen=True)
class Asking:
    """How far the asking before one meeting is.

    `said`: the answers by the id of their action; `when`: the day and hour of asking, while nobody was asked; `asked`:
    ids of who was.
    """

    meeting: Meeting
    owners: list[Owner]
    said: dict[int, Said]
    when: str
    asked: frozenset[int]

    @property
    def answered(self) -> list[Owner]:
        return [owner for owner in self.owners if owner.has_answered]

    @property
    def waiting(self) -> list[Owner]:
        return [owner for owner in self.owners if owner.left]

    @property
    def in_need(self) -> list[Owner]:
        return [owner for owner in self.owners if owner.needs_help]


def asking_of(meeting: Meeting, user, *, on: date) -> Asking:
    """Who was asked and who has answered what. Two queries, whatever their number; `unasked` tells the rest."""
    letters = _letters(meeting)
    owners = {person_id: Owner(mail.person.name, asked=_asked(mail, on=on)) for person_id, mail in letters.items()}
    pks = {person_id: _asked_about(mail, meeting) for person_id, mail in letters.items()}
    said = {}
    mentioned = Q(reply__isnull=False) | Q(open_condition(), pk__in=set().union(*pks.values()))
    for row in _last(_rows(meeting, user).filter(mentioned)):
        owner = owners.get(row.owner_id)
        if row.reply_answer:
            said[row.pk] = _said(row, on=on)
            if owner is not None:
                owner.said.append(said[row.pk])
        elif owner is not None and row.pk in pks[row.owner_id]:
            owner.left += 1
    shown = [owner for owner in owners.values() if owner.said or owner.left]
    shown.sort(key=lambda owner: (not owner.needs_help, not owner.left, owner.name))
    when = timezone.localtime(asks_at(meeting))
    ahead = "" if letters or when.date() < on else f"{british_day(when.date(), year=False)}, {clock(when)}"
    return Asking(meeting, shown, said, ahead, frozenset(letters))


def unasked(asking: Asking, *, on: date) -> list[Owner]:
    """Who owns something open in the group and was not asked, and why, once others were. One query."""
    if not asking.owners:
        return []
    open_here = Action.objects.live().open().filter(forum_id=asking.meeting.forum_id).values("owner_id")
    people = Person.objects.filter(pk__in=open_here).exclude(pk__in=asking.asked)
    rows = people.select_related("user", "mail_wishes").order_by("name", "pk")[:MOST_UNASKED]
    return [Owner(person.name, why=_why_not(person, on=on)) for person in rows]


def answers_of(meeting: Meeting, user, actions: Iterable[Action], *, on: date) -> dict[int, Said]:
    """What was answered of these actions for this meeting, by the action's id. One query."""
    rows = _rows(meeting, user).filter(pk__in=[action.pk for action in actions], reply__isnull=False)
    return {row.pk: _said(row, on=on) for row in rows}


def beside_actions(actions: Iterable[Action], said: dict[int, Said]) -> None:
    """Put beside each action what was answered of it, as `said_before`."""
    for action in actions:
        action.said_before = said.get(action.pk)


def _last(rows: Iterable[Any]) -> list[Any]:
    """One row an action: the newest answer counts."""
    return list({row.pk: row for row in rows}.values())


def _letters(meeting: Meeting) -> dict[int, Mail]:
    """The newest letter that asks each person for this meeting, by the person's id."""
    about = asks_at(meeting)
    owners = Action.objects.live().filter(forum_id=meeting.forum_id).values("owner_id")
    with_others = Q(
        kind=BEFORE, not_before__gte=about - QUIET - AHEAD, not_before__lte=about + QUIET, person__in=owners
    )
    rows = Mail.objects.filter(Q(about_ref=meeting.ref) | with_others, kind__in=ASKING, dropped_at=None)
    found = {}
    for mail in rows.select_related("person").order_by("pk"):
        if _asked_about(mail, meeting):
            found[mail.person_id] = mail
    return found


def _asked_about(mail: Mail, meeting: Meeting) -> set[int]:
    asks = mail.data.get("asks", [])
    return {pk for ask in asks if ask["meeting"] == meeting.ref for pk in ask["actions"]}


def _rows(meeting: Meeting, user) -> QuerySet[Action]:
    """The group's actions that this user sees, each with the owner's last answer before this meeting, if any."""
    given = Q(updates__meeting=meeting, updates__deleted_at=None, updates__on__lte=meeting.date)
    rows = Action.objects.visible_to(user).filter(forum_id=meeting.forum_id)
    rows = rows.annotate(reply=FilteredRelation("updates", condition=given & ~Q(updates__answer="")))
    columns = {f"reply_{name}": F(f"reply__{name}") for name in ("answer", "text", "new_due")}
    return rows.annotate(**columns).order_by("due", "pk", "reply__pk")


def _said(row: Any, *, on: date) -> Said:
    answer = Answer(row.reply_answer)
    label = str(answer.label)
    if answer == Answer.MOVED and row.reply_new_due:
        label = f"New date, {british_day(row.reply_new_due, year=row.reply_new_due.year != on.year)}"
    return Said(
        label, TAGS.get(answer, "open"), row.reply_text, row.text, row.get_absolute_url(), answer == Answer.HELP
    )


def _asked(mail: Mail, *, on: date) -> str:
    at = mail.sent_at
    if at is None:
        return "the mail is on its way"
    return f"asked on {_moment(at, on=on)}"


def _moment(at: datetime, *, on: date) -> str:
    local = timezone.localtime(at)
    return f"{british_day(local.date(), year=local.year != on.year)}, {clock(local)}"


def _why_not(person: Person, *, on: date) -> str:
    """Why somebody who owns something was not asked; nothing where it is new since then."""
    if not person.mail_address:
        return "no address"
    if not may_answer(person, on=on):
        return "may not answer"
    wishes = getattr(person, "mail_wishes", None)
    return "wants no such mail" if wishes is not None and not wishes.before_meetings else ""


def asked_panel(request: HttpRequest) -> dict[str, Any]:
    """For who runs the next meeting, in the days before it: who has not answered, who needs help. Two queries."""
    meeting, on = next_of_mine(request), today()
    if meeting is None or not viewer(request).runs(meeting.forum_id) or meeting.date > on + SOON:
        return {}
    asking = asking_of(meeting, request.user, on=on)
    address = reverse("meetings:meeting-agenda", args=[meeting.ref])
    return {"asking": asking, "url": f"{address}#asked"} if asking.owners else {}
