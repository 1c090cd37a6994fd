"""Reads any text, line by line. Thin so far: "Name to …" and notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from meetings.capture.dates import Day
from meetings.capture.due import find_due
from meetings.capture.people import Directory
from meetings.capture.things import (
    KnownGroup,
    KnownOrganisation,
    KnownPerson,
    KnownTopic,
    OpenAction,
    Recognised,
)


def parse(
    text: str,
    *,
    on: date,
    people: Sequence[KnownPerson],
    groups: Sequence[KnownGroup] = (),
    organisations: Sequence[KnownOrganisation] = (),
    topics: Sequence[KnownTopic] = (),
    next_meeting: date | None = None,
    speaker: KnownPerson | None = None,
    item_kind: str = "general",
    open_actions: Sequence[OpenAction] = (),
    default_group: KnownGroup | None = None,
) -> list[Recognised]:
    """Everything recognised in the text, in order; at least one thing for each line not blank."""
    directory = Directory(people, groups, organisations, speaker)
    day = Day(on, next_meeting, tuple(groups), default_group)
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if not stripped:
            continue
        name = directory.at(stripped, 0)
        after = re.match(r"\s+(?:to|will)\s+(?=[a-z])", stripped[name.end :]) if name else None
        if re.match(r"(?:agreed|decided)\b", stripped, re.I):
            found.append(Recognised(number, line, "decision", stripped.split(None, 1)[-1], outcome="agreed"))
        elif name and after:
            body = stripped[name.end + after.end() :]
            due = find_due(body, day)
            read = due.reading if due else None
            owners = (name.owner,) if name.what in ("person", "speaker", "unclear") else ()
            found.append(
                Recognised(
                    number, line, "action", due.without(body) if due else body, owners=owners,
                    candidates=name.candidates, due=read.date if read else None,
                    due_text=read.typed if read and not read.date else "",
                    due_loose=bool(read and read.loose),
                    waiting_for=name.name if name.what in ("organisation", "group") else "",
                    flags=("which_person",) if name.what == "unclear" else (),
                )
            )  # fmt: skip
        else:
            found.append(Recognised(number, line, "note", stripped))
    return found
