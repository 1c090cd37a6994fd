"""A note, and the points in it, given to its readers, and taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from hackit import indexing, publishing
from hackit.audience import Reach
from hackit.joining.embeds import Embed, source
from hackit.models import Person, Publication
from hackit.publishing import PartData
from hackit.text import embedded_refs
from weeknotes.models import Weeknote
from weeknotes.models.images import settle_images, sizes_in
from weeknotes.publishing.closed_links import closed_links
from weeknotes.publishing.images import wanting
from weeknotes.publishing.parts import fetch_points, parts_of, public_points
from weeknotes.writing.writes import confirm_people


class CannotPublish(ValueError):
    """A note that can't be published as it stands; the message says why and what to do."""


def publish(
    note: Weeknote,
    *,
    by: Person,
    user,
    at: datetime,
    expected_version: int,
    reason: str = "",
    people: Iterable[tuple[int, str]] = (),
    title: str = "",
    closed: Collection[str] | None = None,
) -> Publication:
    """Publish what is saved, and with it the points in its sections for everyone, in one transaction.

    `title` is what it is called where it has no title yet; `closed` the addresses of `closed_links`, if they were
    asked for already.

    Raises CannotPublish (no title, nothing in it, a point that can't be published, an image without words),
    ReasonNeeded (a correction without one), StaleRecord (somebody saved since `expected_version`), TextTooLong.
    """
    note.title = note.title if note.title.strip() else title
    if not note.title.strip():
        raise CannotPublish("Give it a title first: it is what people see in lists and searches")
    if people := list(people):
        confirm_people(note, people)
    rows = note.sections_in(note.body, rows=note.sections.prefetch_related("topics", "people"))
    refs = embedded_refs(note.body)
    seen = fetch_points(public_points(note.body, rows), user)
    wanted = {ref: point for ref, point in seen.items() if point.is_written}
    shown = fetch_points(refs, AnonymousUser()) | wanted
    wrong = wanting(note)
    if wrong:
        raise CannotPublish(" ".join(wrong))
    sizes = sizes_in(note.body)
    if closed is None:
        closed = {link.address for link in closed_links(note.body, user=user)}
    parts = parts_of(note.body, rows, shown, sizes, closed)  # outside the transaction: a long text takes a second
    if not parts:
        raise CannotPublish("There is nothing in it yet")
    with transaction.atomic():
        _publish_points(list(wanted), by=by)
        public = _public(refs, wanted)
        if any(public[ref].html != point.html for ref, point in shown.items() if ref in public):
            parts = parts_of(note.body, rows, public, sizes, closed)
        before = note.version
        note.slug = note.slug or note.free_slug()
        note.published_at = at
        note.save_as(by=by, verb="readied for publishing", expected_version=expected_version)
        if wrong := wanting(note):  # an image was removed a moment ago; while this note is held, none is
            raise CannotPublish(" ".join(wrong))
        # The text is the same: nobody's unsaved typing becomes stale by it.
        note.drafts.filter(based_on=before).update(based_on=note.version)
        publication = publishing.publish(
            note, title=note.title, summary=note.summary, url=note.address(), day=note.week, parts=parts,
            authors=[link.person for link in note.author_links.select_related("person")], by=by, at=at,
            reason=reason, weeks_covered=note.weeks_covered, reach=reach_of_all(parts),
        )  # fmt: skip
        indexing.index(note)
        settle_images(note)
    return publication


def reach_of_all(parts: Iterable[PartData]) -> str:
    """Who may know of a note: everyone, unless every section of it is for staff."""
    return Reach.EVERYONE if any(part.reach == Reach.EVERYONE for part in parts) else Reach.STAFF


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
        settle_images(note)


def now() -> datetime:
    """The instant of a publication. For views: rules take it as `at`."""
    return timezone.now()
