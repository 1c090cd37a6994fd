"""Records whose title, or whose note's title, has the typed words, the last as a beginning: the index is asked.

Nothing typed reaches it: the words are the normaliser's, letters and digits only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.text import Truncator

from hackit.audience import Viewer
from hackit.database_objects import ENTRY, FTS_ALL, FTS_PUBLIC
from hackit.dates import british_day
from hackit.models import Entry, EntryKind
from hackit.search.engines import Sql, engine
from hackit.search.normalise import folded, norms, prefix_forms
from hackit.search.offered import Suggestion
from hackit.search.statement import where

SHORTEST = 3  # letters of a beginning: shorter ones are those of too many words
LOOKED_AT = 40  # newest titles that are put in order
MOST_CHARACTERS = 90  # of a title that is shown
KINDS = (
    EntryKind.SECTION, EntryKind.DECISION, EntryKind.ACTION, EntryKind.MEETING, EntryKind.POINT, EntryKind.ITEM,
    EntryKind.COMING_UP,
)  # fmt: skip


@dataclass(frozen=True)
class Sought:
    """The typed words as the index holds them; `beginning` and one of `stems` do for the last of them."""

    words: tuple[str, ...]
    beginning: str = ""
    stems: tuple[str, ...] = ()

    @classmethod
    def of(cls, typed: str) -> Sought:
        """Of the text that stands before the caret: its last word is whole where a space follows."""
        *whole, last = typed.split() or [""]
        if typed[-1:].isspace():
            return cls(norms(typed))
        *parts, beginning = folded(last) or ("",)
        words = (*norms(" ".join(whole)), *norms(" ".join(parts)))
        if len(beginning) < SHORTEST:
            return cls(words)
        forms = prefix_forms(beginning)
        amount = norms(last) if not parts else ()
        return cls(words, forms.prefix, tuple(dict.fromkeys((*forms.stems, *amount))))

    def __bool__(self) -> bool:
        return bool(self.words or self.beginning)

    def stands_in(self, title: str) -> bool:
        """Whether a title, as the index holds it, has them all."""
        held = title.split()
        last = not self.beginning or any(word.startswith(self.beginning) or word in self.stems for word in held)
        return last and set(self.words) <= set(held)


def titles_like(typed: str, user) -> list[Suggestion]:
    """Those that begin as typed first, then the newest; of one name and kind one. One query or none."""
    sought = Sought.of(typed)
    if not sought:
        return []
    rows = sorted(_newest(sought, user), key=lambda row: (row.date, row.pk), reverse=True)
    found: dict[tuple[str, str], Suggestion] = {}
    for row in rows:
        one = _suggestion(row, sought)
        found.setdefault((row.kind, one.name), one)
    start = folded(typed)
    return sorted(found.values(), key=lambda one: not _begins(folded(one.name), start))


def _begins(words: Sequence[str], start: Sequence[str]) -> bool:
    return " ".join(words).startswith(" ".join(start))


def _newest(sought: Sought, user) -> list[Entry]:
    """Entries whose own title has the words, and sections of notes whose title has: of each the newest."""
    parts, params = [], []
    for column, kinds in (("title", KINDS), ("document", (EntryKind.SECTION,))):
        found, some = _in(column, sought, public=Viewer.of(user).is_stranger)
        visible, more = where(Entry.objects.visible_to(user).filter(kind__in=kinds))
        parts.append(f"SELECT id FROM ({found} AND {visible} ORDER BY newest DESC LIMIT {LOOKED_AT}) AS of_{column}")  # noqa: S608
        params += [*some, *more]
    columns = "o.id, o.kind, o.title, o.document_title, o.search_title, o.url, o.date"
    sql = f"SELECT {columns} FROM ({' UNION '.join(parts)}) AS n JOIN {ENTRY} o ON o.id = n.id"  # noqa: S608
    return list(Entry.objects.raw(sql, params))


def _in(column: str, sought: Sought, *, public: bool) -> Sql:
    """SQL of (id, newest) of the Entries `e` whose title or document's title has the words, open to conditions.

    FTS5 gives the newest first by itself. PostgreSQL would walk back through all Entries for them; because of the sum
    it asks the index of titles.
    """
    if connection.vendor == "sqlite":
        either = " OR ".join([f'"{sought.beginning}" *', *(f'"{stem}"' for stem in sought.stems)])
        asked = " AND ".join([f'"{word}"' for word in sought.words] + ([f"({either})"] if sought.beginning else []))
        table = FTS_PUBLIC if public else FTS_ALL
        sql = f"SELECT m.rowid AS id, m.rowid AS newest FROM {table} m {engine().facts} ON e.id = m.rowid"  # noqa: S608
        return f"{sql} WHERE m.{table} MATCH %s", [f"search_{column} : ({asked})"]
    either = " | ".join([f"'{sought.beginning}':*", *(f"'{stem}'" for stem in sought.stems)])
    asked = " & ".join([f"'{word}'" for word in sought.words] + ([f"({either})"] if sought.beginning else []))
    only = " AND e.reach = 'everyone'" if public else ""
    has_them = f"to_tsvector('simple', e.search_{column}) @@ to_tsquery('simple', %s)"
    return f"SELECT e.id, e.id + 0 AS newest FROM {ENTRY} e WHERE {has_them}{only}", [asked]  # noqa: S608


def _suggestion(row: Entry, sought: Sought) -> Suggestion:
    day, is_section = british_day(row.date)[4:], row.kind == EntryKind.SECTION
    if not sought.stands_in(row.search_title):
        name = Truncator(row.document_title).chars(MOST_CHARACTERS)
        return Suggestion(name, f"Weeknote, w/c {day}", url=row.url.partition("#")[0])
    where_it_stands = f"{row.document_title}, w/c {day}" if is_section else f"{row.get_kind_display()}, {day}"
    if is_section and day in row.document_title:  # "Weeknote w/c 3 June 2019" tells it
        where_it_stands = row.document_title
    return Suggestion(Truncator(row.title).chars(MOST_CHARACTERS), where_it_stands, url=row.url)
