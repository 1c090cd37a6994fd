"""From what was understood to records: each recognised thing becomes what it says, and the line remembers which.

A dictionary of `Line.heard` names the record made (`ref`), and what is unclear (`flags`, `candidates`); for changes
of other records it holds what was there before, so that taking the line back puts it back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hackit.models import Person, Topic
from hackit.records import Record
from meetings.capture import Recognised, say_back
from meetings.capture.people import Directory, fold
from meetings.models import Action, ComingUp, Decision, Enquiry, Idea, Line, LineKind, Position
from meetings.room import agenda_writes, budget_writes, enquiry_writes, paper_writes, update_writes
from meetings.room.answering import may_answer
from meetings.room.enquiry_making import MadeEnquiry, make_enquiry
from meetings.room.known import Known
from meetings.room.making import (
    Made,
    MadeDecision,
    Outcomes,
    clipped,
    make_action,
    make_coming_up,
    make_decision,
    make_idea,
    make_position,
)

Heard = dict[str, Any]

# What a line with several things in it is called: the first of these that is among them.
BY_WEIGHT = (
    LineKind.DECISION, LineKind.ACTION, LineKind.UPDATE, LineKind.IDEA, LineKind.QUESTION, LineKind.ASK,
    LineKind.COMING_UP,
)  # fmt: skip
MAKERS: dict[str, Callable[[Line, Recognised, Known, list[Topic]], Made]] = {
    "action": make_action,
    "decision": make_decision,
    "idea": make_idea,
    "coming_up": make_coming_up,
    "enquiry": make_enquiry,
}
MAKES_NO_RECORD = ("note", "question", "ask", "position")
"""A position makes a record under an item of a meeting only: in one's own day it is nobody's budget."""
SAYS_FIGURES = ("note", "decision", "action", "question", "ask", "idea", "coming_up")
"""What may hold a figure worth keeping. That of a position is kept with it."""


def describe(line: Line, things: list[Recognised], *, wished_audience: str = "") -> None:
    """Set on the (unsaved) line what the things say of it as a whole: kind, sort, date, audience."""
    kinds = {thing.kind for thing in things}
    line.kind = next((kind for kind in BY_WEIGHT if kind.value in kinds), LineKind.NOTE)
    line.sort = next((thing.sort for thing in things if thing.sort), "")
    line.noted = any("noted" in thing.flags for thing in things)
    coming = next((thing for thing in things if thing.kind == "coming_up"), None)
    line.due = coming.due if coming else None
    line.due_text = clipped(coming.due_text, 80) if coming else ""
    said = wished_audience or next((thing.audience for thing in things if thing.audience), "")
    line.audience = said or line.audience


def outcomes_of(line: Line, things: list[Recognised], known: Known) -> Outcomes:
    """What these things come to. Changes of other records are made at once, new records when it is saved."""
    item_topics = [known.topic(key) for key in known.item_topics]
    tagged = dict.fromkeys(key for thing in things for key in thing.topics)
    # Where the line itself is not tagged, it is about what its item is about
    outcomes = Outcomes(line, [known.topic(key) for key in tagged] or item_topics, item_topics)
    for thing in things:
        heard: Heard = {"kind": thing.kind}
        if thing.kind == "position" and line.item_id:
            made_position = make_position(line, thing, known, outcomes.topics)
            outcomes.made.append(made_position)
            heard |= budget_writes.position_heard(made_position, on=known.on)
        elif thing.kind == "request":
            step = budget_writes.make_step(line, thing, known, outcomes.topics)
            outcomes.made.append(step)
            heard |= {"budget": step.record.ref, "state": step.state, "said": budget_writes.step_said(step)}
        elif thing.kind in MAKERS:
            made = MAKERS[thing.kind](line, thing, known, outcomes.topics)
            outcomes.made.append(made)
            heard["ref"] = made.record.ref
            if thing.kind == "coming_up":
                heard["start"] = bool(thing.start_by or thing.start_text)
            if isinstance(made, MadeEnquiry):
                heard |= {"action": made.action.ref, "asker": made.record.asker_words()}
            if isinstance(made, MadeDecision):
                heard |= _beside_decision(line, made)
        elif thing.kind not in MAKES_NO_RECORD:
            heard |= _done(line, thing, known)
        elif "paper_link" in thing.flags:
            heard |= paper_writes.keep_paper(line, thing)
        outcomes.heard.append(_told(heard, line, thing, known))
    return outcomes


def _beside_decision(line: Line, made: MadeDecision) -> Heard:
    """Of which proposal it is, as [ref, title], or may be; and of which question to a higher group the answer."""
    heard: Heard = {}
    if questions := may_answer(line, made.record):
        heard["may_answer"] = questions
    if made.meant.tied is not None:
        heard["proposal"] = made.meant.tied.told
    if made.meant.offered:
        heard["may_be_of"] = [one.told for one in made.meant.offered]
    return heard


def _done(line: Line, thing: Recognised, known: Known) -> Heard:
    """Do what a thing says of other records: an update of an action, who is here, what goes on an agenda."""
    if thing.kind == "update":
        return update_writes.apply(line, thing, on=known.on)
    if thing.kind == "answered":
        return enquiry_writes.apply(line, thing, on=known.on)
    if thing.kind == "attendance":
        return agenda_writes.note_attendance(line, thing)
    return agenda_writes.put_on_agenda(line, thing, on=known.on)


def _told(heard: Heard, line: Line, thing: Recognised, known: Known) -> Heard:
    """With how it is said back, and all that is unclear."""
    if thing.kind in ("update", "attendance", "agenda", "position", "answered") and "said" not in heard:
        heard["said"] = say_back(
            thing, people=known.people, on=known.on, groups=known.groups, open_actions=known.open_actions,
            open_enquiries=known.open_enquiries if thing.kind == "answered" else (),
        )  # fmt: skip
    if thing.kind == "attendance" and line.item_id is None:
        heard["said"] = "Note."
    if thing.flags:
        heard["flags"] = [*thing.flags, *heard.get("flags", [])]
    if named := _who_may_be_meant(thing, known):
        heard["named"] = named
    if recalled := _recalled(thing, known):
        heard["recalled"] = recalled
    if thing.thanked:
        called = known.names()
        heard["thanked"] = [called[int(str(owner.key))] for owner in thing.thanked]
    if thing.figures and thing.kind in SAYS_FIGURES:
        heard["figures"] = [figure.text for figure in thing.figures][:2]
    return heard


def _who_may_be_meant(thing: Recognised, known: Known) -> dict[str, list[list[str]]]:
    """By each name that fits several people, or one but for a slip, those people as [ref, name]: asked about."""
    owners = [*thing.owners, *(caveat.owner for caveat in thing.caveats if caveat.owner)]
    unclear = [owner.typed for owner in owners if owner.key is None]
    if not unclear:
        return {}
    directory = Directory(known.people, known.groups, known.organisations, known.speaker)
    names, refs = known.names(), known.refs
    named: dict[str, list[list[str]]] = {}
    for typed in unclear:
        found = directory.lookup(typed)
        candidates = found.candidates if found else directory.near(typed)
        if candidates:
            keys = [int(str(key)) for key in candidates]
            named[clipped(typed, 120)] = [[refs[key], names[key]] for key in keys][:6]
    return named


def _recalled(thing: Recognised, known: Known) -> list[dict[str, Any]]:
    """The names of owners that are clear only because they were settled before, each with who else it may be."""
    settled = [owner for owner in thing.owners if owner.key and known.preferred.get(fold(owner.typed)) == owner.key]
    if not settled:
        return []
    directory = Directory(known.people, known.groups, known.organisations, known.speaker)
    names, refs, recalled = known.names(), known.refs, []
    for owner in settled:
        found = directory.lookup(owner.typed)
        if found is None or found.candidates:
            others = [int(str(key)) for key in (found.candidates if found else ()) if key != owner.key]
            recalled.append({
                "typed": clipped(owner.typed, 120), "person": refs[int(str(owner.key))],
                "others": [[refs[key], names[key]] for key in others][:5],
            })  # fmt: skip
    return recalled


# --- Taking back ---


def children_of(line: Line) -> list[Record]:
    """The records that were made of a line, by what it heard: not those that an earlier kind of it had made."""
    refs = [entry["ref"] for entry in line.heard if entry.get("ref")]
    found: list[Record] = []
    for model in (Action, ComingUp, Decision, Enquiry, Idea, Position):
        found += model._base_manager.filter(ref__in=refs, line=line)
    caveats = Action._base_manager.filter(caveat__decision__in=[r for r in found if isinstance(r, Decision)])
    to_answer = Action._base_manager.filter(enquiry__in=[r for r in found if isinstance(r, Enquiry)])
    return [*found, *caveats, *to_answer]


def retire(line: Line, *, by: Person) -> list[str]:
    """Take back what the line made and changed. Returns sentences on what could not be put back."""
    for record in children_of(line):
        if not record.is_deleted:
            record.delete_softly(by=by, verb="taken back")
    sentences: list[str] = []
    for entry in line.heard:
        if entry["kind"] == "update":
            sentences += update_writes.revert(entry, by=by)
        elif entry["kind"] == "answered":
            sentences += enquiry_writes.revert(entry, by=by)
        elif entry["kind"] == "request":
            sentences += budget_writes.revert_step(line, by=by)
        elif "made" in entry:
            budget_writes.let_go(entry, by=by)
        elif entry["kind"] == "attendance":
            agenda_writes.revert_attendance(line, entry)
        elif entry["kind"] == "agenda":
            sentences += agenda_writes.revert_agenda(entry, by=by)
        elif "paper" in entry:
            paper_writes.revert_paper(line, entry, by=by)
    return sentences


def bring_back(line: Line, *, by: Person, known: Known) -> None:
    """Make what `retire` took back hold again."""
    for entry in line.heard:
        if "made" in entry:
            budget_writes.follow_again(entry, by=by)
    for record in children_of(line):
        if record.can_come_back:
            record.undelete(by=by)
    for entry in line.heard:
        if entry["kind"] == "update":
            update_writes.again(line, entry, on=known.on)
        elif entry["kind"] == "answered":
            enquiry_writes.again(line, entry, on=known.on)
        elif entry["kind"] == "request":
            budget_writes.step_again(line, entry, by=by)
        elif entry["kind"] == "attendance":
            agenda_writes.attendance_again(line, entry)
        elif entry["kind"] == "agenda":
            agenda_writes.agenda_again(entry, by=by)
        elif "paper" in entry:
            paper_writes.paper_again(line, entry, by=by)
