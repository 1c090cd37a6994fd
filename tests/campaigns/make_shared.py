"""A room with records that all who are in it may change: a weeknote of them all, a point and a decision.

Run in a process of its own by `serving.Service.prepare`; prints one line of JSON.
"""

from __future__ import annotations

import sys

from tests.campaigns.make_room import make_room, tell  # isort: skip (it sets up what the models need)

from hackit.dates import monday_of
from meetings.models import Point
from tests import factories as make
from weeknotes.writing.writes import begin


def main(writers: int) -> None:
    """The addresses at which each of these records is changed, by what it is."""
    meeting, items, users = make_room(writers)
    first = users[0]
    note = begin(monday_of(meeting.date), author=first.person, user=first, on=meeting.date, asks=False)
    note.set_authors([user.person for user in users])
    point = Point(item=items[0], title="How the pilot ended", text="It ended.", forum=meeting.forum)
    point.save_as(by=first.person, verb="written")
    decision = make.make_decision(meeting=meeting, item=items[0])
    tell(
        meeting, items, users,
        shared={
            "weeknote": note.get_edit_url(),
            "point": point.get_edit_url(),
            "decision": f"{decision.get_absolute_url()}edit/",
        },
    )  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]))
