"""Sharing a meeting with staff, and publishing it to everyone: each in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, prefetch_related_objects
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from hackit.audience import Audience, Reach
from hackit.dates import british_day
from hackit.history import record_change
from hackit.models import Person, Publication, PublishedPart
from hackit.publishing import PartData, publish, unpublish
from hackit.records import Record, StaleRecord
from hackit.text import render
from meetings.models import Action, AgendaItem, Decision, ItemKind, Line, Meeting, Point
from meetings.publishing.reading import is_for_staff
from meetings.publishing.words import action_words, caveats_of, decision_words, heading_of, point_reach, title_of

# --- Share with staff ---


def share(meeting: Meeting, *, by: Person | None) -> bool:
    """Show staff what is meant for them: the meeting, its items, decisions and actions.

    One event for the meeting and one for each record that more people see now. Shared already, nothing
    happens. Returns whether it was shared just now.
    """
    with transaction.atomic():
        # The row is the lock: a second press waits, and finds it done
        fresh = Meeting.objects.select_for_update(of=("self",)).select_related("forum").get(pk=meeting.pk)
        if fresh.shared_at is not None or fresh.is_deleted:
            return False
        fresh.shared_at = timezone.now()
        fresh.state = Meeting.State.SHARED
        fresh.save_as(by=by, verb="shared with staff")
        open_up(fresh, by=by)
        begin_points(fresh, by=by)
    _follow(meeting)
    return True


def _follow(meeting: Meeting) -> None:
    """Bring the caller's copy of the meeting up to what was just saved."""
    meeting.refresh_from_db()
    meeting._stored = meeting._history_values()


def begin_points(meeting: Meeting, *, by: Person | None) -> None:
    """An unwritten point for each item of which there is something to tell: it waits in the weeknote."""
    told = Q(lines__deleted_at=None, lines__isnull=False) | Q(decisions__deleted_at=None, decisions__isnull=False)
    items = meeting.items.live().filter(told, point=None).exclude(kind=ItemKind.ACTIONS).distinct()
    for item in items.exclude(audience__in=(Audience.ME, Audience.MEMBERS)):
        item.meeting = meeting
        new_point(item, title=item.title, text="", audience=meeting.forum.point_audience, by=by)


def open_up(meeting: Meeting, *, by: Person | None) -> None:
    """Work out again who sees each record of the meeting, and write down for whom that changed."""
    items = {item.pk: item for item in meeting.items.live().prefetch_related("topics")}
    for item in items.values():
        item.meeting = meeting
        _save_reach(item, by=by)
    for records in (meeting.decisions, meeting.actions):
        for record in records.live().select_related("line"):
            _with_parents(record, meeting, items)
            _save_reach(record, by=by)
    for item in items.values():
        for line in item.lines.live():
            line.item = item
            _save_reach(line, by=by)
            for record in (*line.ideas.live(), *line.coming_up.live()):
                record.line = line
                _save_reach(record, by=by)


def _with_parents(record: Decision | Action, meeting: Meeting, items: dict[int, AgendaItem]) -> None:
    record.meeting = meeting
    if record.item_id in items:
        record.item = items[record.item_id]


def _save_reach(record: Record, *, by: Person | None) -> None:
    """Save a record whose reach is another now. Its version stays: nobody's typing is disturbed."""
    before, now = record.reach, record.compute_reach()
    if before == now:
        return
    record.save()
    record_change(record, "shared with staff", by=by, changes={"reach": (before, record.reach)})


# --- Publish to everyone ---


def publish_meeting(
    meeting: Meeting, *, points: Iterable[Point], decisions: Iterable[Decision], actions: Iterable[Action],
    by: Person | None, at: datetime, reason: str = "", lead: str | None = None, version: int | None = None,
) -> Publication:  # fmt: skip
    """Publish these points, decisions and actions as the meeting's next publication; shares it first.

    A point goes to whom it is meant for: everyone, or all staff. `lead` is the 30 second read (None keeps the
    meeting's), `version` that of the meeting which the form was filled from. Raises StaleRecord, and
    hackit.publishing.ReasonNeeded where it was published before and no reason is given.
    """
    points = [point for point in points if point.text.strip()]
    with transaction.atomic():
        fresh = Meeting.objects.select_for_update(of=("self",)).select_related("forum").get(pk=meeting.pk)
        if version is not None and version != fresh.version:
            raise StaleRecord(fresh)
        share(fresh, by=by)
        fresh.summary = fresh.summary if lead is None else lead
        if fresh.state != Meeting.State.PUBLISHED or fresh.summary != meeting.summary:
            fresh.state = Meeting.State.PUBLISHED
            fresh.save_as(by=by, verb="changed")
        parts = _parts(fresh, points, decisions, actions)
        publication = publish(
            fresh, title=title_of(fresh), summary=fresh.summary, url=fresh.get_absolute_url(), day=fresh.date,
            parts=parts, authors=[], by=by, at=at, reason=reason, forum_id=fresh.forum_id,
        )  # fmt: skip
        if parts[0].reach != Reach.EVERYONE:
            publication.reach = parts[0].reach
            publication.save(update_fields=["reach"])
        for point in meeting_points(fresh):
            point.save()  # found live only where it differs from what everyone reads
    _follow(meeting)
    return publication


def meeting_points(meeting: Meeting) -> list[Point]:
    """Every point of the meeting that was not deleted, on the agenda's order."""
    rows = Point.objects.live().filter(item__meeting=meeting).select_related("item__meeting__forum")
    return list(rows.order_by("item__position", "pk"))


def _parts(
    meeting: Meeting, points: Iterable[Point], decisions: Iterable[Decision], actions: Iterable[Action]
) -> list[PartData]:
    """The meeting itself first, as wide as the widest piece: where all is for staff, strangers hear of nothing."""
    forum_id = meeting.forum_id
    points, decisions, actions = list(points), list(decisions), list(actions)
    prefetch_related_objects(points, "item__topics")
    prefetch_related_objects(decisions, "caveats", "topics")
    prefetch_related_objects(actions, "topics")
    parts = [_point_part(point, forum_id) for point in points]
    for decision in decisions:
        parts += _decision_parts(decision, forum_id)
    parts += [_action_part(action, forum_id) for action in actions]
    reach = Reach.EVERYONE if any(part.reach == Reach.EVERYONE for part in parts) else Reach.STAFF
    head = PartData(
        "meeting", heading=meeting.label(), text=meeting.summary, source=meeting, forum_id=forum_id, reach=reach
    )
    return [head, *parts]


def _point_part(point: Point, forum_id: int) -> PartData:
    return PartData(
        "point", heading=point.title, text=point.text, html=point_html(point), anchor=point.anchor, source=point,
        reach=point_reach(point), forum_id=forum_id, topics=tuple(topic.pk for topic in point.item.topics.all()),
    )  # fmt: skip


def point_html(point: Point) -> SafeString:
    """A point's text as it stands under its heading on a meeting's page."""
    return render(point.text, anchor_prefix=f"{point.anchor}-", top_level=3)


def _decision_parts(decision: Decision, forum_id: int) -> list[PartData]:
    """The decision, with its caveats in its text, and each caveat by itself: of that only the state is live."""
    caveats = caveats_of(decision)
    heading, text = decision_words(decision)
    rest = heading_of(decision.text)[1]
    topics = tuple(topic.pk for topic in decision.topics.all())
    listed = [caveat.text for caveat in caveats]
    html = format_html("{}{}", _paragraph(rest), _list(listed))
    made = [
        PartData(
            "decision", heading=heading, text=text, html=html, anchor=f"decision-{decision.ref}", source=decision,
            status=decision.outcome, said=decision.decided_by.name if decision.decided_by_id else "",
            forum_id=forum_id, topics=topics,
        )
    ]  # fmt: skip
    for caveat in caveats:
        words, more = heading_of(caveat.text)
        made.append(
            PartData(
                "caveat", heading=words, text=more, anchor=f"caveat-{caveat.ref}", source=caveat,
                status=caveat.state, forum_id=forum_id, topics=topics,
            )
        )  # fmt: skip
    return made


def _action_part(action: Action, forum_id: int) -> PartData:
    """What will happen next: the words and whether it has. No owner, no date."""
    heading, rest = action_words(action)
    done = Action.Status.DONE if action.status == Action.Status.DONE else ""
    return PartData(
        "action", heading=heading, text=rest, anchor=f"action-{action.ref}", source=action, status=done,
        forum_id=forum_id, topics=tuple(topic.pk for topic in action.topics.all()),
    )  # fmt: skip


def _paragraph(text: str) -> SafeString:
    return format_html("<p>{}</p>", text) if text else format_html("{}", "")


def _list(texts: list[str]) -> SafeString:
    if not texts:
        return format_html("{}", "")
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((text,) for text in texts)))


def republish(meeting: Meeting, *, add: Iterable[Point], by: Person | None, at: datetime, reason: str) -> None:
    """Add points to what was published of a meeting, with their present text; the rest stays as chosen.

    A meeting not published yet gets a first publication that holds these points alone.
    """
    was = Publication.objects.of(meeting).filter(is_current=True).first()
    chosen = refs_of(was) if was else set()
    wanted = chosen | {point.ref for point in add}
    earlier = Publication.objects.of(meeting).exists()
    publish_meeting(
        meeting,
        points=[point for point in meeting_points(meeting) if point.ref in wanted],
        decisions=[row for row in publishable_decisions(meeting) if row.ref in wanted],
        actions=[row for row in publishable_actions(meeting) if row.ref in wanted],
        by=by, at=at, reason=reason if earlier else "",
    )  # fmt: skip


def refs_of(publication: Publication) -> set[str]:
    """The refs of the live records that a publication was made from."""
    return set(PublishedPart.objects.filter(publication=publication).values_list("source_ref", flat=True))


def sorted_decisions(meeting: Meeting) -> tuple[list[Decision], list[Decision]]:
    """The meeting's decisions that may go further than the group, and those that are kept. One query."""
    rows = list(meeting.decisions.live().select_related("item__meeting__forum", "meeting__forum").order_by("pk"))
    return [row for row in rows if is_for_staff(row)], [row for row in rows if not is_for_staff(row)]


def publishable_decisions(meeting: Meeting) -> list[Decision]:
    """The meeting's decisions that may go further than the group."""
    return sorted_decisions(meeting)[0]


def publishable_actions(meeting: Meeting) -> list[Action]:
    """The meeting's actions that may go further than the group; a caveat's action is told by its decision."""
    rows = meeting.actions.live().filter(caveat=None).exclude(status=Action.Status.DROPPED)
    return [
        row
        for row in rows.select_related("item__meeting__forum", "meeting__forum", "owner").order_by("pk")
        if is_for_staff(row)
    ]


def unpublish_meeting(meeting: Meeting, *, by: Person | None, reason: str) -> None:
    """Take the publication back. Staff still see what was shared with them."""
    with transaction.atomic():
        unpublish(meeting, by=by, reason=reason)
        meeting.state = Meeting.State.SHARED
        meeting.save_as(by=by, verb="no longer public")
        for point in meeting_points(meeting):
            point.save()


# --- Conversation points ---


class AlreadyWritten(ValueError):
    """The item has a point with text: `point`. It is changed, not begun again."""

    def __init__(self, point: Point) -> None:
        super().__init__("The item has its point")
        self.point = point


def new_point(item: AgendaItem, *, title: str, text: str, audience: str, by: Person | None) -> Point:
    """The item's point. One that waits unwritten, or was deleted, is filled. Raises AlreadyWritten."""
    with transaction.atomic():
        point = Point.objects.select_for_update().filter(item=item).first() or Point(item=item)
        if point.pk and point.text.strip() and not point.is_deleted:
            raise AlreadyWritten(point)
        point.item, point.forum_id = item, item.forum_id
        point.title, point.text, point.audience = title, text, audience
        point.deleted_at = point.deleted_by = None
        point.save_as(by=by, verb="written" if text else "begun")
    return point


def half_written(lines: Iterable[Line], decisions: Iterable[Decision]) -> str:
    """What may be shown of an item, as bullets to begin a point with.

    Decisions and lines that staff may see go in; what is the group's alone does not.
    """
    wide = (Audience.STAFF, Audience.EVERYONE)
    texts = [_as_decided(decision) for decision in decisions if decision.audience in wide]
    texts += [line.text for line in lines if line.audience in wide and line.kind not in ("action", "decision")]
    return "\n".join(f"- {' '.join(text.split())}" for text in dict.fromkeys(texts))


def _as_decided(decision: Decision) -> str:
    """ "Not agreed: three phones each": without its outcome, what was turned down reads as if it had been agreed."""
    until = f" until {british_day(decision.put_off_until)}" if decision.put_off_until else ""
    return f"{decision.get_outcome_display()}{until}: {decision.text}"


def day_words(meeting: Meeting) -> str:
    """ "DMT, Mon 10 June", as an embedded point names where it comes from."""
    return f"{meeting.title or meeting.forum.name}, {british_day(meeting.date, year=False)}"


def deleted_point(ref: str, *, by: Person) -> Point:
    """A point that this person deleted. Raises Http404."""
    rows = Point.objects.exclude(deleted_at=None).filter(deleted_by=by)
    return get_object_or_404(rows.select_related("item__meeting__forum", "forum"), ref=ref)
