"""Published things for the tests of pages that read Entries."""

from datetime import UTC, date, datetime

from hackit.publishing import PartData, publish
from tests import factories as make


def publish_note(topics, heading="Forty phones", text="Nobody knows yet.", week=date(2019, 5, 13)):
    """A published note for everyone, with a section for each heading (one, or several with `|` between)."""
    author = make.make_person("Helen Marsh")
    item = make.make_item(make.make_meeting(make.make_forum(f"Editors {heading}"[:60]), week), heading)
    publish(
        item, title="Week", summary="", url=f"/weeknotes/{item.ref}/", day=week, authors=[author], by=author,
        at=datetime(2019, 6, 1, tzinfo=UTC),
        parts=[
            PartData("section", heading=one, text=text, anchor=f"a{n}", topics=tuple(topic.pk for topic in topics))
            for n, one in enumerate(heading.split("|"))
        ],
    )  # fmt: skip
