"""Typing a line, typing it anew, taking it back and bringing it back: one transaction each.

Whatever happens to what was understood, the line itself is kept as it was typed.
"""

from __future__ import annotations

import logging
import re
import uuid
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, NotSupportedError, OperationalError, transaction

from hackit import history, indexing
from hackit.audience import Audience
from hackit.models import Person
from hackit.records import forget_links
from meetings.capture import Recognised
from meetings.figures.writes import bring_with_line, take_what_is_not_said, take_with_line
from meetings.models import AgendaItem, Line, LineKind, Meeting
from meetings.room import outcome_writes
from meetings.room.known import Known, known_for
from meetings.room.making import Outcomes
from meetings.room.reading import read_as

LONGEST = 4000
REF = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")

AWAY = (OperationalError, NotSupportedError)
"""The database is away, taken, or (a plan of before a migration) to be asked once more: no fault of the line's."""

logger = logging.getLogger(__name__)


class NothingTyped(ValueError):
    """There is no word in what was sent."""


class TooLong(ValueError):
    """More than one line can hold."""


@dataclass(frozen=True)
class Typed:
    """A typed line, and whether it was made now (of what, say `outcomes`) or is the one that was sent before."""

    line: Line
    is_new: bool
    outcomes: Outcomes | None = None


def type_line(
    text: str, *, author: Person, item: AgendaItem | None, ref: str, on: date, kind: str = "", audience: str = "",
    known: Known | None = None, things: list[Recognised] | None = None,
) -> Typed:  # fmt: skip
    """Keep a line exactly as typed and make of it what it says. The same `ref` again gives the line there is.

    `item` None: a jotting of the author's own day. `kind` and `audience` are wishes that count before the words.
    `known` and `things`: of a line among many, what was known and recognised when all of them were read.
    Raises NothingTyped, TooLong, and PermissionDenied for a ref that belongs to somebody else's line.
    """
    text = as_typed(text)
    ref = ref if REF.fullmatch(ref) else str(uuid.uuid4())
    known = known or known_for(author, item=item, on=on)

    def keep(things: list[Recognised]) -> Typed:
        with (
            transaction.atomic(), indexing.topics_staying(known.topic_names), history.at_the_end(),
            indexing.at_the_end(),
        ):  # fmt: skip
            typed = _make(text, things, known, author=author, item=item, ref=ref, audience=audience)
        typed.outcomes.indexed()
        return typed

    try:
        return keep(things or read_as(kind, text, known))
    except AWAY:  # the page sends the line again
        raise
    except IntegrityError:  # sent before, or twice at the same time and the other one was quicker
        if (stored := _sent_before(ref, author)) is not None:
            return Typed(stored, False)
        logger.exception("what line %s says could not be recorded", ref)
    except Exception:  # nothing typed is ever lost, whatever comes of it
        logger.exception("what line %s says could not be recorded", ref)
    try:
        return keep([Recognised(1, text, LineKind.NOTE, text, flags=("not_understood",))])
    except IntegrityError:
        if (stored := _sent_before(ref, author)) is not None:
            return Typed(stored, False)
        raise


def _sent_before(ref: str, author: Person) -> Line | None:
    """The line of that ref, if it was kept already. Raises PermissionDenied for somebody else's."""
    stored = Line._base_manager.filter(ref=ref).first()
    if stored is not None and stored.author_id != author.pk:
        raise PermissionDenied("That line is somebody else's")
    return stored


def as_typed(text: str) -> str:
    """The text to keep: to the letter, with line ends of one kind. Raises NothingTyped and TooLong."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise NothingTyped("Type something first")
    if len(text) > LONGEST:
        raise TooLong(f"{len(text):,} characters are too many for one line")
    return text


def _make(
    text: str, things: list[Recognised], known: Known, *, author: Person, item: AgendaItem | None, ref: str,
    audience: str,
) -> Typed:  # fmt: skip
    """The line and what it says. Runs in the caller's transaction; a ref that there is raises IntegrityError."""
    line = Line(
        ref=ref, author=author, item=item, forum_id=item.forum_id if item else None, text=text,
        day=item.meeting.date if item else known.on, audience=Line.default_audience(item),
    )  # fmt: skip
    if item is not None:
        line.change_no = begin_change(item, by=author)
        line.position = Line.objects.last_position(item) + 1
    outcome_writes.describe(line, things, wished_audience=audience)
    if item is None and line.audience == Audience.MEMBERS and known.default_group:
        line.forum_id = known.default_group.key
    outcomes = outcome_writes.outcomes_of(line, things, known)
    line.heard = outcomes.heard
    line.save_as(by=author, verb="typed")
    outcomes.save(is_new=True)
    return Typed(line, True, outcomes)


def understand(line: Line, things: list[Recognised], known: Known) -> None:
    """Make of a stored line what it says now, and remember it. Should that fail, the line stays as a note."""
    try:
        with transaction.atomic(), history.at_the_end(), indexing.at_the_end():
            outcomes = outcome_writes.outcomes_of(line, things, known)
            outcomes.save(is_new=False)
        outcomes.indexed()
        heard = outcomes.heard
    except AWAY:  # the whole change is taken back: the line and what was made of it stand as they were
        raise
    except Exception:  # nothing typed is ever lost, whatever comes of it
        logger.exception("what line %s says could not be recorded", line.ref)
        forget_links(line)  # the topics it was to have were taken back with the rest
        line.kind, line.sort, line.due, line.due_text = LineKind.NOTE, "", None, ""
        heard = [{"kind": "note", "flags": ["not_understood"]}]
    line.heard = heard
    line.save()


def begin_change(item: AgendaItem, *, by: Person) -> int:
    """The number of this change of the meeting's lines; the first one starts the meeting.

    The number is taken first: its row lock keeps two first lines from both starting it.
    """
    number = item.meeting.bump()
    if item.meeting.state == Meeting.State.PLANNED:  # as it was read; another first line may have started it since
        Meeting.objects.get(pk=item.meeting_id).start(by=by)
    return number


def note_change(line: Line, *, by: Person) -> None:
    """Let pages that are open on this meeting know that the line is another now."""
    if line.item_id:
        line.change_no = begin_change(line.item, by=by)


def retype(line: Line, text: str, *, by: Person, on: date, expected_version: int) -> list[str]:
    """Type a line anew: what it made before is taken back, and what it says now is made.

    Returns sentences on what could not be put back. Raises StaleRecord, NothingTyped, TooLong.
    """
    text = as_typed(text)
    known = known_for(line.author, item=line.item, on=on)
    things = read_as("", text, known)
    with transaction.atomic(), indexing.topics_staying(known.topic_names), indexing.at_the_end():
        line.text = text
        line.audience = line.audience or Line.default_audience(line.item)
        outcome_writes.describe(line, things)
        note_change(line, by=by)
        line.save_as(by=by, verb="typed anew", expected_version=expected_version)
        sentences = outcome_writes.retire(line, by=by)
        take_what_is_not_said(line, by=by)
        understand(line, things, known)
    return sentences


def undo(line: Line, *, by: Person) -> list[str]:
    """Take a line back with all it made and changed. Returns sentences on what could not be put back."""
    with transaction.atomic(), indexing.at_the_end():
        note_change(line, by=by)
        sentences = outcome_writes.retire(line, by=by)
        take_with_line(line, by=by)
        line.delete_softly(by=by, verb="taken back")
    return sentences


def restore(line: Line, *, by: Person, on: date) -> None:
    """Bring a line back with all it made and changed."""
    known = known_for(line.author, item=line.item, on=on)
    with transaction.atomic(), indexing.at_the_end():
        note_change(line, by=by)
        line.undelete(by=by)
        outcome_writes.bring_back(line, by=by, known=known)
        bring_with_line(line, by=by)
        line.save()
