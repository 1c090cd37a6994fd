"""Invented sources: what a reader gives for them, and zips of invented notes."""

import io
import zipfile
from datetime import date, timedelta

from weeknotes.importing.items import Read, SourceNote
from weeknotes.importing.plaintext import ParsedNote

MONDAY = date(2019, 6, 3)
THINGS = ("chairs", "phones", "desks", "lamps", "bins", "lifts", "doors", "stairs", "pens", "boxes", "keys", "clocks")


def parsed(title: str, body: str, week: date | None = MONDAY, **extra) -> ParsedNote:
    """A note as a reader understood it."""
    found_by = "the date in the title" if week else ""
    question = None if week else "Which week is this note about?"
    return ParsedNote(title, "the first line", week, found_by, question, extra.pop("summary", ""), body, **extra)


def source_note(number: int = 0, **extra) -> SourceNote:
    """One note of an invented blog: its key, address, terms and author."""
    thing = THINGS[number % len(THINGS)]
    week = extra.pop("week", MONDAY + timedelta(weeks=number))
    title = extra.pop("title", f"A week of {thing} {number}")
    body = extra.pop("body", f"We counted the {thing}, {number}.\n\n## About {thing}\n\nThere were {number} of them.\n")
    given = {
        "key": f"posts/{thing}-{number}.md",
        "address": f"https://blog.example/2019/{thing}-{number}/",
        "published_on": week + timedelta(days=9) if week else None,
    }
    return SourceNote(note=parsed(title, body, week), **(given | extra))


def read_of(*notes: SourceNote, **extra) -> Read:
    """What a reader gives for an invented blog."""
    return Read(extra.pop("form", "a feed"), list(notes), site=extra.pop("site", "https://blog.example"), **extra)


def zip_of(files: dict[str, str | bytes]) -> bytes:
    """A zip with these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, data in files.items():
            made.writestr(name, data)
    return out.getvalue()


def zip_of_notes(many: int) -> bytes:
    """A zip of that many invented weeknotes in Markdown, each of its own week."""
    files: dict[str, str | bytes] = {}
    for number in range(many):
        monday = MONDAY + timedelta(weeks=number)
        thing = THINGS[number % len(THINGS)]
        files[f"notes/{monday:%Y-%m-%d}-{thing}.md"] = (
            f"# Weeknote w/c {monday.day} {monday:%B %Y}: {thing}\n\n## About {thing}\n\nWe counted {number} of them.\n"
        )
    return zip_of(files)
