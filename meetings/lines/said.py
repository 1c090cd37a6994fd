"""What a line says besides actions and decisions, as the stream and the record tell it: a tag and a few words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from meetings.capture import british_date
from meetings.capture.loose import read_loose
from meetings.lines.models import Line, Sort

TAGS = {
    "action": ("act", "Action"), "decision": ("dec", "Decision"), "idea": ("idea", "Idea for later"),
    "question": ("", "Question"), "ask": ("", "Ask for help"), "coming_up": ("", "Coming up"), "note": ("", "Note"),
    "position": ("", "Position"), "request": ("", "Request to finance"),
    "enquiry": ("", "Question to answer"), "answered": ("done", "Answered ✓"),
    "attendance": ("", "Here"), "agenda": ("", "Agenda"), "update": ("", "Update"),
}  # fmt: skip
UPDATE_TAGS = {
    "done": ("done", "Done ✓"), "moved": ("", "Date moved"), "dropped": ("", "No longer needed"),
    "in_progress": ("doing", "In progress"), "on_track": ("doing", "On track"), "waiting": ("", "Waiting"),
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """A tag with its label, and words of which some are strong: (words, strong)."""

    tag: str
    label: str
    words: tuple[tuple[str, bool], ...] = ()

    @property
    def plain_words(self) -> str:
        return "".join(words for words, _strong in self.words)

    @property
    def is_plain(self) -> bool:
        """A note, or an update of nobody knows what: the line says it all."""
        return self.label in ("Note", "Update") and not self.words


def said_of(line: Line, entry: dict[str, Any], *, on: date) -> Said:
    """What one entry of `line.heard` says, for days told on `on`."""
    kind, flags = entry["kind"], entry.get("flags", [])
    if kind == "update" and "action" in entry:
        return _of_update(entry, on=on)
    if kind == "enquiry":
        return Said(*TAGS[kind], (("from ", False), (entry.get("asker", ""), True)))
    if kind in ("attendance", "position", "agenda", "update", "answered", "request"):
        words = entry.get("said", "").removeprefix("Here: ")
        if "no_meeting" in flags:
            words = "No next meeting of that group is planned, so it stays here as a note."
        elif "which_action" in flags or "which_question" in flags:
            words = ""  # the question says it
        tag = TAGS["note" if "no_meeting" in flags or words == "Note." else kind]
        return Said(*tag, words=((words, False),) if words and words != "Note." else ())
    if kind == "coming_up":
        when = british_date(line.due, on=on) if line.due else read_loose(line.due_text, on=line.day).words
        return Said(*TAGS[kind], words=((when, True),) if when else ())
    if kind == "note" and "paper_link" in flags and entry.get("label"):
        return Said("", "Paper", ((entry["label"], False),))
    if line.sort and kind == "note":
        thanked = " and ".join(filter(None, [", ".join(entry.get("thanked", [])[:-1]), *entry.get("thanked", [])[-1:]]))
        return Said("", Sort(line.sort).label, (("to ", False), (thanked, True)) if thanked else ())
    if line.noted and kind == "note":
        return Said("", "Noted ✓")
    return Said(*TAGS.get(kind, TAGS["note"]))


def _of_update(entry: dict[str, Any], *, on: date) -> Said:
    """ "Done ✓ Compare tariffs, Yusuf Demir"."""
    words = [(entry["label"], True)]
    if entry["owner"]:
        words.append((f", {entry['owner']}", False))
    if entry["due"]:
        words.append((f", now due {british_date(date.fromisoformat(entry['due']), on=on)}", False))
    # "2 moved to 5/29": nobody knows yet to which day, so nothing was moved
    is_asked = entry["status"] == "moved" and not entry["due"]
    tag = TAGS["update"] if is_asked else UPDATE_TAGS.get(entry["status"], TAGS["update"])
    return Said(*tag, words=tuple(words))
