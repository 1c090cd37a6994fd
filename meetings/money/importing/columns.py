"""What the columns of a spreadsheet of requests to finance are, by their headings. Pure.

Amounts stand in a column for each year ("Capital 2019/20") or in a row for each year beside a column that names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from hackit.dates import financial_year, financial_year_label
from meetings.importing.cells import read_year
from meetings.importing.headings import LEFT_OUT, LONGEST_HEADING, Column, Columns
from meetings.importing.table import Limits

LIMITS = Limits(rows=10_000, bytes=5_000_000)

TITLE, GROUP, YEAR, LEAD, TOPIC, CLOSED = "title", "group", "year", "lead", "topic", "closed"
STATE, SINCE = "state", "since"
CAPITAL, REVENUE, IN_ALL, TOTAL = "capital", "revenue", "in_all", "total"
NOTE, WRITTEN, HOLDS = "note", "written", "holds"
STANDS, BASIS, PERIOD, OF_YEAR = "stands", "basis", "period", "of_year"
LOW, HIGH, NEAR, NATURE = "low", "high", "near", "nature"
SAID, WORDS, BRINGS, FINAL = "said", "words", "brings", "final"
ADDRESS = "address"

PARTS = {CAPITAL: "From capital", REVENUE: "To revenue"}
FIRST_YEAR, LAST_YEAR = 2000, 2100

_YEAR = re.compile(r"(?<!\d)(?:FY\s?)?((?:20)?\d\d\s?[/–-]\s?(?:20)?\d\d|20\d\d)(?!\d)", re.I)
_THOUSANDS = re.compile(r"£\s?[’']?(?:000|k\b)|\b(?:in\s+)?thousands\b|\(k\)", re.I)
_MILLIONS = re.compile(r"£\s?m\b|\b(?:in\s+)?millions\b", re.I)
_WORDS = {"capital": CAPITAL, "cap": CAPITAL, "capex": CAPITAL, "revenue": REVENUE, "rev": REVENUE}
_FILLERS = frozenset(
    [
        "from",
        "to",
        "of",
        "in",
        "for",
        "the",
        "a",
        "budget",
        "budgets",
        "amount",
        "amounts",
        "spend",
        "profile",
        "fy",
        "year",
        "request",
        "requested",
        "k",
        "m",
        "s",
        "pounds",
        "gbp",
        "thousands",
        "millions",
    ]
)


def times_of(heading: str) -> int:
    """What the amounts below a heading are to be multiplied by: 1,000 for "Capital 2019/20 (£000)"."""
    heading = heading[:LONGEST_HEADING]
    return 1_000 if _THOUSANDS.search(heading) else 1_000_000 if _MILLIONS.search(heading) else 1


def year_column(heading: str) -> str:
    """The key of "Capital 2019/20" or "19/20 to revenue"; "" for what names no year, or not which of the two."""
    heading = heading[:LONGEST_HEADING]
    found = list(_YEAR.finditer(heading))
    year = read_year(found[0][1]) if len(found) == 1 else None
    if year is None:
        return ""
    words = set(re.findall(r"[a-z]+", (heading[: found[0].start()] + heading[found[0].end() :]).lower()))
    parts = {_WORDS[word] for word in words if word in _WORDS}
    if len(parts) != 1 or words - _WORDS.keys() - _FILLERS:
        return ""
    return key_of(parts.pop(), year)


def names_a_year(heading: str) -> bool:
    """Whether a heading is a year and nothing else: "2019/20", "FY 19/20". Not of what its amounts are."""
    found = _YEAR.fullmatch(heading[:LONGEST_HEADING].strip())
    return bool(found and read_year(found[1]) is not None)


def key_of(part: str, year: int) -> str:
    """The key of the column that holds that part of that year."""
    return f"{part}-{year}"


class BudgetColumns(Columns):
    """All that the columns of requests to finance can hold: two of every year besides what has one name."""

    def __init__(self, columns: Iterable[Column]) -> None:
        super().__init__(columns)
        self.plain = dict(self.labels)
        self.years = {
            key_of(part, year): (part, year) for year in range(FIRST_YEAR, LAST_YEAR + 1) for part in PARTS
        }  # fmt: skip
        self.labels |= {key: f"{PARTS[part]}, {financial_year_label(year)}" for key, (part, year) in self.years.items()}

    def is_known(self, heading: str) -> bool:
        return super().is_known(heading) or bool(year_column(heading))

    def match(self, headings: Sequence[str]) -> list[str]:
        """Years first: "Capital (2019/20)" without its brackets is a capital of any year."""
        of_years = [year_column(heading) for heading in headings]
        found = super().match(["" if key else heading for heading, key in zip(headings, of_years, strict=True)])
        for place, key in enumerate(of_years):
            found[place] = found[place] if not key else key if key not in found else LEFT_OUT
        return found

    def choices(self, matched: Sequence[str], *, on: date) -> list[tuple[str, Any]]:
        this = financial_year(on)
        years = {self.years[key][1] for key in matched if key in self.years}
        shown = range(min({this - 3, *years}), max({this + 6, *years}) + 1)
        money = [(key_of(part, year), self.labels[key_of(part, year)]) for year in shown for part in PARTS]
        return [*self.plain.items(), ("Amounts of one year", money)]


COLUMNS = BudgetColumns((
    Column(TITLE, "Budget line", (
        "budget line", "title", "name", "budget", "request", "budget name", "scheme", "project", "request title",
        "line", "description", "what it is called", "item", "name of budget",
    )),
    Column(STATE, "How far the request is", (
        "request to finance", "request state", "how far the request is", "state", "status", "stage", "request",
    )),
    Column(SINCE, "Since", ("since", "state since", "status date", "since when")),
    Column(YEAR, "Financial year", ("year", "financial year", "fy", "budget year")),
    Column(CAPITAL, "From capital, of the year in the row", ("from capital", "capital", "capital amount", "capex")),
    Column(REVENUE, "To revenue, of the year in the row", ("to revenue", "revenue", "revenue amount")),
    Column(IN_ALL, "Both of the year in the row", ("in all", "year total", "total of the year")),
    Column(TOTAL, "Total of all years", (
        "total", "total of all years", "stated total", "total agreed", "grand total", "total amount",
    )),
    Column(GROUP, "Group", ("group", "forum", "board")),
    Column(LEAD, "Who speaks of it", (
        "who speaks of it", "lead", "owner", "budget holder", "responsible officer", "lead officer", "officer", "who",
        "responsible", "budget owner", "requested by",
    )),
    Column(TOPIC, "Topic", ("topic", "topics", "theme", "tags", "tag")),
    Column(NOTE, "Why, or a note", (
        "why", "note", "notes", "comment", "comments", "reason", "justification", "why it is so now",
    )),
    Column(WRITTEN, "Amounts written down on", ("written down on", "amounts as of", "profile date")),
    Column(HOLDS, "Whether these amounts hold now", ("holds now", "holds")),
    Column(CLOSED, "No longer followed since", ("no longer followed since", "closed on", "date closed")),
    Column(STANDS, "How it stands", ("how it stands", "position", "stands", "budget position", "forecast position")),
    Column(BASIS, "Working or final", ("figures", "working or final", "basis")),
    Column(PERIOD, "Period", ("period", "month", "reporting period")),
    Column(OF_YEAR, "Year of the figures", ("year of the figures", "year of the position")),
    Column(LOW, "Over or under by", ("from", "by how much", "over or under by", "variance", "variance to budget")),
    Column(HIGH, "Over or under by, at most", ("to",)),
    Column(NEAR, "About, at least or at most", ("about", "how near")),
    Column(NATURE, "What the over or under is of", ("capital or revenue", "nature")),
    Column(SAID, "Said on", ("said on", "position date", "reported on")),
    Column(WORDS, "What was said", ("what was said", "commentary", "explanation")),
    Column(BRINGS, "Who brings the final", ("who brings the final", "who brings the final figures")),
    Column(FINAL, "When the final comes", ("when", "when they come", "final due")),
    Column(ADDRESS, "Address of the line here", ("address",)),
))  # fmt: skip
