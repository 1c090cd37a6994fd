"""Where a page of ours is mentioned: notes, meetings, decisions and actions with a link, as a reader sees them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hackit.models import Entry, EntryKind

MOST = 8
MOST_READ = 60


@dataclass(frozen=True)
class Mention:
    """Something that links to a page: what it is called, where the link stands, its day, what kind of thing it is."""

    title: str
    url: str
    date: date
    kind: str
    is_weeknote: bool


def mentions_of(page: str, user, *, but: str = "") -> list[Mention]:
    """What this user may see that links to a page, the newest first, each document once; not the document `but`.

    One query.
    """
    rows = Entry.objects.visible_to(user).filter(links__path=page).exclude(status="draft")
    rows = rows.exclude(kind=EntryKind.JOTTING).order_by("-date", "-pk")
    return _once(
        entry for entry in rows.defer("text", "search_title", "search_body")[:MOST_READ] if _is_other(entry, but)
    )


def _is_other(entry: Entry, but: str) -> bool:
    return not but or entry.document != but


def _once(entries: Iterable[Entry]) -> list[Mention]:
    found: dict[str, Mention] = {}
    for entry in entries:
        is_note = entry.kind == EntryKind.SECTION
        own = entry.kind in (EntryKind.DECISION, EntryKind.ACTION)  # named by itself, not by its meeting
        title = entry.title if own or not entry.document_title else entry.document_title
        kind = "Weeknote" if is_note else entry.get_kind_display()
        found.setdefault(entry.url if own else entry.document or entry.url, Mention(
            title, entry.url, entry.date, kind, is_note
        ))  # fmt: skip
    return list(found.values())[:MOST]


def written_about(page: str, user) -> list[Mention]:
    """The weeknotes that link to a decision's or an action's page. One query."""
    return [mention for mention in mentions_of(page, user) if mention.is_weeknote]
