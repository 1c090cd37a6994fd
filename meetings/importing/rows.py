"""The words of a row meet the people, groups and topics of the records: what is meant, and what is wrong.

Nothing is written. What a row becomes is for each kind of spreadsheet to say: it extends `CellReader`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hackit.audience import Viewer
from hackit.csv_out import plain_cell
from hackit.dates import british_day
from hackit.models import Forum, Person, Topic
from meetings.form_fields import KnownPeople
from meetings.importing.cells import NO_DAY, names_in, one_line, read_day
from meetings.importing.headings import LEFT_OUT
from meetings.importing.table import Row, Table

LONGEST_TOLD = 60
"""Letters of a value that are told where it differs."""


@dataclass(frozen=True)
class Problem:
    """What keeps a row from being read: the line, the column's heading, a sentence."""

    line: int
    column: str
    words: str


HERE = "It is here already and stays as it is"


def differs(label: str, here: object, in_file: object) -> str:
    """ "Request: Agreed here, With finance in the file": what a row says otherwise of what is here already."""
    return f"{label}: {_in_words(here)} here, {_in_words(in_file)} in the file"


def _in_words(value: object) -> str:
    if value is None or value == "":
        return "nothing"
    words = british_day(value) if isinstance(value, date) else " ".join(str(value).split())
    return words if len(words) <= LONGEST_TOLD else f"{words[: LONGEST_TOLD - 1]}…"


class Known:
    """People, groups that the importer writes in and topics, each by what they are called. Three queries."""

    def __init__(self, *, viewer: Viewer, by: Person, on: date) -> None:
        self.on, self.by, self.viewer = on, by, viewer
        self.people = KnownPeople(on=on)
        groups = Forum.objects.filter(pk__in=[pk for pk in viewer.forum_ids if viewer.writes_in(pk)])
        self.groups = {name.lower(): group for group in groups for name in (group.full_name, group.name) if name}
        topics = list(Topic.objects.current().prefetch_related("aliases"))
        self.topics = {alias.text.lower(): topic for topic in topics for alias in topic.aliases.all()}
        self.topics |= {topic.name.lower(): topic for topic in topics}

    def person(self, name: str, who: Mapping[str, Person]) -> Person | None:
        """Who is meant by a name, if that is clear or was settled."""
        if name.lower() in who:
            return who[name.lower()]
        found = self.people.find(name)
        return found[0] if len(found) == 1 else None

    def is_name(self, name: str) -> bool:
        return bool(self.people.find(name))

    def topic(self, name: str) -> Topic | None:
        return self.topics.get(name.lower())


def cells_in(table: Table, columns: Sequence[str], key: str) -> list[str]:
    """The different cells of a column, as they were typed; none where no column holds that."""
    if key not in columns:
        return []
    place = list(columns).index(key)
    return list(dict.fromkeys(plain_cell(row.cells[place]) for row in table.rows))


def names_in_doubt(
    table: Table, columns: Sequence[str], keys: Sequence[str], known: Known
) -> dict[str, list[Person]]:  # fmt: skip
    """Names in these columns that mean nobody here, or (with those) more than one."""
    found: dict[str, list[Person]] = {}
    for key in keys:
        for cell in cells_in(table, columns, key):
            for name in names_in(cell, known.is_name):
                people = known.people.find(name)
                if len(people) != 1:
                    found.setdefault(name, people)
    return found


class CellReader:
    """One row, cell by cell: what is wrong with it, what to say of it, and the names of nobody here."""

    labels: Mapping[str, str] = {}
    """What each column is called, for a problem with what no column holds."""

    def __init__(
        self, row: Row, headings: Sequence[str], columns: Sequence[str], known: Known, who: Mapping[str, Person]
    ) -> None:  # fmt: skip
        self.row, self.known, self.who = row, known, who
        self.problems: list[Problem] = []
        self.said: list[str] = []
        self.nobody: list[str] = []
        self._place = {key: place for place, key in enumerate(columns) if key != LEFT_OUT}
        self._raw = {key: plain_cell(row.cells[place]) for key, place in self._place.items()}
        self._cells = {key: one_line(raw) for key, raw in self._raw.items()}
        self._headings = headings

    def has(self, key: str) -> bool:
        """Whether a column holds that."""
        return key in self._place

    def raw(self, key: str) -> str:
        """The cell of that column with its line breaks; "" where there is none."""
        return self._raw.get(key, "")

    def cell(self, key: str) -> str:
        """The cell of that column as it was typed, on one line; "" where there is none."""
        return self._cells.get(key, "")

    def wrong(self, key: str, words: str) -> None:
        """Nothing comes of the row: say why."""
        place = self._place.get(key)
        heading = self._headings[place] if place is not None else self.labels.get(key, "")
        self.problems.append(Problem(self.row.line, heading, words))

    def is_readable(self) -> bool:
        """Whether there is anything in it that is looked at, in cells that stand under their headings."""
        if not any(self.cell(key) for key in self._place):
            return False
        if self.row.more:
            self.wrong("", "There are more cells than headings. Put quotation marks round a cell that holds a comma")
        return not self.row.more

    def short(self, key: str, most: int) -> str:
        """The cell on one line, if it is not longer than that."""
        return self.within(key, self.cell(key), most)

    def within(self, key: str, text: str, most: int) -> str:
        """The text, with a problem where it is longer than that."""
        if len(text) > most:
            self.wrong(key, f"At most {most:,} characters fit, and this has {len(text):,}")
        return text[:most]

    def group(self, key: str, settled: Forum | None) -> Forum | None:
        """The group named in that column, else the one for all rows."""
        name = self.cell(key)
        if not name:
            return settled
        found = self.known.groups.get(name.lower())
        if found is None:
            self.wrong(key, f"You are in no group called “{name[:60]}”")
        return found

    def owner_and_helpers(self, key: str, helpers_key: str = "") -> tuple[Person | None, str, list[Person]]:
        """The owner; words that stand for one where nobody is known by them; those "with" the owner.

        Of several in one cell ("MW/YO") the first owns it.
        """
        typed = self.short(key, 120)
        owners, self.nobody = self.meant(key)
        helpers, others = self.meant(helpers_key) if helpers_key else ([], [])
        if typed and not owners:
            self.nobody = []
            self.said.append(f"No owner yet: “{typed[:60]}” is kept as typed")
        self.nobody += others
        self.said += [f"“{name[:60]}” is kept in the notes: nobody here is called that" for name in self.nobody]
        owner = owners[0] if owners else None
        helpers = [person for person in dict.fromkeys([*owners[1:], *helpers]) if person != owner]
        return owner, "" if owner else typed, helpers

    def meant(self, key: str) -> tuple[list[Person], list[str]]:
        """Who is named in that column, and the names of nobody."""
        names = names_in(self.raw(key), self.known.is_name)
        meant = [(name, self.known.person(name, self.who)) for name in names]
        return [person for _name, person in meant if person], [name for name, person in meant if not person]

    def day(self, key: str) -> date | None:
        """The day in that column; None where none is said, with a problem where it is no date."""
        typed = self.cell(key)
        if not typed or typed.lower() in NO_DAY:
            return None
        day = read_day(typed, on=self.known.on)
        if day is None:
            self.no_date(key, typed)
        return day

    def no_date(self, key: str, typed: str) -> None:
        """Say that these words are no date."""
        self.wrong(key, f"“{typed[:60]}” is no date. Write it day first, like 14/6/2019 or 14 June 2019")
