"""A DMT meeting on Monday 10 June 2019 with two items, its people, and a board above it."""

import uuid
from dataclasses import dataclass
from datetime import date, time

import pytest

from hackit.models import Forum, Membership, Organisation, Person, User
from meetings.models import AgendaItem, Line, Meeting
from meetings.room.line_writes import type_line
from tests.factories import join, make_forum, make_item, make_meeting, make_person, make_topic, make_user

MONDAY = date(2019, 6, 10)


@dataclass
class Room:
    """The cast: Priya types, Grace leads the phones, Sam and Samira share a first name to some."""

    dmt: Forum
    hmt: Forum
    meeting: Meeting
    next_meeting: Meeting
    phones: AgendaItem
    finance: AgendaItem
    priya: User
    helen: User
    staff: User
    outsider: User
    grace: Person
    daniel: Person

    def type(self, text: str, item: AgendaItem | None = None, author: Person | None = None, ref: str = "") -> Line:
        """Type a line under an item (the phones, unless another is given)."""
        return type_line(
            text, author=author or self.priya.person, item=item or self.phones, ref=ref or str(uuid.uuid4()), on=MONDAY
        ).line

    def jot(self, text: str, author: Person | None = None, on: date = MONDAY) -> Line:
        """Jot something down in one's own day."""
        return type_line(text, author=author or self.priya.person, item=None, ref=str(uuid.uuid4()), on=on).line


@pytest.fixture
def room(db) -> Room:
    """The cast of the day."""
    return make_room()


def make_room() -> Room:
    """The cast, for tests that need the database in their own way (browser, benchmarks)."""
    dmt, hmt = make_forum("DMT", weekday=0, start_time=time(10)), make_forum("HMT")
    dmt.reports_to = hmt
    dmt.save()
    priya, helen = make_user("Priya Nair"), make_user("Helen Marsh")
    staff, outsider = make_user("Yusuf Demir"), make_user("Ruth Bello", role="none")
    grace, daniel = make_person("Grace Li"), make_person("Daniel Okafor")
    for who in (priya, grace, daniel):
        join(dmt, who)
    join(dmt, helen, Membership.Part.CHAIR)
    make_person("Sam Whitfield")
    make_person("Samira Khan", "Sam")
    Organisation.objects.create(name="Finance", is_team=True)
    meeting = make_meeting(dmt, MONDAY)
    next_meeting = make_meeting(dmt, date(2019, 6, 17))
    phones = make_item(meeting, "Investment: mobile phones", kind="investment", lead=grace, position=1,
                       topics=[make_topic("Mobile phones", "handsets")])  # fmt: skip
    finance = make_item(meeting, "Finance: period 2", kind="finance", lead=daniel, position=2)
    return Room(dmt, hmt, meeting, next_meeting, phones, finance, priya, helen, staff, outsider, grace, daniel)
