"""Going through the open actions of an item one by one: in which order, what is known of each, what was answered."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import BooleanField, Case, Q, Value, When

from hackit.dates import british_day
from hackit.templatetags.records import due_words
from meetings.actions.answers import Answer
from meetings.actions.looked_at import LookedAt
from meetings.capture import british_date
from meetings.models import Action, ActionUpdate, AgendaItem, Meeting
from meetings.room.asking import Setting
from meetings.room.known import carried_condition
from meetings.room.numbering import in_order as numbered

COUNTS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
TAGS = {Answer.DONE: "done", Answer.ON_TRACK: "doing", Answer.DROPPED: "doing"}


class Said(NamedTuple):
    """One answer as it is stored."""

    pk: int
    action_id: int
    meeting_id: int
    on: date
    answer: str
    text: str
    new_due: date | None
    ref: str
    by_id: int | None
    by_name: str | None
    can_be_taken_back: bool
    by_letter: bool
    """Given before the meeting by the link of a mail, on its day too: nobody has spoken about it yet."""


@dataclass
class Step:
    """One action on the way through. `number` is the one that the line means it by, 0 for none.

    raised, asked, before: "Raised four meetings ago", "asked at the last two meetings", "Grace answered on
    Saturday: on track"; `said`: what was answered at this meeting.
    """

    action: Action
    number: int
    when: str
    late: str
    raised: str
    asked: str
    before: str
    answer: Said | None = None
    said: str = ""
    tag: str = ""

    @property
    def owner(self) -> str:
        return self.action.owner.name if self.action.owner_id else "No owner yet"

    @property
    def is_settled(self) -> bool:
        """Nothing is asked of it any more: it was answered at this meeting, or has ended."""
        return self.answer is not None or not self.action.is_open

    @property
    def facts(self) -> str:
        """Whose it is, when it is due, since when: what is read out before one answers."""
        return ", ".join(filter(None, [self.owner, self.when, self.late]))

    @property
    def story(self) -> str:
        """ "Raised four meetings ago, asked at the last two meetings. Grace answered on Saturday: on track." """
        since = ", ".join(filter(None, [self.raised, self.asked]))
        return " ".join(f"{words[0].upper()}{words[1:]}." for words in (since, self.before) if words)


@dataclass
class Group:
    key: str
    title: str
    steps: list[Step] = field(default_factory=list)


@dataclass
class Steps:
    """All of it. `current` is the one that is asked about; `open_box` a small form to show beside its buttons."""

    groups: list[Group]
    settled: list[Step]
    current: Step | None
    before_it: Step | None
    after_it: Step | None
    looked_at: LookedAt
    mine: Said | None
    setting: Setting
    names: list[str] = field(default_factory=list)
    open_box: str = ""
    typed: str = ""
    problem: str = ""
    news: str = ""

    @property
    def left(self) -> int:
        return sum(not step.is_settled for group in self.groups for step in group.steps)

    @property
    def said(self) -> str:
        """What is announced when it comes back: what was done, and what is asked now."""
        if self.current is None:
            last = f"That was the last. {self.looked_at.words}" if self.looked_at.total else "Nothing is open"
            return ". ".join(filter(None, [self.news, last]))
        asked = f"{self.current.action.text}. {self.current.facts}. {self.current.story}".strip()
        return ". ".join(filter(None, [self.news, f"{self.left} left", asked]))


def steps_of(
    meeting: Meeting, item: AgendaItem, user, setting: Setting, *, at: str = "", anew: bool = False
) -> Steps:  # fmt: skip
    """The open actions beside the item, in the order of need. Three questions, whatever their number.

    `at` is the ref of the action to ask about, `anew` even where it was answered already; else the first is.
    """
    answered = ActionUpdate.objects.live().filter(meeting=meeting).exclude(answer="").values("action_id")
    carried = carried_condition(item)
    rows = (
        Action.objects.visible_to(user).filter(Q(forum_id=item.forum_id), carried | Q(pk__in=answered))
        .annotate(is_carried=Case(When(carried, then=Value(True)), default=Value(False), output_field=BooleanField()))
        .select_related("owner", "meeting")
    )  # fmt: skip
    actions = list(numbered(rows, meeting))
    told = _answers(actions, user)
    days = _days(meeting)
    number, steps = 0, []
    for action in actions:
        number += action.is_carried
        steps.append(
            _step(action, number if action.is_carried else 0, told[action.pk], meeting, days, setting)
        )  # fmt: skip
    groups = _grouped([step for step in steps if not step.is_settled], setting)
    settled = sorted(
        (step for step in steps if step.is_settled), key=lambda step: -(step.answer.pk if step.answer else 0)
    )
    if item.kind != "actions":  # what was answered of other things at this meeting is told elsewhere
        settled = [step for step in settled if step.number]
    in_order = [step for group in groups for step in group.steps]
    current = _current(in_order, settled, at=at, anew=anew)
    place = in_order.index(current) if current in in_order else -1
    answers = [step.answer for step in settled if step.answer and step.answer.can_be_taken_back]
    return Steps(
        groups=groups,
        settled=settled,
        current=current,
        before_it=in_order[place - 1] if place > 0 else None,
        after_it=in_order[place + 1] if 0 <= place < len(in_order) - 1 else None,
        looked_at=LookedAt.of([step.answer.answer for step in settled if step.answer]),
        mine=next((said for said in answers if said.by_id == setting.person_id), None),
        setting=setting,
    )


def _answers(actions: list[Action], user) -> dict[int, list[Said]]:
    """What was ever answered of these actions when somebody asked, oldest first."""
    rows = ActionUpdate.objects.visible_to(user).filter(action__in=[action.pk for action in actions])
    rows = rows.exclude(answer="").exclude(meeting=None).order_by("pk").values_list(
        "pk", "action_id", "meeting_id", "on", "answer", "text", "new_due", "ref", "created_by_id", "created_by__name",
        "before", "reply",
    )  # fmt: skip
    told: dict[int, list[Said]] = defaultdict(list)
    for row in rows:
        said = Said._make((*row[:-2], bool(row[-2]), row[-1] is not None))
        told[said.action_id].append(said)
    return told


def _days(meeting: Meeting) -> list[tuple[int, date]]:
    """The group's meetings up to this one, the newest first, this one left out: (id, day)."""
    rows = Meeting.objects.live().filter(forum_id=meeting.forum_id, date__lte=meeting.date)
    rows = rows.exclude(state=Meeting.State.CANCELLED).exclude(pk=meeting.pk)
    return list(rows.order_by("-date", "-start_time", "-pk").values_list("pk", "date"))


def _step(
    action: Action, number: int, told: list[Said], meeting: Meeting, days: list[tuple[int, date]], setting: Setting
) -> Step:  # fmt: skip
    here = [said for said in told if said.meeting_id == meeting.pk]
    at_meeting = [said for said in here if said.on >= meeting.date and not said.by_letter]
    answer = at_meeting[-1] if at_meeting else None
    earlier = next((said for said in reversed(here) if said not in at_meeting), None)
    late = action.due and action.due < setting.on and not action.due_is_assumed
    return Step(
        action=action,
        number=number,
        when=_when(action, setting),
        late=due_words(action.due, setting.on) if late else "",
        raised=_raised(action, meeting, days, setting),
        asked=_asked({said.meeting_id for said in told}, action, days),
        before=_before(earlier, action, setting) if earlier else "",
        answer=answer,
        said=answer_words(answer, action, setting) if answer else action.get_status_display(),
        tag=TAGS.get(Answer(answer.answer), "") if answer else "done" if action.status == "done" else "doing",
    )


def _when(action: Action, setting: Setting) -> str:
    waits = f"waiting for {action.waiting_for}" if action.waiting_for else ""
    if action.due:
        due = f"due {british_date(action.due, on=setting.on)}{', not agreed' if action.due_is_assumed else ''}"
    else:
        due = action.due_text or "no date yet"
    return ", ".join(filter(None, [due, waits]))


def _raised(action: Action, meeting: Meeting, days: list[tuple[int, date]], setting: Setting) -> str:
    """ "raised four meetings ago", "raised last time"; of what belongs to no meeting the day."""
    if action.meeting is None:
        return f"written down {british_date(action.created_at.date(), on=setting.on)}"
    since = action.meeting.date
    count = 1 + sum(since < day for pk, day in days if pk != action.meeting_id)
    return "raised last time" if count == 1 else f"raised {in_words(count)} meetings ago"


def _asked(at: set[int], action: Action, days: list[tuple[int, date]]) -> str:
    """ "asked at the last two meetings": how many before this one, without a gap, it was looked at."""
    count = 0
    for pk, _day in days:
        if pk not in at or pk == action.meeting_id:
            break
        count += 1
    return (
        ""
        if not count
        else "asked at the last meeting"
        if count == 1
        else f"asked at the last {in_words(count)} meetings"
    )


def _before(said: Said, action: Action, setting: Setting) -> str:
    """ "Grace answered on Saturday: on track"."""
    name = (said.by_name or (action.owner.name if action.owner else "Somebody")).split()[0]
    near = setting.on - said.on <= timedelta(days=6)
    day = f"{said.on:%A}" if near else british_day(said.on, year=said.on.year != setting.on.year)
    words = answer_words(said, action, setting)
    return f"{name} answered on {day}: {words[:1].lower()}{words[1:]}"


def answered_since(meeting: Meeting, number: int) -> bool:
    """Whether an answer was given or taken back at the meeting after that change of it."""
    return ActionUpdate.objects.filter(meeting=meeting, change_no__gt=number).exists()


def near_names(meeting: Meeting) -> list[str]:
    """Whom an action may be given to, to choose from: the group's members. Anybody else is typed. One question."""
    members = meeting.forum.memberships.active(on=meeting.date).order_by("person__name", "pk")
    return list(dict.fromkeys(members.values_list("person__name", flat=True)))


def answer_words(said: Said, action: Action, setting: Setting) -> str:
    """ "Done", "Moved to Fri 12 July: budget", "Given to Grace Li", "Needs help: no contract yet"."""
    answer = Answer(said.answer)
    if answer == Answer.MOVED and said.new_due:
        words = f"Moved to {british_date(said.new_due, on=setting.on)}"
    elif answer == Answer.GIVEN:
        return said.text or answer.label
    else:
        words = answer.label
    return f"{words}: {said.text}" if said.text else words


def in_words(count: int) -> str:
    """ "four", and from thirteen on the figure."""
    return COUNTS[count] if count < len(COUNTS) else str(count)


def _grouped(steps: list[Step], setting: Setting) -> list[Group]:
    """In the order in which they press: each in the first group that it belongs to."""
    until = setting.next_date or setting.on
    by = f"Due by the next {setting.group}" if setting.next_date else "Due today"
    groups = [
        Group("late", "Overdue"), Group("due", by), Group("waiting", "Waiting for somebody else"),
        Group("none", "No owner yet"), Group("other", "The others"),
    ]  # fmt: skip
    for step in steps:
        action = step.action
        agreed = action.due if action.due and not action.due_is_assumed else None
        if agreed and agreed < setting.on:
            place = 0
        elif agreed and agreed <= until:
            place = 1
        elif action.status == Action.Status.WAITING:
            place = 2
        elif not action.owner_id:
            place = 3
        else:
            place = 4
        groups[place].steps.append(step)
    for group in groups:
        group.steps.sort(key=lambda step: (not step.number, step.number, step.action.due or date.max, step.action.pk))
    return [group for group in groups if group.steps]


def _current(in_order: list[Step], settled: list[Step], *, at: str, anew: bool) -> Step | None:
    """The one asked for, if it is still to be asked about or is to be answered anew; else the first that is left."""
    again = [step for step in settled if step.action.is_open] if anew else []
    wanted = next((step for step in [*in_order, *again] if step.action.ref == at), None)
    return wanted or (in_order[0] if in_order else None)
