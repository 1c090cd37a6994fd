"""Taking back what one go brought in, as long as nobody has made it their own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from django.db import models, transaction
from django.db.models import QuerySet

from hackit import history, indexing
from hackit.history import record_change
from hackit.models import EntryTopic, ImportedItem, ImportRun, Person, PublishedPart, Topic
from weeknotes.bringing_in.changes import AT_ITS_SOURCE, IMPORTED, KIND, changed_since, new_text_from
from weeknotes.models import Section, Weeknote
from weeknotes.models.drafts import Revision
from weeknotes.publishing import writes as publishing
from weeknotes.writing.writes import restore

TAKEN_BACK = "import taken back"
SECONDS = 10.0


@dataclass(frozen=True)
class TakenBack:
    """How many notes went, got their former text again, or stay; and whether the rest waits for another press."""

    gone: int = 0
    restored: int = 0
    stayed: int = 0
    goes_on: bool = False


def notes_of(run: ImportRun) -> QuerySet[Weeknote]:
    """The notes that a run made or gave a new text, as far as they are here."""
    refs = run.items.filter(record_type=KIND).values("record_ref")
    return Weeknote.objects.live().filter(ref__in=refs).order_by("week", "pk")


def kept_of(run: ImportRun) -> set[str]:
    """The refs of its notes that somebody changed since, or that a later import gave a new text."""
    refs = list(notes_of(run).values_list("ref", flat=True))
    later = ImportedItem.objects.filter(record_type=KIND, run__pk__gt=run.pk, record_ref__in=_items(run))
    return changed_since(refs) | set(later.values_list("record_ref", flat=True))


def take_back(
    run: ImportRun, *, by: Person, user, at: datetime, even: Collection[str] = (), seconds: float | None = None
) -> TakenBack:
    """Delete what a run made and nobody changed since, with its old addresses and the topics that it made.

    `even` are refs of changed ones that go all the same. Deleted notes can be brought back for 30 days like any. Each
    note goes in a transaction of its own; after `seconds` (SECONDS, if left out) the rest waits for the next press.
    """
    began, most = monotonic(), SECONDS if seconds is None else seconds
    kept = kept_of(run) - set(even)
    earlier = set(
        ImportedItem.objects.filter(record_type=KIND, run__pk__lt=run.pk, record_ref__in=_items(run)).values_list(
            "record_ref", flat=True
        )
    )
    gone = restored = 0
    with indexing.topics_staying():
        for note in notes_of(run).exclude(ref__in=kept):
            if monotonic() - began > most:
                return TakenBack(gone, restored, len(kept), goes_on=True)
            with transaction.atomic(), indexing.at_the_end(), history.at_the_end():
                if note.ref in earlier:
                    _give_back(note, run, by=by, user=user, at=at)
                    restored += 1
                else:
                    note.delete_softly(by=by, verb=TAKEN_BACK)
                    run.old_addresses.filter(record_type=KIND, record_ref=note.ref).delete()
                    gone += 1
                run.items.filter(record_type=KIND, record_ref=note.ref).delete()
    with transaction.atomic():
        run.undone_at = at
        run.save(update_fields=["undone_at"])
        _drop_unused_topics(run, by=by)
    return TakenBack(gone, restored, len(kept))


def _items(run: ImportRun) -> models.QuerySet:
    return run.items.filter(record_type=KIND).values("record_ref")


def _give_back(note: Weeknote, run: ImportRun, *, by: Person, user, at: datetime) -> None:
    """The text that it had before this run gave it another; published again, if readers got the new one."""
    own = _own_revision(note, run)
    before = note.revisions.filter(number__lt=own.number).order_by("-number").first() if own else None
    if own and before:
        was_read = note.is_published and _reads(note, own)
        restore(note, before, by=by)
        if was_read:
            reason = "The import of the new text was taken back"
            publishing.publish(note, by=by, user=user, at=at, expected_version=note.version, reason=reason)
    record_change(note, IMPORTED, by=by, changes={"source": ("", TAKEN_BACK)})


def _own_revision(note: Weeknote, run: ImportRun) -> Revision | None:
    """The revision with which this run gave the note its new text; others of the same source came before or later."""
    found = note.revisions.filter(reason=new_text_from(run.source))
    if "made" in run.told:  # it came to its end, and `at` is when
        return found.filter(at__lte=run.at).order_by("-number").first()
    return found.filter(at__gte=run.at).order_by("number").first()


def _reads(note: Weeknote, own: Revision) -> bool:
    """Whether readers get the text that its source had last, or what somebody made of it since."""
    publication = note.current_publication()
    return publication is not None and (publication.reason == AT_ITS_SOURCE or publication.at >= own.at)


def _drop_unused_topics(run: ImportRun, *, by: Person) -> None:
    """Topics that the run made go with it, unless something else is about them by now."""
    for topic in Topic.objects.current().filter(pk__in=run.told.get("topics", [])):
        dead = Section.objects.filter(weeknote__in=Weeknote.objects.exclude(deleted_at=None))
        Section.topics.through.objects.filter(topic=topic, section__in=dead).delete()
        PublishedPart.topics.through.objects.filter(topic=topic, publishedpart__publication__is_current=False).delete()
        if not _is_used(topic):
            with transaction.atomic():
                record_change(topic, TAKEN_BACK, by=by, changes={"name": (topic.name, "")})
                EntryTopic.objects.filter(topic=topic).delete()
                topic.delete()


def _is_used(topic: Topic) -> bool:
    """Whether anything but words that happen to be its name points to it, whatever app that belongs to."""
    if EntryTopic.objects.filter(topic=topic, how=EntryTopic.How.TAGGED).exists():
        return True
    links = [
        relation
        for relation in Topic._meta.get_fields(include_hidden=True)
        if relation.one_to_many and relation.auto_created and relation.related_model is not EntryTopic
    ]
    return any(link.related_model._base_manager.filter(**{link.field.name: topic}).exists() for link in links)
