"""Conversation points as a weeknote embeds them: fetched, offered for a week, published with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone

from hackit.audience import Viewer
from hackit.joining.embeds import Embed
from hackit.models import Person, PublishedPart
from hackit.text import stored
from meetings.models import AgendaItem, Meeting, Point
from meetings.publishing import writes

KIND = "point"
WITH_A_WEEKNOTE = "A conversation point was published with a weeknote"


class PointSource:
    """How points are fetched and published for whoever embeds them (see hackit.joining.embeds)."""

    def fetch(self, refs: Iterable[str], user) -> dict[str, Embed]:
        """The points that this user may read: live to the group, as published to everybody else."""
        wanted = list(dict.fromkeys(refs))
        if not wanted:
            return {}
        viewer = Viewer.of(user)
        found = {point.ref: point for point in _live(wanted, user, viewer)} if viewer.forum_ids else {}
        left = [ref for ref in wanted if ref not in found]
        if left:
            found |= {ref: _from_part(part) for ref, part in _published(left, user).items()}
        return {ref: found[ref] for ref in wanted if ref in found}

    def of_week(self, monday: date, ends_on: date, user) -> list[Embed]:
        """The points of the meetings of these days in the groups that this user writes in, written or begun."""
        viewer = Viewer.of(user)
        if not viewer.may_write:
            return []
        meetings = Meeting.objects.visible_to(user).filter(forum_id__in=viewer.forum_ids)
        meetings = meetings.filter(date__gte=monday, date__lte=ends_on).exclude(state=Meeting.State.CANCELLED)
        rows = Point.objects.visible_to(user).filter(item__meeting__in=meetings, item__deleted_at=None)
        rows = rows.select_related("item__meeting__forum").prefetch_related("item__topics")
        points = list(rows.order_by("item__meeting__date", "item__position", "pk"))
        published = _published([point.ref for point in points], user)
        return [_from_point(point, is_published=point.ref in published, viewer=viewer) for point in points]

    def publish(self, refs: Iterable[str], *, by: Person) -> None:
        """Publish these points, with their meetings where they are not public yet.

        Only points meant for everyone that have text; others stay as they are. Raises PermissionDenied where one
        that nobody reads yet belongs to a group that this person does not run.
        """
        rows = Point.objects.live().filter(ref__in=list(refs), audience="everyone", item__deleted_at=None)
        by_meeting: dict[int, list[Point]] = defaultdict(list)
        runs = _run_by(by)
        for point in rows.select_related("item__meeting__forum"):
            if not point.text.strip() or not _is_news(point):
                continue
            if point.forum_id in runs:
                by_meeting[point.item.meeting_id].append(point)
            elif point.published_part() is None:
                raise PermissionDenied("Only the group's secretary or chair publishes its points")
        with transaction.atomic():
            for points in by_meeting.values():
                meeting = points[0].item.meeting
                writes.republish(meeting, add=points, by=by, at=timezone.now(), reason=WITH_A_WEEKNOTE)


def _run_by(person: Person) -> set[int]:
    """The groups that a person runs today."""
    today = timezone.localdate()
    rows = person.memberships.active(on=today).filter(role__in=("secretary", "chair"))
    return set(rows.values_list("forum_id", flat=True))


def _is_news(point: Point) -> bool:
    """Whether what everyone reads of the point is missing or another text."""
    part = point.published_part()
    return part is None or part.reach != "everyone" or (part.heading, part.text) != (point.title, point.text)


def _live(refs: list[str], user, viewer: Viewer) -> list[Embed]:
    """The points of this reader's own groups, as they are now."""
    rows = Point.objects.visible_to(user).filter(ref__in=refs, item__deleted_at=None, forum_id__in=viewer.forum_ids)
    copies = _copies(user).filter(source_ref=OuterRef("ref"))
    rows = rows.select_related("item__meeting__forum").prefetch_related("item__topics")
    return [
        _from_point(point, is_published=point.has_copy, viewer=viewer)
        for point in rows.annotate(has_copy=Exists(copies))
    ]


def _copies(user) -> QuerySet[PublishedPart]:
    """The published copies of points, the newest of each, as far as this user may read them."""
    return PublishedPart.objects.visible_to(user).filter(
        kind=KIND, source_type=Point._meta.label_lower, publication__is_current=True
    )


def _published(refs: Iterable[str], user) -> dict[str, PublishedPart]:
    """The newest published copy of each point, as far as this user may read it."""
    parts = _copies(user).filter(source_ref__in=list(refs))
    rows = parts.select_related("publication").prefetch_related("topics").order_by("pk")
    return {part.source_ref: part for part in rows}


def _from_part(part: PublishedPart) -> Embed:
    publication = part.publication
    return Embed(
        kind=KIND, ref=part.source_ref, title=part.heading, text=part.text,
        html=stored(part.html),
        label=f"Point from {publication.title}", url=f"{publication.url}#{part.anchor}", edit_url="",
        version=publication.number, is_written=True, is_published=True,
        topics=tuple(topic.pk for topic in part.topics.all()),
    )  # fmt: skip


def _from_point(point: Point, *, is_published: bool, viewer: Viewer) -> Embed:
    item: AgendaItem = point.item
    may_edit = viewer.writes_in(point.forum_id)
    return Embed(
        kind=KIND, ref=point.ref, title=point.title, text=point.text, html=writes.point_html(point),
        label=f"Point from {writes.day_words(item.meeting)}", url=point.get_absolute_url(),
        edit_url=reverse("meetings:point-edit", args=[point.ref]) if may_edit else "", version=point.version,
        is_written=bool(point.text.strip()), is_published=is_published,
        topics=tuple(topic.pk for topic in item.topics.all()), on=item.meeting.date,
    )  # fmt: skip
