"""Several weeks in one note, and weeks by their number: "3–14 June", "Weeks 12 and 13", "2018-W26". Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from hackit.dates import british_day, monday_of

MOST_WEEKS = 9  # of one note: a holiday's worth and a bit

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},?\s+)?"
_TO = r"\s*(?:-|–|—|to|until|and|&)\s*"
_SPAN = re.compile(
    rf"(?<![\w/.]){_WEEKDAY}(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+(?P<m1>{_MONTH})(?:,?\s+(?P<y1>20\d\d))?)?{_TO}"
    rf"{_WEEKDAY}(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m2>{_MONTH})(?:,?\s+(?P<y2>20\d\d))?",
    re.IGNORECASE | re.ASCII,
)
_US_SPAN = re.compile(
    rf"(?<!\w)(?P<m1>{_MONTH})\s+(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<y1>20\d\d))?{_TO}"
    rf"(?:(?P<m2>{_MONTH})\s+)?(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<y2>20\d\d))?(?!\w)",
    re.IGNORECASE | re.ASCII,
)
_NUMERIC_SPAN = re.compile(
    rf"(?<![\w/.-])(?P<d1>\d{{1,2}})[/.](?P<m1>\d{{1,2}})(?:[/.](?P<y1>20\d\d|\d\d))?{_TO}"
    r"(?P<d2>\d{1,2})[/.](?P<m2>\d{1,2})(?:[/.](?P<y2>20\d\d|\d\d))?(?![\w/])",
    re.IGNORECASE | re.ASCII,
)
_MONTH_NOTE = re.compile(rf"\bmonth\s?-?notes?\b.*?(?P<month>{_MONTH})\s+(?P<year>20\d\d)", re.IGNORECASE)
_WEEKS = re.compile(
    r"\bweeks?\s*(?:notes?\s*)?#?(?!\d{1,2}([-/.])\d{1,2}\1\d{2,4}\b)(?P<first>\d{1,3})(?P<more>(?:\s*(?:,|and|&|\+|to|-|–|—)\s*#?\d{1,3})+)\b(?![/.\d])"
    rf"(?!\s+(?:of\s+)?{_MONTH})",  # days of a month
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\b(?P<number>two|three|four|five|six|[2-6])[\s-]weeks?\b", re.IGNORECASE)
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_ISO = re.compile(r"(?<!\d)(20\d\d)[-/_ ]?W(?:eek)?[-_ ]?(\d{1,2})(?!\d)", re.IGNORECASE)
_NUMBERED = re.compile(
    r"(?<![a-z])(?:(?:week|wk)[\s_-]*#?|w)(\d{1,2})[\s_]*(?:,|of|/|-|–|\()?[\s_]*(20\d\d)(?!\w)(?![-/.]\d)",
    re.IGNORECASE,
)
_NOTE_YEAR_FIRST = re.compile(r"\bweek\s?-?notes?\s*#?(20\d\d)\s?[/-]\s?(\d\d)\b(?![-/.]\d)", re.IGNORECASE)
_NOTE_OF_YEAR = re.compile(r"\bweek\s?-?notes?\s*#?(\d{1,2})\s?/\s?(20\d\d)\b(?![-/.]\d)", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"\b(20\d\d)\s*[,:/–-]?\s*week\s*#?(\d{1,2})\b", re.IGNORECASE)

_ORDINAL = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\s+week\s+(?:of|in)\s+(20\d\d)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Span:
    """Weeks from a Monday on, how many, and by which words they were found."""

    week: date
    weeks_covered: int
    words: str


def span_in(words: str, year_for: Callable[[int, int], int | None]) -> Span | None:
    """The days from and to that words give. `year_for` tells the year of a day and month that have none."""
    for pattern in (_SPAN, _US_SPAN, _NUMERIC_SPAN):
        if (found := pattern.search(words)) and (span := _between(found, year_for)):
            return span
    if found := _MONTH_NOTE.search(words):
        return _month(int(found["year"]), _month_number(found["month"]))
    return None


def numbered_week(words: str) -> date | None:
    """The Monday of a week named by its year and number, as ISO 8601 counts them."""
    for pattern, year, number in (
        (_ISO, 1, 2),
        (_NUMBERED, 2, 1),
        (_NOTE_OF_YEAR, 2, 1),
        (_YEAR_FIRST, 1, 2),
        (_ORDINAL, 2, 1),
    ):
        if found := pattern.search(words):
            return iso_week(int(found[year]), int(found[number]))
    # 2019/06 may be a month, and 2019/20 a financial year.
    if (found := _NOTE_YEAR_FIRST.search(words)) and 12 < int(found[2]) != (int(found[1]) + 1) % 100:
        return iso_week(int(found[1]), int(found[2]))
    return None


def iso_week(year: int, number: int) -> date | None:
    """The Monday of that week, None where the year has none of that number."""
    try:
        return date.fromisocalendar(year, number, 1)
    except ValueError:
        return None


def weeks_counted(title: str) -> int:
    """How many weeks a title says that its note covers, at least 1."""
    if re.search(r"\bfortnight", title, re.IGNORECASE):
        return 2
    if found := _WEEKS.search(title):
        numbers = [int(found["first"]), *(int(number) for number in re.findall(r"\d+", found["more"]))]
        is_range = re.fullmatch(r"\s*(?:to|-|–|—)\s*#?\d+", found["more"])
        covered = numbers[-1] - numbers[0] + 1 if is_range else len(set(numbers))
        return covered if 1 <= covered <= MOST_WEEKS else 1
    if (found := _COUNTED.search(title)) and re.search(r"\bweek\s?-?notes?\b|\bnotes\b", title, re.IGNORECASE):
        return _NUMBERS.get(found["number"].lower(), 0) or int(found["number"])
    return 1


def _between(found: re.Match[str], year_for: Callable[[int, int], int | None]) -> Span | None:
    m2 = _month_number(found["m2"] or found["m1"])
    m1 = _month_number(found["m1"]) if found["m1"] else m2
    d1, d2 = int(found["d1"]), int(found["d2"])
    if found.re is _NUMERIC_SPAN and max(m1, m2) > 12:
        d1, m1, d2, m2 = m1, d1, m2, d2
    y2 = _year(found["y2"]) or _year(found["y1"]) or year_for(d2, m2)
    if y2 is None:
        return None
    y1 = _year(found["y1"]) if found["y1"] and found["y2"] else y2 - (1 if m1 > m2 else 0)
    try:
        first, last = date(y1 or y2, m1, d1), date(y2, m2, d2)
    except ValueError:
        return None
    if first.weekday() == 6 and last > first:
        first += timedelta(days=1)  # a week that is said to begin on its Sunday
    covered = (monday_of(last) - monday_of(first)).days // 7 + 1
    if last.weekday() == 0 and (last - first).days in (7, 14):
        covered -= 1
    if not 1 <= covered <= MOST_WEEKS:
        return None
    return Span(monday_of(first), covered, f"{british_day(first)} to {british_day(last)}")


def _month(year: int, month: int) -> Span:
    """The weeks whose greater part lies in a month."""
    first = date(year, month, 4)
    week = monday_of(first)
    following = date(year + month // 12, month % 12 + 1, 4)
    return Span(week, (monday_of(following) - week).days // 7, f"the month {first:%B %Y}")


def _month_number(words: str) -> int:
    return int(words) if words.isdigit() else _MONTHS.index(words[:3].lower()) + 1


def _year(words: str | None) -> int | None:
    return int(words[-2:]) + 2000 if words else None
