"""Writing that touches several records: beginning a note, saying what its sections are, going back to a revision."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction

from hackit.audience import Audience
from hackit.history import record_change
from hackit.models import Person, Topic
from weeknotes.models import Revision, Section, Weeknote
from weeknotes.writing.drafting import first_text, week_of


def begin(week: date, *, author: Person, user, on: date, weeks: int = 1, asks: bool = True) -> Weeknote:
    """A new note of that week (a Monday) or of several, half full, whose only author is `author`.

    A quiet week `asks` three questions, unless its words are about to come from elsewhere.
    """
    ends_on = week + timedelta(days=7 * weeks - 1)
    text = first_text(week_of(week, ends_on, author, user), author, on=on, asks=asks)
    with transaction.atomic():
        note = Weeknote(week=week, weeks_covered=weeks, body=text.body, audience=Audience.EVERYONE)
        note.save_as(by=author, verb="begun")
        note.set_authors([author])
        note.save_revision(by=author, reason="Begun")
        if text.for_staff:
            note.sections.filter(heading__in=text.for_staff).update(audience=Audience.STAFF)
            note.save()
    return note


def save_text(note: Weeknote, *, title: str, summary: str, body: str, by: Person, expected_version: int) -> Revision:
    """Save what was typed as a revision. Raises StaleRecord if somebody else saved since `expected_version`."""
    note.title, note.summary, note.body = title, summary, body
    return note.save_revision(by=by, expected_version=expected_version)


def restore(note: Weeknote, revision: Revision, *, by: Person) -> Revision:
    """Make a saved state the newest one again. Nothing in between is lost: it stays in the history."""
    note.title, note.summary, note.body = revision.title, revision.summary, revision.body
    return note.save_revision(by=by, reason=f"Brought back from version {revision.number}")


def _stored(note: Weeknote, row: Section) -> Section:
    """The row in the database: one of a heading not saved yet is made, one that moved is left where it was."""
    if row.pk:
        return Section.objects.get(pk=row.pk)
    made, _new = Section.objects.get_or_create(
        weeknote=note,
        anchor=row.anchor,
        defaults={"order": row.order, "heading": row.heading, "audience": row.audience},
    )
    return made


def keep_for_staff(note: Weeknote, body: str, heading: str, *, by: Person) -> None:
    """Make the section of that heading, in the text as its author has it, one that only staff read."""
    row = next((row for row in note.sections_in(body).values() if row.heading == heading), None)
    if row is None or (row.pk and row.audience == Audience.STAFF):
        return
    with transaction.atomic():
        before, row = row.audience, _stored(note, row)
        row.audience = Audience.STAFF
        row.save()
        record_change(note, "kept for staff", by=by, changes={f"{row.anchor}: audience"[:60]: (before, row.audience)})
        note.save()


def describe_section(
    note: Weeknote,
    row: Section,
    *,
    topics: Iterable[Topic],
    people: Iterable[Person],
    sort: str,
    audience: str,
    by: Person,
) -> None:
    """Say what a section is about, what sort it is and who may see it."""
    topics, people = list(topics), list(people)
    with transaction.atomic():
        row = _stored(note, row)
        changes = {
            "topics": (", ".join(row.topics.values_list("name", flat=True)), ", ".join(t.name for t in topics)),
            "people": (", ".join(row.people.values_list("name", flat=True)), ", ".join(p.name for p in people)),
            "sort": (row.sort, sort),
            "audience": (row.audience, audience),
        }
        changes = {f"{row.anchor}: {name}"[:60]: pair for name, pair in changes.items() if pair[0] != pair[1]}
        if not changes:
            return
        row.sort, row.audience = sort, audience
        row.save()
        row.topics.set(topics)
        row.people.set(people)
        record_change(note, "described a section", by=by, changes=changes)
        note.save()


def confirm_people(note: Weeknote, pairs: Iterable[tuple[int, str]]) -> None:
    """Note who is meant: (person id, section's anchor) pairs that the author ticked."""
    rows = {row.anchor: row for row in note.sections.all()}
    known = set(Person.objects.named().filter(pk__in=[pk for pk, _anchor in pairs]).values_list("pk", flat=True))
    for pk, anchor in pairs:
        if anchor in rows and pk in known:
            rows[anchor].people.add(pk)
