"""What the page behind a letter's link says: whether it opens, what it shows, who will see the answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import groupby
from typing import Any

from hackit.dates import british_day
from hackit.models import Mail, Membership, Person
from meetings.actions.answers import Answer
from meetings.actions.rows import due_said, moved_words, near_day
from meetings.models import Action, ActionUpdate, Meeting
from meetings.reminders.asks import Asked, State, ends_on, may_answer


class Closed(Enum):
    """Why a link opens nothing: the answer's status, a heading, and what to do."""

    UNKNOWN = 404, "This link does not work", (
        "It may have been cut in two by your mail program. Open it from the mail once more, by pressing it."
    )  # fmt: skip
    OTHERS = 403, "This link was sent to somebody else", (
        "You are signed in, and not as the person it was sent to. Your own actions are on your page."
    )  # fmt: skip
    NO_ACCESS = 403, "This link does not work any more", (
        "The person it was sent to has no access to these records now. Whoever runs the group can help."
    )  # fmt: skip
    ENDED = 410, "This link has ended", (
        "The meeting that it asked for is over. Sign in to say how your actions are going, or tell who runs the group."
    )  # fmt: skip
    OFF = 410, "The meeting does not take place", (
        "So there is nothing to answer. You will be asked again before the next one."
    )  # fmt: skip
    TOO_OFTEN = 429, "That was very often in a short time", (
        "Wait an hour, then open the link once more. What you sent before is saved."
    )  # fmt: skip

    @property
    def status(self) -> int:
        return self.value[0]

    @property
    def title(self) -> str:
        return self.value[1]

    @property
    def words(self) -> str:
        return self.value[2]

    @property
    def may_sign_in(self) -> bool:
        """Whether the way through one's own login helps."""
        return self in (Closed.OTHERS, Closed.ENDED, Closed.OFF)


def why_closed(letter: Mail, rows: list[Asked], *, reader_id: int | None, on: date) -> Closed | None:
    """Why this link opens nothing on that day for who follows it; None: it opens.

    `reader_id` is the Person signed in in that browser, if anybody is: a link that was passed on does not make
    somebody else answer.
    """
    if reader_id is not None and reader_id != letter.person_id:
        return Closed.OTHERS
    if not may_answer(letter.person, on=on):
        return Closed.NO_ACCESS
    last = ends_on(rows)
    if last is not None:
        return Closed.ENDED if on > last else None
    return Closed.OFF if rows else Closed.ENDED


@dataclass(frozen=True)
class Settled:
    """An action with nothing to answer (any more): its words if they are the reader's to see, and what came of it."""

    text: str
    tag: str
    tag_kind: str
    said: str


@dataclass(frozen=True)
class Group:
    """What is asked for one meeting."""

    meeting: Meeting
    name: str
    when: str
    who: str
    settled: list[Settled]
    open: int


def page_of(person: Person, rows: list[Asked], *, on: date) -> dict[str, Any]:
    """What the page shows of a letter's actions on that day. Two queries at most, for who runs the groups."""
    groups = []
    runs = _who_runs([row.meeting.forum_id for row in rows], but=person, on=on)
    for meeting, found in groupby(rows, key=lambda row: row.meeting):
        asked = list(found)
        for row in asked:
            row.facts = _facts(row.action, on=on)
        groups.append(
            Group(
                meeting=meeting, name=meeting.forum.name, when=_when(meeting.date, on=on),
                who=_names(runs.get(meeting.forum_id, [])) or meeting.forum.name,
                settled=[_settled(row, on=on) for row in asked if not row.is_open],
                open=sum(row.is_open for row in asked),
            )
        )  # fmt: skip
    count = sum(group.open for group in groups)
    return {
        "owner": person,
        "groups": groups,
        "open": count,
        "answered": sum(row.state == State.ANSWERED for row in rows),
        "ends": british_day(ends_on(rows) or on, year=False),
    }


def _when(day: date, *, on: date) -> str:
    """ "today", "tomorrow", "on Monday", and with its date when that is a week or more ahead, or past."""
    days = (day - on).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    return near.get(days) or (f"on {day:%A}" if 1 < days < 7 else f"on {british_day(day, year=day.year != on.year)}")


def _who_runs(forum_ids: Iterable[int | None], *, but: Person, on: date) -> dict[int, list[str]]:
    """The first names of who runs each group, the chair first."""
    parts = (Membership.Part.CHAIR, Membership.Part.SECRETARY)
    rows = Membership.objects.active(on=on).filter(forum_id__in=[*forum_ids], role__in=parts).exclude(person=but)
    found: dict[int, list[str]] = {}
    for row in rows.select_related("person").order_by("role", "person__name"):
        found.setdefault(row.forum_id, []).append(row.person.first_name)
    return found


def _names(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _facts(action: Action, *, on: date) -> list[tuple[str, str]]:
    """What to know of an action beside its words, each with its style."""
    due, note, style = due_said(action, on=on)
    waiting = f"Waiting for {action.waiting_for}" if action.waiting_for else ""
    facts = [(f"Due {due}" if action.due else due, ""), (note, style), (moved_words(action, on=on), ""), (waiting, "")]
    return [(words, style) for words, style in facts if words]


def _settled(row: Asked, *, on: date) -> Settled:
    action = row.action
    if row.state == State.PASSED_ON:
        return Settled("", "", "", "One action that we asked you about is somebody else’s now.")
    if row.state == State.GONE:
        return Settled("", "", "", "One action that we asked you about was taken away.")
    if row.state == State.OFF:
        return Settled(action.text, "", "", f"{row.meeting.plain_label(year=False)} does not take place.")
    if row.state == State.ANSWERED and row.answer is not None:
        return _answered(row.answer, action)
    ended = near_day(action.ended_on, on=on) if action.ended_on else ""
    done = action.status == Action.Status.DONE
    words = "Finished meanwhile" if done else "Settled meanwhile"
    return Settled(action.text, action.get_status_display(), "done" if done else "doing", f"{words}, {ended}")


def _answered(update: ActionUpdate, action: Action) -> Settled:
    kinds = {Answer.DONE: "done", Answer.HELP: "soon"}
    label = update.get_answer_display()
    if update.answer == Answer.MOVED and update.new_due:
        label = f"New date, {british_day(update.new_due, year=False)}"
    said = "" if update.is_deleted else update.text
    return Settled(action.text, label, kinds.get(Answer(update.answer), "open"), said)


def about_refused(rows: list[Asked]) -> list[str]:
    """Why answers that were sent could not be taken, in sentences."""
    return list(dict.fromkeys(_refused(row) for row in rows))


def _refused(row: Asked) -> str:
    if row.state == State.ANSWERED:
        return f"You answered “{row.action.text}” already."
    if row.state == State.ENDED:
        return f"“{row.action.text}” is finished already."
    if row.state == State.OFF:
        return f"{row.meeting.plain_label(year=False)} does not take place."
    return "An action is somebody else’s now." if row.state == State.PASSED_ON else "An action was taken away."
