"""What the columns of somebody's spreadsheet are, by their headings. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """Something that a column can hold: its key, what it is called here, and headings for it, surest first."""

    key: str
    label: str
    headings: tuple[str, ...]


TEXT, OWNER, HELPERS, DUE, STATUS, NOTE = "text", "owner", "helpers", "due", "status", "note"
WAITING, GROUP, TOPICS, ENDED = "waiting_for", "group", "topics", "ended_on"
AGREED, FIRST_DUE, MOVED, SOURCE, ADDRESS = "agreed", "first_due", "times_moved", "source_label", "address"
LEFT_OUT = ""

COLUMNS = (
    Column(TEXT, "Action", (
        "action", "actions", "what needs doing", "action point", "action item", "action agreed", "agreed action",
        "action required", "what", "task", "tasks", "task name", "to do", "todo", "follow up", "next step",
        "next steps", "item", "title", "subject", "summary", "name", "description", "details",
    )),
    Column(OWNER, "Owner", (
        "owner", "action owner", "who", "assigned to", "assignee", "responsible", "person responsible",
        "responsible person", "owned by", "action by", "by whom", "allocated to", "lead", "lead officer",
        "lead person", "person", "action holder", "officer", "names",
    )),
    Column(HELPERS, "With", (
        "with", "helpers", "helping", "supported by", "support", "together with", "others", "also",
        "working with", "contributors", "consulted",
    )),
    Column(DUE, "Due", (
        "due", "due date", "date due", "deadline", "by when", "due by", "target date", "completion target",
        "complete by", "target", "when", "needed by", "end date", "by", "timescale",
    )),
    Column(STATUS, "Status", (
        "status", "rag", "rag status", "status rag", "state", "progress status", "done", "complete", "completed",
        "closed", "progress", "complete y n",
    )),
    Column(WAITING, "Waiting for", ("waiting for", "waiting on", "blocked by", "depends on", "dependency")),
    Column(GROUP, "Group", ("group", "forum", "board", "team", "meeting", "committee")),
    Column(TOPICS, "Topics", (
        "topics", "topic", "theme", "themes", "tags", "tag", "labels", "category", "workstream", "project", "area",
    )),
    Column(NOTE, "Notes", (
        "notes", "note", "comments", "comment", "latest update", "update", "updates", "progress update",
        "progress notes", "commentary", "remarks", "description", "details",
    )),
    Column(ENDED, "Done or dropped on", (
        "done or dropped on", "done on", "closed on", "completed on", "date closed", "date completed",
        "completed date", "completion date", "closed date", "date done", "finished",
    )),
    Column(AGREED, "Date agreed (yes or no)", ("date agreed",)),
    Column(FIRST_DUE, "First due", ("first due", "original due date", "original date", "original deadline")),
    Column(MOVED, "Times moved", ("times moved", "date changes")),
    Column(SOURCE, "Where it came from", ("from", "source", "came from", "origin", "raised at")),
    Column(ADDRESS, "Address of the action here", ("address",)),
)  # fmt: skip

LABELS = {column.key: column.label for column in COLUMNS}
_KNOWN = {heading for column in COLUMNS for heading in column.headings}


LONGEST_HEADING = 100
"""Letters of a cell that are compared: no heading is longer, and what is read by patterns must not be."""


def plain_heading(heading: str) -> str:
    """A heading as it is compared: "Due_Date (dd/mm)", "DueDate:" and "due date" are one."""
    heading = heading[:LONGEST_HEADING]
    words = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", heading) if not heading.strip().startswith("(") else heading
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", words).lower().replace("’", "'")
    return " ".join(re.sub(r"[\W_]+", " ", words).split())


def is_known(heading: str) -> bool:
    """Whether a heading says by itself what its column is."""
    return len(heading) <= LONGEST_HEADING and plain_heading(heading) in _KNOWN


def match(headings: Sequence[str]) -> list[str]:
    """For each heading the key of what its column holds, each key once; LEFT_OUT for what has no place here."""
    plain = [plain_heading(heading) for heading in headings]
    found = [LEFT_OUT] * len(plain)
    for column in COLUMNS:
        places = (
            (column.headings.index(words), place)
            for place, words in enumerate(plain)
            if not found[place] and words in column.headings
        )
        best = min(places, default=None)
        if best:
            found[best[1]] = column.key
    return found
