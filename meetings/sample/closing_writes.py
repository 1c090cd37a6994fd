"""How a sample meeting ends: wrapped up, shared with staff, or published with its points."""

from __future__ import annotations

from datetime import datetime, timedelta

from hackit.models import Person
from hackit.sample_ground import Sample
from meetings.models import AgendaItem, Meeting, Point
from meetings.publishing import writes as publishing

PUBLISHED_AFTER = timedelta(days=3)


def write_point(item: AgendaItem, title: str, text: str, *, by: Person) -> Point:
    """The item's conversation point."""
    return publishing.new_point(item, title=title, text=text, audience=item.meeting.forum.point_audience, by=by)


def close(sample: Sample, meeting: Meeting, *, ends: str, summary: str, by: Person) -> None:
    """Wrap the meeting up; share it the same day and publish it on the Thursday, if that is how it `ends`."""
    meeting.summary = summary
    meeting.wrap_up(by=by)
    if ends == "wrapped up":
        return
    publishing.share(meeting, by=by)
    _at(meeting, sample.at(meeting.date, 16))
    if ends == "published":
        publishing.publish_meeting(
            meeting, points=publishing.meeting_points(meeting),
            decisions=publishing.publishable_decisions(meeting), actions=publishing.publishable_actions(meeting),
            by=by, at=sample.at(meeting.date + PUBLISHED_AFTER, 11),
        )  # fmt: skip


def _at(meeting: Meeting, moment: datetime) -> None:
    """The sample's meetings were shared when they were held, not when the sample was made."""
    meeting.shared_at = moment
    meeting.save(update_fields=["shared_at"])
