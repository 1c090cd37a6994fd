"""Which rows of weeknotes there may be one of for a person, when two rows of one person are made one."""

from __future__ import annotations

from hackit.models import Person
from hackit.people.merging_writes import Treat
from weeknotes.models import Answered, PreparedImport, WeeknoteDraft

BETWEEN = "\n\n"


def join_drafts(one: Person, into: Person) -> None:
    """What both typed into a note and did not save stands one after the other: nothing is lost, and they tidy up."""
    theirs = {row.weeknote_id: row for row in WeeknoteDraft.objects.filter(person=into)}
    for mine in WeeknoteDraft.objects.filter(person=one, weeknote__in=theirs):
        draft = theirs[mine.weeknote_id]
        if mine.body and mine.body != draft.body:
            draft.body = BETWEEN.join(text for text in (draft.body, mine.body) if text)
        draft.title, draft.summary = draft.title or mine.title, draft.summary or mine.summary
        draft.serial, draft.window = max(draft.serial, mine.serial) + 1, ""
        draft.save()
        mine.delete()


def point_on_answers(one: Person, into: Person) -> None:
    """What was answered about who goes, when a note asked, is answered about who stays."""
    for row in Answered.objects.filter(what__in=[Answered.What.PERSON, Answered.What.NAMED]):
        pk, colon, rest = row.key.partition(":")
        if pk != str(one.pk):
            continue
        key = f"{into.pk}{colon}{rest}"
        if Answered.objects.filter(weeknote=row.weeknote_id, what=row.what, key=key).exists():
            row.delete()
        else:
            row.key = key
            row.save()


def point_on_prepared(one: Person, into: Person) -> None:
    """Notes that wait to be brought in are by who stays."""
    for prepared in PreparedImport.objects.all():
        if one.pk in prepared.authors.values():
            prepared.authors = {name: into.pk if pk == one.pk else pk for name, pk in prepared.authors.items()}
            prepared.save(update_fields=["authors"])


TREATMENTS: dict[str, Treat] = {
    WeeknoteDraft._meta.label: join_drafts,
    Answered._meta.label: point_on_answers,
    PreparedImport._meta.label: point_on_prepared,
}

COUNTED = {"weeknotes.weeknoteauthor.person": "Weeknotes they are an author of"}
