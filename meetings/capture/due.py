"""Which time words in a clause say when it is due.

A date is a due date only after a word that makes it one (by, before, until, due, deadline, in
a period, for the next …) or last after a dash, comma or bracket. Any other date belongs to the
task; a bare time word at the very end is asked about, not taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from meetings.capture.dates import AHEAD, DAYS, END, PERIOD, SEASON, VAGUE, Day, group_names, phrase, resolve
from meetings.capture.things import DateReading

STRONG = (
    r"by|before|until|till|no later than|not later than|on or before"
    r"|due(?:\s+(?:date|by|on|for|in))?:?|(?:with a |the )?deadline(?:\s+(?:is|of|for|by|on))?:?|when:"
)
WEAK = r"in|within|for|over|during|after"
SEPARATOR = r"[-–—,(\[;→|]|->|=>"
# What stands before a closing date and makes it part of the task: "the figures on Fri".
BELONGS = re.compile(
    r"\b(?:on|from|since|of|at|last|the|this|for|about|after|between|and|or|every|each|through|during|past|re"
    r"|than|until|as|in|is|was|be|to|with|over)$",
    re.I,
)


@dataclass(frozen=True)
class Due:
    """A reading and the stretch of the clause it takes up."""

    reading: DateReading
    start: int
    end: int

    def without(self, clause: str) -> str:
        """The clause with the time words taken out."""
        return tidy(f"{clause[: self.start].rstrip()} {clause[self.end :].lstrip()}")


@lru_cache(maxsize=64)
def _patterns(names: tuple[str, ...]) -> tuple[Any, ...]:
    words = phrase(names)
    # Not the beginning of a longer word, number or share: "by 3.5", "by 20%".
    after = r"(?![\w%/£]|[.,:]\d|-\w)"
    close = r"[\s)\].!*_]*$"
    separated = rf"(?P<sep>{SEPARATOR})[\s(\[]*"
    meets = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    # "before HMT" is a date; "agreed by HMT" is not.
    meeting = rf"\b(?:before|ahead of|in time for)\s+(?:the\s+)?(?P<group>{meets})(?=\s*(?:[,.;)]|$))"
    return (
        re.compile(rf"(?<![\w-])(?P<intro>{STRONG}|{WEAK})\s+(?P<phrase>{words}){after}", re.I),
        re.compile(rf"{separated}(?P<phrase>{words}){after}{close}", re.I),
        re.compile(rf"(?:^|\s)(?P<phrase>{words}){after}{close}", re.I),
        re.compile(close),
        re.compile(meeting, re.I) if names else None,
    )


def find_due(clause: str, day: Day) -> Due | None:
    """The due date of one clause: the last sure one, else the last unsure one, else None."""
    intro, trailing, bare, close, meeting = _patterns(group_names(day.groups))
    found: list[Due] = []
    if meeting and (match := meeting.search(clause)):
        found.append(Due(resolve(f"next {match['group']}", day), match.start(), match.end()))
    for match in intro.finditer(clause):
        last = bool(close.match(clause, match.end()))
        if due := _introduced(match, day, last=last):
            found.append(due)
    if apart := trailing.search(clause):
        # A hyphen inside a word does not set a date apart, nor does a dash between two days.
        before = clause[apart.start() - 1 : apart.start()].strip()
        glued = before and (apart["sep"] == "-" or (apart["sep"] == "–" and before.isdigit()))
        if not glued:
            found.append(_due(apart, apart.start(), day))
    if not found and (alone := bare.search(clause)):
        return _bare(alone, clause, day)
    sure = [due for due in found if due.reading.date]
    return _of_one_clause(sure or found, clause)[-1] if found else None


def _of_one_clause(found: list[Due], clause: str) -> list[Due]:
    """ "… by Fri; review in October": what stands behind a semicolon is said of something else."""
    first = min(found, key=lambda due: due.start)
    stop = clause.find(";", first.end)
    return [due for due in found if stop < 0 or due.start < stop]


def _due(match: re.Match[str], start: int, day: Day) -> Due:
    return Due(resolve(match["phrase"].strip(), day), start, match.end())


def _introduced(match: re.Match[str], day: Day, *, last: bool) -> Due | None:
    """A phrase after by, before, in …: kept only where that word makes a due date of it."""
    intro, words = match["intro"].lower(), match["phrase"].strip()
    reading = resolve(words, day)
    if re.fullmatch(WEAK, intro):
        allowed = {
            "in": rf"{PERIOD}|{AHEAD}|{SEASON}|{VAGUE}",
            "within": AHEAD,
            "for": r"(?:the\s|our\s)?next .+|the\s.+",
            "over": rf"{SEASON}|{VAGUE}",
        }.get(intro, SEASON)
        # "in July" in mid-sentence may say when something happened; at the end it is a promise.
        if not re.fullmatch(allowed, words, re.I) or not (last or reading.loose):
            return None
        if intro == "for" and not reading.date and not re.search(r"\bnext\b", words):
            return None
    if reading.date is None and intro in ("before", "over", "during", "after", "until"):
        typed = f"{match['intro']} {words}"
        reading = DateReading(None, typed, reading.loose, reading.when)
    return Due(reading, match.start(), match.end())


def _bare(match: re.Match[str], clause: str, day: Day) -> Due | None:
    """A time word last, with nothing before it that makes it due: today, w/c and "end of …" count."""
    words = match["phrase"].strip()
    before = clause[: match.start()].rstrip()
    if BELONGS.search(before) or re.fullmatch(rf"{DAYS}|{PERIOD}|{SEASON}", words, re.I):
        return None
    reading = resolve(words, day)
    if re.match(rf"today|tomorrow|tonight|w/?c\b|week commencing|{END}", words, re.I) or not reading.date:
        return Due(reading, match.start(), match.end())
    # "meet Dawn next Tue": it may be when the task happens, so the words stay and are asked about.
    return Due(DateReading(None, words, when=True), len(clause), len(clause))


def tidy(text: str) -> str:
    """Close the gaps that cutting leaves: empty brackets, doubled spaces, hanging dashes."""
    text = re.sub(r"[(\[]\s*[)\]]", " ", text)
    text = re.sub(r"\s+([,;.!)\]])", r"\1", re.sub(r"\s{2,}", " ", text))
    return re.sub(r"^[\s,;:–—→|-]+|[\s,;:–—→|(\[-]+$", "", text)


def sentence(text: str) -> str:
    """Tidied, and without the full stop that closed it; "etc." and "…" keep theirs."""
    text = tidy(text)
    return text[:-1] if text.endswith(".") and not re.search(r"\.\.$|\b(?:etc|\w)\.$", text) else text
