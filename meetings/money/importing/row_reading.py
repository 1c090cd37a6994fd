"""One row of a spreadsheet of requests to finance: what its cells say of a budget line. Nothing is written."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hackit.amounts import MOST_PENCE, read_cell
from hackit.dates import british_day, financial_year, financial_year_label
from hackit.models import Forum, Person, Topic
from meetings.form_fields import last_day
from meetings.importing.cells import NO_DAY, is_month_alone, names_in, read_due, read_year, several_lines
from meetings.importing.rows import CellReader, Known
from meetings.importing.table import Row
from meetings.money.importing import columns as col
from meetings.money.importing.cells import read_period_cell, read_word
from meetings.money.models import Position, RequestState
from meetings.money.profile_models import Amounts

LONGEST_NOTE = 500


@dataclass
class Planned:
    """What the rows of one budget line become.

    values: of the line; amounts: by year; total: what is stated for all years; note: why the amounts are as they are,
    or beside how it stands; written: the day of the amounts; position: values of one, or None; given: keys of the
    columns that say something; said: what to know about it; already: the ref of the line that it is.
    """

    line: int
    key: str
    values: dict[str, Any]
    amounts: dict[int, Amounts] = field(default_factory=dict)
    total: int | None = None
    note: str = ""
    written: date | None = None
    position: dict[str, Any] | None = None
    given: frozenset[str] = frozenset()
    said: list[str] = field(default_factory=list)
    already: str = ""

    @property
    def name_key(self) -> tuple[int, str]:
        """The group's id, and the title in small letters."""
        return self.values["forum"].pk, self.values["title"].casefold()

    @property
    def state(self) -> str:
        """ "With finance", or nothing."""
        return str(RequestState(self.values["state"]).label) if self.values["state"] else ""

    @property
    def stands(self) -> str:
        """ "working £40k over at P3", or nothing."""
        return Position(**self.position).in_short() if self.position else ""

    @property
    def years(self) -> list[tuple[str, Amounts]]:
        """Its amounts, each with "2019/20"."""
        return [(financial_year_label(year), one) for year, one in sorted(self.amounts.items())]


@dataclass(frozen=True)
class Settled:
    """What somebody chose for all rows: the group where a row names none, and `who` is meant by a name."""

    forum: Forum | None
    who: Mapping[str, Person] = field(default_factory=dict)


class BudgetRow(CellReader):
    """One row of requests to finance."""

    labels = col.COLUMNS.labels

    def __init__(
        self, row: Row, headings: Sequence[str], columns: Sequence[str], known: Known, settled: Settled
    ) -> None:  # fmt: skip
        super().__init__(row, headings, columns, known, settled.who)
        self.settled = settled
        self._with: list[str] = []
        self._unknown: list[str] = []
        self.year_keys = [key for key in columns if key in col.COLUMNS.years]
        self.by_row = self.has(col.CAPITAL) or self.has(col.REVENUE)

    def read(self) -> Planned | None:
        """What the row becomes; None if something is wrong with it, or there is nothing in it that is looked at."""
        if not self.is_readable():
            return None
        title = self.short(col.TITLE, 160)
        if not title:
            self.wrong(col.TITLE, "Enter what it is called")
        forum = self.group(col.GROUP, self.settled.forum)
        if forum is None and not self.cell(col.GROUP):
            self.wrong(col.GROUP, "Choose the group that follows it")
        state, since = self._state()
        values = {
            "title": title, "forum": forum, "lead": self._lead(), "topic": self._topic(), "state": state,
            "state_since": since, "closed_on": self._past(col.CLOSED),
            "financial_year": None if self.by_row else self._year(col.YEAR),
        }  # fmt: skip
        amounts, position = self._amounts(), self._position()
        total, written = self._pence(col.TOTAL), self._past(col.WRITTEN)
        note = several_lines(self.raw(col.NOTE))
        note = self.within(col.NOTE, "\n".join(filter(None, [note, self._others()])), LONGEST_NOTE)
        if self.problems:
            return None
        return Planned(
            self.row.line, _key(forum, title), values, amounts, total, note, written, position,
            frozenset(key for key in self._place if self.cell(key)), self.said,
        )  # fmt: skip

    # --- Whose it is ---

    def _lead(self) -> Person | None:
        said = self.said
        self.said = []
        lead, typed, others = self.owner_and_helpers(col.LEAD)
        self._unknown = [typed] if typed else self.nobody
        self._with = [person.name for person in others]
        # What is said of names of nobody is told of actions: a budget line keeps them with its note
        names = (f"“{name[:60]}” is kept in the note: nobody here is called that" for name in self._unknown)
        self.said = [*said, *names]
        return lead

    def _others(self) -> str:
        """Names that there is no place for but the note."""
        names = [*self._with, *self._unknown]
        return f"Speaks of it: {', '.join(names)}" if names else ""

    def _topic(self) -> Topic | None:
        names = names_in(self.raw(col.TOPIC), lambda name: self.known.topic(name) is not None)
        found = [(name, self.known.topic(name)) for name in names]
        topics = list(dict.fromkeys(topic for _name, topic in found if topic))
        self.said += [f"“{name[:60]}” is left out: there is no such topic" for name, topic in found if topic is None]
        if more := topics[1:]:
            words = ", ".join(topic.name for topic in more)
            self.said.append(f"A budget line has one topic, {topics[0].name}: left out is {words}")
        return topics[0] if topics else None

    # --- How far it is ---

    def _word(self, key: str, what: str, instead: str) -> str:
        typed = self.cell(key)
        read = read_word(what, typed)
        if read is None:
            self.wrong(key, f"“{typed[:60]}” is none of {instead}")
        return read or ""

    def _state(self) -> tuple[str, date | None]:
        state = self._word(col.STATE, "state", "proposed, with finance, agreed or set up")
        since = self._past(col.SINCE)
        if since and not self.cell(col.STATE):
            self.wrong(col.SINCE, "Say how far the request is since that day")
        if state and since is None and not self.cell(col.SINCE):
            since = self.known.on
            self.said.append(f"No day is given since when, so {british_day(since)} stands there")
        return state, since if state else None

    def _past(self, key: str) -> date | None:
        """The day in that column, which has been; a month alone is its last working day, of the last one that ended."""
        typed, on = self.cell(key), self.known.on
        if not is_month_alone(typed):
            day = self.day(key)
            if day is not None and day > on and (past := last_day(typed, on=on)):  # no year is named
                day = past
                self.said.append(f"“{typed}” is taken as {british_day(day)}")
        elif (day := read_due(typed, on=on)) is not None:
            if day > on and day.month != on.month and not any(map(str.isdecimal, typed)):
                day = read_due(f"{typed.rstrip('.')} {day.year - 1}", on=on) or day
            self.said.append(f"“{typed}” is taken as {british_day(day)}")
        else:
            self.no_date(key, typed)
        if day is not None and day > on:
            self.wrong(key, "That day is still to come")
        return day

    def _year(self, key: str) -> int | None:
        typed = self.cell(key)
        if not typed or typed.lower() in NO_DAY:
            return None
        year = read_year(typed)
        if year is None:
            self.wrong(key, f"“{typed[:20]}” is no financial year. Write it like 2019/20")
        return year

    # --- Money ---

    def _pence(self, key: str) -> int | None:
        """The amount in that column, in pence; None where there is none, with a problem where it is no amount."""
        typed = self.cell(key)
        try:
            pence = read_cell(typed[:60]) if len(typed) <= 60 else MOST_PENCE + 1
        except ValueError:
            self.wrong(key, f"“{typed[:40]}” is not an amount in whole pence. Write it like 770,000 or (£1,234.50)")
            return None
        if pence is None:
            return None
        times = col.times_of(self._headings[self._place[key]])
        if times > 1 and any(letter.isalpha() and letter.lower() not in "gbpcrdnil" for letter in typed):
            self.wrong(key, f"The heading says that it is in {times:,}s, and “{typed[:40]}” says so again")
        if abs(pence * times) > MOST_PENCE:
            self.wrong(key, f"“{typed[:40]}” is more than any amount can be")
            return None
        return pence * times

    def _amounts(self) -> dict[int, Amounts]:
        found: dict[int, dict[str, int]] = {}
        for key in self.year_keys:
            part, year = col.COLUMNS.years[key]
            if pence := self._pence(key):
                found.setdefault(year, {})[part] = pence
        if self.by_row:
            self._amounts_of_row(found)
        return {year: Amounts(**parts) for year, parts in found.items()}

    def _amounts_of_row(self, found: dict[int, dict[str, int]]) -> None:
        year = self._year(col.YEAR)
        parts = {key: pence for key in (col.CAPITAL, col.REVENUE) if (pence := self._pence(key))}
        if parts and year is None and not self.cell(col.YEAR):
            self.wrong(col.YEAR, "Say of which year the amounts are")
        both = self._pence(col.IN_ALL)
        if both is not None and both != sum(parts.values()) and not self.problems:
            self.wrong(col.IN_ALL, "From capital and to revenue do not come to that")
        if parts and year is not None:
            if year in found:
                self.wrong(col.YEAR, f"{financial_year_label(year)} has amounts in a column of its own as well")
            found[year] = parts

    # --- How it stands ---

    def _position(self) -> dict[str, Any] | None:
        about = (col.BASIS, col.PERIOD, col.OF_YEAR, col.LOW, col.HIGH, col.SAID, col.WORDS, col.BRINGS, col.FINAL)
        stands = self._word(col.STANDS, "stands", "in line, over budget, under budget or not known")
        if not stands:
            if given := next((key for key in about if self.cell(key)), None):
                self.wrong(given, "Say how it stands: in line, over budget, under budget or not known")
            return None
        said_on = self._past(col.SAID)
        if said_on is None:
            said_on = self.known.on
            self.said.append(f"No day is given on which that was said, so {british_day(said_on)} stands there")
        basis = self._word(col.BASIS, "basis", "working or final")
        if not basis:
            basis = Position.Basis.WORKING
            self.said.append("Nothing says that it is final, so it is working")
        low, high = self._by_how_much(stands)
        return {
            "state": stands, "basis": basis, "said_on": said_on, "low": low, "high": high,
            "near": self._word(col.NEAR, "near", "about, at least or at most") if high is not None else "",
            "nature": self._word(col.NATURE, "nature", "capital or revenue") if high is not None else "",
            "words": self.within(col.WORDS, several_lines(self.raw(col.WORDS)), 1000),
            **self._period(said_on), **self._final(basis),
        }  # fmt: skip

    def _period(self, said_on: date) -> dict[str, Any]:
        typed, period, year = self.cell(col.PERIOD), None, financial_year(said_on)
        if typed and typed.lower() not in NO_DAY:
            period, year = read_period_cell(typed[:40], on=said_on)
            if period is None:
                self.wrong(col.PERIOD, f"“{typed[:40]}” is no period. Write it like P2, May or year end")
        # A column of its own says it, even by an empty cell
        year = self._year(col.OF_YEAR) if self.has(col.OF_YEAR) else year
        return {"period": period, "financial_year": year}

    def _by_how_much(self, stands: str) -> tuple[int | None, int | None]:
        """Both ends in pence, without a sign: over or under is said in words."""
        low, high = self._pence(col.LOW), self._pence(col.HIGH)
        ends = [pence for pence in (low, high) if pence is not None]
        if not any(ends):
            return None, None
        if stands not in (Position.State.OVER, Position.State.UNDER):
            self.wrong(col.LOW, "An amount goes with over or under budget only")
        elif any(pence < 0 for pence in ends) and stands == Position.State.OVER:
            self.wrong(col.LOW, "It is less than nothing, and the row says over budget")
        found = sorted(abs(pence) for pence in ends)
        return found[0], found[-1]

    def _final(self, basis: str) -> dict[str, Any]:
        people, nobody = self.meant(col.BRINGS)
        typed = self.cell(col.FINAL)
        if basis == Position.Basis.FINAL:
            if people or nobody or typed:
                self.wrong(col.BASIS, "What is final waits for no figures")
            return {"brings": None, "final_on": None, "final_text": ""}
        self.said += [f"“{name[:60]}” is left out: nobody here is called that" for name in nobody]
        self.said += [f"One person brings the final figures: {one.name} is left out" for one in people[1:]]
        day = read_due(typed, on=self.known.on)
        if typed and day is None and typed.lower() not in NO_DAY:
            self.said.append(f"No day yet: “{typed[:60]}” is kept as typed")
        text = "" if day or typed.lower() in NO_DAY else self.short(col.FINAL, 80)
        return {"brings": people[0] if people else None, "final_on": day, "final_text": text}


def _key(forum: Forum | None, title: str) -> str:
    """The same for the same line, whatever has become of it: its group and what it is called."""
    parts = [forum.ref if forum else "", title.casefold()]
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()
