"""Writes the sample's weeknotes from the files of `texts/` and publishes them by calling what the pages call.

A file begins with `key: value` lines (`week` in days from the Monday of the latest meeting; `topics` and `sorts`
as `heading = value; …`), then a blank line, then Markdown. `{{point:Title}}` embeds the point of that title. A draft
whose `state` is `begun` keeps what it began with, half full; its own words go under the headings that are there, and
its jottings of the sorts in `later` were not put in yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from hackit.audience import Audience
from hackit.joining import embeds
from hackit.models import Person
from hackit.sample_ground import Sample
from weeknotes.models import Weeknote
from weeknotes.publishing.writes import publish
from weeknotes.writing import writes

TEXTS = Path(__file__).parent / "texts"

_BLOCK = re.compile(r"^(?=## )", re.MULTILINE)
_POINT = re.compile(r"\{\{point:([^}]+)\}\}")


@dataclass(frozen=True)
class Told:
    """A weeknote as its file tells it."""

    fields: dict[str, str]
    body: str

    def by_heading(self, name: str) -> dict[str, str]:
        """`heading = value; heading = value` of one field, by heading."""
        pairs = (pair.partition("=") for pair in self.fields[name].split(";") if pair.strip())
        return {heading.strip(): value.strip() for heading, _equals, value in pairs}


def notes() -> Iterator[Told]:
    """The sample's weeknotes, oldest first. Raises ValueError for a line at the beginning that is no field."""
    for path in sorted(TEXTS.glob("*.md")):
        head, _blank, body = path.read_text().partition("\n\n")
        fields = {}
        for line in head.splitlines():
            name, colon, value = line.partition(":")
            if not colon:
                raise ValueError(f"{path.name}: what is “{line}”?")
            fields[name] = value.strip()
        yield Told(fields, body.strip() + "\n")


def write_weeknotes(sample: Sample) -> None:
    """Every note begun, written, described and, but for the drafts, published on the Friday of its week."""
    for told in notes():
        author = sample.people[told.fields["author"]]
        week = sample.day(int(told.fields["week"]))
        note = writes.begin(week, author=author, user=author.user, on=week)
        body = _with_points(sample, note, told.body, author)
        if told.fields.get("state") == "begun":
            body = _half_full(note.body, body, later=told.fields["later"].split(", "))
        writes.save_text(
            note, title=told.fields["title"], summary=told.fields["summary"], body=body, by=author,
            expected_version=note.version,
        )  # fmt: skip
        _describe(sample, note, told, by=author)
        if told.fields.get("state") not in ("draft", "begun"):
            friday = week + timedelta(days=4)
            publish(note, by=author, user=author.user, at=sample.at(friday, 16), expected_version=note.version)


def _with_points(sample: Sample, note: Weeknote, body: str, author: Person) -> str:
    """The body with each point's title replaced by its ref. Raises KeyError where that week has no such point."""
    source = embeds.source("point")
    of_week = source.of_week(note.week, note.ends_on, author.user) if source else []
    refs = {point.title: point.ref for point in of_week}
    return _POINT.sub(lambda match: f"{{{{point:{refs[match[1]]}}}}}", body)


def _half_full(begun: str, words: str, *, later: list[str]) -> str:
    """What a note began with, and the author's words under its headings; a heading that is new, after the one before.

    The sections called in `later` are left out: their jottings wait beside the sheet.
    """
    blocks = [block for block in _BLOCK.split(begun) if block.partition("\n")[0].removeprefix("## ") not in later]
    place = 0
    for own in filter(str.strip, _BLOCK.split(words)):
        heading, _line, text = own.partition("\n")
        found = next((at for at, block in enumerate(blocks) if block.partition("\n")[0] == heading), None)
        if found is None:
            blocks.insert(place, own)
        else:
            place = found
            blocks[place] = f"{heading}\n\n{text.strip()}\n\n{blocks[place].partition(chr(10))[2].strip()}"
        place += 1
    return "\n\n".join(block.strip() for block in blocks if block.strip()) + "\n"


def _describe(sample: Sample, note: Weeknote, told: Told, *, by: Person) -> None:
    """Topics and sorts of its sections. Raises KeyError for a heading that the note hasn't got."""
    topics, sorts = told.by_heading("topics"), told.by_heading("sorts")
    rows = {row.heading: row for row in note.sections.all()}
    for heading in {**topics, **sorts}:
        writes.describe_section(
            note, rows[heading], topics=sample.topics_named(topics.get(heading, "")), people=[],
            sort=sorts.get(heading, ""), audience=Audience.EVERYONE, by=by,
        )  # fmt: skip
