"""The week that a weeknote is about, and by what it was found. Pure; the day is passed in.

Titles give the day and the month but seldom the year. A week begins on a Monday, which leaves two or three
years in fifteen; links with a date in them, "Monday 10 June" and other notes' weeks leave one, or we ask.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from hackit.dates import british_day, monday_of
from weeknotes.importing.spans import numbered_week, span_in

YEARS_BACK = 15
AHEAD = timedelta(days=14)  # a note may be begun before its week
JUST_NOW = timedelta(days=56)
# How far a dated link or a date in full may lie from the Monday of the note that holds it.
LINK_BEFORE, LINK_AFTER = timedelta(days=45), timedelta(days=30)
NEIGHBOUR = timedelta(days=45)

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH = "|".join(name if len(name) < 4 else f"{name[:3]}(?:{name[3:]})?" for name in _MONTHS) + "|sept"
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
)
_DATE = rf"""
    (?: (?<!\d)(?P<whole_year>20[0-4]\d)(?P<whole_month>[01]\d)(?P<whole_day>[0-3]\d)(?!\d)
      | (?P<iso_year>20\d\d)[-/.\ ](?P<iso_month>\d\d)[-/.\ ](?P<iso_day>\d\d)(?!\d)
      | (?P<day>\d{{1,2}}) (?:st|nd|rd|th)? (?:\s*(?:-|–|to)\s*\d{{1,2}}(?:st|nd|rd|th)?)? \s+ (?:of\s+)?
        (?P<month>{_MONTH})\b\.? (?:,?\s+(?P<year>20\d\d|'\d\d|[012]\d(?=\s*(?:[)\]]|$))))?
      | (?P<us_month>{_MONTH})\b\.? \s+ (?P<us_day>\d{{1,2}}) (?:st|nd|rd|th)?\b (?:,?\s+(?P<us_year>20\d\d))?
      | (?P<dash_day>\d{{1,2}})-(?P<dash_month>\d{{1,2}})-(?P<dash_year>20\d\d|[012]\d(?![\d-]))
      | (?P<num_day>\d{{1,2}})[/.](?P<num_month>\d{{1,2}}) (?:[/.](?P<num_year>(?:20)?\d\d))?
    )"""
_FLAGS = re.IGNORECASE | re.VERBOSE | re.ASCII
_COMMENCING = re.compile(
    rf"\b(?:w/?[bc]|w\.c\.|(?:week|wk)\s+(?:commencing|beginning|starting|of)):?\s*(?:{_DAY},?\s+)?{_DATE}", _FLAGS
)
_ENDING = re.compile(rf"\b(?:w/?e|(?:week|wk)\s+ending):?\s*(?:{_DAY},?\s+)?{_DATE}", _FLAGS)
_ANY_DATE = re.compile(rf"(?<![\w/]){_DATE}", _FLAGS)
_WEEKDAY_DATE = re.compile(rf"\b(?P<weekday>{_DAY}),?\s+(?:the\s+)?{_DATE}", _FLAGS)
_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_DATE_IN_LINK = re.compile(r"[/=_-](20[0-4]\d)[/-](\d\d?)(?:[/-](\d\d?))?(?![\d])", re.ASCII)


@dataclass(frozen=True)
class WeekFound:
    """A note's week and how it was found, or a question with the Mondays that are possible, newest first."""

    week: date | None
    found_by: str = ""
    question: str | None = None
    candidates: tuple[date, ...] = ()
    warning: str = ""


@dataclass(frozen=True)
class _Day:
    day: int
    month: int
    year: int | None
    words: str

    def in_year(self, year: int) -> date | None:
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None


def find_week(
    title: str,
    text: str,
    *,
    today: date,
    year: int | None = None,
    file_name: str = "",
    known_weeks: Collection[date] = (),
) -> WeekFound:
    """The Monday of the week that a note is about.

    title: its title; text: all of it; year: used where the title has none; file_name: of an upload;
    known_weeks: Mondays of notes by the same person or in the same import, which settle a year in doubt.
    """
    top = "\n".join(text.strip().splitlines()[:6])
    if named := _named_in(title, "the title", year or (day.year if (day := _day_in_name(file_name)) else None)):
        return named
    for where, place in ((title, "the title"), (top, "the top of the text")):
        if found := _COMMENCING.search(where):
            return _week_of(_day_of(found), place, text, today, year, file_name, known_weeks)
    for where, place in ((title, "the title"), (top, "the top of the text")):
        if found := _ENDING.search(where) or _ANY_DATE.search(where):
            return _week_around(_day_of(found), place, text, today, year, file_name)
    if day := _day_in_name(file_name):
        return WeekFound(monday_of(day), f"the date {british_day(day)} in the file’s name")
    for words in words_of_name(file_name):
        if named := _named_in(words, "the file’s name", year):
            return named
        if (found := _ANY_DATE.search(words)) and _day_of(found).year:
            return _week_around(_day_of(found), "the file’s name", text, today, year, "")
    return WeekFound(None, question="Which week is this note about?")


def _named_in(words: str, place: str, year: int | None) -> WeekFound | None:
    """The week that words name by its number or by its first and last day."""
    if week := numbered_week(words):
        return WeekFound(week, f"the number of the week in {place}")
    if span := span_in(words, lambda _day, _month: year):
        return WeekFound(span.week, f"{span.words} in {place}")
    return None


def words_of_name(file_name: str) -> list[str]:
    """A file's name without its ending, as words: "3-7_June_2019" and "7-june-2019" part them by their own signs."""
    stem = re.sub(r"\.[a-z]{2,8}$", "", file_name, flags=re.IGNORECASE).replace("_", " ")
    return list(dict.fromkeys(filter(None, (stem, " ".join(stem.replace("-", " ").split())))))


def has_week(words: str) -> bool:
    """Whether words name a week or a day, with or without its year."""
    return bool(_COMMENCING.search(words) or _ENDING.search(words) or _ANY_DATE.search(words))


def _week_of(
    day: _Day,
    place: str,
    text: str,
    today: date,
    year: int | None,
    file_name: str,
    known_weeks: Collection[date],
) -> WeekFound:
    """The week that begins on a given day and month."""
    if known := day.year or year:
        where = (
            f"the date {day.words} {day.year} in {place}" if day.year else f"{day.words} in {place} and the year given"
        )
        return _dated(day, known, where)
    in_name = _day_in_name(file_name)
    if in_name and (in_name.day, in_name.month) == (day.day, day.month):
        return _dated(day, in_name.year, f"{day.words} in {place} and the year in the file’s name")
    mondays = _mondays(day, today)
    if not mondays:
        return WeekFound(None, question=f"Which week is this note about? No {day.words} of late was a Monday.")
    return _settled(day, mondays, text, today, known_weeks)


def _settled(day: _Day, mondays: list[date], text: str, today: date, known_weeks: Collection[date]) -> WeekFound:
    """The one Monday that the text allows, with the words that say so; else a question."""
    by: list[str] = []
    linked, words = _near(mondays, _dates_in_links(text))
    if len(linked) == 1:
        by.append(f"the link {words}")
    else:
        linked, words = _near(mondays, _dates_in_full(text))
        if len(linked) == 1:
            by.append(f"the date “{words}” in the text")
    left = linked if len(linked) == 1 else mondays
    for said, kept in _by_weekdays(left, text):
        narrower = [monday for monday in left if monday in kept]
        if narrower:
            left = narrower
            by.append(f"“{said}”")
    if len(left) > 1:
        near = [monday for monday in left if any(abs(monday - week) <= NEIGHBOUR for week in known_weeks)]
        if len(near) == 1:
            left = near
            by.append("the weeks of the other notes")
    if len(left) > 1 and left[0] >= today - JUST_NOW:
        left = left[:1]
        by.append("today’s date")
    if len(left) > 1:
        years = _listed(str(monday.year) for monday in left)
        question = f"Which year is it? {day.words} was a Monday in {years}."
        return WeekFound(None, question=question, candidates=tuple(left))
    by.append(f"{day.words} being a Monday in {left[0].year}")
    return WeekFound(left[0], _listed(list(dict.fromkeys(by))[-4:], last="and"), candidates=tuple(left))


def _week_around(day: _Day, place: str, text: str, today: date, year: int | None, file_name: str) -> WeekFound:
    """The week in which a given day lies."""
    in_name = _day_in_name(file_name)
    known = day.year or year or (in_name.year if in_name else None)
    if known:
        exact = day.in_year(known)
        if exact:
            return WeekFound(monday_of(exact), f"{day.words} {known} in {place}, which lies in that week")
    years = range(today.year + 1, today.year - YEARS_BACK, -1)
    weeks = [monday_of(d) for year in years if (d := day.in_year(year)) and d <= today + AHEAD]
    near, words = _near(weeks, [*_dates_in_links(text), *_dates_in_full(text)])
    if len(near) == 1:
        return WeekFound(near[0], f"{day.words} in {place} and {words} in the text")
    return WeekFound(None, question=f"Which year is it? The note says {day.words}.", candidates=tuple(weeks[:3]))


def _dated(day: _Day, year: int, found_by: str) -> WeekFound:
    exact = day.in_year(year)
    if exact is None:
        return WeekFound(None, question=f"Which week is this note about? There is no {day.words} {year}.")
    # Whose weeks begin on a Sunday means the days after it.
    week = exact + timedelta(days=1) if exact.weekday() == 6 else monday_of(exact)
    warning = (
        "" if week == exact else (f"{british_day(exact)} is not a Monday. The week of {british_day(week)} was taken.")
    )
    return WeekFound(week, found_by, warning=warning)


def _mondays(day: _Day, today: date) -> list[date]:
    days = [day.in_year(year) for year in range(today.year + 1, today.year - YEARS_BACK, -1)]
    return [d for d in days if d and d.weekday() == 0 and d <= today + AHEAD]


def _near(mondays: list[date], dates: Iterable[tuple[date, str]]) -> tuple[list[date], str]:
    """The Mondays near to any of the dates, and the words of the first that is near."""
    found: list[date] = []
    first = ""
    for day, words in dates:
        for monday in mondays:
            if monday - LINK_BEFORE <= day <= monday + LINK_AFTER and monday not in found:
                found.append(monday)
                first = first or words
    return found, first


def _dates_in_links(text: str) -> list[tuple[date, str]]:
    """Dates in web addresses, each with the address; a month alone counts as its middle."""
    dates = []
    for link in _LINK.finditer(text):
        for found in _DATE_IN_LINK.finditer(link.group()):
            try:
                day = date(int(found[1]), int(found[2]), int(found[3] or 15))
            except ValueError:
                continue
            dates.append((day, link.group()[: found.end()].split("//", 1)[1]))
    return dates


def _dates_in_full(text: str) -> list[tuple[date, str]]:
    days = [_day_of(found) for found in _ANY_DATE.finditer(_LINK.sub(" ", text))]
    return [(d, f"{day.words} {day.year}") for day in days if day.year and (d := day.in_year(day.year))]


def _by_weekdays(mondays: list[date], text: str) -> list[tuple[str, set[date]]]:
    """For each "Thursday 30 May" of the text, the Mondays in whose year that day was that weekday."""
    found = []
    for match in _WEEKDAY_DATE.finditer(text):
        day = _day_of(match)
        if day.year or match["num_day"]:
            continue
        weekday = _DAYS.index(match["weekday"][:3].lower())
        kept = set()
        for monday in mondays:
            nearest = min(
                (d for y in (-1, 0, 1) if (d := day.in_year(monday.year + y))),
                key=lambda d: abs(d - monday),
                default=None,
            )
            if nearest and nearest.weekday() == weekday:
                kept.add(monday)
        found.append((" ".join(match.group().split()).rstrip(".,"), kept))
    return found


def _day_of(found: re.Match[str]) -> _Day:
    day = found["day"] or found["us_day"] or found["num_day"] or found["dash_day"] or found["iso_day"]
    day = day or found["whole_day"]
    month = found["num_month"] or found["dash_month"] or found["iso_month"] or found["month"] or found["us_month"]
    month = month or found["whole_month"]
    number = (
        int(month) if month.isdigit() else next(n for n, name in enumerate(_MONTHS, 1) if name[:3] == month[:3].lower())
    )
    if number > 12 and int(day) <= 12:
        day, number = str(number), int(day)  # the month first, which only shows where it cannot be otherwise
    year = found["year"] or found["us_year"] or found["num_year"] or found["dash_year"] or found["iso_year"]
    year = year or found["whole_year"]
    name = _MONTHS[number - 1].capitalize() if 1 <= number <= 12 else month
    full = int(year.strip("'")[-2:]) + 2000 if year else None
    return _Day(int(day), number, full, f"{int(day)} {name}")


def _day_in_name(file_name: str) -> date | None:
    found = re.search(r"(20[0-4]\d)[-_.]?(\d\d)[-_.]?(\d\d)(?!\d)", file_name, re.ASCII)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _listed(words: Iterable[str], last: str = "or") -> str:
    *first, final = words
    return f"{', '.join(first)} {last} {final}" if first else final
