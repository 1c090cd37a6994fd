"""Published things for the tests of pages that read Entries."""

from datetime import UTC, date, datetime

from hackit.publishing import PartData, publish
from tests import factories as make


def publish_note(topics, heading="Forty phones", text="Nobody knows yet.", week=date(2019, 5, 13)):
    """A published section of a note, for everyone."""
    author = make.make_person("Helen Marsh")
    item = make.make_item(make.make_meeting(make.make_forum(f"Editors {heading}"), week), heading)
    publish(
        item, title="Week", summary="", url=f"/weeknotes/{item.ref}/", day=week, authors=[author], by=author,
        at=datetime(2019, 6, 1, tzinfo=UTC),
        parts=[PartData("section", heading=heading, text=text, anchor="a", topics=tuple(t.pk for t in topics))],
    )  # fmt: skip
