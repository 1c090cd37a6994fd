"""What becomes of deleted weeknotes and images, and where else their words stand here."""

from __future__ import annotations

from hackit.models import FormToken
from hackit.purging import Gone, Purge
from weeknotes.models import PreparedNote, Weeknote, WeeknoteImage

DECISIONS = (
    Purge(
        Weeknote,
        theirs=(
            "weeknotes.WeeknoteDraft.weeknote", "weeknotes.Revision.weeknote", "weeknotes.Answered.weeknote",
            "weeknotes.Feedback.weeknote", "weeknotes.WeeknoteAuthor.weeknote", "weeknotes.Section.weeknote",
            "weeknotes.WeeknoteImage.weeknote",
        ),
        addresses=lambda note: [note.address()] if note.slug else [],
    ),
    Purge(WeeknoteImage, theirs=("weeknotes.WeeknoteImageData.image",)),
)  # fmt: skip


def elsewhere(gone: Gone) -> None:
    """Take purged notes out of what waits to be brought in, and their titles out of addresses that forms led to."""
    notes = gone.get(Weeknote, [])
    if notes:
        PreparedNote.objects.filter(note_ref__in=[note.ref for note in notes]).delete()
    for note in notes:
        if note.slug:
            FormToken.objects.filter(result_url__startswith=note.address()).delete()
