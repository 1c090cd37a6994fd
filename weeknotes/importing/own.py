"""A weeknote of ours that comes back: its front matter says what it is (see `taking_out.front_matter`). Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from weeknotes.importing.items import SourceNote
from weeknotes.importing.plaintext import LONGEST_TITLE, ParsedNote
from weeknotes.taking_out.front_matter import MARK, WEEKNOTE, SectionTold

MOST_NAMES = 50
MOST_SECTIONS = 500
_ANY_IMAGE = re.compile(r"!\[(?:[^\[\]\\\n]|\\.)*\]\(\s*<?([^()<>\s]+)>?")


def is_own(front: Mapping[str, Any]) -> bool:
    """Whether front matter (as YAML gives it) is that of a note that was taken out of here."""
    return front.get(MARK) == WEEKNOTE


def read_own(front: Mapping[str, Any], body: str, *, key: str) -> SourceNote:
    """The note of a file whose front matter `is_own`; `body` is the text below it, kept as it is.

    `key` names it in its source, as for any other. Whatever of the front matter is not as we write it is left out
    with a warning; a section for staff stays so, whatever else is wrong.
    """
    warnings: list[str] = []
    week = _day(front.get("week"))
    if week and week.weekday():
        warnings.append(f"{week.isoformat()} is no Monday, so its week is taken.")
        week -= timedelta(days=week.weekday())
    published_on = _day(front.get("date"))
    is_draft = front.get("draft") is True or published_on is None
    address = _text(front.get("address"), 2000)
    text = body.replace("\r\n", "\n").replace("\r", "\n").strip("\n").rstrip()
    note = ParsedNote(
        title=_text(front.get("title"), LONGEST_TITLE), title_found="its front matter" if front.get("title") else "",
        week=week, week_found_by="its front matter" if week else "",
        week_question=None if week else "Which week is it?",
        summary=_text(front.get("summary"), 1000, lines=True), body_markdown=text, warnings=tuple(warnings),
    )  # fmt: skip
    return SourceNote(
        key=key, note=note, published_on=None if is_draft else published_on, is_draft=is_draft,
        weeks_covered=_weeks(front.get("weeks")), address=address, aliases=_names(front.get("aliases"), 2000),
        terms=_names(front.get("topics"), 200), authors=_names(front.get("authors"), 200),
        images=tuple(dict.fromkeys(_ANY_IMAGE.findall(text))), sections=_sections(front.get("sections")),
    )  # fmt: skip


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _text(value: Any, most: int, *, lines: bool = False) -> str:
    if not isinstance(value, str | int | float | date):
        return ""
    return (str(value).strip() if lines else " ".join(str(value).split()))[:most]


def _weeks(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 52 else 1


def _names(value: Any, longest: int) -> tuple[str, ...]:
    found = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(name for one in found[:MOST_NAMES] if (name := _text(one, longest))))


def _sections(value: Any) -> tuple[SectionTold, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(_section(one) for one in value[:MOST_SECTIONS] if isinstance(one, Mapping))


def _section(told: Mapping[str, Any]) -> SectionTold:
    """One section. An audience that is not known is the narrower one."""
    audience = _text(told.get("audience"), 20) or "everyone"
    section = SectionTold(
        _text(told.get("heading"), 300), _names(told.get("topics"), 200), _names(told.get("people"), 200)
    )
    return replace(
        section, sort=_text(told.get("sort"), 20), audience="everyone" if audience == "everyone" else "staff"
    )
