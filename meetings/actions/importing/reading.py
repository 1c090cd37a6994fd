"""What each row of a table would become: an action, one that is here already, or a sentence about what is wrong.

Here the words of the table meet the people, groups and topics of the records. Nothing is written.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hackit.models import Forum, ImportedItem, Person, Topic
from meetings.actions.importing import columns as col
from meetings.actions.importing.cells import read_status
from meetings.actions.models import OPEN_STATES, Action
from meetings.importing.cells import NO_DAY, looks_like_a_day, names_in, one_line, read_day, several_lines
from meetings.importing.rows import CellReader, Known, Problem, cells_in
from meetings.importing.table import Row, Table

KIND = Action._meta.label_lower
ENDED = (Action.Status.DONE, Action.Status.DROPPED)


@dataclass
class Planned:
    """What a row becomes. `said`: what to know about it; `already`: the action that it is, if it is here and seen."""

    line: int
    key: str
    values: dict[str, Any]
    helpers: list[Person] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    note: str = ""
    said: list[str] = field(default_factory=list)
    already: Action | None = None

    @property
    def status_words(self) -> str:
        """ "In progress", "Waiting for Finance"."""
        status = Action.Status(self.values["status"])
        if status == Action.Status.WAITING:
            return f"Waiting for {self.values['waiting_for']}" if self.values["waiting_for"] else "Waiting"
        return str(status.label)


@dataclass
class Plan:
    """All rows: those to make, those that are here already or stand in the file twice, and what is wrong."""

    new: list[Planned] = field(default_factory=list)
    known: list[Planned] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Settled:
    """What somebody chose for all rows: `who` is meant by a name, what a status `means`, and the group for those
    without one."""

    forum: Forum | None = None
    who: Mapping[str, Person] = field(default_factory=dict)
    means: Mapping[str, str] = field(default_factory=dict)


def statuses_in_doubt(table: Table, columns: Sequence[str]) -> list[str]:
    """Words in the column of the status that say nothing here."""
    words = dict.fromkeys(one_line(cell) for cell in cells_in(table, columns, col.STATUS))
    return [word for word in words if read_status(word) is None]


def plan(table: Table, columns: Sequence[str], known: Known, settled: Settled, *, user: Any) -> Plan:
    """What becomes of each row. Two queries and one for every 500 rows, however many there are."""
    made = Plan()
    rows: list[tuple[Planned, str]] = []
    if col.TEXT not in columns:
        made.problems.append(Problem(0, "", "Say which column holds the actions: none of the headings does"))
        return made
    for row in table.rows:
        reader = _Reader(row, table.headings, columns, known, settled)
        planned = reader.read()
        if planned:
            rows.append((planned, reader.cell(col.ADDRESS)))
        made.problems += reader.problems
    here = _already_here(rows, user)
    lines: dict[str, int] = {}
    for planned, _address in rows:
        planned.already = here.get(planned.line)
        if planned.line in here:
            planned.said = ["It is here already and stays as it is"]
        elif planned.key in lines:
            planned.said = [f"The same as line {lines[planned.key]:,}: made once"]
        else:
            lines[planned.key] = planned.line
            made.new.append(planned)
            continue
        made.known.append(planned)
    return made


def _already_here(rows: list[tuple[Planned, str]], user: Any) -> dict[int, Action | None]:
    """By line the action that a row is: by its address here, or because the same row was brought in before.

    None for one that this reader does not see: it was brought in all the same.
    """
    addresses = {planned.line: _REF.search(address) for planned, address in rows}
    items = ImportedItem.objects.brought_in(KIND, [planned.key for planned, _address in rows])
    refs = {line: said[1] for line, said in addresses.items() if said}
    seen = _by_ref(Action.objects.visible_to(user), [*refs.values(), *(item.record_ref for item in items.values())])
    found: dict[int, Action | None] = {line: seen[ref] for line, ref in refs.items() if ref in seen}
    kept = still_here(items.values())
    for planned, _address in rows:
        item = items.get(planned.key)
        if item and item.record_ref in kept:
            found.setdefault(planned.line, seen.get(item.record_ref))
    return found


_REF = re.compile(r"/actions/([a-z0-9]{10})/?$")


def still_here(items: Iterable[ImportedItem]) -> set[str]:
    """The refs of those of these items whose action was not deleted since."""
    return set(_by_ref(Action.objects.live(), [item.record_ref for item in items]))


def _by_ref(rows: Any, refs: Sequence[str]) -> dict[str, Action]:
    wanted = list(dict.fromkeys(refs))
    found: dict[str, Action] = {}
    for start in range(0, len(wanted), 500):
        found |= {action.ref: action for action in rows.filter(ref__in=wanted[start : start + 500])}
    return found


class _Reader(CellReader):
    """One row of actions; topics of nothing here are kept in its notes."""

    labels = col.LABELS

    def __init__(
        self, row: Row, headings: Sequence[str], columns: Sequence[str], known: Known, settled: Settled
    ) -> None:  # fmt: skip
        super().__init__(row, headings, columns, known, settled.who)
        self.settled = settled
        self.nothing: list[str] = []

    def read(self) -> Planned | None:
        """What the row becomes; None if something is wrong with it, or there is nothing in it that is looked at."""
        if not self.is_readable():
            return None
        text = self.short(col.TEXT, 500)
        if not text:
            self.wrong(col.TEXT, "Enter what needs doing")
        forum = self.group(col.GROUP, self.settled.forum)
        owner, owner_text, helpers = self.owner_and_helpers(col.OWNER, col.HELPERS)
        if not owner and not forum:
            self.wrong(col.OWNER, "Nobody here is meant and there is no group: name an owner, or choose a group")
        status, waiting_for = self._status()
        waiting_on = self.known.people.find(waiting_for) if waiting_for else []
        values = {
            "text": text, "forum": forum, "owner": owner, "owner_text": owner_text,
            "status": status, "waiting_for": waiting_for,
            "waiting_on": waiting_on[0] if len(waiting_on) == 1 else None, **self._dates(status),
            **({"source_label": self.short(col.SOURCE, 200)} if self.has(col.SOURCE) else {}),
        }  # fmt: skip
        topics = self._topics()
        note = self._note()
        if self.problems:
            return None
        return Planned(self.row.line, self._key(values), values, helpers, topics, note, self.said)

    def _status(self) -> tuple[str, str]:
        typed = self.cell(col.STATUS)
        status, whom = self.settled.means.get(typed.lower(), ""), ""
        if not status:
            read = read_status(typed)
            if read is None:
                self.wrong(col.STATUS, f"Choose below what “{typed[:60]}” means")
                return Action.Status.NOT_STARTED, ""
            status, whom = read
        if not typed and self.cell(col.ENDED):
            status = Action.Status.DONE
        waiting_for = self.short(col.WAITING, 120) or whom
        if waiting_for and status in OPEN_STATES:
            status = Action.Status.WAITING
        if len(waiting_for) > 120:
            self.wrong(col.STATUS, f"At most 120 characters fit after “waiting for”, and this has {len(waiting_for)}")
        return status, waiting_for[:120] if status == Action.Status.WAITING else ""

    def _dates(self, status: str) -> dict[str, Any]:
        """Due, as a day or as words, the first such day, how often it was moved, and the day on which it ended."""
        due, words = self._due()
        moved = self.cell(col.MOVED)
        if moved and not (moved.isdecimal() and len(moved) <= 3):
            self.wrong(col.MOVED, "How often the date moved must be a number")
            moved = ""
        values: dict[str, Any] = {
            "due": due, "due_text": words, "first_due": self.day(col.FIRST_DUE), "times_moved": int(moved or 0),
            "due_is_assumed": due is not None and self.cell(col.AGREED).lower() == "no",
        }  # fmt: skip
        ended = self.day(col.ENDED)
        if status in ENDED:
            if ended is None:
                self.said.append("No day is given on which it ended, so today stands there")
            elif ended > self.known.on:
                self.wrong(col.ENDED, "It can’t have ended on a day that is still to come")
            values["ended_on"] = ended or self.known.on
        return values

    def _due(self) -> tuple[date | None, str]:
        typed = self.cell(col.DUE)
        if not typed or typed.lower() in NO_DAY:
            return None, ""
        day = read_day(typed, on=self.known.on)
        is_words = self.cell(col.AGREED).lower() == "no" or not looks_like_a_day(typed)
        if day is None and is_words:
            self.said.append(f"No date yet: “{typed[:60]}” is kept as typed")
            return None, self.short(col.DUE, 80)
        if day is None:
            self.no_date(col.DUE, typed)
        return day, ""

    def _topics(self) -> list[Topic]:
        names = names_in(self.raw(col.TOPICS), lambda name: self.known.topic(name) is not None)
        found = [(name, self.known.topic(name)) for name in names]
        self.nothing = [name for name, topic in found if topic is None]
        self.said += [f"“{name[:60]}” is kept in the notes: there is no such topic" for name in self.nothing]
        return list(dict.fromkeys(topic for _name, topic in found if topic))

    def _note(self) -> str:
        """Notes for the action's log, with the names and topics that are nobody and nothing here."""
        lines = [several_lines(self.raw(col.NOTE))]
        lines += [f"With: {', '.join(self.nobody)}"] if self.nobody else []
        lines += [f"Topics: {', '.join(self.nothing)}"] if self.nothing else []
        note = "\n".join(line for line in lines if line)
        if len(note) > 1000:
            self.wrong(col.NOTE, f"At most 1,000 characters fit in the notes, and this has {len(note):,}")
        return note

    def _key(self, values: Mapping[str, Any]) -> str:
        """The same for the same promise, whatever has become of it since: words, whose, by when, which group."""
        forum = values["forum"]
        parts = [
            values["text"].casefold(), self.cell(col.OWNER).casefold(), str(values["due"] or values["due_text"]),
            f"group:{forum.ref}" if forum else f"person:{self.known.by.ref}",
        ]  # fmt: skip
        return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()
