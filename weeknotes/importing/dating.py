"""The week of a note that came with more than its text: a path, a date at the top, a day of publication. Pure.

What says most is asked first: what names the week itself, the title, the path, a heading; the day of publication
comes last, for it says when a note came out and not what it tells of.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from hackit.dates import british_day, monday_of
from weeknotes.importing.spans import iso_week, numbered_week, span_in, weeks_counted
from weeknotes.importing.weeks import WeekFound, find_week, has_week, words_of_name

_NUMBER_OF = "the number of the week"
_LIES_IN = "which lies in that week"
NEAR = timedelta(days=75)  # from its week to the publication of a note
LATE = timedelta(days=45)  # published so long after the week's end, somebody should look again

_PATH_WEEK = re.compile(r"(?:^|/)(20\d\d)/(?:w|week-?)?(\d{1,2})(?:/(?!\d)|/?$|\.\w+$)", re.IGNORECASE)
_NAME_WEEK = re.compile(r"(?:^|/)(20\d\d)[-_ ]?w?(\d\d)\.\w+$", re.IGNORECASE | re.ASCII)  # 2019-23.md
_TITLE_NUMBER = re.compile(
    r"\bweek\s?-?(?:notes?)?[\s:,#–-]{0,4}(?:no\.?\s?|number\s)?(\d{1,2})\b(?![/.-]\d)", re.IGNORECASE
)
_PATH_DAY = re.compile(r"(?:^|/)(20\d\d)/(\d{1,2})[/-](\d{1,2})(?!\d)")
_NAME_DAY = re.compile(r"(?<!\d)(20[0-4]\d)[-_.]?(\d\d)[-_.]?(\d\d)(?!\d)", re.ASCII)
_HEADING = re.compile(r"^ {0,3}#{1,6} +(.+?)[ #]*$", re.MULTILINE)


@dataclass(frozen=True)
class Clues:
    """Where a note's week may be found.

    title, text: the note's; path: of its file or its web address; week_said: what stands at the top for the week;
    published: the day; path_is_publication: whether its file's name is the day of publication, as Jekyll's is;
    weeks_in_paths: whether `2018/06/` is a week and no month.
    """

    title: str
    text: str = ""
    path: str = ""
    week_said: str = ""
    published: date | None = None
    path_is_publication: bool = False
    weeks_in_paths: bool = False


@dataclass(frozen=True)
class Dated:
    """A note's first Monday, or a question; `deduced`: only the day of publication says it."""

    found: WeekFound
    weeks_covered: int = 1
    deduced: bool = False
    warnings: tuple[str, ...] = field(default=())


def date_note(clues: Clues, *, today: date, year: int | None = None, known_weeks: Collection[date] = ()) -> Dated:
    """Find a note's week and how many it covers. `known_weeks`: Mondays of other notes of the same source."""
    covered = weeks_counted(clues.title)
    is_ahead = False
    for found in (
        _said(clues, today),
        _in_title(clues, today, year),
        _in_path(clues, today, year),
        _in_heading(clues, today, year),
    ):
        if found is not None and _is_numbered_ahead(found, clues):
            is_ahead = True
        elif found is not None:
            dated = found if found.weeks_covered > 1 else Dated(found.found, covered)
            return _compared(_not_yet_over(dated, clues), clues)
    day, words = _published(clues)
    if day:
        dated = _by_publication(day, words, covered, known_weeks)
        number = _number_in(clues.title)
        if dated.found.week and covered == 1 and number == dated.found.week.isocalendar().week:
            by = f"{words}, {british_day(day)}, and the week {number} in the title"
            dated = Dated(replace(dated.found, found_by=by))
        if is_ahead and dated.found.week:
            week = british_day(dated.found.week)
            warning = f"It came out before the week that it numbers begins. That day’s week was taken: {week}."
            dated = replace(dated, warnings=(*dated.warnings, warning))
        in_path = _path_day(clues.path)
        if in_path and monday_of(in_path) != monday_of(day):
            other = f"The dates disagree: {words} is {british_day(day)}, but its path says {british_day(in_path)}."
            return replace(dated, warnings=(*dated.warnings, other))
        return dated
    plain = find_week(
        clues.title,
        clues.text,
        today=today,
        year=year,
        file_name=clues.path.rsplit("/", 1)[-1],
        known_weeks=known_weeks,
    )
    return Dated(plain, covered)


def _is_numbered_ahead(found: Dated, clues: Clues) -> bool:
    """Whether a week known by its number begins after its note came out: it was counted in another way than ours."""
    week, day = found.found.week, clues.published
    return bool(week and day and week > day and _NUMBER_OF in found.found.found_by)


def _not_yet_over(dated: Dated, clues: Clues) -> Dated:
    """The week before, where a title gives the Monday or Tuesday on which the note came out and says no more."""
    week, day = dated.found.week, clues.published
    is_day = day and week == monday_of(day) and day.weekday() < 2 and dated.found.found_by.endswith(_LIES_IN)
    if not (week and day and is_day) or dated.weeks_covered > 1:
        return dated
    before = week - timedelta(days=7)
    warning = f"It came out on {british_day(day)}, so the week before it was taken: {british_day(before)}."
    return Dated(WeekFound(before, f"{dated.found.found_by}, and came out on that {day:%A}"), warnings=(warning,))


def week_of_publication(day: date) -> date:
    """The Monday of the week that a note published on this day tells of.

    On a Monday or Tuesday people write about the week before; from Wednesday on, about the one they are in.
    """
    return monday_of(day) - timedelta(days=7) if day.weekday() < 2 else monday_of(day)


def _said(clues: Clues, today: date) -> Dated | None:
    if not clues.week_said:
        return None
    if week := numbered_week(clues.week_said):
        return Dated(WeekFound(week, f"the week {clues.week_said} at the top"))
    if clues.week_said.isdigit() and (day := clues.published) and (week := iso_week(day.year, int(clues.week_said))):
        near = abs(week - day) <= NEAR
        return Dated(WeekFound(week, f"week {clues.week_said} of {day.year} at the top")) if near else None
    words = clues.week_said if clues.week_said.startswith("week ending") else f"w/c {clues.week_said}"
    found = find_week(words, "", today=today, year=clues.published.year if clues.published else None)
    if found.week is None:
        return None
    said = clues.week_said.removeprefix("week ")
    return Dated(WeekFound(found.week, f"the week {said} at the top", warning=found.warning))


def _in_title(clues: Clues, today: date, year: int | None) -> Dated | None:
    return _in_words(clues.title, "the title", clues, today, year)


def _in_heading(clues: Clues, today: date, year: int | None) -> Dated | None:
    for number, heading in enumerate(_HEADING.findall(clues.text[:3000])[:2]):
        says_week = number == 0 or re.search(r"\bweek|w/c", heading, re.IGNORECASE)
        if says_week and (found := _in_words(heading, "a heading", clues, today, year)):
            return found
    first = next((line for line in clues.text.split("\n") if line.strip()), "")
    if len(first) <= 120 and re.match(r"\W*(?:w/?c\b|week\b|weeknote)", first, re.IGNORECASE):
        return _in_words(first.strip("*_ "), "the first line", clues, today, year)
    return None


def _in_words(words: str, place: str, clues: Clues, today: date, year: int | None) -> Dated | None:
    """The week that a title or heading names; a day without a year is taken near to the publication."""

    def year_for(day: int, month: int) -> int | None:
        if clues.published:
            return _nearest_year(day, month, clues.published)
        return year or _year_of_path(clues.path)

    if not re.search(r"\d", words):
        return None
    if span := span_in(words, year_for):
        return Dated(WeekFound(span.week, f"{span.words} in {place}"), span.weeks_covered)
    if (week := numbered_week(words)) and (not clues.published or abs(week - clues.published) <= NEAR):
        return Dated(WeekFound(week, f"{_NUMBER_OF} in {place}"))
    if not has_week(words):
        return None
    near = clues.published or _path_day(clues.path)
    if near is None:
        found = find_week(words, clues.text, today=today, year=year or _year_of_path(clues.path))
        return Dated(found) if found.week or found.candidates else None
    tried = [find_week(words, "", today=today, year=y) for y in (near.year, near.year - 1, near.year + 1)]
    close = [found for found in tried if found.week]
    if not close:
        return None
    found = min(close, key=lambda found: abs((found.week or near) - near))
    if clues.published and found.week and abs(found.week - near) > _trusted(words):
        return None  # "7.4", a series and its number, and no 7 April
    weeks = 2 if re.search(r"\bfortnight\s+(?:ending|to)\b", words, re.IGNORECASE) else 1
    if weeks > 1 and found.week:
        found = WeekFound(found.week - timedelta(days=7), found.found_by)
    by = found.found_by.replace("the title", place).replace("the year given", "the year of its publication")
    return Dated(WeekFound(found.week, by, warning=found.warning), weeks)


def _trusted(words: str) -> timedelta:
    """How far from its publication a day in a title is believed, by how it is written."""
    if re.search(r"\b20\d\d\b|\d[/.-]\d{1,2}[/.-]\d", words):
        return timedelta.max
    return NEAR if re.search(r"\d(?:st|nd|rd|th)?\s+[A-Za-z]|[A-Za-z]\s+\d|\d/\d", words) else timedelta(days=21)


def _in_path(clues: Clues, today: date, year: int | None) -> Dated | None:
    path = clues.path
    if week := numbered_week(path.rsplit("/", 1)[-1]) or numbered_week(path):
        return Dated(WeekFound(week, f"the week in the path {path}"))
    if found := _PATH_WEEK.search(path):
        number, monday = int(found[2]), iso_week(int(found[1]), int(found[2]))
        marked = bool(re.search(r"/w", found[0], re.IGNORECASE))
        near = clues.published and monday and abs(monday - clues.published) <= timedelta(days=21)
        if monday and (number > 12 or marked or clues.weeks_in_paths or near):
            return Dated(WeekFound(monday, f"the week {found[2]} of {found[1]} in the path"))
    if (found := _NAME_WEEK.search(path)) and (monday := iso_week(int(found[1]), int(found[2]))):
        in_title = _number_in(clues.title) == int(found[2])
        # 2018-19 may be a financial year and 2018-06 a month, unless their neighbours are weeks.
        is_plain = int(found[2]) > 12 and int(found[2]) != (int(found[1]) + 1) % 100
        if is_plain or in_title or clues.weeks_in_paths:
            return Dated(WeekFound(monday, f"the week {found[2]} of {found[1]} in the file’s name"))
    if clues.path_is_publication or clues.published:
        return None
    if day := _path_day(path):
        return Dated(WeekFound(monday_of(day), f"the date {british_day(day)} in the file’s name"))
    names = words_of_name(path.rsplit("/", 1)[-1])
    return next((named for words in names if (named := _in_words(words, "the file’s name", clues, today, year))), None)


def _number_in(title: str) -> int | None:
    """The number that a title gives its week: of the year's weeks or a running one, which only other signs tell."""
    found = _TITLE_NUMBER.search(title)
    return int(found[1]) if found else None


def _published(clues: Clues) -> tuple[date | None, str]:
    if clues.published:
        return clues.published, "the day of its publication"
    return (_path_day(clues.path), "the day in its file’s name") if clues.path_is_publication else (None, "")


def _by_publication(day: date, words: str, covered: int, known_weeks: Collection[date]) -> Dated:
    week = week_of_publication(day)
    reason = "which lies in that week"
    if week != monday_of(day):
        reason = f"a {day:%A}: the week before it"
        if week in known_weeks and monday_of(day) not in known_weeks:
            week, reason = monday_of(day), "for another note has the week before it"
    week -= timedelta(days=7 * (covered - 1))
    found = WeekFound(week, f"{words}, {british_day(day)}, {reason}")
    warning = f"The week was deduced from {words}, {british_day(day)}: the week commencing {british_day(week)}."
    # Who publishes from Wednesday to Sunday writes about that week; of a Monday or Tuesday it is a guess.
    is_guess = day.weekday() < 2 or covered > 1
    return Dated(found, covered, deduced=True, warnings=(warning,) if is_guess else ())


def _compared(dated: Dated, clues: Clues) -> Dated:
    """With a warning where the day of publication, or the day in the path, says another week."""
    week, warnings = dated.found.week, [dated.found.warning] if dated.found.warning else []
    warnings += [one for one in dated.warnings if one not in warnings]
    if week is None:
        return Dated(dated.found, dated.weeks_covered, warnings=tuple(warnings))
    last = week + timedelta(days=7 * dated.weeks_covered)
    in_path = _path_day(clues.path)
    for day, words in ((clues.published, "it was published on"), (in_path, "its path says")):
        if day and not week - timedelta(days=7) <= day <= last + LATE:
            warnings.append(
                f"The dates disagree: the week commencing {british_day(week)} was found by {dated.found.found_by}, "
                f"but {words} {british_day(day)}."
            )
            break
    return Dated(dated.found, dated.weeks_covered, warnings=tuple(warnings))


def _nearest_year(day: int, month: int, published: date) -> int | None:
    found = []
    for year in (published.year - 1, published.year, published.year + 1):
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    return min(found, key=lambda one: abs(one - published)).year if found else None


def _path_day(path: str) -> date | None:
    for found in (*_NAME_DAY.finditer(path), *_PATH_DAY.finditer(path)):
        try:
            return date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            continue
    return None


def _year_of_path(path: str) -> int | None:
    if day := _path_day(path):
        return day.year
    found = re.search(r"(?:^|/)(20\d\d)(?=/)", path)
    return int(found[1]) if found else None
