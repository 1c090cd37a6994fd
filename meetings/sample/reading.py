"""Reads the files of `texts/`: what a sample meeting goes through, and who jots what. Pure but for reading files.

A meeting's file begins with `key: value` lines. `# Title` begins an agenda item, `= key: value` describes it,
`- …` is a line typed by the secretary (`- (Helen Marsh) …` by somebody else), and `## Title` begins the
conversation point of the item, which goes on to the next item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

TEXTS = Path(__file__).parent / "texts"

_FIELD = re.compile(r"(?:= )?(\w+): (.*)")
_LINE = re.compile(r"- (?:\((?P<author>[^)]+)\) )?(?P<text>.+)")
_JOTTING = re.compile(r"(?P<day>0|-\d+) (?P<text>.+)")


@dataclass
class SampleItem:
    """An agenda item as a file describes it. `lines` are (author's name or "", text as typed)."""

    title: str
    fields: dict[str, str] = field(default_factory=dict)
    lines: list[tuple[str, str]] = field(default_factory=list)
    point_title: str = ""
    point: str = ""


@dataclass
class SampleMeeting:
    """A meeting as a file describes it. `day` counts from the Monday of the latest management meeting."""

    group: str
    day: int
    ends: str
    summary: str
    items: list[SampleItem]


def meetings() -> list[SampleMeeting]:
    """The meetings that were held, in their order."""
    return sorted((read_meeting(path.read_text()) for path in TEXTS.glob("*mt.md")), key=lambda m: m.day)


def read_meeting(text: str) -> SampleMeeting:
    """A meeting from its file's text. Raises ValueError for a line that fits nowhere."""
    head: dict[str, str] = {}
    items: list[SampleItem] = []
    for line in text.splitlines():
        item = items[-1] if items else None
        if line.startswith("# "):
            items.append(SampleItem(line[2:]))
        elif item and line.startswith("## "):
            item.point_title = line[3:]
        elif item and item.point_title:
            item.point += line + "\n"
        elif found := _FIELD.fullmatch(line):
            (item.fields if item else head)[found[1]] = found[2]
        elif item and (typed := _LINE.fullmatch(line)):
            item.lines.append((typed["author"] or "", typed["text"]))
        elif line.strip():
            raise ValueError(f"What is “{line}”?")
    return SampleMeeting(head["group"], int(head["day"]), head["ends"], head.get("read", ""), items)


def jottings() -> Iterator[tuple[str, int, str]]:
    """(author's name, working days before today, text) of every jotting, oldest first for each author."""
    author, found = "", []
    for line in (TEXTS / "jottings.md").read_text().splitlines():
        if line.startswith("# "):
            author = line[2:]
        elif jotting := _JOTTING.fullmatch(line):
            found.append((author, -int(jotting["day"]), jotting["text"]))
        elif line.strip():
            raise ValueError(f"What is “{line}”?")
    yield from reversed(found)
