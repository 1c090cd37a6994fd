"""What the pages of groups and agendas read, told who asks."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from hackit.audience import Viewer
from hackit.models import Forum, Membership
from meetings.agenda.models import AgendaItem, Meeting, StandingItem
from meetings.agenda.names import NameInGroup


def groups_known_to(user) -> list[Forum] | object:
    """The groups whose page exists for this user: staff know every group's name and members, a stranger none."""
    return Forum.objects.known_to(user).select_related("reports_to")


def group_or_404(user, slug: str) -> Forum:
    """The group at this address. Raises Http404 where there is none for this user."""
    return get_object_or_404(groups_known_to(user), slug=slug)


def may_manage(viewer: Viewer, forum: Forum) -> bool:
    """May change what the group is, its members and standing items: its secretary and chair, and administrators."""
    return viewer.runs(forum.pk) or viewer.is_administrator


def may_read_history(viewer: Viewer, forum: Forum) -> bool:
    """May read what happened to the group, which names its room and its members: who belongs to it, administrators."""
    return viewer.belongs_to(forum.pk) or viewer.is_administrator


def managed_group(user, slug: str) -> Forum:
    """The group, for one who may manage it. Raises Http404 or PermissionDenied."""
    forum = group_or_404(user, slug)
    if not may_manage(Viewer.of(user), forum):
        raise PermissionDenied("Only the group's secretary or chair changes this")
    return forum


def run_meeting(user, ref: str) -> Meeting:
    """The meeting, for one who settles its agenda. Raises Http404 or PermissionDenied."""
    meeting = seen_meeting(user, ref)
    if not Viewer.of(user).runs(meeting.forum_id):
        raise PermissionDenied("Only the group's secretary or chair does this")
    return meeting


def written_meeting(user, ref: str) -> Meeting:
    """The meeting, for one who writes in its group. Raises Http404 or PermissionDenied."""
    meeting = seen_meeting(user, ref)
    if not Viewer.of(user).writes_in(meeting.forum_id):
        raise PermissionDenied("Only the group's members do this")
    return meeting


def seen_meeting(user, ref: str) -> Meeting:
    """The live meeting as this user may see it. Raises Http404."""
    meeting = Meeting.objects.visible_to(user).select_related("forum").filter(ref=ref).first()
    if meeting is None:
        raise Http404("Nothing here that you may see")
    return meeting


def seen_item(user, ref: str) -> AgendaItem:
    """The agenda item and its meeting as this user may see them. Raises Http404."""
    item = AgendaItem.objects.visible_to(user).select_related("meeting__forum", "lead").filter(ref=ref).first()
    if item is None:
        raise Http404("Nothing here that you may see")
    return item


def run_item(user, ref: str) -> AgendaItem:
    """The agenda item, for one who settles the agenda. Raises Http404 or PermissionDenied."""
    item = seen_item(user, ref)
    if not Viewer.of(user).runs(item.forum_id):
        raise PermissionDenied("Only the group's secretary or chair does this")
    return item


def next_to_suggest_to(forum: Forum, *, on: date) -> Meeting | None:
    """The meeting that a suggested item goes to. Who suggests need not see it, and is shown nothing of it."""
    meeting = Meeting.objects.live().filter(forum=forum).still_to_come(on=on).first()
    if meeting:
        meeting.forum = forum
    return meeting


def deleted_meeting(user, ref: str) -> Meeting:
    """A deleted meeting that this user may bring back. Raises Http404."""
    viewer = Viewer.of(user)
    run = [forum_id for forum_id in viewer.forum_ids if viewer.runs(forum_id)]
    rows = Meeting.objects.exclude(deleted_at=None).filter(forum_id__in=run).select_related("forum")
    return get_object_or_404(rows, ref=ref)


def standing_of(forum: Forum, pk: int) -> StandingItem:
    """One standing item of this group. Raises Http404."""
    return get_object_or_404(forum.standing_items.select_related("lead", "topic"), pk=pk)


def membership_of(forum: Forum, pk: int) -> Membership:
    """One membership of this group. Raises Http404."""
    return get_object_or_404(forum.memberships.select_related("person"), pk=pk)


def name_of(forum: Forum, pk: int) -> NameInGroup:
    """One name that this group has settled. Raises Http404."""
    return get_object_or_404(NameInGroup.objects.of(forum), pk=pk)


def members_of(forum: Forum, *, on: date) -> list[Membership]:
    """Who belongs to the group on that day: chair, secretaries, members, each by name."""
    order = {Membership.Part.CHAIR: 0, Membership.Part.SECRETARY: 1}
    rows = forum.memberships.active(on=on).select_related("person")
    return sorted(rows, key=lambda row: (order.get(row.role, 2), row.person.name.casefold()))


def has_words(item: AgendaItem) -> bool:
    """Whether anything was typed, decided or promised under the item: then it was talked about."""
    return any(rows.live().exists() for rows in (item.lines, item.decisions, item.actions))
