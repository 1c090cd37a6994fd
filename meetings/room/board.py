"""The live meeting as its page shows it: agenda, what we know already, the stream of lines."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q

from hackit.audience import Viewer
from meetings.actions.answers import Answer
from meetings.actions.looked_at import LookedAt
from meetings.agenda.about import show_about
from meetings.capture import british_date
from meetings.models import Action, AgendaItem, Attendance, Decision, ItemKind, Line, Meeting, Presence
from meetings.room import loading
from meetings.room.asking import Setting
from meetings.room.loading import RUNNING, DecisionShown, Material
from meetings.room.making import Outcomes
from meetings.room.memory import Memory, memory_under
from meetings.room.presence import Here, here_of
from meetings.room.steps import Steps, answered_since, near_names, steps_of
from meetings.room.understood import Row, listed, rows_of, tells_of_memory

GHOSTS = {
    ItemKind.FINANCE: "May: in line, final next {group}",
    ItemKind.INVESTMENT: "agreed, subject to: tax check",
    ItemKind.AUDIT: "{name} to send the evidence by Fri",
    ItemKind.ACTIONS: "done 1",
    ItemKind.GENERAL: "{name} to settle it by Fri",
}


@dataclass
class AgendaRow:
    """An item as the agenda beside the lines shows it."""

    item: AgendaItem
    number: int
    small: str
    is_current: bool

    @property
    def is_done(self) -> bool:
        return self.item.state == AgendaItem.State.DISCUSSED

    @property
    def state_words(self) -> str:
        return "" if self.item.state == AgendaItem.State.OPEN else self.item.get_state_display().lower()


@dataclass
class Numbered:
    """An open action from before, with the number that the line means it by.

    `said`: what its owner answered by mail before the meeting, "Needs help" and the words beside it.
    """

    number: int
    action: Action
    when: str

    @property
    def said(self) -> str:
        answer = getattr(self.action, "letter_answer", None)
        return str(Answer(answer).label) if answer else ""

    @property
    def needs_help(self) -> bool:
        return getattr(self.action, "letter_answer", None) == Answer.HELP


@dataclass
class Memo:
    """What stands above the lines: what was decided last time, and the open actions with their numbers.

    `steps`: instead of those, the same to go through one by one.
    """

    last: DecisionShown | None
    numbered: list[Numbered]
    setting: Setting
    steps: Steps | None = None
    memory: Memory = field(default_factory=Memory)


@dataclass
class Changed:
    """What is other than at some change: rows, refs of lines taken back by others, whether an action was touched."""

    rows: list[Row]
    gone: list[str]
    touches_actions: bool


@dataclass
class Board:
    """Everything on the page of one item of a meeting."""

    meeting: Meeting
    item: AgendaItem
    number: int
    agenda: list[AgendaRow]
    next_item: AgendaItem | None
    here: Here
    mine: Presence | None
    last: DecisionShown | None
    numbered: list[Numbered]
    rows: list[Row]
    topics: list[tuple[str, str]]
    papers: list[tuple[str, str]]
    ghost: str
    setting: Setting
    steps: Steps | None = None
    memory: Memory = field(default_factory=Memory)


def items_of(meeting: Meeting, user, *, with_points: bool = False) -> list[AgendaItem]:
    """What the meeting goes through, in order; with each item's conversation point where asked for."""
    rows = AgendaItem.objects.visible_to(user).filter(meeting=meeting, state__in=RUNNING)
    beside = ("lead", "point") if with_points else ("lead",)
    items = list(rows.select_related(*beside).order_by("position", "pk"))
    for item in items:
        item.meeting = meeting
    return items


def current_of(items: list[AgendaItem], ref: str) -> AgendaItem | None:
    """The item asked for; else the first that is still open, else the first."""
    by_ref = next((item for item in items if item.ref == ref), None)
    still_open = next((item for item in items if item.state == AgendaItem.State.OPEN), None)
    return by_ref or still_open or (items[0] if items else None)


def setting_of(meeting: Meeting, user, *, on: date) -> Setting:
    """Who looks at this meeting's lines. `meeting` comes from `meetings_with_next`."""
    viewer = Viewer.of(user)
    may_write = viewer.writes_in(meeting.forum_id) and meeting.state != Meeting.State.CANCELLED
    above = meeting.forum.reports_to.name if meeting.forum.reports_to_id else ""
    next_date = getattr(meeting, "next_date", None)
    return Setting(on, viewer.person_id, may_write, next_date, meeting.forum.name, above)


def setting_under(item: AgendaItem, user) -> Setting:
    """The same for who may type under the item, which comes from `item_typed_under`."""
    meeting = item.meeting
    return Setting(meeting.date, Viewer.of(user).person_id, True, item.next_date, meeting.forum.name, item.above or "")


def shown_lines(user):
    """Lines this user may see, and those they took back themselves and may bring back."""
    return Line.objects.visible_to(user) | Line.objects.restorable_by(user)


def board_of(
    meeting: Meeting, items: list[AgendaItem], item: AgendaItem, user, *, on: date, now: datetime
) -> Board:  # fmt: skip
    """The page of one item. Asks eight questions of the database, whatever the number of rows.

    One more where the item is about a record, and another where that is a decision; three more to go through actions;
    what an item of finance, investment or audit remembers costs up to six, and one where a line says a figure.
    """
    setting = setting_of(meeting, user, on=on)
    show_about([item], user)
    lines = list(shown_lines(user).filter(item=item).order_by("position", "pk"))
    for line in lines:
        line.item = item
    actions = loading.actions_of_meeting(meeting, user, item)
    own = Decision.objects.visible_to(user)
    decisions = loading.decisions_shown(own.filter(Q(meeting=meeting) | Q(pk__in=loading.last_time(item, user))))
    labels = loading.labels(
        loading.item_topics(item), loading.papers(item), loading.line_topics(line__item=item),
        loading.helpers(action__meeting=meeting), loading.answers(meeting, user),
    )  # fmt: skip
    looked = LookedAt.of(answer for (what, _pk), told in labels.items() if what == "answer" for answer, _ in told)
    material = Material([a for a in actions if a.line_id], decisions, labels, loading.figures_beside(lines, user))
    before = [action for action in actions if action.meeting_id != meeting.pk]
    people = list(meeting.attendance.select_related("person").order_by("pk"))
    presences = list(meeting.presences.select_related("person").order_by("person__name", "pk"))
    open_to = [row for row in presences if row.is_here(now=now)]
    index = next(i for i, one in enumerate(items) if one.pk == item.pk)
    found = _steps(meeting, item, user, setting)
    if found and found.current and setting.may_write:
        found.names = [row.person.name for row in people if row.state != Attendance.State.APOLOGIES]
    made = [action for action in actions if action.meeting_id == meeting.pk]
    numbered = _numbered(before, setting)
    return Board(
        meeting=meeting,
        item=item,
        number=index + 1,
        agenda=_agenda(items, item, made, [d for d in decisions if d.meeting_id == meeting.pk], people, looked),
        next_item=items[index + 1] if index + 1 < len(items) else None,
        here=here_of(meeting, items, item, people, open_to, person_id=setting.person_id),
        mine=next((row for row in presences if row.person_id == setting.person_id), None),
        last=next((d for d in decisions if d.meeting_id != meeting.pk), None),
        numbered=numbered,
        rows=rows_of(lines, material, setting),
        topics=material.topics("item", item.pk),
        papers=[(url, title) for url, title in labels.get(("paper", item.pk), [])],
        ghost=_ghost(item, people, meeting.forum.name),
        setting=setting,
        steps=found,
        memory=_memory(item, user, numbered, setting),
    )


def one_row(line: Line, user, setting: Setting) -> Row:
    """A single line as it stands in the stream, after it was typed or changed."""
    return rows_of([line], loading.material_of([line], user), setting)[0]


def typed_row(line: Line, outcomes: Outcomes | None, user, setting: Setting) -> Row:
    """The row of a line that was just typed, of what was made of it; None: of one that was sent before."""
    if outcomes is None:
        return one_row(line, user, setting)
    return rows_of([line], loading.material_made(outcomes, user), setting)[0]


def changed_rows(item: AgendaItem, user, setting: Setting, *, since: int) -> Changed:
    """Lines of the item that are other than at change `since`."""
    lines = list(shown_lines(user).changed_since(since).filter(item=item).order_by("position", "pk"))
    for line in lines:
        line.item = item
    rows = rows_of(lines, loading.material_of(lines, user), setting)
    shown = {line.ref for line in lines}
    changed = list(Line.objects.filter(item=item).changed_since(since).values_list("ref", "heard"))
    touches_actions = any(tells_of_memory(entry) for _ref, heard in changed for entry in heard)
    touches_actions = touches_actions or answered_since(item.meeting, since)
    return Changed(rows, [ref for ref, _heard in changed if ref not in shown], touches_actions)


def memo_of(meeting: Meeting, item: AgendaItem, user, setting: Setting, *, at: str = "") -> Memo:
    """What stands above the lines of an item, alone; `at` is the action that is asked about where one looks."""
    show_about([item], user)
    last = loading.decisions_shown(Decision.objects.visible_to(user).filter(pk__in=loading.last_time(item, user)))
    actions = loading.actions_of_meeting(meeting, user, item)
    before = [action for action in actions if action.meeting_id != meeting.pk]
    found = _steps(meeting, item, user, setting, at=at)
    if found and found.current and setting.may_write:
        found.names = near_names(meeting)
    numbered = _numbered(before, setting)
    return Memo(last[0] if last else None, numbered, setting, found, _memory(item, user, numbered, setting))


def _steps(meeting: Meeting, item: AgendaItem, user, setting: Setting, *, at: str = "") -> Steps | None:
    """What an item of kind "actions" goes through one by one."""
    if item.kind != ItemKind.ACTIONS:
        return None
    return steps_of(meeting, item, user, setting, at=at)


def _memory(item: AgendaItem, user, numbered: list[Numbered], setting: Setting) -> Memory:
    return memory_under(item, user, numbers={one.action.pk: one.number for one in numbered}, on=setting.on)


def _numbered(actions: list[Action], setting: Setting) -> list[Numbered]:
    return [Numbered(number, one, due_beside(one, setting)) for number, one in enumerate(actions, start=1)]


def _agenda(
    items: list[AgendaItem], current: AgendaItem, actions: list[Action], decisions: list[DecisionShown],
    people: list[Attendance], looked: LookedAt,
) -> list[AgendaRow]:  # fmt: skip
    acted = Counter(action.item_id for action in actions)
    decided = Counter(decision.item_id for decision in decisions)
    guests = {row.item_id: row.person.name for row in people if row.state == Attendance.State.GUEST}
    rows = []
    for number, item in enumerate(items, start=1):
        made = listed([
            *([looked.parts] if item.kind == ItemKind.ACTIONS and looked.total else []),
            *([f"{decided[item.pk]} decision{'s' if decided[item.pk] > 1 else ''}"] if decided[item.pk] else []),
            *([f"{acted[item.pk]} action{'s' if acted[item.pk] > 1 else ''}"] if acted[item.pk] else []),
        ]).replace(" and ", ", ")  # fmt: skip
        if item.state == AgendaItem.State.RAN_OUT:
            small = "Ran out of time"
        elif item.pk == current.pk:
            small = f"Now. {made}" if made else "Now"
        elif made or item.state == AgendaItem.State.DISCUSSED:
            small = made or "Discussed"
        else:
            time = f"{item.minutes} minutes" if item.minutes else ""
            guest = f"{guests[item.pk]} joins" if item.pk in guests else ""
            small = ". ".join(filter(None, [time, guest]))
        rows.append(AgendaRow(item, number, small, item.pk == current.pk))
    return rows


def _ghost(item: AgendaItem, people: list[Attendance], group: str) -> str:
    here = [row.person.first_name for row in people if row.state != Attendance.State.APOLOGIES]
    name = item.lead.first_name if item.lead_id else here[0] if here else "Henry"
    return GHOSTS.get(ItemKind(item.kind), GHOSTS[ItemKind.GENERAL]).format(name=name, group=group)


def due_beside(action: Action, setting: Setting) -> str:
    """How an open action from before is dated in the memo."""
    if action.due:
        return f"due {british_date(action.due, on=setting.on)}"
    return action.due_text or f"next {setting.group}, not agreed"
