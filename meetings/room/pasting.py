"""A pasted block, read before it is kept: its lines under their headings, and what each would become."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field, replace
from typing import Any

from hackit.list_signs import SIGN_OR_NUMBER
from meetings.capture import Owner, Recognised, say_back
from meetings.room.budget_telling import position_told
from meetings.room.known import Known
from meetings.room.reading import read_as

LINE_END = re.compile(r"\r\n|\r|\n")
HASHES = re.compile(r"#{1,6}\s+(?P<words>.*?\w.*?)\s*#*$")
BOLD = re.compile(r"(\*\*|__)(?P<words>[^*_]+)\1:?$")
BULLET = re.compile(rf"\s*(?:{SIGN_OR_NUMBER}|\[[ xX]?\]\s+)")
LONGEST_HEADING, MOST_WORDS = 60, 8
NOTHING_TO_DO = {"template", "paper_link", "noted"}


@dataclass
class PastedLine:
    """One line of the block. `ref` is its own for good, so that the block sent twice makes no line twice."""

    number: int
    text: str
    ref: str
    things: list[Recognised]
    said: str = ""


@dataclass
class Group:
    """A heading and the lines under it. What stands before the first heading is a group without one."""

    number: int
    title: str = ""
    heading: PastedLine | None = None
    lines: list[PastedLine] = field(default_factory=list)

    @property
    def all_lines(self) -> list[PastedLine]:
        """The heading's own line first."""
        return [*([self.heading] if self.heading else []), *self.lines]


def filled_lines(text: str) -> list[str]:
    """The lines that are not blank."""
    return [raw for raw in LINE_END.split(text.removeprefix("\ufeff")) if raw.strip()]


def read_block(text: str, known: Known, *, batch: uuid.UUID) -> list[Group]:
    """The block by its headings. `batch` was made when the page was opened; each line's ref comes of it."""
    raws = LINE_END.split(text.removeprefix("\ufeff"))
    heard: dict[int, list[Recognised]] = {}
    for thing in read_as("", "\n".join(raws), known):
        heard.setdefault(thing.line, []).append(replace(thing, line=1))
    groups = [Group(0)]
    for index, raw in enumerate(raws):
        if not raw.strip():
            continue
        things = heard.get(index + 1) or [Recognised(1, raw, "note", raw.strip())]
        ref = str(uuid.uuid5(batch, f"{index}:{raw}"))
        line = PastedLine(index + 1, raw, ref, things)
        before = raws[index - 1] if index else ""
        after = raws[index + 1] if index + 1 < len(raws) else ""
        if title := heading_words(raw, things, before=before, after=after):
            groups.append(Group(len(groups), title, replace(line, said="Heading, kept as a note.")))
        else:
            groups[-1].lines.append(replace(line, said=said_of(things, known)))
    return [group for group in groups if group.all_lines]


def heading_words(raw: str, things: list[Recognised], *, before: str, after: str) -> str:
    """The title that a line gives to those under it, or "" if it is a line like any other.

    Marked as a heading it always is one. Else it is short, says nothing but itself, and stands over a list or
    at the head of a paragraph.
    """
    bare = raw.strip()
    marked = HASHES.match(bare) or BOLD.match(bare)
    if marked and len(marked["words"]) <= 2 * LONGEST_HEADING:
        return marked["words"].strip(" :")
    if len(bare) > LONGEST_HEADING or len(bare.split()) > MOST_WORDS or BULLET.match(raw) or not re.search(r"\w", bare):
        return ""
    thing = things[0]
    plain = len(things) == 1 and thing.kind == "note" and not (thing.sort or thing.flags or thing.topics)
    if not plain or bare[-1] in ".!?;," or not after.strip():
        return ""
    over_list = bool(BULLET.match(after)) and not BULLET.match(before)
    return bare.rstrip(" :") if bare.endswith(":") or over_list or not before.strip() else ""


def said_of(things: list[Recognised], known: Known) -> str:
    """What was understood, in words."""
    about = {"people": known.people, "groups": known.groups, "open_actions": known.open_actions}
    return " ".join(filter(None, (_said(thing, known, about) for thing in things)))


def _said(thing: Recognised, known: Known, about: dict[str, Any]) -> str:
    words = say_back(thing, on=known.on, **about)
    budget = position_told(thing, known) if thing.kind == "position" else ""
    return f"{words} {budget}." if budget else words


def give_all(group: Group, key: int, known: Known) -> None:
    """One owner for a group: actions that name nobody, and notes, become this person's. What names others stays."""
    owner = Owner(key, known.names()[key])
    for line in group.lines:
        things = line.things
        if len(things) == 1 and _is_plain_note(things[0]):
            things = read_as("action", line.text, known)
        line.things = [_given(thing, owner) for thing in things]
        line.said = said_of(line.things, known)


def _is_plain_note(thing: Recognised) -> bool:
    return thing.kind == "note" and not thing.sort and not NOTHING_TO_DO & set(thing.flags)


def _given(thing: Recognised, owner: Owner) -> Recognised:
    if thing.kind != "action" or thing.owners or thing.waiting_for:
        return thing
    return replace(thing, owners=(owner,), flags=tuple(flag for flag in thing.flags if flag != "no_owner"))
