"""What lines a service's database holds: printed as JSON, for a campaign that looks from outside."""

from __future__ import annotations

import json
import sys

import django

django.setup()

from django.db import connection  # noqa: E402 (models load after setup)

from hackit.models import Entry  # noqa: E402
from meetings.models import Action, Line, Meeting  # noqa: E402


def main(meeting_ref: str) -> None:
    """Every line of the meeting by its ref and position, how often its number of changes was used, the actions."""
    meeting = Meeting.objects.get(ref=meeting_ref)
    lines = Line.objects.filter(item__meeting=meeting)
    print(  # noqa: T201 (what the caller reads)
        json.dumps(
            {
                "refs": list(lines.values_list("ref", flat=True)),
                "texts": list(lines.values_list("text", flat=True)),
                "changes": list(lines.values_list("change_no", flat=True)),
                "last_change": meeting.change_no,
                "actions": Action.objects.filter(meeting=meeting).count(),
                "found": Entry.objects.filter(source_type="meetings.line").count(),
                "engine": connection.display_name,
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1])
