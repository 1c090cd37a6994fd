"""The way through one line: marks out, then each reader in turn, and a note if none knows it.

The order matters. What announces itself by a whole line's shape (updates, attendance, another
group's agenda, a budget position) is read before the line is cut into segments; a segment is an
action by its marker, a decision, an action by its wording, a labelled thing, and else a note.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from hackit.list_signs import SIGN_OR_NUMBER
from meetings.capture.actions import MARKER, Reading, by_marker, closing_marker, make, marked_action, plain_action
from meetings.capture.attendance import agenda, attendance, came_or_went, guest_alone, sent_apologies
from meetings.capture.dates import Day
from meetings.capture.decisions import LABEL as DECISION_LABEL
from meetings.capture.decisions import decision
from meetings.capture.due import find_due
from meetings.capture.enquiries import answered, enquiry
from meetings.capture.labels import LABEL, labelled
from meetings.capture.marks import hide_links, is_paper, read_figures, read_marks, show_links, without_emphasis
from meetings.capture.names import Who, settle, whole
from meetings.capture.notes import is_heading, is_quoted, is_template, near_promise, speaker_label, under_heading
from meetings.capture.people import Directory
from meetings.capture.positions import position
from meetings.capture.reasons import with_reason
from meetings.capture.requests import request
from meetings.capture.segments import segments
from meetings.capture.things import (
    Caveat,
    KnownBudget,
    KnownGroup,
    KnownOrganisation,
    KnownPerson,
    KnownTopic,
    OpenAction,
    Recognised,
)
from meetings.capture.updates import ticked, updates

BULLET = re.compile(rf"\s*(?:{SIGN_OR_NUMBER}|[cb]/f\b\s*[:–-]?\s*)")
NUMBERED = re.compile(r"\(?(?P<number>\d{1,2})[.)]\s+(?P<rest>.+)", re.S)
# Pictures before the words ("🎉 Grace to …") say nothing to the reader; ticked and empty boxes do.
PICTURES = re.compile(
    r"(?:[\u2600-\u260f\u2613-\u26ff\u2728\u2757\u2763\u2764\u2b50\U0001f000-\U0001faff][\ufe0f\u200d]*\s*)+"
)
# What word processors leave between letters: no width, or a space that keeps two words together.
UNSEEN = {
    **dict.fromkeys(map(ord, "\u200b\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff\u00ad")),
    0xA0: " ",
    0x202F: " ",
}
BOXED = re.compile(r"[\[(]([^\[\]()]{6,})[\])]\.?")
# Longer lines are prose pasted by mistake: they stay whole, as a note.
LONGEST = 2000
BLANKS = re.compile(r"\s{5,}")
"""Blanks that part two words as one does: readers that try each of two thousand take ten seconds."""


@dataclass(frozen=True)
class _Setting:
    """Everything known while reading, made once for the whole text."""

    reading: Reading
    topics: tuple[KnownTopic, ...]
    open_actions: Sequence[OpenAction]
    item_kind: str
    open_enquiries: Sequence[OpenAction] = ()


def parse(
    text: str,
    *,
    on: date,
    people: Sequence[KnownPerson],
    groups: Sequence[KnownGroup] = (),
    organisations: Sequence[KnownOrganisation] = (),
    topics: Sequence[KnownTopic] = (),
    next_meeting: date | None = None,
    speaker: KnownPerson | None = None,
    item_kind: str = "general",
    open_actions: Sequence[OpenAction] = (),
    default_group: KnownGroup | None = None,
    preferred: Mapping[str, Hashable] | None = None,
    budgets: Sequence[KnownBudget] = (),
    open_enquiries: Sequence[OpenAction] = (),
) -> list[Recognised]:
    """Everything recognised in the text, in order; at least one thing for each line not blank.

    `on` is the day it is said and `next_meeting` the day this group meets next. `speaker` is who
    types ("I"). `open_actions` are those shown on this item, meant by number or words;
    `preferred` says whom a name means in this group, by folded name, where it would be left open.
    `item_kind` "finance" reads "May: in line" as a budget position; the name of one of `budgets`
    before it says of which, on any item. `open_enquiries` are the open questions shown on this item, which "answered 1"
    means by numbers of their own. Raises nothing on any text.
    """
    directory = Directory(people, groups, organisations, speaker, preferred)
    day = Day(on, next_meeting, tuple(groups), default_group)
    setting = _Setting(Reading(directory, day, tuple(budgets)), tuple(topics), open_actions, item_kind, open_enquiries)
    found: list[Recognised] = []
    for number, raw in enumerate(re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff")), start=1):
        if raw.strip():
            found += _line(number, raw, setting)
    return found


def _line(number: int, raw: str, setting: _Setting) -> list[Recognised]:
    """All things of one line, with its topics, audience and figures upon each."""
    if len(raw) > LONGEST:
        return [Recognised(number, raw, "note", raw.strip())]
    day = setting.reading.day
    hidden_text, hidden = hide_links(BLANKS.sub(" ", raw.translate(UNSEEN)))
    marks = read_marks(hidden_text, setting.topics, day.groups, day.default_group)
    typed = marks.text if re.search(r"\S", marks.text) else hidden_text.strip()
    things = _things(number, raw, typed, setting) or [_note(number, raw, typed, setting)]
    figures = read_figures(raw)
    paper = ("paper_link",) if len(things) == 1 and things[0].kind == "note" and is_paper(raw) else ()
    return [
        replace(
            _shown(thing, hidden),
            topics=marks.topics,
            topics_typed=marks.topics_typed,
            audience=marks.audience,
            figures=figures,
            flags=tuple(dict.fromkeys((*thing.flags, *paper))),
        )
        for thing in things
    ]


def _things(number: int, raw: str, typed: str, setting: _Setting) -> list[Recognised]:
    bare = typed.strip()
    if is_heading(bare):
        return [Recognised(number, raw, "note", bare)]
    if spoken := _numbered(number, raw, bare, setting):
        return spoken
    bullet = BULLET.match(bare)
    content = bare[bullet.end() :] if bullet else bare
    content = content[pictures.end() :] if (pictures := PICTURES.match(content)) else content
    if is_quoted(content):
        return [_note(number, raw, content, setting)]
    content = without_emphasis(content).strip()
    if not content or is_quoted(content):
        return []
    if is_template(content):
        return [Recognised(number, raw, "note", content, flags=("template",))]
    return _whole_line(number, raw, content, setting) or _segments(number, raw, content, setting)


def _numbered(number: int, raw: str, text: str, setting: _Setting) -> list[Recognised]:
    """ "2. done": where such an action is open, the number is no bullet."""
    match = NUMBERED.fullmatch(text)
    if not match or int(match["number"]) not in {action.number for action in setting.open_actions}:
        return []
    return updates(number, raw, f"{match['number']} {match['rest']}", setting.open_actions, setting.reading)


def _whole_line(number: int, raw: str, text: str, setting: _Setting) -> list[Recognised]:
    """Kinds that take up the whole line."""
    reading = setting.reading
    updated, rest = ticked(number, raw, text, setting.open_actions)
    if updated:
        return updated
    if rest:
        action = marked_action(number, raw, rest, reading, done=True)
        return [action or make(number, raw, rest, Who(flags=("no_owner",)), None, done=True)]
    if said := answered(number, raw, text, setting.open_enquiries):
        return [said]
    if asked := enquiry(number, raw, text, reading):
        return asked
    if updated := updates(number, raw, text, setting.open_actions, reading):
        return updated
    if items := agenda(number, raw, text, reading.directory):
        return items
    for thing in (
        attendance(number, raw, text, reading.directory),
        guest_alone(number, raw, text, reading.directory),
        came_or_went(number, raw, text, reading.directory),
        sent_apologies(number, raw, text, reading.directory),
        request(number, raw, text, reading),
        position(number, raw, text, reading, setting.item_kind),
    ):
        if thing:
            return [thing]
    return []


def _segments(number: int, raw: str, text: str, setting: _Setting) -> list[Recognised]:
    """One thing for each segment; plain sentences beside each other stay one note."""
    reading = setting.reading
    if closed := closing_marker(number, raw, text, reading):
        return [closed]
    if (boxed := BOXED.fullmatch(text)) and (settled := decision(number, raw, boxed[1], reading)):
        return [settled]
    # "Alex: I'll do it now" is not promised by whoever types; "Phones: Henry to …" has a heading.
    announced = MARKER.match(text) or LABEL.match(text) or DECISION_LABEL.match(text)
    said = not announced and speaker_label(text, reading.directory)
    headed = 0 if announced else under_heading(text, reading.directory)
    if headed and (action := plain_action(number, raw, text[headed:], reading)):
        return [action]
    found: list[Recognised] = []
    plain: list[str] = []
    for part in segments(text, reading.directory):
        if not plain and (updated := _updated(number, raw, part, setting)):
            found += updated
            continue
        thing = _segment(number, raw, part, reading, said=said)
        more = _completed(found[-1], part, reading) if thing is None and found and not plain else None
        if more:
            found[-1] = more
            continue
        if thing is None:
            label = found[-1] if found and not plain and found[-1].kind in ("idea", "question", "ask", "note") else None
            if label:
                found[-1] = replace(label, text=f"{label.text} {part}")
            else:
                plain.append(part)
            continue
        if plain:
            found.append(_note(number, raw, " ".join(plain), setting))
            plain = []
        found.append(thing)
    if not found:
        return [_note(number, raw, text, setting)]
    if plain:
        found.append(_note(number, raw, " ".join(plain), setting))
    return found


def _updated(number: int, raw: str, part: str, setting: _Setting) -> list[Recognised]:
    """ "2 done" in "2 done, Henry to tell HMT": where a number alone says so, and there is such an action."""
    if not re.match(r"#?\d|done\s+\d", part, re.I):
        return []
    said = updates(number, raw, part, setting.open_actions, setting.reading)
    return said if all(one.target is not None for one in said) else []


def _completed(thing: Recognised, text: str, reading: Reading) -> Recognised | None:
    """The action with its owner or date, the decision with its reasons, where a sentence of its own gives it.

    "Owner: Henry.", "Due 14/6.", "Reason: it costs less."
    """
    if thing.kind == "decision":
        return with_reason(thing, text)
    if thing.kind != "action":
        return None
    if "no_owner" in thing.flags and not thing.owners and (named := whole(text, reading.directory)):
        who = settle(named)
        flags = (*who.flags, *(flag for flag in thing.flags if flag != "no_owner"))
        return replace(
            thing, owners=who.owners, candidates=who.candidates, waiting_for=who.waiting_for, flags=flags
        )  # fmt: skip
    if thing.due or thing.due_text:
        return None
    due = find_due(text, reading.day)
    if due is None or due.without(text).strip(" .!"):
        return None
    read = due.reading
    flags = (*thing.flags, "when") if read.when else thing.flags
    kept = "" if read.date else read.typed
    return replace(thing, due=read.date, due_text=kept, due_loose=read.loose, flags=flags)


def _segment(number: int, raw: str, text: str, reading: Reading, *, said: bool) -> Recognised | None:
    """One segment read by each reader in turn. In what somebody `said`, only markers count."""
    return (
        by_marker(number, raw, text, reading)
        or decision(number, raw, text, reading)
        or labelled(number, raw, text, reading)
        or (None if said else came_or_went(number, raw, text, reading.directory))
        or (None if said else plain_action(number, raw, text, reading))
    )


def _note(number: int, raw: str, text: str, setting: _Setting) -> Recognised:
    flags = ("looks_like_promise",) if near_promise(text, setting.reading) else ()
    return Recognised(number, raw, "note", text.strip() or raw.strip(), flags=flags)


def _shown(thing: Recognised, hidden: dict[str, str]) -> Recognised:
    """The thing with the links back in its words."""
    if not hidden:
        return thing

    def caveat(one: Caveat) -> Caveat:
        return replace(one, text=show_links(one.text, hidden))

    return replace(
        thing,
        text=show_links(thing.text, hidden),
        due_text=show_links(thing.due_text, hidden),
        reason=show_links(thing.reason, hidden),
        alternatives=show_links(thing.alternatives, hidden),
        caveats=tuple(caveat(one) for one in thing.caveats),
        owners=tuple(replace(one, typed=show_links(one.typed, hidden)) for one in thing.owners),
    )
