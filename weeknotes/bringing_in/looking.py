"""Bringing old weeknotes in: what is offered to the person who does it, and what is then saved.

Reading a text (`weeknotes.importing`) knows no records. Here it meets them: whose note it is, whether it is here
already, and which topics and people its words may mean. All of it is offered and none of it taken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from hackit.audience import Audience
from hackit.history import record_change
from hackit.matching import find_people, find_topics
from hackit.models import ImportedItem, ImportRun, OldAddress, Person, Topic
from hackit.text import plain_text
from weeknotes.bringing_in.changes import IMPORTED, KIND
from weeknotes.bringing_in.preparing import hash_of
from weeknotes.following import written_sections
from weeknotes.importing.plaintext import ParsedNote, read_plaintext
from weeknotes.models import Weeknote
from weeknotes.writing.suggesting import people_names

MOST_OFFERS = 60
"""Topics and people that are offered for one note; more than that is no help."""


@dataclass(frozen=True)
class Offer:
    """A topic or person that a section names. `value` is what its tick sends: id and anchor; `reason` says why."""

    record_id: int
    anchor: str
    name: str
    where: str
    reason: str

    @property
    def value(self) -> str:
        return f"{self.record_id}:{self.anchor}"


@dataclass(frozen=True)
class WhichPerson:
    """A name that several people bear: asked once a note. `choices` are (person id, name and role), likeliest first."""

    words: str
    beside: str
    reason: str
    choices: tuple[tuple[int, str], ...]
    anchors: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """A text as read, before anything is saved. `already` is the note that the same text became earlier."""

    source: str
    key: str
    note: ParsedNote
    already: Weeknote | None = None
    address: str = ""
    topics: list[Offer] = field(default_factory=list)
    people: list[Offer] = field(default_factory=list)
    which: list[WhichPerson] = field(default_factory=list)


def known_weeks(author: Person) -> list[date]:
    """The Mondays of the author's notes: they settle a year in doubt."""
    return list(Weeknote.objects.live().written_by(author).values_list("week", flat=True))


def look_at(
    text: str, *, source: str, on: date, year: int | None = None, weeks: Collection[date] = (), address: str = ""
) -> Found:
    """Read a pasted text and say what it would become. Writes nothing."""
    note = read_plaintext(text, year=year, today=on, known_weeks=weeks)
    return look_at_note(note, source=source, address=address)


def look_at_note(note: ParsedNote, *, source: str, address: str = "") -> Found:
    """Say what a note that was read would become. Writes nothing."""
    key = hash_of(note)
    topics, people, which = offers(note.body_markdown)
    return Found(source, key, note, already_here(key), address, topics, people, which)


def already_here(key: str) -> Weeknote | None:
    """The note that a text of this key was brought in as, unless it was deleted since."""
    item = ImportedItem.objects.brought_in(KIND, [key]).get(key)
    return Weeknote.objects.live().filter(ref=item.record_ref).first() if item else None


def offers(body: str) -> tuple[list[Offer], list[Offer], list[WhichPerson]]:
    """Topics and people named in the sections of a text, and the names that several people bear."""
    names, everybody = Topic.objects.names(), people_names()
    called = {name.key: name.name for name in names}
    known = {person.key: person for person in everybody}
    topics: list[Offer] = []
    people: list[Offer] = []
    in_doubt: dict[str, list[str]] = {}
    for part in written_sections(body):
        words = f"{part.heading}\n{plain_text(part.body)}"
        where = part.heading or "Beginning"
        topics += [Offer(m.key, part.anchor, called[m.key], where, m.reason) for m in find_topics(words, names)]
        for person in find_people(words, everybody):
            if person.key is not None:
                people.append(Offer(person.key, part.anchor, known[person.key].name, where, person.reason))
            else:
                in_doubt.setdefault(person.words[0], []).append(part.anchor)
    return topics[:MOST_OFFERS], people[:MOST_OFFERS], _which(body, everybody, in_doubt)


def _which(body: str, everybody, in_doubt: dict[str, list[str]]) -> list[WhichPerson]:
    """Each name in doubt once, with what stands beside it anywhere in the note."""
    if not in_doubt:
        return []
    known = {person.key: person for person in everybody}
    asked = []
    for match in find_people(plain_text(body), everybody):
        anchors = [anchor for word in match.words for anchor in in_doubt.pop(word, [])]
        if match.key is None and anchors:
            choices = tuple(
                (key, ", ".join(filter(None, [known[key].name, known[key].role or known[key].organisation])))
                for key in match.candidates
            )
            asked.append(WhichPerson(match.words[0], match.beside, match.reason, choices, tuple(anchors)))
    return asked


def begin_run(source: str, *, by: Person | None) -> ImportRun:
    """A new go at bringing notes in."""
    return ImportRun.objects.create(kind=KIND, source=source[:200], by=by)


def bring_in(
    run: ImportRun, *, title: str, week: date, summary: str, body: str, author: Person, source: str, key: str,
    topics: Iterable[tuple[int, str]] = (), people: Iterable[tuple[int, str]] = (), address: str = "",
) -> tuple[Weeknote, bool]:  # fmt: skip
    """Save one note as its author's draft: (the note, whether it is new). The same key again changes nothing.

    `topics` and `people` are (id, section's anchor) pairs that somebody ticked. Raises ValidationError for a week
    that is no Monday, by the model's own constraint.
    """
    with transaction.atomic():
        here = already_here(key)
        if here is not None:
            return here, False
        note = Weeknote(title=title, week=week, summary=summary, body=body, audience=Audience.EVERYONE)
        note.full_clean(exclude=["forum", "created_by", "deleted_by"])
        note.save_as(by=author, verb="brought in")
        note.set_authors([author])
        note.save_revision(by=author, reason=f"Brought in from {source}"[:300])
        _tag(note, topics, people)
        ImportedItem.objects.filter(record_type=KIND, content_hash=key).delete()  # of a note that was deleted since
        ImportedItem.objects.create(
            run=run, source_key=source[:300], content_hash=key, record_type=KIND, record_ref=note.ref
        )
        OldAddress.objects.remember_import([address] if address else [], note, run)
        record_change(note, IMPORTED, by=run.by, changes={"source": ("", source)})
    return note, True


def _tag(note: Weeknote, topics: Iterable[tuple[int, str]], people: Iterable[tuple[int, str]]) -> None:
    rows = {row.anchor: row for row in note.sections.all()}
    for pk, anchor in topics:
        if anchor in rows and Topic.objects.current().filter(pk=pk).exists():
            rows[anchor].topics.add(pk)
    for pk, anchor in people:
        if anchor in rows and Person.objects.named().filter(pk=pk).exists():
            rows[anchor].people.add(pk)
    note.save()
