"""What the line knows before it reads: who is near, which groups, bodies and topics there are, what is open here."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import overload

from django.db import connection
from django.db.models import Q, QuerySet

from hackit.audience import Reach, Viewer, VisibleQuerySet, viewer_of_person, visible_condition
from hackit.matching import TopicName
from hackit.models import Membership, Person, Topic
from hackit.names import Names, names
from hackit.prepared import prepared
from meetings.agenda.models import AboutType
from meetings.capture import (
    EVERYONE,
    HERE,
    MEMBER,
    PRESENT,
    KnownBudget,
    KnownGroup,
    KnownOrganisation,
    KnownPerson,
    KnownTopic,
    OpenAction,
    Recognised,
    parse,
)
from meetings.enquiries.models import KINDS as KINDS_WITH_QUESTIONS
from meetings.models import (
    Action,
    AgendaItem,
    Attendance,
    BudgetLine,
    Enquiry,
    ItemKind,
    Meeting,
    NameInGroup,
    Proposal,
    Recommendation,
)
from meetings.room.numbering import in_order
from meetings.room.proposing import KnownProposal

BARE_OUTCOME = re.compile(
    r"((?:\w{2,20}\s)?(?:agreed|approved|not\s(?:agreed|approved)|put\soff|deferred|postponed))"
    r"(?:\sas\s(?:proposed|asked))?[.!]?",
    re.I,
)
UNNUMBERED = 1000  # in one's own day actions are meant by their words: no number is shown beside them


class WhenAsked(Sequence[OpenAction]):
    """Open actions that are fetched when the first one is asked for: few lines speak of any."""

    def __init__(self, fetch: Callable[[], tuple[OpenAction, ...]]) -> None:
        self._fetch = fetch
        self._found: tuple[OpenAction, ...] | None = None

    def _all(self) -> tuple[OpenAction, ...]:
        if self._found is None:
            self._found = self._fetch()
        return self._found

    @overload
    def __getitem__(self, place: int) -> OpenAction: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[OpenAction, ...]: ...
    def __getitem__(self, place: int | slice) -> OpenAction | tuple[OpenAction, ...]:
        return self._all()[place]

    def __iter__(self) -> Iterator[OpenAction]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


@dataclass(frozen=True)
class Known:
    """Everything `parse` takes, and the records behind its keys. Keys are primary keys."""

    on: date
    speaker: KnownPerson | None
    people: tuple[KnownPerson, ...]
    groups: tuple[KnownGroup, ...]
    organisations: tuple[KnownOrganisation, ...]
    topics: tuple[KnownTopic, ...]
    called: Names
    open_actions: Sequence[OpenAction]
    default_group: KnownGroup | None
    item_kind: str
    item_topics: tuple[int, ...] = ()
    preferred: Mapping[str, int] = field(default_factory=dict)
    budgets: tuple[KnownBudget, ...] = ()
    open_enquiries: Sequence[OpenAction] = ()
    proposals: tuple[KnownProposal, ...] = ()
    item: AgendaItem | None = None
    subject: str = ""
    """What the item asks to be decided, where it does: there a bare "agreed" says enough."""

    def read(self, text: str) -> list[Recognised]:
        """What is recognised in these words."""
        if self.subject and (found := BARE_OUTCOME.fullmatch(text.strip())):
            things = self._parse(f"{found[1]}: it")
            if [thing.kind for thing in things] == ["decision"]:
                return [replace(things[0], raw=text, text=self.subject)]
        return self._parse(text)

    def _parse(self, text: str) -> list[Recognised]:
        return parse(
            text, on=self.on, people=self.people, groups=self.groups, organisations=self.organisations,
            topics=self.topics, next_meeting=self.next_meeting, speaker=self.speaker, item_kind=self.item_kind,
            open_actions=self.open_actions, default_group=self.default_group,
            preferred=self.preferred, budgets=self.budgets, open_enquiries=self.open_enquiries,
        )  # fmt: skip

    @property
    def next_meeting(self) -> date | None:
        return self.default_group.next_meeting if self.default_group else None

    def names(self) -> dict[int, str]:
        """Names of people by key."""
        return {person.pk: person.name for person in self.called.people}

    @property
    def refs(self) -> dict[int, str]:
        """Refs of people by key."""
        return {person.pk: person.address for person in self.called.people}

    @property
    def topic_names(self) -> list[TopicName]:
        """What topics are called, as they were looked up for this reading."""
        return self.called.topic_names

    def person(self, key: Hashable) -> Person | None:
        """The person behind a key."""
        return self.called.person(int(str(key)))

    def topic(self, key: Hashable) -> Topic:
        """The topic behind a key."""
        return self.called.topic(int(str(key)))


def known_for(author: Person | None, *, item: AgendaItem | None, on: date) -> Known:
    """What is known when `author` types on that day, under the item or (None) in their own day."""
    forum_id = item.forum_id if item else only_forum(author, on=on)
    near = _near(item, forum_id, on=on)
    called = names(on=on)
    people = _people(called, tuple(sorted(near.circles.items())))
    after = item.meeting.date if item else on
    groups = _groups(called, nearest_meetings(author, on=on, after=after, forum_id=forum_id))
    return Known(
        on=on,
        speaker=next((p for p in people if author and p.key == author.pk), None),
        people=people,
        groups=groups,
        organisations=tuple(KnownOrganisation(o.pk, o.name, o.also) for o in called.organisations),
        topics=_topics(called),
        called=called,
        open_actions=WhenAsked(lambda: open_actions(item, author, on=on)),
        open_enquiries=WhenAsked(lambda: open_enquiries(item, author)),
        default_group=next((g for g in groups if g.key == forum_id), None),
        item_kind=item.kind if item else ItemKind.GENERAL,
        item_topics=near.topics,
        preferred=near.settled if item else {},
        budgets=near.budgets if item else (),
        proposals=near.proposals,
        item=item,
        subject=item.title if item and item.about_type == AboutType.PROPOSAL else "",
    )


@lru_cache(maxsize=32)
def _people(called: Names, circles: tuple[tuple[int, int], ...]) -> tuple[KnownPerson, ...]:
    near = dict(circles)
    return tuple(KnownPerson(p.pk, p.name, p.also, near.get(p.pk, EVERYONE)) for p in called.people)


@lru_cache(maxsize=4)
def _topics(called: Names) -> tuple[KnownTopic, ...]:
    return tuple(KnownTopic(t.pk, t.name, t.address, t.also) for t in called.topics)


def only_forum(author: Person | None, *, on: date) -> int | None:
    """The one group this person belongs to; None where there are several or none."""
    if author is None:
        return None
    ids = set(author.memberships.active(on=on).values_list("forum_id", flat=True))
    return ids.pop() if len(ids) == 1 else None


@dataclass
class _Near:
    """What an item and its group bring: who is near, whom a name means there, topics, budgets, proposals."""

    circles: dict[int, int] = field(default_factory=dict)
    settled: dict[str, int] = field(default_factory=dict)
    topics: tuple[int, ...] = ()
    budgets: tuple[KnownBudget, ...] = ()
    proposals: tuple[KnownProposal, ...] = ()


_MEMBER, _SETTLED, _HERE, _TOPIC, _BUDGET, _PROPOSAL = range(6)

_OF_GROUP = f"""
SELECT {_MEMBER} AS what, id, person_id AS key, '' AS word, 0 AS item FROM {Membership._meta.db_table}
 WHERE forum_id = %s AND (from_date IS NULL OR from_date <= %s) AND (to_date IS NULL OR to_date >= %s)
UNION ALL SELECT {_SETTLED}, id, person_id, text, 0 FROM {NameInGroup._meta.db_table} WHERE forum_id = %s
"""  # noqa: S608 (tables of ours, and parameters)

_OF_ITEM = f"""
UNION ALL SELECT {_HERE}, id, person_id, state, coalesce(item_id, 0) FROM {Attendance._meta.db_table}
 WHERE meeting_id = %s
UNION ALL SELECT {_TOPIC}, id, topic_id, '', 0 FROM {AgendaItem.topics.through._meta.db_table}
 WHERE agendaitem_id = %s
UNION ALL SELECT {_BUDGET}, id, id, title, 0 FROM {BudgetLine._meta.db_table}
 WHERE forum_id = %s AND closed_on IS NULL AND deleted_at IS NULL
"""  # noqa: S608 (as above)

_OF_INVESTMENT = f"""
UNION ALL SELECT {_PROPOSAL}, id, id, ref || ' ' || title, 0 FROM {Proposal._meta.db_table}
 WHERE forum_id = %s AND ended = '' AND reach NOT IN ('{Reach.NOBODY.value}', '{Reach.NAMED.value}')
"""  # noqa: S608 (as above)


def _near(item: AgendaItem | None, forum_id: int | None, *, on: date) -> _Near:
    """Asked in one question, for it is asked for every line that is typed."""
    if forum_id is None and item is None:
        return _Near()
    sql, values = _OF_GROUP, [forum_id, on.isoformat(), on.isoformat(), forum_id]
    if item is not None:
        sql, values = sql + _OF_ITEM, [*values, item.meeting_id, item.pk, forum_id]
        if item.kind == ItemKind.INVESTMENT and item.about_type != AboutType.PROPOSAL:
            sql, values = sql + _OF_INVESTMENT, [*values, forum_id]
    found: dict[int, list[tuple[int, str, int]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY 1, 2", values)
        for what, _pk, key, word, item_id in cursor.fetchall():
            found[what].append((key, word, item_id))
    circles = {key: MEMBER for key, _word, _item in found[_MEMBER]}
    for key, state, item_id in found[_HERE]:
        if state == Attendance.State.APOLOGIES:
            continue
        if state == Attendance.State.GUEST and item_id:
            circles[key] = HERE if item is not None and item_id == item.pk else EVERYONE
        else:
            circles[key] = PRESENT
    return _Near(
        circles,
        {word: key for key, word, _item in found[_SETTLED]},
        tuple(key for key, _word, _item in found[_TOPIC]),
        tuple(KnownBudget(key, title) for key, title, _item in found[_BUDGET]),
        tuple(KnownProposal(key, *told.split(" ", 1)) for key, told, _item in found[_PROPOSAL]),
    )


def nearest_meetings(
    author: Person | None, *, on: date, after: date, forum_id: int | None = None
) -> dict[int, date]:  # fmt: skip
    """By group the next day it meets after `after`, of the meetings that the author may know of."""
    viewer = viewer_of_person(author)
    planned = _planned(
        on=on, after=after, forum_id=forum_id, sees=not viewer.is_stranger,
        forum_ids=viewer.forum_ids,
    )  # fmt: skip
    nearest: dict[int, date] = {}
    for group_id, day in planned:
        nearest.setdefault(group_id, day)
    return nearest


@prepared
def _planned(
    on: date, after: date, forum_id: int | None, sees: bool, forum_ids: list[int]
) -> QuerySet[Meeting]:  # fmt: skip
    """The days on which the group and, for who `sees` what staff see, the others meet, nearest first."""
    mine = Q(forum_id=forum_id) if forum_id else Q(pk=None)
    if sees:
        mine |= visible_condition(Meeting, Viewer(None, "staff", dict.fromkeys(forum_ids, "member")))
    planned = Meeting.objects.still_to_come(on=on).filter(date__gt=after)
    return planned.filter(mine).values_list("forum_id", "date")


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
    columns = found.values_list("pk", "text", "owner__name", "recommendation__reference", "recommendation__deleted_at")
    return tuple(
        OpenAction(pk, number, text, name or "", "" if deleted_at else reference or "")
        for number, (pk, text, name, reference, deleted_at) in enumerate(columns, first)
    )


def open_enquiries(item: AgendaItem | None, author: Person | None) -> tuple[OpenAction, ...]:
    """The questions that stand above an item, with numbers of their own; in one's own day those that one answers."""
    user = author.user if author else None
    rows = Enquiry.objects.visible_to(user) if user else Enquiry.objects.filter(reach__in=(Reach.MEMBERS, Reach.STAFF))
    if item is not None:
        found, first = rows.beside(item), 1
    elif author is not None:
        found, first = rows.waiting().filter(action__owner=author), UNNUMBERED
    else:
        return ()
    return tuple(OpenAction(pk, n, text) for n, (pk, text) in enumerate(found.values_list("pk", "text"), first))


def carried_to(item: AgendaItem, rows: VisibleQuerySet) -> VisibleQuerySet:
    """Which of these actions stand beside the item: open ones of the same thing, from earlier meetings.

    An item of kind "actions" goes through all that the group has open; one of audit through all that was recommended.
    Above items of finance, investment and audit open questions stand by themselves, with numbers of their own: there a
    promise to answer one is not said again.
    """
    return in_order(rows.filter(carried_condition(item)), item.meeting)


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
        if item.kind == ItemKind.AUDIT:
            recommended = Recommendation.objects.live().filter(forum_id=item.forum_id, action__isnull=False)
            same |= Q(pk__in=recommended.order_by().values("action_id"))
        if item.kind in KINDS_WITH_QUESTIONS:
            same &= Q(enquiry=None)
    return Q(forum_id=item.forum_id) & standing & earlier & same
