"""What each row of a table would become: a request to finance, one that is here already, or what is wrong.

Rows of one title are one budget line where each row is of a year. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from hackit.dates import financial_year_label
from hackit.models import ImportedItem
from meetings.importing.headings import LEFT_OUT
from meetings.importing.kept import refs_among
from meetings.importing.rows import HERE, Known, Problem
from meetings.importing.table import Table
from meetings.money.importing import columns as col
from meetings.money.importing.differing import Stored, differences, stored_lines
from meetings.money.importing.row_reading import BudgetRow, Planned, Settled
from meetings.money.models import BudgetLine
from meetings.money.profile_models import DoesNotAddUp, check_total

KIND = BudgetLine._meta.label_lower


@dataclass
class Plan:
    """All rows: those to make, those here already or twice in the file, what is wrong.

    superseded: rows of amounts that hold no more, which are passed over. years_left_out: headings that name a year and
    not of what its amounts are, whose columns hold something and are left out.
    """

    new: list[Planned] = field(default_factory=list)
    known: list[Planned] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    superseded: int = 0
    years_left_out: list[str] = field(default_factory=list)


def plan(table: Table, columns: Sequence[str], known: Known, settled: Settled) -> Plan:
    """What becomes of each row. A few questions, and a few for every 500 lines that are here already."""
    made = Plan()
    if col.TITLE not in columns:
        made.problems.append(Problem(0, "", "Say which column names the budget line: none of the headings does"))
    if (col.CAPITAL in columns or col.REVENUE in columns) and col.YEAR not in columns:
        made.problems.append(Problem(0, "", "Say which column names the year of the amounts"))
    if made.problems:
        return made
    made.years_left_out = _years_left_out(table, columns)
    rows: list[Planned] = []
    for row in table.rows:
        reader = BudgetRow(row, table.headings, columns, known, settled)
        if reader.cell(col.HOLDS).lower() in ("no", "n", "false"):
            made.superseded += 1
            continue
        planned = reader.read()
        made.problems += reader.problems
        if planned:
            rows.append(planned)
    by_year = col.CAPITAL in columns or col.REVENUE in columns
    lines = _joined(made, rows) if by_year else _each_once(made, rows)
    for planned in lines:
        _look_at_sums(made, planned)
    _look_at_what_is_here(made, lines, known)
    return made


def _years_left_out(table: Table, columns: Sequence[str]) -> list[str]:
    return [
        heading
        for place, (heading, key) in enumerate(zip(table.headings, columns, strict=True))
        if key == LEFT_OUT and col.names_a_year(heading) and any(row.cells[place].strip() for row in table.rows)
    ]


def _each_once(made: Plan, rows: Sequence[Planned]) -> list[Planned]:
    """The rows without those that say the same again; another line of the same name is a problem."""
    first: dict[tuple[int, str], Planned] = {}
    for planned in rows:
        before = first.setdefault(planned.name_key, planned)
        if before is planned:
            continue
        if _told(before) == _told(planned):
            planned.said = [f"The same as line {before.line:,}: made once"]
            made.known.append(planned)
        else:
            words = f"Line {before.line:,} has that name already, and says something else of it"
            made.problems.append(Problem(planned.line, col.COLUMNS.labels[col.TITLE], words))
    return list(first.values())


def _told(planned: Planned) -> tuple[object, ...]:
    return (
        {**planned.values, "title": ""}, planned.amounts, planned.total, planned.note, planned.written,
        planned.position,
    )  # fmt: skip


def _joined(made: Plan, rows: Sequence[Planned]) -> list[Planned]:
    """Rows of one name as one line: each adds a year, and what they say besides must be the same or left empty."""
    first: dict[tuple[int, str], Planned] = {}
    for planned in rows:
        before = first.setdefault(planned.name_key, planned)
        if before is not planned:
            _add_to(made, before, planned)
    return list(first.values())


def _add_to(made: Plan, line: Planned, row: Planned) -> None:
    def wrong(key: str, words: str) -> None:
        made.problems.append(Problem(row.line, col.COLUMNS.labels[key], words))

    for year in row.amounts.keys() & line.amounts.keys():
        wrong(col.YEAR, f"{financial_year_label(year)} is there already, in a line above")
    line.amounts = row.amounts | line.amounts
    for key, name in ((col.LEAD, "lead"), (col.TOPIC, "topic"), (col.STATE, "state"), (col.SINCE, "state_since"),
                      (col.CLOSED, "closed_on")):  # fmt: skip
        if key in row.given and key in line.given and row.values[name] != line.values[name]:
            wrong(key, f"Line {line.line:,} says something else of the same budget line")
        elif key in row.given:
            line.values[name] = row.values[name]
    for key, name in ((col.TOTAL, "total"), (col.NOTE, "note"), (col.WRITTEN, "written"), (col.STANDS, "position")):
        if key in row.given and key in line.given and getattr(row, name) != getattr(line, name):
            wrong(key, f"Line {line.line:,} says something else of the same budget line")
        elif key in row.given:
            setattr(line, name, getattr(row, name))
    line.note = line.note or row.note  # names that were kept in it, where no column is one of notes
    line.said += [words for words in row.said if words not in line.said]
    line.given |= row.given


def _look_at_sums(made: Plan, planned: Planned) -> None:
    """What is said of all rows of a line together: its total, and a place for its note."""
    try:
        check_total(planned.amounts, planned.total)
    except DoesNotAddUp as wrong:
        made.problems.append(Problem(planned.line, col.COLUMNS.labels[col.TOTAL], str(wrong)))
    if planned.note and not planned.amounts and planned.position is None:
        if col.NOTE in planned.given:
            words = "A note is kept with amounts or with how it stands, and there is neither. Leave it out, or add one"
            made.problems.append(Problem(planned.line, col.COLUMNS.labels[col.NOTE], words))
        else:
            planned.said = [
                words.replace("is kept in the note:", "is left out, as there is no amount to keep it with:")
                for words in planned.said
            ]
            planned.said.append(f"Left out, as there is no amount to keep it with: {planned.note}")
            planned.note = ""
    if planned.position is not None and planned.note and not planned.amounts:
        words = "\n".join(filter(None, [planned.position["words"], planned.note]))
        planned.position["words"], planned.note = words[:1000], ""


def _look_at_what_is_here(made: Plan, lines: Sequence[Planned], known: Known) -> None:
    live = BudgetLine.objects.live()
    groups = {planned.values["forum"].pk for planned in lines}
    here = {
        (forum_id, title.casefold()): ref
        for forum_id, title, ref in live.filter(forum__in=groups).values_list("forum_id", "title", "ref")
    }
    items = ImportedItem.objects.brought_in(KIND, [planned.key for planned in lines])
    kept = refs_among(live, items.values())
    for planned in lines:
        item = items.get(planned.key)
        planned.already = here.get(planned.name_key) or (item.record_ref if item and item.record_ref in kept else "")
        (made.known if planned.already else made.new).append(planned)
    already = [planned for planned in made.known if planned.already]
    stored: dict[str, Stored] = stored_lines([planned.already for planned in already], known.viewer)
    for planned in already:
        differs = differences(planned, stored[planned.already]) if planned.already in stored else []
        planned.said = [HERE, *differs]
