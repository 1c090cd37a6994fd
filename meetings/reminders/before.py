"""The mail before a meeting: who is asked, when, and how a letter asks.

Two days before a meeting each owner is asked once about what they have open in its group. Where the secretary sends
the agenda first, that letter asks instead; where two groups meet in one week, one letter asks for both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, Q

from hackit.audience import Viewer, viewer_of_person
from hackit.dates import british_day, monday_of
from hackit.mail import links as mail_links
from hackit.mail.outbox import Letter
from hackit.mail.reminders import BATCH, Reminder, Window
from hackit.models import Mail, MailWishes, Person
from meetings.models import Action, Meeting
from meetings.publishing.reading import is_for_staff
from meetings.reminders.asks import BEFORE, Asked, address_of, ask_of, asked_by, ends_on, may_answer

AGENDA = "agenda"
ASKING = (BEFORE, AGENDA)
"""The kinds of letters that can ask."""
AHEAD = timedelta(hours=48)
MORNING = time(9)
"""When a meeting without a time is taken to begin."""
QUIET = timedelta(days=6)
"""Who was asked for a meeting of a group is not asked for one that is nearer to it than this, moved ones included."""

Asks = list[tuple[Meeting, list[int]]]
"""What one letter asks: the meetings, each with the ids of the actions."""


def begins_at(meeting: Meeting) -> datetime:
    """When the meeting begins, as an instant."""
    return meeting.starts or datetime.combine(meeting.date, MORNING, ZoneInfo(meeting.timezone))


def asks_at(meeting: Meeting) -> datetime:
    """When its owners are asked: at the same time of day, two days before."""
    return begins_at(meeting) - AHEAD


# --- When ---


def due_asks(window: Window) -> Iterator[Reminder]:
    """The letters that are to leave before the window ends, for meetings that begin after it. Reads in batches.

    What a missed run left out is thus made up for, and a meeting planned a day ahead is asked for at once.
    """
    on, last = window.days()[0], window.days()[-1]
    near = near_meetings(since=on, until=last + AHEAD)
    near = [meeting for meeting in near if begins_at(meeting) >= window.until]
    due = [meeting for meeting in near if asks_at(meeting) < window.until]
    for people in _owners(due):
        for person, asks in letters_for(people, due, near, on=last):
            meeting = asks[0][0]
            count = sum(len(actions) for _meeting, actions in asks)
            yield Reminder(
                person, BEFORE, f"{BEFORE}:{meeting.ref}:{meeting.date}:{person.pk}", about=meeting,
                says=f"{count} open for {' and '.join(one.plain_label(year=False) for one, _actions in asks)}",
                not_before=asks_at(meeting), data={"asks": data_of(asks)},
            )  # fmt: skip


def _owners(due: Sequence[Meeting]) -> Iterator[list[Person]]:
    """Who owns something open in the groups of these meetings and wants this mail, a batch at a time."""
    rows = Action.objects.live().open().filter(forum_id__in={one.forum_id for one in due})
    ids, last = rows.order_by("owner_id").values_list("owner_id", flat=True).distinct(), 0
    while due and (batch := list(ids.filter(owner_id__gt=last)[:BATCH])):
        last = batch[-1]
        people = list(Person.objects.filter(pk__in=batch).select_related("user").order_by("pk"))
        wishes = MailWishes.objects.by_person(people)
        yield [person for person in people if wishes[person.pk].before_meetings]


# --- Whom, and about what ---


def near_meetings(*, since: date, until: date) -> list[Meeting]:
    """Planned meetings from the one day to the week of the other, next first."""
    sunday = monday_of(until) + timedelta(days=6)
    rows = Meeting.objects.live().filter(state=Meeting.State.PLANNED, date__gte=since, date__lte=sunday)
    return list(rows.select_related("forum").order_by("date", F("start_time").asc(nulls_last=True), "pk"))


def letters_for(
    people: Sequence[Person], due: Sequence[Meeting], near: Sequence[Meeting], *, on: date
) -> Iterator[tuple[Person, Asks]]:
    """The letters that these people are to get for the meetings that are `due`, with what each asks. Two queries.

    A letter also asks for those of `near` that are later in the same week. Who cannot answer or has no address gets
    none, nor who has nothing open there, nor who was asked already.
    """
    reached = [person for person in people if person.mail_address and may_answer(person, on=on)]
    open_, asked = _open_actions(reached, near), _asked_days(reached, near)

    def is_wanted(person: Person, meeting: Meeting) -> bool:
        days = asked[person.pk, meeting.forum_id]
        return bool(open_.get((person.pk, meeting.forum_id))) and all(abs(meeting.date - day) >= QUIET for day in days)

    for person in reached:
        for meeting in due:
            asks: Asks = []
            for one in [meeting, *_later_that_week(meeting, near)]:
                if not is_wanted(person, one):
                    if one is meeting:
                        break
                    continue
                asked[person.pk, one.forum_id].append(one.date)
                asks.append((one, open_[person.pk, one.forum_id]))
            if asks:
                yield person, asks


def _later_that_week(meeting: Meeting, near: Sequence[Meeting]) -> list[Meeting]:
    week, begins = monday_of(meeting.date), begins_at(meeting)
    return [one for one in near if monday_of(one.date) == week and begins_at(one) > begins]


def _open_actions(people: Sequence[Person], near: Sequence[Meeting]) -> dict[tuple[int, int | None], list[int]]:
    """Ids of what each owns that is open in the groups of these meetings, the earliest due first."""
    rows = Action.objects.live().open().filter(owner__in=people, forum_id__in={meeting.forum_id for meeting in near})
    found: dict[tuple[int, int | None], list[int]] = defaultdict(list)
    for owner, forum, pk in rows.order_by(F("due").asc(nulls_last=True), "pk").values_list(
        "owner_id", "forum_id", "pk"
    ):
        found[owner, forum].append(pk)
    return found


def _asked_days(people: Sequence[Person], near: Sequence[Meeting]) -> dict[tuple[int, int], list[date]]:
    """For which days of each group these people were asked already, as far as that bears on these meetings."""
    found: dict[tuple[int, int], list[date]] = defaultdict(list)
    if not near:
        return found
    lately = Q(not_before__gte=asks_at(near[0]) - QUIET - AHEAD) | Q(about_ref__in=[meeting.ref for meeting in near])
    letters = Mail.objects.filter(lately, person__in=people, kind__in=ASKING, dropped_at=None)
    for person_id, data in letters.values_list("person_id", "data"):
        for ask in data.get("asks", []):
            found[person_id, ask["forum"]].append(date.fromisoformat(ask["day"]))
    return found


def data_of(asks: Asks) -> list[dict[str, Any]]:
    """What a letter keeps as its `asks`."""
    return [ask_of(meeting, actions) for meeting, actions in asks]


# --- What a letter says ---


@dataclass(frozen=True)
class AskGroup:
    """What is asked for one meeting: actions whose words may travel, and those told only as a link.

    `belongs`: the reader is in the group, so what is kept there may be called so.
    """

    meeting: Meeting
    belongs: bool
    told: list[Action]
    kept: list[Action]


@dataclass(frozen=True)
class AskPart:
    """The part of a letter that asks: the groups, how many actions, the link and how long it opens."""

    groups: list[AskGroup]
    count: int
    url: str
    ends: str

    def asks_about(self, action: Action) -> bool:
        """Whether this action is among those asked about."""
        return any(action in (*group.told, *group.kept) for group in self.groups)


def write_before(mail: Mail, on: date) -> Letter | None:
    """What the outbox asks for: the question to one owner, with what is still open on that day."""
    part = ask_part(mail, on=on)
    if part is None or not MailWishes.objects.of(mail.person).before_meetings:
        return None
    names = " and ".join(
        f"{group.meeting.forum.name} on {british_day(group.meeting.date, year=False)}" for group in part.groups
    )
    what = "is your action" if part.count == 1 else f"are your {part.count} actions"
    context = {"ask": part, "wishes_address": mail_links.address(mail.person, BEFORE)}
    headers = mail_links.headers(mail.person, BEFORE)
    return Letter(f"Before {names}: how {what} going?", "meetings/mail/before", context, headers)


def ask_part(mail: Mail, *, on: date) -> AskPart | None:
    """What this letter asks, as it stands on that day; None where nothing is left to ask."""
    if not mail.data.get("asks") or not may_answer(mail.person, on=on):
        return None
    elsewhere = _asked_by_agenda(mail) if mail.kind == BEFORE else set()
    days = {ask["meeting"]: date.fromisoformat(ask["day"]) for ask in mail.data["asks"]}
    rows = [
        row
        for row in asked_by(mail)
        if row.is_open and row.meeting.ref not in elsewhere and _is_ahead(row.meeting, days[row.meeting.ref], on=on)
    ]
    if not rows:
        return None
    viewer = viewer_of_person(mail.person)
    groups = [_group(meeting, list(found), viewer) for meeting, found in groupby(rows, key=lambda row: row.meeting)]
    return AskPart(groups, len(rows), address_of(mail), british_day(ends_on(rows) or on, year=False))


def _is_ahead(meeting: Meeting, asked_for: date, *, on: date) -> bool:
    """Whether the meeting is still to come, and about when it was to be: one moved far away asks in its own time."""
    return meeting.state == Meeting.State.PLANNED and meeting.date >= on and abs(meeting.date - asked_for) < QUIET


def _asked_by_agenda(mail: Mail) -> set[str]:
    """Refs of meetings for which an agenda asks the same person: two never do."""
    refs = [ask["meeting"] for ask in mail.data["asks"]]
    agendas = Mail.objects.filter(kind=AGENDA, person=mail.person, about_ref__in=refs, dropped_at=None)
    return {ask["meeting"] for data in agendas.values_list("data", flat=True) for ask in data.get("asks", [])}


def _group(meeting: Meeting, rows: list[Asked], viewer: Viewer) -> AskGroup:
    actions = [row.action for row in rows]
    told = [one for one in actions if is_for_staff(one)]
    kept = [one for one in actions if not is_for_staff(one)]
    return AskGroup(meeting, viewer.belongs_to(meeting.forum_id), told, kept)
