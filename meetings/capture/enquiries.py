"""Questions put to the group: "question from finance: what is it? Dawn to answer by 3 May", and "answered 1: …"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from meetings.capture.actions import Reading, plain_action
from meetings.capture.due import find_due
from meetings.capture.names import Who, settle, whole
from meetings.capture.segments import segments
from meetings.capture.things import OpenAction, Owner, Recognised
from meetings.capture.updates import by_words

SIDES = {
    "finance": r"(?:the\s+)?finance(?:\s+(?:team|partner|colleagues))?",
    "audit": r"(?:the\s+)?(?:(?:internal|external)\s+)?audit(?:ors?)?(?:\s+team)?",
    "board": r"(?:the\s+)?board",
}
_COLON = r"\s*(?::|\s[-–—](?=\s))\s*"
FROM = re.compile(rf"(?:question|query|q)s?\s+from\s+(?P<who>[^:–—?]{{1,60}}?){_COLON}(?P<rest>\S.*)", re.I | re.S)
ASKS = re.compile(
    r"(?P<who>[^:–—?]{1,60}?)\s+(?:asks?|asked|wants?\s+to\s+know|wanted\s+to\s+know)\s*:\s*(?P<rest>[^?]+\?.*)",
    re.I | re.S,
)
# What somebody who answers is said to do.
ANSWERING = re.compile(
    r"(?:answers?|reply|respond|(?:come|get|report|write|go)\s+back|say|find\s+out|look\s+into)\b"
    r"(?:\s+(?:it|this|that|them|on\s+(?:it|this|that)|to\s+(?:it|this|that|them|finance|audit|the\s+board)|with\s+.+))*",
    re.I,
)
ANSWERS = re.compile(r"(?P<name>[^\W\d_][\w’'. -]{0,40}?)\s+(?:answers?|replies)\b(?P<rest>.*)", re.S)
ANSWERED = re.compile(
    r"(?:answered|answer(?:\s+to)?|sent\s+back)\s+(?:question\s+|q\s?)?#?"
    r"(?:(?P<number>\d{1,2})(?:\s*(?::|\s[-–—]\s|,)\s*|$)|(?P<words>[^:\d][^:]{1,80}?)\s*:\s*)(?P<text>.*)",
    re.I | re.S,
)


def enquiry(line: int, raw: str, text: str, reading: Reading) -> list[Recognised]:
    """The question that this line tells of, with who answers it; then what else the line says. Nothing if it is none.

    Who asks is finance, audit, the board, or a person or group that is known here; of anybody else the line stays
    what it was.
    """
    match = FROM.fullmatch(text)
    asks = None if match else ASKS.fullmatch(text)
    match = match or asks
    found = _asker(match["who"], reading, sides_only=asks is not None) if match else None
    if match is None or found is None or not re.search(r"\w", match["rest"]):
        return []
    side, asker = found
    question, tail = _split(match["rest"].strip())
    asked = Recognised(line, raw, "enquiry", question, asked_by=side, asker=asker)
    others: list[Recognised] = []
    for part in segments(tail, reading.directory) if tail else ():
        told = None if asked.owners or asked.due or asked.due_text else _who_answers(line, raw, part, reading)
        if told is not None:
            asked = replace(
                asked, owners=told.owners, candidates=told.candidates, due=told.due, due_text=told.due_text,
                due_loose=told.due_loose, waiting_for=told.waiting_for, flags=told.flags,
            )  # fmt: skip
        elif action := plain_action(line, raw, part, reading):
            others.append(action)
        else:
            asked = replace(asked, text=f"{asked.text} {part}")
    return [asked, *others]


def _asker(typed: str, reading: Reading, *, sides_only: bool) -> tuple[str, Owner | None] | None:
    """Who asks: one of the three sides, or ("other", the person or group); None where nobody known is meant."""
    typed = typed.strip()
    for side, words in SIDES.items():
        if re.fullmatch(words, typed, re.I):
            return side, None
    names = whole(typed, reading.directory)
    if len(names) != 1 or names[0].what not in ("person", "organisation", "group"):
        return None
    name = names[0]
    if name.what == "person":
        return None if sides_only else ("other", name.owner)
    return "other", Owner(("group", name.key) if name.what == "group" else None, name.name)


def _split(rest: str) -> tuple[str, str]:
    """The question, to its last question mark, and what stands after it; without one its last sentence is apart."""
    end = rest.rfind("?")
    if end >= 0:
        return rest[: end + 1].strip(), rest[end + 1 :].strip(" ;,–—-")
    parts = re.split(r"(?<=[.;])\s+(?=[A-Z(])", rest)
    return (" ".join(parts[:-1]), parts[-1]) if len(parts) > 1 else (rest, "")


def _who_answers(line: int, raw: str, text: str, reading: Reading) -> Recognised | None:
    """ "Dawn to answer by 3 May", "Dawn answers", "Dawn by Fri", "by 3 May": who and when; None for anything else."""
    bare = text.strip(" ().")
    action = plain_action(line, raw, bare, reading)
    if action is not None:
        return action if ANSWERING.fullmatch(action.text) else None
    due = find_due(bare, reading.day) or find_due(f", {bare}", reading.day)
    words = due.without(bare if due.end <= len(bare) else f", {bare}") if due else bare
    if (match := ANSWERS.fullmatch(words)) and not match["rest"].strip(" ."):
        words = match["name"]
    names = whole(words, reading.directory) if words.strip(" .,") else []
    if words.strip(" .,") and not names:
        return None
    if not names and (due is None or not (due.reading.date or due.reading.loose or due.reading.when)):
        return None
    who = settle(names) if names else Who()
    read = due.reading if due else None
    flags = (*who.flags, "when") if read and read.when else who.flags
    return Recognised(
        line, raw, "enquiry", "", owners=who.owners, candidates=who.candidates, waiting_for=who.waiting_for,
        due=read.date if read else None, due_text=read.typed if read and not read.date else "",
        due_loose=bool(read and read.loose), flags=tuple(flags),
    )  # fmt: skip


def answered(line: int, raw: str, text: str, open_enquiries: Sequence[OpenAction]) -> Recognised | None:
    """What is answered to one of the open questions shown on this item, by its number or by words that fit one only."""
    match = ANSWERED.fullmatch(text)
    if match is None or not open_enquiries:
        return None
    said = Recognised(line, raw, "answered", match["text"].strip())
    if match["number"]:
        found = next((one for one in open_enquiries if one.number == int(match["number"])), None)
        return replace(said, target=found.key) if found else replace(said, flags=("which_question",))
    found = by_words(match["words"], open_enquiries)
    return replace(said, target=found.key) if found and said.text else None
