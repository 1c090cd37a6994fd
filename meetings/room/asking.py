"""What is asked about a line until somebody answers, and for whom and when it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from meetings.capture import british_date, read_date
from meetings.models import Line
from meetings.money.said import ASKED


@dataclass(frozen=True)
class Setting:
    """Who looks, on which day, when the group meets next, and which group stands above it.

    `on` is the day from which words are read, a meeting's own; `now` the day on which somebody answers, where that
    may be a later one.
    """

    on: date
    person_id: int | None = None
    may_write: bool = True
    next_date: date | None = None
    group: str = ""
    above: str = ""
    now: date | None = None


@dataclass
class Ask:
    """Something that needs an answer: `what` is "owner" or "date", `choices` are (value, words, small words)."""

    what: str
    ref: str
    words: str
    choices: list[tuple[str, str, str]] = field(default_factory=list)
    question: str = ""

    @property
    def part(self) -> str:
        """The part of the line that any other answer is given in."""
        return "due" if self.what == "date" else "owner"


def date_choices(setting: Setting, typed: str = "") -> list[tuple[str, str, str]]:
    """Near days to settle on: the next meeting, this Friday (the one after, from Friday on). None that has passed.

    `typed` is what was said of the day, without a word that makes it a due date ("visit the depot next Friday"): the
    day that it means goes first, and one of the others stays beside it.
    """
    begin = max(setting.on, setting.now or setting.on)
    friday = begin + timedelta(days=(4 - begin.weekday()) % 7 or 7)
    near = [(setting.next_date, f"Next {setting.group}")] if setting.next_date and setting.group else []
    days = [one for one in near if one[0] >= begin]
    days.append((friday, "This Friday" if begin.weekday() < 4 else "Next Friday"))
    meant = read_date(typed, on=setting.on, next_meeting=setting.next_date).date
    if meant and meant >= begin and meant not in [day for day, _words in days]:
        days = [(meant, typed[:1].upper() + typed[1:]), days[0]]
    return [(day.isoformat(), words, british_date(day, on=setting.on)) for day, words in days]


def move_asks(line: Line, entry: dict[str, Any], setting: Setting) -> list[Ask]:
    """To which day an open action was moved, where the words typed tell none."""
    if entry["kind"] != "update" or entry.get("status") != "moved" or entry["due"] or "action" not in entry:
        return []
    if [entry["action"], "moved"] in line.heard[0].get("left", []):
        return []
    words = f"“{entry['due_text']}”: when? Until somebody says, its date stays"
    return [
        Ask(
            "moved",
            entry["action"],
            words,
            date_choices(setting, entry["due_text"]),
            f"When is this moved to: {entry['label']}?",
        )
    ]


def budget_asks(entry: dict[str, Any]) -> list[Ask]:
    """Of which budget line a position is that named none, where the group follows several and nobody has said yet."""
    if entry["kind"] != "position" or entry.get("unnamed") != ASKED:
        return []
    words = f"No budget line was named. Is it of {entry['of'][1]}?"
    choices = [(ref, title, "") for ref, title in [entry["of"], *entry["others"]]]
    return [Ask("budget", entry["ref"], words, choices, "Of which budget line is this?")]
