"""Writing that touches several records: beginning a note, publishing it, taking it back, bringing back a revision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from hackit import publishing
from hackit.audience import Audience
from hackit.embeds import Embed, source
from hackit.history import record_change
from hackit.models import Person, Publication, Topic
from hackit.text import embedded_refs
from weeknotes.drafting import first_body
from weeknotes.models import Revision, Section, Weeknote
from weeknotes.parts import fetch_points, parts_of, public_points


class CannotPublish(ValueError):
    """A note that can't be published as it stands; the message says why and what to do."""


def begin(week: date, *, author: Person, user, on: date) -> Weeknote:
    """A new note of that week (a Monday), half full, whose only author is `author`."""
    body = first_body(week, author, user, ends_on=week + timedelta(days=6), on=on)
    with transaction.atomic():
        note = Weeknote(week=week, body=body, audience=Audience.EVERYONE)
        note.save_as(by=author, verb="begun")
        note.set_authors([author])
        note.save_revision(by=author, reason="Begun")
    return note


def save_text(note: Weeknote, *, title: str, summary: str, body: str, by: Person, expected_version: int) -> Revision:
    """Save what was typed as a revision. Raises StaleRecord if somebody else saved since `expected_version`."""
    note.title, note.summary, note.body = title, summary, body
    return note.save_revision(by=by, expected_version=expected_version)


def restore(note: Weeknote, revision: Revision, *, by: Person) -> Revision:
    """Make a saved state the newest one again. Nothing in between is lost: it stays in the history."""
    note.title, note.summary, note.body = revision.title, revision.summary, revision.body
    return note.save_revision(by=by, reason=f"Brought back from version {revision.number}")


def tag(note: Weeknote, body: str, anchor: str, topic: Topic, *, by: Person) -> None:
    """Put a topic on a section of the text as the author has it. Does nothing where there is no such section."""
    row = note.sections_in(body).get(anchor)
    if row is None:
        return
    with transaction.atomic():
        row = _stored(note, row)
        row.topics.add(topic)
        record_change(note, "tagged", by=by, changes={anchor: ("", topic.name)})
        note.save()


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


# --- Publishing ---


def publish(
    note: Weeknote,
    *,
    by: Person,
    user,
    at: datetime,
    expected_version: int,
    reason: str = "",
    people: Iterable[tuple[int, str]] = (),
) -> Publication:
    """Publish what is saved, and with it the points in its sections for everyone, in one transaction.

    Raises CannotPublish (no title, nothing in it, a point that can't be published), ReasonNeeded (a correction
    without one), StaleRecord (somebody saved since `expected_version`), TextTooLong.
    """
    if not note.title.strip():
        raise CannotPublish("Give it a title first: it is what people see in lists and searches")
    confirm_people(note, list(people))
    rows = note.sections_in(note.body, rows=note.sections.prefetch_related("topics", "people"))
    refs = embedded_refs(note.body)
    seen = fetch_points(public_points(note.body, rows), user)
    wanted = {ref: point for ref, point in seen.items() if point.is_written}
    shown = fetch_points(refs, AnonymousUser()) | wanted
    parts = parts_of(note.body, rows, shown)  # outside the transaction: a long text takes a second
    if not parts:
        raise CannotPublish("There is nothing in it yet")
    with transaction.atomic():
        _publish_points(list(wanted), by=by)
        public = _public(refs, wanted)
        if any(public[ref].html != point.html for ref, point in shown.items() if ref in public):
            parts = parts_of(note.body, rows, public)
        before = note.version
        note.slug = note.slug or note.free_slug()
        note.published_at = at
        note.save_as(by=by, verb="readied for publishing", expected_version=expected_version)
        # The text is the same: nobody's unsaved typing becomes stale by it.
        note.drafts.filter(based_on=before).update(based_on=note.version)
        publication = publishing.publish(
            note, title=note.title, summary=note.summary, url=note.address(), day=note.week, parts=parts,
            authors=[link.person for link in note.author_links.select_related("person")], by=by, at=at,
            reason=reason, weeks_covered=note.weeks_covered,
        )  # fmt: skip
        note.save()
    return publication


def _publish_points(refs: list[str], *, by: Person) -> None:
    points = source("point")
    if not points or not refs:
        return
    try:
        points.publish(refs, by=by)
    except PermissionDenied as refused:
        raise CannotPublish(
            "You may not publish the conversation points in it. Ask the group’s secretary, or take them out"
        ) from refused


def _public(refs: Iterable[str], wanted: Mapping[str, Embed]) -> dict[str, Embed]:
    """The points as everyone reads them now. Raises CannotPublish if one that should be public is not."""
    public = fetch_points(refs, AnonymousUser())
    missing = [point.title for ref, point in wanted.items() if ref not in public]
    if missing:
        raise CannotPublish(f"“{missing[0]}” could not be published. Take it out, or publish its meeting first")
    return public


def unpublish(note: Weeknote, *, by: Person, reason: str, expected_version: int) -> None:
    """Take the note back from its readers. It keeps its address, should it be published again."""
    with transaction.atomic():
        before = note.version
        note.published_at = None
        note.save_as(by=by, verb="taken back", expected_version=expected_version)
        note.drafts.filter(based_on=before).update(based_on=note.version)
        publishing.unpublish(note, by=by, reason=reason)


def now() -> datetime:
    """The instant of a publication. For views: rules take it as `at`."""
    return timezone.now()
