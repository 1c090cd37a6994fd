"""One thing of the week as a line of the note: "- Mon: Period 2 closed early". Pure.

What was typed quickly holds marks for the machine (`#topic`, `!me`, "Learning:") and signs that Markdown would take
for headings or fences. The marks go, the words stay; a sign that would break the list is kept as a plain sign.
"""

from __future__ import annotations

import re
from datetime import date

from hackit.list_signs import without_sign

_BREAKS = re.compile(r"#{1,6}(?=\s|$)|`{3,}|~{3,}|={2,}\s*$|-{2,}\s*$|([*_-])(?:\s*\1){2,}\s*$|\[\^[^\]\s]+\]:|\{\{|\|")
_TAG = re.compile(r"(?<!\S)#(?=[^\W\d_])([\w-]+)")
_FOR_WHOM = re.compile(r"(?<!\S)!(?:me|staff|members|group|dmt)\b\s*", re.IGNORECASE)

_LABELS: dict[str, str] = {
    "highlight": r"highlights?",
    "learning": r"learnings?|learn(?:t|ed)|(?:something\s+)?(?:i[’']?m|i\s+am)\s+learning"
    r"|lessons?(?:\s+learn(?:ed|t))?",
    "didnt_work": r"(?:this\s+)?(?:didn[’']?t|did\s+not)\s+work",
    "thanks": r"thanks?(?:\s+you)?|ta|shout[\s-]?out",
    "met": r"met",
    "event": r"events?",
    "tip": r"tips?",
    "benefit": r"benefits?",
    "number": r"numbers?|stats?",
    "distraction": r"distractions?",
}
"""What a jotting begins with to say its sort: its heading says that already."""


def bullet(day: date, text: str, *, with_date: bool = False) -> str:
    """A line of a list with its day before it; further lines stay under it. `with_date`: of several weeks."""
    when = f"{day:%a} {day.day} {day:%B}" if with_date else f"{day:%a}"
    first, *more = [line.strip() for line in text.strip().splitlines() if line.strip()] or [""]
    return "\n".join([f"- {when}: {first}", *(f"  {_plain(line)}" for line in more)])


def words_of(text: str, sort: str = "") -> str:
    """A jotting's words without its marks, for people to read. Never less than a word: then it stays as it is."""
    text = without_sign(text)
    label = rf"\s*(?:{_LABELS[sort]})(?:\s*:|\s+[-–—](?=\s))\s*" if sort in _LABELS else ""
    bare = re.sub(label, "", text, count=1, flags=re.IGNORECASE) if label and re.match(label, text, re.I) else text
    bare = _FOR_WHOM.sub("", bare)
    lines = [_without_tags(line) for line in bare.splitlines()]
    kept = "\n".join(line for line in lines if line.strip()).strip()
    return kept if re.search(r"\w", kept) else text.strip()


def _without_tags(line: str) -> str:
    """A line whose topics at either end are gone, and inside a sentence are words."""

    def read(match: re.Match[str]) -> str:
        before, after = line[: match.start()], line[match.end() :]
        at_an_end = not re.search(r"\w", _TAG.sub("", before)) or not re.search(r"\w", _TAG.sub("", after))
        return "" if at_an_end else re.sub(r"[-_]", " ", match[1])

    if not _TAG.search(line):
        return line
    return re.sub(r"[ \t]{2,}", " ", _TAG.sub(read, line)).strip()


def _plain(line: str) -> str:
    """A line that begins with no sign which would end the list, open a fence or make a heading."""
    return f"\\{line}" if _BREAKS.match(line) else line
