"""The filters of a typed query: what `topic:`, `from:` and the others mean. Pure, and never raises."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hackit.dates import financial_year_label
from hackit.search.normalise import folded

FieldValue = str | int | date

KINDS = {
    "section": "weeknote weeknotes note-section section sections",
    "point": "point points conversation-point",
    "meeting": "meeting meetings",
    "item": "item items agenda-item agenda",
    "note": "note notes line lines",
    "question": "question questions",
    "ask": "ask asks ask-for-help help",
    "idea": "idea ideas parked",
    "jotting": "jotting jottings",
    "decision": "decision decisions agreed",
    "caveat": "caveat caveats condition conditions",
    "referral": "referral referrals",
    "action": "action actions promise promises",
    "update": "update updates",
    "coming_up": "coming-up event-ahead",
    "budget_line": "budget-line budget budgets",
    "position": "position positions budget-position",
    "figure": "figure figures saving savings",
    "proposal": "proposal proposals business-case",
    "enquiry": "enquiry enquiries question-to-answer",
    "review": "review reviews audit-review",
    "recommended": "recommendation recommendations audit-recommendation",
}
SORTS = {
    "highlight": "highlight highlights",
    "thanks": "thanks thank-you",
    "met": "met",
    "event": "event events",
    "learning": "learning learnings something-im-learning",
    "didnt_work": "didnt-work this-didnt-work didn-t-work",
    "tip": "tip tips",
    "benefit": "benefit benefits",
    "number": "number numbers",
    "distraction": "distraction distractions",
}
STATES = {
    "open": "open",
    "overdue": "overdue late",
    "done": "done closed finished complete completed",
    "waiting": "waiting waiting-for",
    "in_progress": "in-progress started",
    "not_started": "not-started",
    "dropped": "dropped no-longer-needed",
    "agreed": "agreed",
    "caveats": "caveats agreed-with-caveats with-caveats",
    "not_agreed": "not-agreed refused rejected",
    "put_off": "put-off deferred postponed",
    "replaced": "replaced superseded",
}
# Each filter with the other words that people type for it.
FIELDS = {
    "topic": "topic topics about theme",
    "person": "person people who with",
    "by": "by author wrote",
    "owner": "owner owns owned",
    "kind": "kind type",
    "sort": "sort",
    "in": "in group forum",
    "from": "from since after",
    "to": "to until before",
    "fy": "fy year",
    "is": "is status",
}
ME = "me"
FIRST_OF_LAST_CENTURY = 70  # a year of two digits from here on is of the last century

_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_YEAR_MONTH = re.compile(r"((?:19|20)\d\d)[-/.](\d{1,2})", re.ASCII)
_ISO = re.compile(r"((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})", re.ASCII)
_BRITISH = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.]((?:19|20)?\d\d)", re.ASCII)
_WRITTEN = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)?[ -])?([a-z]{3,9})[ -]((?:19|20)\d\d)", re.ASCII)
_FINANCIAL_YEAR = re.compile(r"(?:fy)?((?:19|20)?\d\d)(?:[-/ ]((?:19|20)?\d\d))?", re.ASCII)
_MONTH_NAMES = "january february march april may june july august september october november december"


@dataclass(frozen=True)
class Filter:
    """One filter of a query.

    field: topic, person, by, owner, kind, sort, in, from, to, fy or is; text: the value as typed; value: a date
    for from and to, the starting year for fy, our own code for kind, sort and is, else the text;
    without: it was typed with a minus.
    """

    field: str
    text: str
    value: FieldValue
    without: bool = False

    def to_text(self) -> str:
        """As it is typed; parsed again it is the same filter."""
        value = self.text if re.fullmatch(r"[\w/-]+", self.text) else f'"{self.text}"'
        return f"{'-' if self.without else ''}{self.field}:{value}"


def field_named(word: str) -> str | None:
    """The filter that a word before a colon means, or None."""
    return _FIELD_NAMES.get(word.lower())


def read_filter(field: str, text: str, *, without: bool) -> Filter | str:
    """The filter, or a plain sentence about what was not understood."""
    if field in ("from", "to") and without:
        return f"“-{field}:{text}” was left out: a date cannot be taken away, only “from:” and “to:” set."
    if field in ("from", "to"):
        day = _read_day(text, last=field == "to")
        return (
            Filter(field, text, day)
            if day
            else (f"“{field}:{text}” is not a date I can read. Type it like 2019, 2019-04 or 2019-06-03.")
        )
    if field == "fy":
        start = _read_financial_year(text)
        return (
            Filter(field, text, start, without)
            if start
            else (f"“fy:{text}” is not a financial year. Type it like {financial_year_label(2019)}.")
        )
    if field in _CHOICES:
        code = _CHOICES[field].get("-".join(folded(text)))
        known = ", ".join(name.replace("_", "-") for name in _CODES[field])
        return (
            Filter(field, text, code, without)
            if code
            else (f"“{field}:{text}” is not known here. After “{field}:” stands one of: {known}.")
        )
    if text.lower() == ME:
        return Filter(field, text, ME, without)
    if not folded(text):
        return f"“{field}:{text}” names nothing, so it was left out."
    return Filter(field, text, text, without)


def _read_day(text: str, *, last: bool) -> date | None:
    """The first day of what is typed (a day, month or year), or its last."""
    text = " ".join(text.lower().split())
    if _YEAR.fullmatch(text):
        return date(int(text), 12, 31) if last else date(int(text), 1, 1)
    if found := _YEAR_MONTH.fullmatch(text):
        # 2019/20 cannot be a month, so it is the financial year.
        year, month = int(found[1]), int(found[2])
        if month > 12 and month == (year + 1) % 100:
            return date(year + 1, 3, 31) if last else date(year, 4, 1)
        return _day(year, month, None, last=last)
    if found := _ISO.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]), last=last)
    if found := _BRITISH.fullmatch(text):
        return _day(_year(found[3]), int(found[2]), int(found[1]), last=last)
    if (found := _WRITTEN.fullmatch(text)) and found[2] in _MONTH_WORDS:
        return _day(int(found[3]), _MONTH_WORDS[found[2]], int(found[1]) if found[1] else None, last=last)
    return None


def _year(digits: str) -> int:
    """The year of four digits or two: 19 is 2019 and 99 is 1999."""
    return int(digits) + (0 if len(digits) == 4 else 2000 if int(digits) < FIRST_OF_LAST_CENTURY else 1900)


def _day(year: int, month: int, day: int | None, *, last: bool) -> date | None:
    if not 1 <= month <= 12:
        return None
    days = monthrange(year, month)[1]
    if day is None:
        day = days if last else 1
    return date(year, month, day) if 1 <= day <= days else None


def _read_financial_year(text: str) -> int | None:
    found = _FINANCIAL_YEAR.fullmatch("".join(text.lower().split()))
    if not found:
        return None
    start = _year(found[1])
    if found[2] and int(found[2]) % 100 != (start + 1) % 100:
        return None
    return start


def _words_to_codes(codes: Mapping[str, str]) -> dict[str, str]:
    words = {word: code for code, typed in codes.items() for word in typed.split()}
    return words | {code.replace("_", "-"): code for code in codes}


_FIELD_NAMES = _words_to_codes(FIELDS)
_CODES = {"kind": KINDS, "sort": SORTS, "is": STATES}
_CHOICES = {field: _words_to_codes(codes) for field, codes in _CODES.items()}
_MONTH_WORDS = {
    spelt: number
    for number, name in enumerate(_MONTH_NAMES.split(), start=1)
    for spelt in {name, name[:3], "sept" if name == "september" else name}
}
