"""What reading a source gives: its notes, what in it is none, and what could not be read. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from weeknotes.importing.plaintext import ParsedNote
from weeknotes.taking_out.front_matter import SectionTold


class Why(StrEnum):
    """Why something of a source is no note of ours. The value is what is counted on screen."""

    PASSWORD = "behind a password"  # noqa: S105 - words for a person
    ATTACHMENT = "attachment"
    MENU = "menu item"
    COMMENT = "comment"
    PAGE = "page"
    TRASH = "in the bin"
    PRIVATE = "private"
    OTHER_FILE = "file of another kind"
    EMPTY = "nothing in it"
    OTHER = "of another kind"


@dataclass(frozen=True)
class Skipped:
    """Something that was passed over on purpose: where it stands, what it is called, and why."""

    key: str
    title: str
    why: Why


@dataclass(frozen=True)
class Failed:
    """One item that could not be read, with the reason as a sentence. The rest is read all the same."""

    key: str
    title: str
    reason: str


@dataclass(frozen=True)
class SourceNote:
    """One note of a source.

    key: names it in its source and stays the same in a later export of it (a guid, a post's number, a path);
    note: its title, week and Markdown; weeks_covered: at least 1; published_on: the day on which the source
    published it, None if it says none; is_draft: the source had not published it; address: where it stood on
    the web, "" if unknown; aliases: further addresses or paths that led to it; terms: its categories and tags, as
    the source spells them; authors: their names or logins; images: the paths or addresses of its images, as they
    stand in the Markdown; sections: of a note of our own that comes back, what its sections are about, in order.
    """

    key: str
    note: ParsedNote
    published_on: date | None = None
    is_draft: bool = False
    weeks_covered: int = 1
    address: str = ""
    aliases: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    sections: tuple[SectionTold, ...] = ()


@dataclass(frozen=True)
class Read:
    """All that a source holds.

    form: what it was taken for, in words ("a WordPress export"); site: the address of the site it came from, ""
    if it does not say; warnings: sentences about the source as a whole; files: the images that were in a folder or
    zip, by their path in it.
    """

    form: str
    notes: list[SourceNote] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    site: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)


class CannotRead(ValueError):
    """A source that is refused whole; the message is a sentence for the person who gave it."""
