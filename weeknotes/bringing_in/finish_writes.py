"""The end of an import: links to what did not come lead where they led before, and what became of it is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from hackit import history, indexing
from hackit.history import record_change
from weeknotes.bringing_in.changes import IMPORTED, changed_since
from weeknotes.bringing_in.image_writes import Ahead, read_images
from weeknotes.bringing_in.links import address_of
from weeknotes.models import PreparedImport, PreparedNote, Weeknote
from weeknotes.publishing import writes

if TYPE_CHECKING:
    from weeknotes.bringing_in.list_writes import Step

NOT_BROUGHT_IN = "A note that it links to was not brought in"


def finish(prepared: PreparedImport, step: Step, *, is_over) -> bool:
    """All is dealt with: say what became of it, and keep nothing of what was sent. Whether it came to its end.

    `is_over()` says that this step has taken long enough: the rest waits for the next press.
    """
    rows = list(prepared.notes.light())
    failed = [row for row in rows if row.outcome == PreparedNote.Outcome.FAILED]
    if failed:
        step.whereabouts = step.find_whereabouts()  # without those
    for row in _with_links_to(prepared, {row.note_ref for row in failed}):
        if is_over():
            return False
        _mend_links(row, step)
    with transaction.atomic():
        stored = PreparedImport.objects.select_for_update().filter(pk=prepared.pk).first()
        if stored is None:
            return True  # another press was quicker
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
    return True


def _count_here(rows: Iterable[PreparedNote]) -> int:
    return sum(not row.outcome and not row.may_be_wanted for row in rows)


def _with_links_to(prepared: PreparedImport, failed: set[str]) -> Iterator[PreparedNote]:
    """The notes whose texts lead to one that was not brought in. One that was mended does so no longer."""
    if not failed:
        return
    for row in prepared.notes.exclude(outcome=PreparedNote.Outcome.FAILED).exclude(outcome=""):
        body = Weeknote.objects.live().filter(ref=row.note_ref).values_list("body", flat=True).first() or ""
        if any(address_of(ref) in body for ref in failed):
            yield row


def _mend_links(row: PreparedNote, step: Step) -> None:
    """Let the links of one note to what was not brought in lead where they led before, in a transaction of its own.

    What somebody has changed meanwhile stays as it is: its text is no longer the one that was sent.
    """
    ahead = Ahead(read_images(row))
    with transaction.atomic(), indexing.at_the_end(), history.at_the_end():
        note = Weeknote.objects.live().filter(ref=row.note_ref).first()
        if note is None or changed_since([note.ref]):
            return
        note.body = step.text(note, row, ahead)
        note.save_revision(by=step.by, reason=NOT_BROUGHT_IN)
        if note.is_published:
            version = note.version
            writes.publish(
                note, by=step.by, user=step.user, at=step.at, expected_version=version, reason=NOT_BROUGHT_IN
            )  # fmt: skip
        record_change(note, IMPORTED, by=step.by, changes={"source": ("", step.prepared.source)})
