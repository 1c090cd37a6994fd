"""A week as it is lived, for the tests that replay it: a meeting, what came of it, and 25 jottings."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from hackit.audience import Audience
from hackit.models import User
from meetings.models import Meeting, Point
from meetings.publishing import writes as meeting_writes
from tests.factories import (
    join,
    make_action,
    make_decision,
    make_forum,
    make_item,
    make_line,
    make_meeting,
    make_user,
)  # fmt: skip

SORTS = ("highlight", "learning", "didnt_work", "thanks", "met", "event", "tip", "number", "")
WORDS = (
    "period 2 closed early", "count people, not handsets", "Didn't work: the link in the survey",
    "Thanks: Tomasz, who rebuilt every laptop", "the new repairs lead, who wants a tablet #mobile-phones",
    "show and tell, forty people", "ask who shares one\n# before anything\n- and then count", "41,000 pounds saved",
    "a long walk with the head of audit",
)  # fmt: skip


class LivedWeek:
    """Helen's week from `monday` on: what stands in it, and the words that must not get out."""

    def __init__(self, monday: date) -> None:
        self.helen, self.sam = make_user("Helen Marsh"), make_user("Sam Whitfield")
        self.dmt = make_forum("DMT")
        join(self.dmt, self.helen, "chair")
        join(self.dmt, make_user("Priya Nair"))
        self.jottings = [
            make_line(
                None, f"{WORDS[n % len(WORDS)]} {n}", self.helen.person, day=monday + timedelta(days=n % 7),
                sort=SORTS[n % len(SORTS)],
            )
            for n in range(25)
        ]  # fmt: skip
        self._meeting(monday)
        make_line(None, "canarygroup jotting of another", self.sam.person, day=monday, sort="highlight")

    def _meeting(self, monday: date) -> None:
        helen = self.helen.person
        meeting = make_meeting(self.dmt, monday, state="wrapped_up")
        item = make_item(meeting, "Mobile phones", state="discussed", audience=Audience.EVERYONE)
        kept = make_item(meeting, "Reserve", state="discussed", audience=Audience.MEMBERS)
        self.public = make_decision("One phone, or none", meeting=meeting, item=item, audience=Audience.EVERYONE)
        self.done = make_action("Order forty phones", helen, meeting=meeting, item=item, audience=Audience.EVERYONE)
        self.points = [self._point(meeting, f"Phones, point {n}", f"What we said of it, {n}.") for n in range(3)]
        self.unwritten = self._point(meeting, "canarystaff unwritten point", "")
        meeting_writes.share(meeting, by=helen)
        meeting_writes.publish_meeting(
            meeting, points=[], decisions=[self.public], actions=[self.done], by=helen, at=timezone.now()
        )
        self.staff = [
            make_decision("canarystaff decision", meeting=meeting, item=item),
            make_action("canarystaff action", self.sam.person, meeting=meeting, item=item, by=helen),
        ]
        self.kept = [
            make_decision("canarygroup decision", meeting=meeting, item=kept, audience=Audience.MEMBERS),
            make_action("canarygroup action", helen, meeting=meeting, item=kept, audience=Audience.MEMBERS),
            make_action("canarygroup promise of mine", helen, audience=Audience.ME, by=helen),
        ]
        for action in (self.done, self.staff[1], *self.kept[1:]):
            action.refresh_from_db()
            note = "canarygroup log" if action in self.kept else ""
            action.complete(by=helen, on=monday + timedelta(days=4), note=note)

    def _point(self, meeting: Meeting, title: str, text: str) -> Point:
        item = make_item(meeting, title, state="discussed", audience=Audience.EVERYONE)
        point = Point(item=item, title=title, text=text, forum=self.dmt, audience=Audience.EVERYONE)
        point.save_as(by=self.helen.person, verb="written")
        return point

    @property
    def all_that_may_be_there(self) -> list[str]:
        """The words of decisions and actions that belong into the draft."""
        return [self.public.text, self.done.text, *(thing.text for thing in self.staff)]


def seen_by(user: User | None, client, paths: list[str]) -> str:
    """All that these pages show to somebody, as one text."""
    if user:
        client.force_login(user)
    return "\n".join(client.get(path).content.decode() for path in paths)
