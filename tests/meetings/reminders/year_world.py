"""A group's year, day by day: what its people do, and beside it a plain account of what ought to be so.

The account is kept from what was done and asks the records nothing, so that the two can disagree.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from uuid import UUID

from hackit.models import Membership, Person, User
from meetings.actions.querysets import Standing
from meetings.models import Action, AgendaItem, Meeting
from meetings.publishing.writes import share
from meetings.room.line_writes import type_line
from tests import factories as make

FIRST_DAY = date(2019, 4, 1)
WEEK = timedelta(days=7)
BY_HAND_A_WEEK = 2
IN_A_MEETING = 6
LATEST_KINDS = (
    "done",
    "done",
    "done",
    "done",
    "done",
    "drop",
    "move",
    "move",
    "wait",
    "give",
    "reopen",
    "delete",
    "agree",
)


@dataclass
class Promise:
    """One action as it ought to be. People by name; `owner` "" while nobody has it."""

    number: int
    ref: str
    owner: str
    by: str
    helpers: set[str] = field(default_factory=set)
    due: date | None = None
    is_agreed: bool = True
    lead: str = ""
    moves: int = 0
    is_open: bool = True
    is_waiting: bool = False

    def is_overdue(self, on: date) -> bool:
        return self.is_open and self.is_agreed and self.due is not None and self.due < on

    def standing(self, on: date) -> Standing:
        """Where it stands on its group's list that day."""
        if not self.owner:
            return Standing.NO_OWNER
        if self.is_overdue(on):
            return Standing.OVERDUE
        sunday = on - timedelta(days=on.weekday()) + timedelta(days=6)
        this_week = self.is_agreed and self.due is not None and self.due <= sunday
        return Standing.THIS_WEEK if this_week else Standing.LATER


class Year:
    """The group, the people, and the days one after the other from `FIRST_DAY`."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.numbers = count(1)
        self.promises: dict[str, Promise] = {}
        self.forum = make.make_forum("DMT")
        names = ("Helen Marsh", "Priya Nair", "Grace Li", "Daniel Okafor", "Yusuf Demir", "Tomasz Zielinski")
        self.users: dict[str, User] = {name: make.make_user(name) for name in (*names, "Sam Whitfield")}
        self.members = names
        parts = {"Helen Marsh": Membership.Part.CHAIR, "Priya Nair": Membership.Part.SECRETARY}
        for name in names:
            make.join(self.forum, self.users[name], parts.get(name, Membership.Part.MEMBER))
        self.people: dict[str, Person] = {name: user.person for name, user in self.users.items()}
        self.people["Martin Frost"] = make.make_person("Martin Frost", email="martin.frost@audit.example")
        self.meetings: dict[date, Meeting] = {}
        self.plan(FIRST_DAY)

    def plan(self, day: date) -> Meeting:
        """The meeting of that Monday: planned a fortnight ahead."""
        if day not in self.meetings:
            self.meetings[day] = make.make_meeting(self.forum, day)
        return self.meetings[day]

    def next_meeting(self, on: date) -> Meeting:
        return self.plan(on + timedelta(days=-on.weekday() % 7))

    # --- What ought to be so ---

    def open(self) -> list[Promise]:
        return [promise for promise in self.promises.values() if promise.is_open]

    def standings(self, on: date) -> dict[str, Standing]:
        return {promise.ref: promise.standing(on) for promise in self.open()}

    def overdue(self, on: date) -> set[str]:
        return {promise.ref for promise in self.open() if promise.is_overdue(on)}

    def mine(self, name: str) -> set[str]:
        """Own, with, and what a member could take."""
        takes = name in self.members
        return {
            one.ref for one in self.open() if name in (one.owner, *one.helpers) or (takes and not one.owner)
        }  # fmt: skip

    def recorded(self, name: str) -> set[str]:
        return {one.ref for one in self.open() if one.by == name and one.owner != name}

    def waiting(self, name: str) -> set[str]:
        return {one.ref for one in self.open() if one.is_waiting and (name in self.members or name == one.owner)}

    # --- What is done ---

    def live(self, on: date) -> None:
        """One day: its meeting if it is a Monday, else what people do between meetings."""
        if on.weekday() == 0:
            self.hold(on)
        elif on.weekday() < 5:
            if self.chance.random() < BY_HAND_A_WEEK / 4:
                self.record(on)
            for _each in range(self.chance.choice((0, 1, 2, 2, 3))):
                self.something(on)

    def hold(self, on: date) -> None:
        """The meeting: old promises answered, new ones made, one of them typed as a line; then it is shared."""
        meeting = self.plan(on)
        self.plan(on + WEEK)
        self.plan(on + 2 * WEEK)
        lead = self.chance.choice(self.members)
        item = make.make_item(meeting, "Mobile phones", lead=self.people[lead], minutes=10)
        for _each in range(3):
            self.something(on)
        self.type(item, on, lead)
        for _each in range(IN_A_MEETING - 1):
            self.promise(on, by="Priya Nair", lead=lead, meeting=meeting, item=item)
        item.mark(AgendaItem.State.DISCUSSED, by=self.people["Priya Nair"])
        meeting.refresh_from_db()
        meeting.wrap_up(by=self.people["Priya Nair"])
        share(meeting, by=self.people["Helen Marsh"])

    def type(self, item: AgendaItem, on: date, lead: str) -> None:
        """A line as it is typed in the meeting."""
        number, owner = next(self.numbers), self.chance.choice(self.members)
        due = on + timedelta(days=self.chance.randrange(2, 20))
        ref = str(UUID(int=self.chance.getrandbits(128), version=4))
        text = f"{owner} to run errand {number:04d} by {due.day} {due:%B}"
        line = type_line(text, author=self.people["Priya Nair"], item=item, ref=ref, on=on).line
        action = line.actions.get()
        self.promises[action.ref] = Promise(number, action.ref, owner, "Priya Nair", due=due, lead=lead)

    def record(self, on: date) -> None:
        """Somebody writes a promise down by hand, for themselves or for another."""
        self.promise(on, by=self.chance.choice([*self.members, "Sam Whitfield"]))

    def promise(self, on: date, *, by: str, lead: str = "", **extra: object) -> None:
        number = next(self.numbers)
        owner = self.chance.choice([*self.people, ""] if by in self.members else [by])
        helpers = {self.chance.choice(self.members)} - {owner} if self.chance.random() < 0.2 else set()
        due = on + timedelta(days=self.chance.randrange(1, 40)) if self.chance.random() < 0.85 else None
        is_agreed = due is None or self.chance.random() < 0.85
        action = make.make_action(
            f"Run errand {number:04d}", self.people.get(owner), by=self.people[by], forum=self.forum, due=due,
            due_is_assumed=not is_agreed, **extra,
        )  # fmt: skip
        if helpers:
            action.set_helpers([self.people[name] for name in helpers])
        self.promises[action.ref] = Promise(number, action.ref, owner, by, helpers, due, is_agreed, lead)

    def something(self, on: date) -> None:
        """One of the things that happen to an action. What makes no sense for the one picked is left."""
        kind, rows = self.chance.choice(LATEST_KINDS), list(self.promises.values())
        if kind == "done" and self.chance.random() < 0.8:  # people finish what is pressing
            rows = sorted((one for one in rows if one.is_open and one.due), key=lambda one: one.due)[:6]
        if not rows:
            return
        promise = self.chance.choice(rows)
        action = Action.objects.get(ref=promise.ref)
        if not action.is_deleted and promise.is_open != (kind == "reopen"):
            getattr(self, f"_{kind}")(promise, action, self.people[promise.owner or "Priya Nair"], on)

    def _done(self, promise: Promise, action: Action, by: Person, on: date) -> None:
        action.complete(by=by, on=on)
        promise.is_open = promise.is_waiting = False

    def _drop(self, promise: Promise, action: Action, by: Person, on: date) -> None:
        action.drop(by=by, on=on, reason="Nobody needs it")
        promise.is_open = promise.is_waiting = False

    def _reopen(self, promise: Promise, action: Action, by: Person, on: date) -> None:
        action.reopen(by=by, on=on)
        promise.is_open = True

    def _delete(self, promise: Promise, action: Action, by: Person, on: date) -> None:
        action.delete_softly(by=by)
        promise.is_open = promise.is_waiting = False

    def _move(self, promise: Promise, action: Action, by: Person, on: date) -> None:
        due = max(on, promise.due or on) + timedelta(days=self.chance.randrange(1, 10))
        promise.moves += promise.is_agreed and promise.due is not None
        action.move_to(due, by=by, on=on, reason="Because the supplier is late")
        promise.due, promise.is_agreed = due, True

    def _agree(self, promise: Promise, action: Action, by: Person, on: date) -> None:
        if not promise.is_agreed:
            action.move_to(promise.due, by=by, on=on)
            promise.is_agreed = True

    def _wait(self, promise: Promise, action: Action, by: Person, on: date) -> None:
        action.set_status("waiting", by=by, on=on, waiting_for="the supplier")
        promise.is_waiting = True

    def _give(self, promise: Promise, action: Action, by: Person, on: date) -> None:
        owner = self.chance.choice(list(self.people))
        action.give_to(self.people[owner], by=by)
        promise.owner = owner
        promise.helpers.discard(owner)
