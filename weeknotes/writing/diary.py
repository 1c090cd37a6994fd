"""A week's diary as it is copied out of a calendar: what was on, day by day. Pure.

Read are the shapes in which calendars give their text away: day headers with times below, one line an entry, Outlook's
"When:" and "Where:", a table with tabs, a printed agenda. A line that is none of these is an entry without a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from hackit.list_signs import without_sign

MOST_TEXT = 60_000
MOST_LINES = 2_000
MOST_ENTRIES = 200
LONGEST_TITLE = 200

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAY = r"(?P<weekday>mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?"
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_NUMBER = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(?P<year>\d{4}))?"
_DAY_SHAPES = [
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"(?:{_WEEKDAY},?\s+)?{_NUMBER}\s+(?:of\s+)?{_MONTH}{_YEAR}",
        rf"(?:{_WEEKDAY},?\s+)?{_MONTH}\s+{_NUMBER}{_YEAR}",
        rf"(?:{_WEEKDAY},?\s+)?{_NUMBER}[/.](?P<number>\d{{1,2}})(?:[/.](?P<year>\d{{4}}|\d\d))?",
        r"(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})",
        rf"{_WEEKDAY},?\s+{_NUMBER}",
        rf"{_NUMBER}\s+{_WEEKDAY}",
        rf"{_WEEKDAY}",
    )
]
_CLOCK = r"(?:\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\.?)?|\d{1,2}\s?[ap]\.?m\.?|noon|midday|\d{4}(?=\s*[-–—]))"
_SPAN = re.compile(
    rf"(?P<start>{_CLOCK})(?:\s*(?:[-–—]|to|until)\s*(?P<end>{_CLOCK}|\d{{4}}(?!\d)|\d{{1,2}}))?"
    r"(?:\s*\((?:[^()]*(?:min|hr|hour|GMT|BST|UTC)[^()]*)\))?[\s:,.;|·•–—-]*",
    re.IGNORECASE,
)
_BARE_SPAN = re.compile(rf"(?P<start>\d{{1,2}})\s*[-–—]\s*(?P<end>{_CLOCK})[\s:,|–—-]*", re.IGNORECASE)
_ALL_DAY = re.compile(r"all[\s-]?day(?:\s+event)?[\s:,|·–—-]*", re.IGNORECASE)
_LABEL = re.compile(
    r"(?P<label>subject|title|when|start(?:s| time)?|date|where|location|organi[sz]er|required|optional|attendees|"
    r"calendar|status|show (?:time )?as|created by|description|join|end(?:s| time)?|recurrence)\s*:\s*(?P<value>.*)",
    re.IGNORECASE,
)
_NOISE_LINE = re.compile(
    r"https?://\S+|<https?://\S+>|microsoft teams meeting|microsoft teams|google meet|zoom(?: meeting)?|join (?:the )?"
    r"(?:meeting|online|microsoft teams meeting|with google meet).*|meeting id:.*|passcode:.*|[-_=*─]{2,}|week \d{1,2}|"
    r"no (?:events|meetings|appointments)(?: today)?|today|\d{1,2} (?:events|guests)|page \d+(?: of \d+)?|"
    r"(?:mon|tue|wed|thu|fri|sat|sun)(?:\s+(?:mon|tue|wed|thu|fri|sat|sun))+|gmt[+-]?\d*|time\s+event",
    re.IGNORECASE,
)

PRIVATE = "It is marked as private"
CANCELLED = "It was cancelled"
DECLINED = "You declined it"
_NOISE: tuple[tuple[str, str], ...] = (
    (r"^(?:cancell?ed|cancelled event)\b|\(cancell?ed\)\s*$", CANCELLED),
    (r"^declined\b|\(declined\)\s*$", DECLINED),
    (r"^(?:private(?: appointment| event| meeting)?|busy|personal)\W*$|\bprivate\W*$", PRIVATE),
    (r"^(?:lunch|breakfast|coffee|tea|break|dinner|eat)(?: (?:break|time|hour))?\W*$", "A break"),
    ((r"^(?:focus|quiet|thinking|desk|admin|email|e-mails?|catch[\s-]?up|prep|writing) ?(?:time|block|hour)\W*$"
     r"|^(?:do not book|dnb|no meetings|keep free|hold|blocked|block|buffer|travel(?: time)?|commute)\W*$"),
     "Time kept free"),
    ((r"^(?:out of office|ooo|annual leave|a/?l|leave|holiday|on leave|bank holiday|sick|toil|non[\s-]?working day|wfh|"
     r"working from home|home|office|working elsewhere|tentative|free)\W*$|\bout of office\b|\bon leave\b"),
     "Where you were, not what you did"),
    (r"^(?:gym|dentist|doctors?|gp|hospital|optician|school run|pick[\s-]?up|drop[\s-]?off|childcare|nursery)\b",
     PRIVATE),
)  # fmt: skip
"""What nobody writes of, by its title, and the reason that is given beside it."""


@dataclass(frozen=True)
class Entry:
    """One entry of a diary. `day` None: no day was said; `start` None: all day, or no time was said.

    `why_not` is the reason for which it is not ticked; "" for what is.
    """

    title: str
    day: date | None = None
    start: time | None = None
    all_day: bool = False
    where: str = ""
    why_not: str = ""


def read_diary(text: str, *, monday: date, ends_on: date) -> list[Entry]:
    """The entries of a pasted diary in order of day and time, at most MOST_ENTRIES; those of other weeks are left out.

    A day without its month or year is the one in these days, which begin on a Monday.
    """
    reader = _Reader(monday, ends_on)
    for line in text[:MOST_TEXT].splitlines()[:MOST_LINES]:
        reader.read(line)
    return in_order(reader.done(), monday, ends_on)


def in_order(entries: list[Entry], monday: date, ends_on: date) -> list[Entry]:
    """The entries of these days by day and time, each once, with the reasons against some."""
    kept: dict[tuple[date | None, time | None, str], Entry] = {}
    for entry in entries:
        if entry.day is None or monday <= entry.day <= ends_on:
            kept.setdefault((entry.day, entry.start, entry.title.lower()), judged(entry))
    far = time.max
    found = sorted(kept.values(), key=lambda e: (e.day or date.max, not e.all_day, e.start or far))
    return found[:MOST_ENTRIES]


def judged(entry: Entry) -> Entry:
    """The entry with the reason against it, if its words give one."""
    if entry.why_not:
        return entry
    words = entry.title.strip()
    why = next((why for pattern, why in _NOISE if re.search(pattern, words, re.IGNORECASE)), "")
    return replace(entry, why_not=why)


class _Reader:
    """Goes through the lines of a paste, remembering the day and what is being told of."""

    def __init__(self, monday: date, ends_on: date) -> None:
        self.monday, self.ends_on = monday, ends_on
        self.day: date | None = None
        self.entries: list[Entry] = []
        self.waiting: Entry | None = None  # a time was said and its title is to come
        self.is_open = False  # the last entry has had no time yet: "When:" may follow

    def done(self) -> list[Entry]:
        return self.entries

    def read(self, line: str) -> None:
        cells = [cell.strip() for cell in line.split("\t") if cell.strip()]
        if len(cells) > 1:
            self._row(cells)
            return
        words = _tidy(line)
        if not words or _NOISE_LINE.fullmatch(words):
            return
        if label := _LABEL.fullmatch(words):
            self._labelled(label["label"].lower(), label["value"])
            return
        self._plain(words)

    def _plain(self, words: str) -> None:
        day, rest = self._day_at_start(words)
        if day and not rest:
            self.day, self.waiting, self.is_open = day, None, False
            return
        timed = _timed(rest if day else words)
        if day and (timed or re.match(r"[-–—:,|]\s*\S", words[len(words) - len(rest) - 2 :].lstrip())):
            self.day = day
            words = rest
        if timed:
            self._said_time(*timed)
            return
        if self.waiting:
            self._add(replace(self.waiting, title=words))
            return
        self._add(Entry(words, self.day))
        self.is_open = True

    def _said_time(self, start: time | None, all_day: bool, title: str) -> None:
        entry = Entry(title, self.day, start, all_day)
        if title:
            self._add(entry)
        elif self.is_open and self.entries:  # the title stood above
            self.entries[-1] = replace(
                self.entries[-1], start=start, all_day=all_day, day=self.entries[-1].day or self.day
            )
            self.is_open = False
        else:
            self.waiting = entry

    def _add(self, entry: Entry) -> None:
        self.waiting, self.is_open = None, False
        if re.search(r"[^\W_]", entry.title):
            self.entries.append(replace(entry, title=entry.title[:LONGEST_TITLE].strip()))

    def _labelled(self, label: str, value: str) -> None:
        if label in ("subject", "title"):
            self._plain(value) if value else None
            self.is_open = True
            return
        if not self.entries:
            return
        last = self.entries[-1]
        if label in ("when", "start", "starts", "start time", "date"):
            day, rest = self._day_at_start(value)
            timed = _timed(rest)
            last = replace(last, day=day or last.day, start=timed[0] if timed else last.start)
            last = replace(last, all_day=timed[1] if timed else last.all_day)
        elif label in ("where", "location"):
            last = replace(last, where=value[:100])
        elif label in ("status", "show as", "show time as") and re.search(r"cancel|declin|private|out of", value, re.I):
            last = replace(last, why_not=CANCELLED if "cancel" in value.lower() else DECLINED)
        self.entries[-1] = last

    def _row(self, cells: list[str]) -> None:
        """A line of a table: days and times are found by their shape, the first other cell is the title."""
        day: date | None = None
        start: time | None = None
        all_day = False
        words: list[str] = []
        for cell in cells[:12]:
            found, rest = self._day_at_start(cell)
            timed = _timed(rest if found else cell)
            if found and (not rest or timed):
                day = day or found
            if timed and not timed[2]:
                start, all_day = (start or timed[0]), (all_day or timed[1])
            elif timed and timed[2] and start is None and not words:
                start, all_day = timed[0], timed[1]
                words.append(timed[2])
            elif not (found and not rest) and not _NOISE_LINE.fullmatch(cell):
                words.append(_tidy(cell))
        heads = {"subject", "start date", "start time", "title", "date", "time", "event", "location", "end time"}
        if words and not {word.lower() for word in words} <= heads:
            self.day = day or self.day
            self._add(Entry(words[0], self.day, start, all_day, where=words[1][:100] if words[1:] else ""))
        elif day and not words:
            self.day = day
            if start or all_day:
                self.waiting = Entry("", day, start, all_day)

    def _day_at_start(self, words: str) -> tuple[date | None, str]:
        """The day that a line begins with, and the rest of it."""
        for shape in _DAY_SHAPES:
            match = shape.match(words)
            if not match or re.match(r"\w|[:.]\d", words[match.end() :]):
                continue
            parts = match.groupdict()
            rest = words[match.end() :].strip(" \t,:|–—-")
            is_named_only = parts.get("weekday") and not parts.get("day") and rest
            if is_named_only and words[match.end()] not in ":,|–—-\t" and not _timed(rest):
                continue  # "Sun screen for the van"
            day = self._resolve(parts)
            if day:
                return day, rest
        return None, words

    def _resolve(self, parts: dict[str, str | None]) -> date | None:
        """The day that was meant: of several the one in these weeks. None for none that exists."""
        weekday = _DAYS.index(parts["weekday"].lower()[:3]) if parts.get("weekday") else None  # type: ignore[union-attr]
        days = list(_between(self.monday, self.ends_on))
        if not parts.get("day"):
            later = [d for d in days if d.weekday() == weekday and (self.day is None or d >= self.day)]
            return next(iter(later), next((d for d in days if d.weekday() == weekday), None))
        number = int(parts["day"] or 0)
        if parts.get("month") or parts.get("number"):
            month = (
                _MONTHS.index((parts.get("month") or "")[:3].lower()) + 1
                if parts.get("month")
                else int(parts["number"] or 0)
            )
            year = int(parts["year"]) if parts.get("year") else self.monday.year
            year += 2000 if year < 100 else 0
            if not parts.get("year") and month < self.monday.month and self.ends_on.year > self.monday.year:
                year += 1
            try:
                return date(year, month, number)
            except ValueError:
                return None
        near = [
            d for d in _between(self.monday - timedelta(days=7), self.ends_on + timedelta(days=7)) if d.day == number
        ]
        return next((d for d in near if d.weekday() == weekday), None)


def _between(first: date, last: date) -> Iterator[date]:
    for n in range(min((last - first).days, 120) + 1):
        yield first + timedelta(days=n)


def _tidy(line: str) -> str:
    return " ".join(without_sign(line.replace("\u00a0", " "), or_number=True).split()).strip()


def _timed(words: str) -> tuple[time | None, bool, str] | None:
    """(start, all day, the words after it) of what begins with a time or with "all day"; None for all else."""
    if match := _ALL_DAY.match(words):
        return None, True, words[match.end() :].strip()
    match = _SPAN.match(words) or _BARE_SPAN.match(words)
    if not match or (match.end() < len(words) and match[0] == match[0].rstrip() and words[match.end()].isalnum()):
        return None
    start = _clock(match["start"], match["end"])
    return (start, False, words[match.end() :].strip()) if start else None


def _clock(text: str, end: str | None) -> time | None:
    """A time as it is written: "9am", "09:00", "2.30pm"; "9" before "10am" is in the morning."""
    words = text.lower().replace(" ", "").replace(".m", "m").rstrip(".")
    if words in ("noon", "midday"):
        return time(12)
    match = re.fullmatch(r"(\d{1,2}?)[:.]?(\d{2})?\.?([ap])?\.?m?\.?", words)
    if not match:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if not half and end and len(match[1]) < 3 and not match[2]:
        half = "p" if "p" in end.lower() and hour % 12 < int(re.match(r"\d{1,2}", end)[0]) % 12 else None  # type: ignore[index]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
