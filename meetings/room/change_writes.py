"""Changing a line later: its kind, words, audience, owner, date; settling what was unclear."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction

from hackit import indexing
from hackit.audience import Reach
from hackit.models import Person, Topic
from hackit.records import Record, StaleRecord
from meetings.agenda.name_writes import forget, is_a_name, remember
from meetings.ahead.when import When
from meetings.capture import Owner
from meetings.figures.writes import take_what_is_not_said
from meetings.models import (
    Action,
    Caveat,
    ComingUp,
    Decision,
    Enquiry,
    Idea,
    Line,
    LineKind,
    Meeting,
    Referral,
)
from meetings.room import line_writes, outcome_writes, update_writes
from meetings.room.known import known_for
from meetings.room.wrapup import undated_of

OWNER, DATE, RECALLED = "owner", "date", "recalled"


@dataclass(frozen=True)
class Wanted:
    """How a line is to be. `words` are what needs doing or what was decided, where one thing was made of it."""

    text: str
    kind: str
    audience: str
    sort: str
    topics: list[Topic]
    words: str = ""
    owner: Person | None = None
    due: date | None = None


def only_child(line: Line) -> Action | ComingUp | Decision | Idea | None:
    """The one record made of a line, if it is one (caveats' actions aside); None for none or several."""
    entries = [entry for entry in line.heard if entry["kind"] in ("action", "coming_up", "decision", "idea")]
    if len(entries) != 1 or len(line.heard) != 1:
        return None
    made = [r for r in outcome_writes.children_of(line) if r.ref == entries[0].get("ref") and not r.is_deleted]
    return made[0] if made else None  # type: ignore[return-value]


def change(line: Line, wanted: Wanted, *, by: Person, on: date, version: int, child_version: int | None) -> list[str]:
    """Make a line what is wanted. Another kind retires what was made of it and makes the new; the line stays.

    Returns sentences on what could not be put back. Raises StaleRecord (of the line or of what was made of it),
    NothingTyped, TooLong.
    """
    text = line_writes.as_typed(wanted.text)
    child = only_child(line)
    if child is not None and child_version is not None and child.version != child_version:
        raise StaleRecord(line)
    same_kind = wanted.kind == line.kind
    anew = not same_kind or (text != line.text and child is None)
    known = known_for(line.author, item=line.item, on=on)
    sentences: list[str] = []
    with transaction.atomic():
        line.text, line.audience, line.sort = text, wanted.audience, wanted.sort
        line_writes.note_change(line, by=by)
        if anew:
            things = line_writes.read_as(wanted.kind if not same_kind else "", text, known)
            if not same_kind:
                things = [_with_fields(thing, wanted) for thing in things]
            line.kind = wanted.kind
            line.save_as(by=by, verb="changed", expected_version=version)
            sentences = outcome_writes.retire(line, by=by)
            take_what_is_not_said(line, by=by)
            line_writes.understand(line, things, known)
        else:
            line.save_as(by=by, verb="changed", expected_version=version)
            if child is not None:
                _change_child(child, line, wanted, by=by, on=on)
        if wanted.kind == LineKind.COMING_UP and wanted.due:
            line.due, line.due_text = wanted.due, ""
        line.topics.set(wanted.topics)
        for record in outcome_writes.children_of(line):
            if not record.is_deleted:
                _tag(record, wanted, by=by)
        line.save()
    return sentences


def _tag(record: Record, wanted: Wanted, *, by: Person) -> None:
    """Give what was made of the line the topics wanted. An action that has them already is no other one for it."""
    if isinstance(record, Action):
        if {topic.pk for topic in record.topics.all()} != {topic.pk for topic in wanted.topics}:
            record.set_topics(wanted.topics, by=by)
    elif isinstance(record, ComingUp | Decision | Enquiry):
        record.set_topics(wanted.topics)


def _with_fields(thing: Any, wanted: Wanted) -> Any:
    """What was read, with the owner and date of the form where they were given."""
    if wanted.kind not in ("action", "coming_up"):
        return thing
    if wanted.owner:
        thing = replace(thing, owners=(Owner(wanted.owner.pk, wanted.owner.name),), candidates=(), flags=())
    if wanted.due:
        thing = replace(thing, due=wanted.due, due_text="")
    return thing


def _change_child(child: Record, line: Line, wanted: Wanted, *, by: Person, on: date) -> None:
    """Bring the one record made of the line to what is wanted. A decision's or action's audience is its own."""
    words = wanted.words.strip()
    if isinstance(child, ComingUp):
        _change_coming_up(child, wanted, by=by)
        return
    if isinstance(child, Idea):
        child.text, child.audience = outcome_writes.clipped(words or child.text, 1000), wanted.audience
        child.save_as(by=by, verb="changed")
        return
    if isinstance(child, Decision):
        child.text = outcome_writes.clipped(words or child.text, 2000)
        child.save_as(by=by, verb="changed")
        return
    if not isinstance(child, Action):
        return
    if words and words != child.text:
        child.text = outcome_writes.clipped(words, 500)
        child.save_as(by=by, verb="changed")
    if wanted.owner != child.owner:
        remember_name(line, child.owner_text, wanted.owner, by=by)
        child.give_to(wanted.owner, by=by)
        settle_heard(line, child.ref, OWNER)
    if wanted.due != child.due:
        child.move_to(wanted.due, by=by, on=on)
        settle_heard(line, child.ref, DATE)


def _change_coming_up(thing: ComingUp, wanted: Wanted, *, by: Person) -> None:
    """Words, who, for whom; a date given is a move, and none given leaves the loose one."""
    thing.title = outcome_writes.clipped(wanted.words.strip() or thing.title, 300)
    thing.audience, thing.person = wanted.audience, wanted.owner
    thing.save_as(by=by, verb="changed")
    if wanted.due and wanted.due != thing.due:
        thing.move_to(When(wanted.due), by=by)


# --- Settling what was unclear ---


def settle_heard(line: Line, ref: str, what: str) -> None:
    """Remember that the question about this record was answered, so that it is asked no more."""
    if line.heard:
        answered = line.heard[0].setdefault("left", [])
        if [ref, what] not in answered:
            answered.append([ref, what])


def settle_owner(line: Line, action: Action, person: Person | None, *, by: Person) -> None:
    """Say who it is. None: nobody yet. Beside an owner who is known, the person is with them."""
    with transaction.atomic():
        line_writes.note_change(line, by=by)
        remember_name(line, action.owner_text, person, by=by)
        if action.owner_id and action.owner_text:
            action.owner_text = ""
            if person is not None:
                action.tie(helpers=[*action.helpers.all(), person])
            action.save_as(by=by, verb="name settled")
        elif person is not None:
            action.give_to(person, by=by)
        else:
            action.owner_text = ""
            action.save_as(by=by, verb="left without an owner")
        settle_heard(line, action.ref, OWNER)
        line.save_as(by=by, verb="settled")


def remember_name(line: Line, typed: str, person: Person | None, *, by: Person) -> None:
    """Whom a typed name meant is remembered for the group's next meetings: one of several, or who nobody knew."""
    if person is None or not typed or not line.item_id:
        return
    fits_several = any(typed in entry.get("named", {}) for entry in line.heard)
    if fits_several or is_a_name(typed):
        remember(line.forum, typed, person, by=by)


def take_instead(line: Line, action: Action, person: Person | None, *, by: Person) -> None:
    """The name that was clear from last time meant somebody else this time, and from now on; None: asked again."""
    entry: dict[str, Any] = next((e for e in line.heard if e.get("ref") == action.ref), {})
    recalled = next((r for r in entry.get("recalled", []) if action.owner and r["person"] == action.owner.ref), None)
    if recalled is None:
        raise StaleRecord(action)
    typed = recalled["typed"]
    with transaction.atomic():
        line_writes.note_change(line, by=by)
        settle_heard(line, action.ref, RECALLED)
        if person is not None:
            remember(line.forum, typed, person, by=by)
            action.give_to(person, by=by)
        else:
            forget(line.forum, typed, by=by)
            if recalled["others"]:
                entry.setdefault("named", {})[typed] = [[recalled["person"], action.owner.name], *recalled["others"]]
            action.owner, action.owner_text = None, typed
            action.save_as(by=by, verb="without an owner")
        line.save_as(by=by, verb="settled")


def settle_date(line: Line, action: Action, due: date | None, *, by: Person, on: date) -> None:
    """Say when. None: no date, said so."""
    with transaction.atomic():
        line_writes.note_change(line, by=by)
        if due is not None:
            action.move_to(due, by=by, on=on)
        else:
            action.due_text = ""
            action.save_as(by=by, verb="left without a date")
        settle_heard(line, action.ref, DATE)
        line.save_as(by=by, verb="settled")


def settle_move(line: Line, ref: str, due: date | None, *, by: Person, on: date) -> None:
    """Say to which day the action of that ref was moved by this line. None: its date stays."""
    with transaction.atomic():
        line_writes.note_change(line, by=by)
        for entry in line.heard:
            if due is not None and entry.get("action") == ref and entry.get("status") == "moved" and not entry["due"]:
                entry["due"], entry["due_text"] = due.isoformat(), ""
                update_writes.again(line, entry, on=on)
        settle_heard(line, ref, "moved")
        line.save_as(by=by, verb="settled")


def settle_caveat(line: Line, caveat: Caveat, person: Person | None, *, by: Person) -> None:
    """Say who sees to a caveat. None: nobody yet, said so."""
    with transaction.atomic():
        line_writes.note_change(line, by=by)
        if person is not None:
            caveat.give_action(owner=person, due=None, by=by, on=line.day)
        settle_heard(line, caveat.ref, OWNER)
        line.save_as(by=by, verb="settled")


def take_as_answer(line: Line, decision: Decision, referral: Referral, *, by: Person) -> list[str]:
    """The decision of this line is what the higher group said. Returns a sentence if somebody said so already.

    Taking the line back lets the question wait again. Raises StaleRecord.
    """
    with transaction.atomic():
        line_writes.note_change(line, by=by)
        sentences = [] if referral.is_waiting else [f"“{referral.title}” was answered meanwhile."]
        if not sentences:
            referral.answered_by(decision, by=by)
        for entry in line.heard:
            if entry.get("ref") == decision.ref:
                entry.pop("may_answer", None)
        line.save_as(by=by, verb="settled")
    return sentences


def make_action_of(line: Line, *, by: Person, on: date) -> list[str]:
    """Make an action of a note that looks like a promise."""
    topics = list(line.topics.all())
    wanted = Wanted(line.text, "action", line.audience, line.sort, topics)
    return change(line, wanted, by=by, on=on, version=line.version, child_version=None)


def keep_as_number(line: Line, *, by: Person) -> None:
    """Keep the note among the numbers of the week."""
    with transaction.atomic():
        line_writes.note_change(line, by=by)
        line.sort = "number"
        line.save_as(by=by, verb="kept as a number")
        indexing.index(line)


def date_all(meeting: Meeting, due: date | None, *, by: Person) -> int:
    """Settle the date of all actions of the meeting for which none was said. Returns how many there were."""
    lines = {line.pk: line for line in Line.objects.live().filter(item__meeting=meeting).select_related("item")}
    rows = Action.objects.live().exclude(reach=Reach.NAMED).filter(meeting=meeting, caveat=None).order_by("pk")
    with transaction.atomic():
        undated = undated_of(list(rows), lines)
        for action in undated:
            settle_date(lines[action.line_id], action, due, by=by, on=meeting.date)
    return len(undated)
