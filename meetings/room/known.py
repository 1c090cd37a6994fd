"""What the line knows before it reads: who is near, which groups, bodies and topics there are, what is open here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from hackit.audience import Reach, Viewer, VisibleQuerySet, visible_condition
from hackit.matching import TopicName
from hackit.models import Membership, Person
from hackit.names import Names, names
from meetings.capture import (
    EVERYONE,
    HERE,
    MEMBER,
    PRESENT,
    KnownGroup,
    KnownOrganisation,
    KnownPerson,
    KnownTopic,
    OpenAction,
    Recognised,
    parse,
)
from meetings.models import Action, AgendaItem, Attendance, ItemKind, Meeting, NameInGroup

UNNUMBERED = 1000  # in one's own day actions are meant by their words: no number is shown beside them


@dataclass(frozen=True)
class Known:
    """Everything `parse` takes, and the records behind its keys. Keys are primary keys."""

    on: date
    speaker: KnownPerson | None
    people: tuple[KnownPerson, ...]
    groups: tuple[KnownGroup, ...]
    organisations: tuple[KnownOrganisation, ...]
    topics: tuple[KnownTopic, ...]
    topic_names: list[TopicName]
    open_actions: tuple[OpenAction, ...]
    default_group: KnownGroup | None
    item_kind: str
    refs: dict[int, str]
    preferred: Mapping[str, int] = field(default_factory=dict)

    def read(self, text: str) -> list[Recognised]:
        """What is recognised in these words."""
        return parse(
            text, on=self.on, people=self.people, groups=self.groups, organisations=self.organisations,
            topics=self.topics, next_meeting=self.next_meeting, speaker=self.speaker, item_kind=self.item_kind,
            open_actions=self.open_actions, default_group=self.default_group,
            preferred=self.preferred,
        )  # fmt: skip

    @property
    def next_meeting(self) -> date | None:
        return self.default_group.next_meeting if self.default_group else None

    def names(self) -> dict[int, str]:
        """Names of people by key."""
        return {int(str(person.key)): person.name for person in self.people}


def known_for(author: Person | None, *, item: AgendaItem | None, on: date) -> Known:
    """What is known when `author` types on that day, under the item or (None) in their own day."""
    forum_id = item.forum_id if item else only_forum(author, on=on)
    circles = _circles(item, forum_id, on=on)
    called = names(on=on)
    people = tuple(KnownPerson(p.pk, p.name, p.also, circles.get(p.pk, EVERYONE)) for p in called.people)
    after = item.meeting.date if item else on
    groups = _groups(called, nearest_meetings(author, on=on, after=after, forum_id=forum_id))
    return Known(
        on=on,
        speaker=next((p for p in people if author and p.key == author.pk), None),
        people=people,
        groups=groups,
        organisations=tuple(KnownOrganisation(o.pk, o.name, o.also) for o in called.organisations),
        topics=tuple(KnownTopic(t.pk, t.name, t.address, t.also) for t in called.topics),
        topic_names=called.topic_names(),
        open_actions=open_actions(item, author, on=on),
        default_group=next((g for g in groups if g.key == forum_id), None),
        item_kind=item.kind if item else ItemKind.GENERAL,
        refs={person.pk: person.address for person in called.people},
        preferred=_names_settled(forum_id) if item else {},
    )


def _names_settled(forum_id: int | None) -> dict[str, int]:
    """Whom a name means in this group's meetings, by folded name, as somebody once said."""
    return dict(NameInGroup.objects.of(forum_id).values_list("text", "person_id"))


def only_forum(author: Person | None, *, on: date) -> int | None:
    """The one group this person belongs to; None where there are several or none."""
    if author is None:
        return None
    ids = set(author.memberships.active(on=on).values_list("forum_id", flat=True))
    return ids.pop() if len(ids) == 1 else None


def _circles(item: AgendaItem | None, forum_id: int | None, *, on: date) -> dict[int, int]:
    """How near each person is: here for this item, present, member of the group."""
    circles: dict[int, int] = {}
    if forum_id:
        members = Membership.objects.active(on=on).filter(forum_id=forum_id)
        circles = dict.fromkeys(members.values_list("person_id", flat=True), MEMBER)
    if item:
        for here in Attendance.objects.filter(meeting_id=item.meeting_id):
            if here.state == Attendance.State.APOLOGIES:
                continue
            is_guest = here.state == Attendance.State.GUEST
            circles[here.person_id] = (HERE if here.item_id == item.pk else EVERYONE) if is_guest else PRESENT
            if is_guest and here.item_id is None:
                circles[here.person_id] = PRESENT
    return circles


def nearest_meetings(
    author: Person | None, *, on: date, after: date, forum_id: int | None = None
) -> dict[int, date]:  # fmt: skip
    """By group the next day it meets after `after`, of the meetings that the author may know of."""
    planned = Meeting.objects.still_to_come(on=on).filter(date__gt=after)
    mine = Q(forum_id=forum_id) if forum_id else Q(pk=None)
    user = author.user if author else None
    if user is not None:
        mine |= visible_condition(Meeting, Viewer.of(user))
    nearest: dict[int, date] = {}
    for group_id, day in planned.filter(mine).values_list("forum_id", "date"):
        nearest.setdefault(group_id, day)
    return nearest


def _groups(called: Names, nearest: dict[int, date]) -> tuple[KnownGroup, ...]:
    """The groups that still meet, each with its next meeting."""
    return tuple(KnownGroup(group.pk, group.name, group.also, nearest.get(group.pk)) for group in called.groups)


def open_actions(item: AgendaItem | None, author: Person | None, *, on: date) -> tuple[OpenAction, ...]:
    """The open actions that stand beside an item, with their numbers; in one's own day one's own.

    Those that were ended during this meeting keep their place, so that a number means the same to its end.
    """
    user = author.user if author else None
    if item is not None:
        rows = (
            Action.objects.visible_to(user) if user else Action.objects.filter(reach__in=(Reach.MEMBERS, Reach.STAFF))
        )
        found, first = carried_to(item, rows), 1
    elif author is not None:
        found, first = Action.objects.visible_to(user).open().of_person(author).order_by("pk"), UNNUMBERED
    else:
        return ()
    # Plain columns, not records: this is asked for every line that is typed.
    columns = found.values_list("pk", "text", "owner__name")
    return tuple(OpenAction(pk, number, text, name or "") for number, (pk, text, name) in enumerate(columns, first))


def carried_to(item: AgendaItem, rows: VisibleQuerySet) -> VisibleQuerySet:
    """Which of these actions stand beside the item: open ones of the same thing, from earlier meetings.

    An item of kind "actions" goes through all that the group has open.
    """
    return rows.filter(carried_condition(item)).order_by("pk")


def carried_condition(item: AgendaItem) -> Q:
    """The condition behind `carried_to`."""
    meeting = item.meeting
    standing = Q(status__in=("not_started", "in_progress", "waiting")) | Q(ended_on__gte=meeting.date)
    earlier = Q(meeting=None) | (~Q(meeting=meeting) & Q(meeting__date__lte=meeting.date))
    if item.kind == ItemKind.ACTIONS:
        same = Q()
    else:
        topics = AgendaItem.topics.through.objects.filter(agendaitem_id=item.pk).values("topic_id")
        same = Q(pk__in=Action.topics.through.objects.filter(topic_id__in=topics).values("action_id"))
        if item.standing_item_id:
            same |= Q(item__standing_item_id=item.standing_item_id)
        if item.continues_id:
            same |= Q(item_id=item.continues_id)
    return Q(forum_id=item.forum_id) & standing & earlier & same
