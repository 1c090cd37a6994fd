"""What the tables of weeknotes hold about people, and which rows are one person's own."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.db.models import Exists, OuterRef, Q

from hackit.held import OWN, PRIVATE, READERS, WRITTEN, Held, Removal
from hackit.models import Person, Publication
from hackit.purging.purge import count_old, purge_old
from hackit.running.retention import Rule
from weeknotes.models import Feedback, PreparedImport, Weeknote, WeeknoteAuthor, WeeknoteDraft

ROWS = (
    Held(
        ("weeknotes.Weeknote", "weeknotes.WeeknoteAuthor", "weeknotes.Section", "weeknotes.Revision"), WRITTEN,
        "Weeknotes: their words, authors, versions, and whom a section names. Before it is published a note is its "
        "authors’ alone.",
        "to be read by whoever they are for",
    ),
    Held(
        ("weeknotes.WeeknoteImage", "weeknotes.WeeknoteImageData"), WRITTEN,
        "Images in weeknotes, without the place and device that a camera writes into them.",
        "to be seen with the note", "images", since="after an author took one out, else as long as the record",
    ),
    Held(
        ("weeknotes.WeeknoteDraft",), PRIVATE, "What you are writing and have not saved: yours alone.",
        "so that nothing typed is lost", OWN,
    ),
    Held(
        ("weeknotes.Answered",), WRITTEN, "That you said about a reminder beside your note that it is dealt with.",
        "so that nobody is asked again",
    ),
    Held(
        ("weeknotes.PreparedImport", "weeknotes.PreparedNote", "weeknotes.PreparedImage"), PRIVATE,
        "Old notes that wait to be brought in.", "so that you can look at them first", "imports",
    ),
    Held(
        ("weeknotes.Feedback",), READERS,
        "A message to a note’s authors, with a name and email address if they were given. Only the authors read it, "
        "and they can remove it.",
        "so that an author hears from readers", "feedback",
    ),
)  # fmt: skip

NOBODY: dict[str, str] = {}

NAMES = {"described a section": "*: people"}

RULES = (
    Rule("feedback", "messages to authors", 365, 1, lambda before: [Feedback.objects.filter(sent_at__lt=before)]),
    Rule(
        "images", "images that an author removed", 30, 30,  # the page of a removed image promises that many
        count=partial(count_old, by="images"), clear=partial(purge_old, by="images"),
    ),
    Rule(
        "imports", "old notes that wait to be brought in", 1, 1,
        lambda before: [PreparedImport.objects.filter(made_at__lt=before)],
    ),
)  # fmt: skip


def removals(person: Person) -> Iterable[Removal]:
    """Drafts, notes by nobody else that were never published, what waits to be brought in, messages sent to authors."""
    yield Removal("unsaved drafts of weeknotes", WeeknoteDraft.objects.filter(person=person))
    yield Removal("weeknotes that were never published", unpublished_of(person))
    yield Removal("old notes that wait to be brought in", PreparedImport.objects.filter(by=person))
    mine = Q(pk__in=[])
    for address in {person.email, person.user.email if person.user else ""} - {""}:
        mine |= Q(email__iexact=address)
    yield Removal("messages to authors", Feedback.objects.filter(mine))


def unpublished_of(person: Person):
    """Notes of this author and nobody else that no reader was ever given."""
    others = WeeknoteAuthor.objects.filter(weeknote=OuterRef("pk")).exclude(person=person)
    published = Publication.objects.filter(document_type=Weeknote._meta.label_lower, document_ref=OuterRef("ref"))
    mine = Weeknote.objects.filter(authors=person, published_at=None)
    return mine.filter(~Exists(others), ~Exists(published)).order_by("pk")
