"""Loose dates: about when "before the summer break" is, and "next April" in words that hold later as well.

Nothing here is a due date. It is the month in whose end a loosely dated thing stands in order, and after which one
may be asked what came of it. Words that tell no month ("some time", "half term") give none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from meetings.capture import calendar
from meetings.capture.dates import MONTH, MONTHS, YEARS

# By season or feast: the month at whose end it has come, the one that "before" it ends in, the one after it.
SEASONS = {
    "spring": (5, 3, 6), "summer": (8, 7, 9), "autumn": (11, 9, 12), "winter": (2, 11, 3), "christmas": (12, 12, 1),
    "xmas": (12, 12, 1), "new year": (1, 12, 1), "easter": (4, 4, 5), "recess": (8, 7, 9), "holidays": (8, 7, 9),
}  # fmt: skip
_NAMED = re.compile(
    rf"(?P<next>\b(?:next|the coming)\s+)?(?:(?P<part>early|mid|late)[\s-])?"
    rf"(?:(?P<month>\b{MONTH})|(?P<season>\b(?:{'|'.join(SEASONS)})))(?P<rest>(?:\s+(?:break|holidays?|recess|term))?)"
    r"(?:\s+(?P<year>20\d\d)\b)?",
    re.I,
)
_COUNTED = re.compile(
    rf"(?:later\s+)?(?P<which>this|next|the following)\s+(?P<what>week|month|quarter|(?:financial\s+)?year)\b"
    rf"(?!{YEARS})", re.I,
)  # fmt: skip
_INTRO = re.compile(r"\s*(?:the\s+)?(before|until|by|after)\b", re.I)


@dataclass(frozen=True)
class Loose:
    """Words that still hold in a year ("April 2020"), and the last day of the month they mean, if they mean one."""

    words: str
    around: date | None = None


def month_end(year: int, month: int) -> date:
    """The last day of a month; `month` may lie beyond 12."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def read_loose(text: str, *, on: date) -> Loose:
    """What a loose date said on that day comes to."""
    text = " ".join(text.split())
    if match := _COUNTED.search(text):
        return _counted(text, match, on)
    if match := _NAMED.search(text):
        return _named(text, match, on)
    return Loose(text)


def is_month(text: str) -> bool:
    """Whether the words name a month and no day: "July", "in July 2020"."""
    return bool(re.fullmatch(rf"(?:in|during|by)?\s*{MONTH}(?:\s+20\d\d)?", text.strip(), re.I))


def _named(text: str, match: re.Match[str], on: date) -> Loose:
    intro = _INTRO.match(text)
    how = intro[1].lower() if intro else ""
    if match["season"]:
        inside, before, after = SEASONS[" ".join(match["season"].lower().split())]
        month = {"before": before, "until": before, "by": before, "after": after}.get(how, inside)
    else:
        named = MONTHS.index(match["month"][:3].lower()) + 1
        month = {"before": (named - 2) % 12 + 1, "after": named % 12 + 1}.get(how, named)
    year = int(match["year"]) if match["year"] else on.year
    if match["year"]:
        around = _in_year(year, month, match, how)
    else:
        around = month_end(year, month)
        if around < on or (match["next"] and (on.year, on.month) == (around.year, around.month)):
            around = month_end(year + 1, month)
    if match["year"] or (match["season"] and not match["next"]):
        return Loose(text, around)
    of = around.year  # the year of the month or season itself: before January 2020 ends with December 2019
    if how == "after" and month == 1:
        of -= 1
    elif how == "before" and month == 12 and match["month"]:
        of += 1
    said = "-".join(part for part in (match["part"], match["month"] or match["season"]) if part)
    words = f"{said.replace('-', ' ')}{match['rest']} {of}"
    return Loose(text[: match.start()] + words + text[match.end() :], around)


def _in_year(year: int, month: int, match: re.Match[str], how: str) -> date:
    """The month's end where the year of the season itself was said: before spring 2020 is March 2020."""
    if match["season"]:
        inside = SEASONS[" ".join(match["season"].lower().split())][0]
        later = how == "after" and month < inside
        earlier = how in ("before", "until", "by") and month > inside
    else:
        later, earlier = how == "after" and month == 1, how == "before" and month == 12
    return month_end(year + later - earlier, month)


def _counted(text: str, match: re.Match[str], on: date) -> Loose:
    later = int(match["which"].lower() != "this")
    what = match["what"].lower()
    if what == "week":
        monday = on - timedelta(days=on.weekday()) + timedelta(weeks=later)
        return Loose(f"w/c {monday.day} {monday:%B} {monday.year}", monday + timedelta(days=6))
    if what == "month":
        first = calendar.add_months(on.replace(day=1), later)
        return Loose(f"{first:%B} {first.year}", month_end(first.year, first.month))
    if what == "quarter":
        last = (on.month - 1) // 3 * 3 + 3 * (1 + later)
        end = month_end(on.year, last)
        begins = calendar.add_months(end.replace(day=1), -2)
        return Loose(f"{begins:%B} to {end:%B} {end.year}", end)
    if what.startswith("financial"):
        starts = on.year - (on.month < 4) + later
        words = f"{starts}/{(starts + 1) % 100:02d}"
        return Loose(text[: match.start()] + words + text[match.end() :], month_end(starts + 1, 3))
    return Loose(str(on.year + later), date(on.year + later, 12, 31))
