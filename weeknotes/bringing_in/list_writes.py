"""Notes of a prepared import become notes here: some at a time, each whole or not at all, none twice."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, time
from time import monotonic

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from hackit import history, indexing
from hackit.audience import Audience
from hackit.history import record_change
from hackit.matching import TopicName, find_topics
from hackit.models import ImportedItem, ImportRun, OldAddress, Person, Topic
from hackit.text import TextTooLong, plain_text
from hackit.topics.writes import save_topic
from weeknotes.bringing_in.changes import AT_ITS_SOURCE, IMPORTED, KIND, changed_since
from weeknotes.bringing_in.image_writes import take_images
from weeknotes.bringing_in.links import Place, Whereabouts, address_of, lead_images, lead_links
from weeknotes.bringing_in.sections_back import put_sections_back
from weeknotes.bringing_in.terms import key_of
from weeknotes.following import written_sections
from weeknotes.models import PreparedImport, PreparedNote, Section, Weeknote
from weeknotes.publishing import writes
from weeknotes.taking_out.front_matter import SectionTold

logger = logging.getLogger(__name__)

AT_ONCE = 50
"""Notes of one step."""

SECONDS = 8.0
"""After so long a step ends, that no request waits for longer."""

NOON = time(12)
EDITED = "It was changed here in the meantime, so it stays as it is"
UNKNOWN = "It could not be saved. Whoever runs this service finds the reason in its log"


class Left(Exception):
    """A note that is not brought in; the message says why."""


def begin(prepared: PreparedImport, *, by: Person, at: datetime) -> ImportRun:
    """The run that this import is from now on; the same again if it was begun before."""
    with transaction.atomic():
        stored = PreparedImport.objects.select_for_update().get(pk=prepared.pk)
        if stored.run is None:
            told = {"form": stored.form, "passed_over": stored.passed_over, "failed": stored.failed, "topics": []}
            stored.run = ImportRun.objects.create(kind=KIND, source=stored.source, by=by, at=at, told=told)
            stored.save(update_fields=["run"])
        prepared.run = stored.run
    return stored.run


def bring_some(prepared: PreparedImport, *, by: Person, user, at: datetime, most: int = AT_ONCE) -> int:
    """Bring the next ones in, for a few seconds; how many are left. Safe to be pressed twice and to be broken off."""
    began = monotonic()
    step = Step(prepared, by=by, user=user, at=at)
    with indexing.topics_staying(step.names):
        for row in list(prepared.notes.to_bring_in()[:most]):
            step.bring(row)
            if monotonic() - began > SECONDS:
                break
    left = prepared.notes.to_bring_in().count()
    if not left:
        _finish(prepared, step)
    return left


class Step:
    """What is looked up once for many notes: topics of the terms, authors, where every note is."""

    def __init__(self, prepared: PreparedImport, *, by: Person, user, at: datetime) -> None:
        self.prepared, self.by, self.user, self.at = prepared, by, user, at
        assert prepared.run is not None  # noqa: S101 - begin() comes first
        self.run = prepared.run
        self.topics = self._topics()
        self.names: list[TopicName] = Topic.objects.names()
        ids = {pk for pk in prepared.authors.values() if pk}
        self.people = {person.pk: person for person in Person.objects.named().filter(pk__in=ids)}
        self.whereabouts = self.find_whereabouts()

    def _topics(self) -> dict[str, Topic]:
        """The topic of each term, made now where there is none of that name yet."""
        wanted = {key: term["topic"] for key, term in self.prepared.terms.items() if term["topic"]}
        stored = {topic.name.casefold(): topic for topic in Topic.objects.current()} if wanted else {}
        made = []
        for name in dict.fromkeys(wanted.values()):
            if name.casefold() not in stored:
                topic = save_topic(Topic(), name=name, description="", broader=None, also_called=(), by=self.by)
                stored[name.casefold()] = topic
                made.append(topic.pk)
        if made:
            self.run.told["topics"] += made
            self.run.save(update_fields=["told"])
        return {key: stored[name.casefold()] for key, name in wanted.items()}

    def find_whereabouts(self) -> Whereabouts:
        """Every note that comes or is here, and those of earlier imports by their old addresses."""
        rows = self.prepared.notes.light().exclude(outcome=PreparedNote.Outcome.FAILED)
        coming = [row for row in rows if row.is_wanted or row.here != PreparedNote.Here.NEW]
        places = [Place(row.note_ref, row.path, tuple(row.addresses)) for row in coming]
        earlier = OldAddress.objects.filter(record_type=KIND, record_ref__in=self._known().values("ref")).exclude(
            run=None
        )
        places += [Place(ref, "", (path,)) for path, ref in earlier.values_list("path", "record_ref")]
        return Whereabouts(places, self._body_of)

    def _known(self) -> QuerySet[Weeknote]:
        """The notes here that a link may lead to: published ones, and those whose drafts this user sees anyway."""
        seen = Weeknote.objects.visible_to(self.user).values("ref")
        return Weeknote.objects.live().filter(Q(ref__in=seen) | Q(published_at__isnull=False))

    def _body_of(self, ref: str) -> str:
        row = self.prepared.notes.filter(note_ref=ref).first()
        note = row or self._known().filter(ref=ref).first()
        return note.body if note else ""

    def bring(self, row: PreparedNote) -> None:
        """One note, in a transaction of its own. What is wrong with it is noted, and the next one's turn comes."""
        try:
            with transaction.atomic(), indexing.at_the_end(), history.at_the_end():
                self._bring(row)
        except Left as left:
            self._fail(row, str(left))
        except ValidationError as error:
            self._fail(row, " ".join(error.messages))
        except TextTooLong as error:
            self._fail(row, str(error))
        except Exception:  # one bad note never stops the rest
            logger.exception("A note of an import could not be saved: %s", row.source_key)
            self._fail(row, UNKNOWN)

    def _fail(self, row: PreparedNote, reason: str) -> None:
        outcome = PreparedNote.Outcome.FAILED
        PreparedNote.objects.filter(pk=row.pk, outcome="").update(outcome=outcome, reason=reason[:500])

    def _bring(self, row: PreparedNote) -> None:
        outcome = PreparedNote.Outcome.MADE if row.here == PreparedNote.Here.NEW else PreparedNote.Outcome.REVISED
        if not PreparedNote.objects.filter(pk=row.pk, outcome="").update(outcome=outcome):
            return  # another press was quicker
        if not row.title.strip():
            raise Left("It has no title")
        if row.week is None:
            raise Left("Its week is not known")
        if self._is_here(row):
            PreparedNote.objects.filter(pk=row.pk).update(outcome=PreparedNote.Outcome.KNOWN)
            return
        note = self._made(row) if outcome == PreparedNote.Outcome.MADE else self._revised(row)
        reason = self._publish(note, row, is_new=outcome == PreparedNote.Outcome.MADE)
        ImportedItem.objects.create(
            run=self.run, source_key=row.source_key, content_hash=row.content_hash, record_type=KIND,
            record_ref=note.ref,
        )  # fmt: skip
        OldAddress.objects.remember_import(row.addresses, note, self.run)
        record_change(note, IMPORTED, by=self.by, changes={"source": ("", self.prepared.source)})
        if reason:
            PreparedNote.objects.filter(pk=row.pk).update(reason=reason[:500])

    def _is_here(self, row: PreparedNote) -> bool:
        """Whether the same text became a note since the list was made. One that was deleted counts no longer."""
        items = ImportedItem.objects.brought_in(KIND, [row.content_hash])
        if not items:
            return False
        if Weeknote.objects.live().filter(ref=items[row.content_hash].record_ref).exists():
            return True
        items[row.content_hash].delete()
        return False

    def _made(self, row: PreparedNote) -> Weeknote:
        note = Weeknote(
            ref=row.note_ref, title=row.title, week=row.week, weeks_covered=row.weeks_covered, summary=row.summary,
            body=row.body, audience=Audience.EVERYONE,
        )  # fmt: skip
        note.full_clean(exclude=["forum", "created_by", "deleted_by"])
        note.save_as(by=self.by, verb="brought in")
        note.set_authors(self._authors(row))
        note.body = self.text(note, row)
        note.save_revision(by=self.by, reason=f"Brought in from {self.prepared.source}"[:300])
        self._tag(note, row)
        return note

    def _revised(self, row: PreparedNote) -> Weeknote:
        note = Weeknote.objects.visible_to(self.user).filter(ref=row.note_ref).first()
        if note is None or changed_since([note.ref]):
            raise Left(EDITED)
        note.title, note.summary, note.body = row.title, row.summary, self.text(note, row)
        note.full_clean(exclude=["forum", "created_by", "deleted_by"])
        note.save_revision(by=self.by, reason=f"New text from {self.prepared.source}"[:300])
        put_sections_back(note, [SectionTold(**one) for one in row.told])
        return note

    def _authors(self, row: PreparedNote) -> list[Person]:
        ids = [self.prepared.authors.get(name.strip()[:120], 0) for name in row.authors]
        return [self.people[pk] for pk in ids if pk in self.people] or [self.by]

    def text(self, note: Weeknote, row: PreparedNote) -> str:
        """Its Markdown, with links leading to notes here and images that are its own."""
        images, warnings = take_images(note, row, by=self.by)
        if warnings:
            PreparedNote.objects.filter(pk=row.pk).update(warnings=[*row.warnings, *warnings])
        base = Place(note.ref, row.path, tuple(row.addresses))
        return lead_links(lead_images(row.body, images), self.whereabouts, base=base)

    def _tag(self, note: Weeknote, row: PreparedNote) -> None:
        """Put the topics of its terms on the sections that name them; where none does, on the first.

        A note of our own that comes back tells of its sections itself.
        """
        put_sections_back(note, [SectionTold(**one) for one in row.told])
        there = set(Section.topics.through.objects.filter(section__weeknote=note).values_list("topic_id", flat=True))
        topics = {topic.pk for term in row.terms if (topic := self.topics.get(key_of(term)))} - there
        sections = {section.anchor: section for section in note.sections.all()}
        parts = [part for part in written_sections(note.body) if part.anchor in sections]
        if not (topics and parts):
            return
        words = {part.anchor: f"{part.heading}\n{plain_text(part.body)}" for part in parts}
        for pk in topics:
            name = [one for one in self.names if one.key == pk]
            naming = [anchor for anchor, text in words.items() if find_topics(text, name)]
            for anchor in naming or [parts[0].anchor]:
                sections[anchor].topics.add(pk)
        note.save()

    def _publish(self, note: Weeknote, row: PreparedNote, *, is_new: bool) -> str:
        """Publish what its source had published, if that was asked for. Why it stays a draft, else ""."""
        if not self.prepared.publish or row.was_draft or not (is_new or note.is_published):
            return ""
        try:
            with transaction.atomic():
                writes.publish(
                    note, by=self.by, user=self.user, at=self._published_at(row) if is_new else self.at,
                    expected_version=note.version, reason="" if is_new else AT_ITS_SOURCE,
                )  # fmt: skip
        except writes.CannotPublish as refused:
            return f"Left as a draft. {refused}"
        return ""

    def _published_at(self, row: PreparedNote) -> datetime:
        """When its source published it; now, where that says nothing or names a day to come."""
        if row.published_on is None:
            return self.at
        noon = timezone.make_aware(datetime.combine(row.published_on, NOON))
        return min(noon, self.at)


def _finish(prepared: PreparedImport, step: Step) -> None:
    """All is dealt with: say what became of it, and keep nothing of what was sent."""
    with transaction.atomic():
        stored = PreparedImport.objects.select_for_update().filter(pk=prepared.pk).first()
        if stored is None:
            return  # another press was quicker
        rows = list(prepared.notes.light())
        failed = [row for row in rows if row.outcome == PreparedNote.Outcome.FAILED]
        if failed:
            _mend_links(prepared, step, {row.note_ref for row in failed})
        outcomes = [row.outcome for row in rows]
        step.run.told |= {
            "made": outcomes.count(PreparedNote.Outcome.MADE),
            "revised": outcomes.count(PreparedNote.Outcome.REVISED),
            "known": outcomes.count(PreparedNote.Outcome.KNOWN) + _count_here(rows),
            "left_out": sum(not row.is_wanted and row.may_be_wanted for row in rows),
            "failed": step.run.told["failed"] + [[str(row), row.reason] for row in failed],
            "drafts": [[str(row), row.reason] for row in rows if row.reason and row not in failed],
        }
        step.run.at = timezone.now()
        step.run.save(update_fields=["told", "at"])
        stored.delete()


def _count_here(rows: Iterable[PreparedNote]) -> int:
    return sum(not row.outcome and not row.may_be_wanted for row in rows)


def _mend_links(prepared: PreparedImport, step: Step, failed: set[str]) -> None:
    """Links to notes that were not brought in after all lead where they led before; what somebody has changed
    meanwhile stays as it is, for its text is no longer the one that was sent."""
    whereabouts = step.find_whereabouts()
    touched = changed_since(list(prepared.notes.values_list("note_ref", flat=True)))
    for row in prepared.notes.exclude(outcome=PreparedNote.Outcome.FAILED).exclude(outcome=""):
        note = Weeknote.objects.live().filter(ref=row.note_ref).first()
        if note is None or note.ref in touched or not any(address_of(ref) in note.body for ref in failed):
            continue
        step.whereabouts = whereabouts
        note.body = step.text(note, row)
        note.save_revision(by=step.by, reason="A note that it links to was not brought in")
        if note.is_published:
            reason = "A note that it links to was not brought in"
            version = note.version
            writes.publish(note, by=step.by, user=step.user, at=step.at, expected_version=version, reason=reason)
        record_change(note, IMPORTED, by=step.by, changes={"source": ("", prepared.source)})
