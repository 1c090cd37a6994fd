"""What the columns of a spreadsheet of actions are, by their headings. Pure."""

from __future__ import annotations

from meetings.importing.headings import LEFT_OUT, Column, Columns

TEXT, OWNER, HELPERS, DUE, STATUS, NOTE = "text", "owner", "helpers", "due", "status", "note"
WAITING, GROUP, TOPICS, ENDED = "waiting_for", "group", "topics", "ended_on"
AGREED, FIRST_DUE, MOVED, SOURCE, ADDRESS = "agreed", "first_due", "times_moved", "source_label", "address"

COLUMNS = Columns((
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
))  # fmt: skip
LABELS = COLUMNS.labels
__all__ = ["COLUMNS", "LABELS", "LEFT_OUT"]
