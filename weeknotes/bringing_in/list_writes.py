"""Notes of a prepared import become notes here: some at a time, each whole or not at all, none twice."""

from __future__ import annotations

import logging
from collections.abc import Mapping
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
from hackit.models.people import Role
from hackit.text import TextTooLong, plain_text
from hackit.topics.writes import save_topic
from weeknotes.bringing_in.changes import AT_ITS_SOURCE, IMPORTED, KIND, changed_since, new_text_from
from weeknotes.bringing_in.finish_writes import finish
from weeknotes.bringing_in.image_writes import Ahead, addresses_ahead, read_images, take_images
from weeknotes.bringing_in.links import Place, Whereabouts, lead_images, lead_links
from weeknotes.bringing_in.sections_back import put_sections_back, set_audiences
from weeknotes.bringing_in.terms import key_of
from weeknotes.following import written_sections
from weeknotes.models import PreparedImport, PreparedNote, Section, Weeknote
from weeknotes.publishing import writes
from weeknotes.publishing.closed_links import closed_links
from weeknotes.publishing.parts import parts_of
from weeknotes.taking_out.front_matter import SectionTold

logger = logging.getLogger(__name__)

AT_ONCE = 50
"""Notes of one step."""

SECONDS = 4.0
"""After so long a step ends with the note it is at, that no request waits for much longer."""

NOON = time(12)
NOT_YOURS = "It is another person’s, who publishes it. It waits among their drafts"
EDITED = "It was changed here in the meantime, so it stays as it is"
UNKNOWN = "It could not be saved. Whoever runs this service finds the reason in its log"


_NOT_ASKED = ["forum", "created_by", "deleted_by"]
"""Fields that need no look-up. Nor are constraints asked about beforehand: the database keeps them, and the list asked
for a Monday."""


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


def bring_some(
    prepared: PreparedImport, *, by: Person, user, at: datetime, most: int = AT_ONCE, for_others: bool = False
) -> int:  # fmt: skip
    """Bring the next ones in, for a few seconds; how many are left. Safe to be pressed twice and to be broken off.

    `for_others`: whoever asks may publish under other people's names. While only the end is left, that is 1.
    """
    until = monotonic() + SECONDS
    step = Step(prepared, by=by, user=user, at=at, for_others=for_others)
    with indexing.topics_staying(step.names):
        for row in list(prepared.notes.to_bring_in()[:most]):
            step.bring(row)
            if monotonic() > until:
                break
        left = prepared.notes.to_bring_in().count()
        if not left and not finish(prepared, step, is_over=lambda: monotonic() > until):
            return 1
    return left


def may_publish_for_others(user) -> bool:
    """Whether somebody may publish what others wrote elsewhere, without asking them: administrators may.

    They bring a team's whole blog in, of which everything could be read before.
    """
    return getattr(user, "role", None) == Role.ADMINISTRATOR


class Step:
    """What is looked up once for many notes: topics of the terms, authors, where every note is."""

    def __init__(
        self, prepared: PreparedImport, *, by: Person, user, at: datetime, for_others: bool = False
    ) -> None:  # fmt: skip
        self.prepared, self.by, self.user, self.at = prepared, by, user, at
        assert prepared.run is not None  # noqa: S101 - begin() comes first
        self.run = prepared.run
        self.for_others = for_others or may_publish_for_others(user)
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
            if not row.title.strip():
                raise Left("It has no title")
            if row.week is None:
                raise Left("Its week is not known")
            ahead = self._work_out(row)
            with transaction.atomic(), indexing.at_the_end(), history.at_the_end():
                self._bring(row, ahead)
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

    def _work_out(self, row: PreparedNote) -> Ahead:
        """What takes long, done while nobody has to wait for the database: images written anew, the text read and
        rendered as it will be published. `hackit.text` remembers what came of it for the transaction that follows.
        """
        images = read_images(row)
        note = Weeknote(ref=row.note_ref, body=self._led(row, addresses_ahead(row, images)))
        rows = note.sections_in(note.body, rows=[])
        set_audiences(rows, note.body, [SectionTold(**one) for one in row.told])
        if not self._asked_to_publish(row):
            return Ahead(images, note.body)
        sizes = {one.address(): (one.picture.width, one.picture.height) for one in images.values() if one.picture}
        closed = frozenset(link.address for link in closed_links(note.body, user=self.user))
        parts_of(note.body, rows, {}, sizes, closed)
        return Ahead(images, note.body, closed)

    def _bring(self, row: PreparedNote, ahead: Ahead) -> None:
        outcome = PreparedNote.Outcome.MADE if row.here == PreparedNote.Here.NEW else PreparedNote.Outcome.REVISED
        if not PreparedNote.objects.filter(pk=row.pk, outcome="").update(outcome=outcome):
            return  # another press was quicker
        if self._is_here(row):
            PreparedNote.objects.filter(pk=row.pk).update(outcome=PreparedNote.Outcome.KNOWN)
            return
        note = self._made(row, ahead) if outcome == PreparedNote.Outcome.MADE else self._revised(row, ahead)
        reason = self._publish(note, row, ahead, is_new=outcome == PreparedNote.Outcome.MADE)
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

    def _made(self, row: PreparedNote, ahead: Ahead) -> Weeknote:
        note = Weeknote(
            ref=row.note_ref, title=row.title, week=row.week, weeks_covered=row.weeks_covered, summary=row.summary,
            body=row.body, audience=Audience.EVERYONE,
        )  # fmt: skip
        note.full_clean(exclude=_NOT_ASKED, validate_unique=False, validate_constraints=False)
        note.save_as(by=self.by, verb="brought in")
        note.set_authors(self._authors(row))
        note.body = self.text(note, row, ahead)
        note.save_revision(by=self.by, reason=f"Brought in from {self.prepared.source}"[:300])
        self._tag(note, row)
        return note

    def _revised(self, row: PreparedNote, ahead: Ahead) -> Weeknote:
        note = Weeknote.objects.visible_to(self.user).filter(ref=row.note_ref).first()
        if note is None or changed_since([note.ref]):
            raise Left(EDITED)
        note.title, note.summary, note.body = row.title, row.summary, self.text(note, row, ahead)
        note.full_clean(exclude=_NOT_ASKED, validate_unique=False, validate_constraints=False)
        note.save_revision(by=self.by, reason=new_text_from(self.run.source))
        put_sections_back(note, [SectionTold(**one) for one in row.told])
        return note

    def _authors(self, row: PreparedNote) -> list[Person]:
        ids = [self.prepared.authors.get(name.strip()[:120], 0) for name in row.authors]
        return [self.people[pk] for pk in ids if pk in self.people] or [self.by]

    def text(self, note: Weeknote, row: PreparedNote, ahead: Ahead) -> str:
        """Its Markdown, with links leading to notes here and images that are its own."""
        images, warnings = take_images(note, row, ahead.images, by=self.by)
        if warnings:
            PreparedNote.objects.filter(pk=row.pk).update(warnings=[*row.warnings, *warnings])
        return self._led(row, images)

    def _led(self, row: PreparedNote, images: Mapping[str, str]) -> str:
        base = Place(row.note_ref, row.path, tuple(row.addresses))
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
        indexing.index(note)

    def _asked_to_publish(self, row: PreparedNote) -> bool:
        return self.prepared.publish and not row.was_draft

    def _publish(self, note: Weeknote, row: PreparedNote, ahead: Ahead, *, is_new: bool) -> str:
        """Publish what its source had published, if that was asked for. Why it stays a draft, else ""."""
        if not self._asked_to_publish(row) or not (is_new or note.is_published):
            return ""
        if not self.for_others and not note.author_links.filter(person=self.by).exists():
            return NOT_YOURS
        try:
            with transaction.atomic():
                writes.publish(
                    note, by=self.by, user=self.user, at=self._published_at(row) if is_new else self.at,
                    expected_version=note.version, reason="" if is_new else AT_ITS_SOURCE,
                    closed=ahead.closed if note.body == ahead.body else None,
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
