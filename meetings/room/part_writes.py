"""Putting one part of what was understood right where it stands: whose it is, when it is due, what it is."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from hackit.models import Person, Topic
from hackit.records import StaleRecord
from meetings.models import Action, Caveat, Decision, Enquiry, Line
from meetings.room import change_writes, line_writes, outcome_writes
from meetings.room.change_writes import DATE, OWNER, Wanted, settle_heard


def part_of(line: Line, ref: str, user) -> Action | Caveat | None:
    """The action or caveat of that ref that was made of this line, for who may see it."""
    made = Action.objects.visible_to(user).select_related("owner", "caveat").filter(ref=ref)
    action = made.filter(line=line).first() or made.filter(caveat__decision__line=line).first()
    return action or Caveat.objects.visible_to(user).filter(ref=ref, decision__line=line).first()


def give(line: Line, thing: Action | Caveat, person: Person | None, *, by: Person, version: int) -> None:
    """Make it that person's (None: nobody's yet). Raises StaleRecord if it is not that version any more."""
    with transaction.atomic():
        _still(thing, version)
        line_writes.note_change(line, by=by)
        if isinstance(thing, Action):
            change_writes.remember_name(line, thing.owner_text, person, by=by)
            thing.give_to(person, by=by)
        elif person is not None:
            thing.give_action(owner=person, due=None, by=by, on=line.day)
        settle_heard(line, thing.ref, OWNER)
        line.save_as(by=by, verb="settled")


def set_due(line: Line, thing: Action | Caveat, due: date | None, *, by: Person, on: date, version: int) -> None:
    """Let it be due that day (None: no date, said so). Raises StaleRecord."""
    with transaction.atomic():
        _still(thing, version)
        line_writes.note_change(line, by=by)
        if isinstance(thing, Caveat):
            thing.give_action(owner=None, due=due, by=by, on=on)
        elif due != thing.due:
            thing.move_to(due, by=by, on=on)
        elif thing.due_text:
            thing.due_text = ""
            thing.save_as(by=by, verb="left without a date")
        settle_heard(line, thing.ref, DATE)
        line.save_as(by=by, verb="settled")


def outcomes_of(line: Line) -> list[Action | Decision | Enquiry]:
    """The actions, decisions and questions to answer that the line made and that stand, each for whom it is for."""
    made = outcome_writes.children_of(line)
    return [record for record in made if isinstance(record, Action | Decision | Enquiry) and not record.is_deleted]


def audience_of(line: Line) -> str:
    """Who may see what the line says: what was decided or promised in it, else the line itself."""
    outcomes = outcomes_of(line)
    return outcomes[0].audience if outcomes else line.audience


def set_what(
    line: Line, *, kind: str, audience: str, topics: list[int], by: Person, on: date, version: int
) -> list[str]:  # fmt: skip
    """Another kind, audience or topics; words, owner and date stay. Returns what could not be put back.

    An audience that is not the one there was becomes that of the line and of all that it made. Raises StaleRecord.
    """
    child = change_writes.only_child(line)
    is_new = audience != audience_of(line)
    wanted = Wanted(
        line.text, kind, audience if is_new else line.audience, line.sort, list(Topic.objects.filter(pk__in=topics)),
        owner=getattr(child, "owner", None) or getattr(child, "person", None), due=getattr(child, "due", line.due),
    )  # fmt: skip
    with transaction.atomic():
        sentences = change_writes.change(line, wanted, by=by, on=on, version=version, child_version=None)
        for record in outcomes_of(line) if is_new else []:
            record.audience = audience
            record.save_as(by=by, verb="changed")
    return sentences


def _still(thing: Action | Caveat, version: int) -> None:
    if thing.version != version:
        raise StaleRecord(thing)
