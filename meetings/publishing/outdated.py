"""What everyone reads of a meeting in former words: what is put right stays as it was in the published copy."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from hackit.audience import Reach
from hackit.models import Publication, PublishedPart
from hackit.shortcuts import viewer
from meetings.models import Action, Decision, Line, Meeting, Point
from meetings.publishing.reading import MEETING, WIDE, is_for_staff
from meetings.publishing.words import action_words, decision_words, point_reach, title_of

FORMER = "The published record of the meeting still shows the former words."
POINT, DECISION, ACTION = (model._meta.label_lower for model in (Point, Decision, Action))


def outdated(meeting: Meeting, user) -> dict[str, str]:
    """What was published of the meeting and says something else now, or is gone: its published heading by its ref.

    The meeting's own ref where its title, day or 30 second read changed. Whether a thing is done, dropped or settled
    is told live, and no reason to publish again. Six queries at most, whatever the meeting holds; one where it is not
    published.
    """
    parts = PublishedPart.objects.visible_to(user).filter(
        publication__is_current=True, publication__document_type=MEETING, publication__document_ref=meeting.ref
    )
    rows = list(parts.select_related("publication").defer("html", "markdown").order_by("order"))
    copies = {part.source_ref: part for part in rows if part.source_type in (POINT, DECISION, ACTION)}
    stored = _stored(copies)
    found = {ref: part.heading for ref, part in copies.items() if stored.get(ref) != _copied(part)}
    if rows and _meeting_differs(meeting, rows[0].publication):
        found = {meeting.ref: rows[0].publication.title} | found
    return found


def decision_is_outdated(decision: Decision, part: PublishedPart | None) -> bool:
    """Whether its published copy says something else than the decision, whose caveats were fetched, does now."""
    return part is not None and (not is_for_staff(decision) or _copied(part) != _as_published(decision))


def say_if_outdated(request: HttpRequest, meeting: Meeting | None, refs: Iterable[str]) -> None:
    """After a save: that readers still get the former words of one of these, and where to publish them again."""
    if meeting is not None and former_words(request, meeting, refs):
        again = reverse("meetings:meeting-publish", args=[meeting.ref])
        messages.info(request, format_html('{} <a href="{}">Publish it again</a>', FORMER, again))


def former_words(request: HttpRequest, meeting: Meeting | None, refs: Iterable[str]) -> list[str]:
    """The sentence that the published record shows the former words of one of these, for who may publish it again."""
    if meeting is None or meeting.state != Meeting.State.PUBLISHED or not viewer(request).runs(meeting.forum_id):
        return []
    return [FORMER] if outdated(meeting, request.user).keys() & set(refs) else []


def refs_under(line: Line) -> list[str]:
    """What was made of a line and may be published: its decisions, its actions."""
    return [*line.decisions.values_list("ref", flat=True), *line.actions.values_list("ref", flat=True)]


def _stored(copies: dict[str, PublishedPart]) -> dict[str, tuple[str, ...]]:
    """What each of these records would say if it were published now; what may no longer be published is left out."""
    of = {kind: [ref for ref, part in copies.items() if part.source_type == kind] for kind in (POINT, DECISION, ACTION)}
    said: dict[str, tuple[str, ...]] = {}
    if of[POINT]:
        points = Point.objects.live().filter(ref__in=of[POINT], audience__in=WIDE)
        said |= {point.ref: (point.title, point.text, "", point_reach(point)) for point in points}
    if of[DECISION]:
        decisions = Decision.objects.live().filter(ref__in=of[DECISION]).select_related("item")
        said |= {row.ref: _as_published(row) for row in decisions.prefetch_related("caveats") if is_for_staff(row)}
    if of[ACTION]:
        actions = Action.objects.live().filter(ref__in=of[ACTION]).select_related("item")
        said |= {row.ref: (*action_words(row), "", Reach.EVERYONE) for row in actions if is_for_staff(row)}
    return said


def _as_published(decision: Decision) -> tuple[str, ...]:
    return (*decision_words(decision), decision.outcome, Reach.EVERYONE)


def _copied(part: PublishedPart) -> tuple[str, ...]:
    status = part.status if part.source_type == DECISION else ""
    return (part.heading, part.text, status, part.reach)


def _meeting_differs(meeting: Meeting, publication: Publication) -> bool:
    return (publication.title, publication.summary) != (title_of(meeting), meeting.summary)
