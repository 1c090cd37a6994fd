"""Who is here, and what goes on another group's agenda.

"present: Cate, Henry; apols Matthew; Dawn for finance", "Felix here for item 3", "Tomasz arrived 10:20", "Priya left
at 11" and "for away day: cost codes, approvers".
"""

from __future__ import annotations

import re
from collections.abc import Hashable

from meetings.capture.names import CAPITAL
from meetings.capture.people import Directory
from meetings.capture.things import Guest, Owner, Recognised

PRESENT = r"present|attendees?|attending|in\s+attendance|attendance|here\s+today"
SORRY = r"apologies|apols?|absent|sorry|regrets"
LABEL = re.compile(
    rf"(?:(?P<present>{PRESENT})|(?P<sorry>{SORRY}))(?:\s+for\s+absence|\s+from)?\s*(?P<mark>[:–-])?\s*", re.I
)
SPLIT = re.compile(r"\s*(?:,\s*(?:and|&)\s+|,|&|/|\+|\band\b)\s*", re.I)
GUEST = re.compile(r"(?P<name>.{1,40}?)\s+(?:here\s+)?for\s+(?:the\s+)?(?P<what>.+)", re.I)

# A line of its own says so plainly: it is a guest's, or "here", or it names an item as every agenda has it.
ITEM = r"item\s+\d{1,2}|finance|investment|audit|actions"
ALONE = re.compile(
    rf"(?P<label>guests?\s*[:–-]\s*)?(?P<names>\S.{{0,80}}?)\s+(?:(?:is|are)\s+)?(?P<here>here|joins?|joined|joining)?"
    rf"(?:\s*\bonly)?\s*\bfor\s+(?:the\s+)?(?P<what>(?P<item>{ITEM})|[^\d\W]\S*(?:\s+\S+){{0,4}}?)"
    r"(?:\s+(?:item\s+)?only)?\.?",
    re.I,
)
NO_ITEM = re.compile(r"(?:a|an|now|good|today|everyone|all|this|that)\b", re.I)

# Who came late or went early was there. "Priya left" alone may be news of a career.
CLOCK = (
    r"(?:(?:at|from|around|about|c\.?)\s*)?(?:\d{1,2}(?:[:.]\d{2})?\s*(?:am|pm|o[’']?clock)?|noon|half\s+past\s+\w+)"
)
LATE = rf"(?:{CLOCK}|(?:(?:a\s+bit|a\s+little|\d{{1,2}}\s*(?:m|mins?|minutes?))\s+)?late|early)"
ROOM = r"(?:us|(?:the|this)\s+(?:meeting|room|call)|(?:by|on|over|via)\s+(?:phone|teams|zoom|video)|remotely|online)"
CAME = re.compile(
    rf"(?P<names>\S.{{0,80}}?)\s+(?P<said>(?:(?:has|have|only|just|now|then)\s+){{0,2}}"
    rf"(?:(?P<came>arrived?|arrives|(?:joined|joins|came|came\s+in)(?=\s+(?:{ROOM}|{LATE}|late|early)))"
    rf"|(?P<went>left|leaves|leaving|(?:(?:has|had|have|needs?|needed)\s+)?to\s+(?:leave|go)"
    rf"|went)(?=\s+(?:{ROOM}|{LATE})))"
    rf"(?:\s+{ROOM})?(?:\s*,?\s+{LATE}){{0,2}}(?:\s+{ROOM})?)"
    rf"(?:\s+for\s+(?:the\s+)?(?P<what>{ITEM})(?:\s+only)?)?\s*[.!]?",
    re.I,
)
SENDS = re.compile(
    r"(?P<names>\S.{0,80}?)\s+(?:(?:has|have)\s+)?(?:sends?|sent|gives?|gave)\s+(?:(?:his|her|their)\s+)?(?:apologies|apols)"
    r"\s*[.!]?",
    re.I,
)
# "present: Cate, Tomasz from 10:20".
PART_OF_IT = re.compile(rf"\s+(?:(?:from|until|till|to|arrived|joined|left)\s+{LATE}|at\s+{LATE}|late|early)$", re.I)


def attendance(line: int, raw: str, text: str, directory: Directory) -> Recognised | None:
    """The names under present, apologies and "for …", or None if the line names nobody so."""
    match = LABEL.match(text)
    if not match:
        return None
    if not match["mark"]:
        # Without a colon a known name must follow: "Present Cate, Henry" but not "Present value".
        name = directory.at(text, match.end())
        if not name or name.what not in ("person", "unclear"):
            return None
    lists: dict[str, list[Owner]] = {"present": [], "sorry": []}
    guests: list[Guest] = []
    flags: set[str] = set()
    into = "present"
    candidates: list[Hashable] = []
    for part in re.split(r"\s*[;.]\s+|\s*;\s*|,?\s+(?=(?:apologies|apols?)\b)", text):
        label = LABEL.match(part)
        if label:
            into = "present" if label["present"] else "sorry"
            part = part[label.end() :]
        # A role in brackets is no part of the name: "Cate Moss (chair)".
        for typed in SPLIT.split(re.sub(r"\s*\([^)]*\)", "", part).strip(" .")):
            guest = GUEST.fullmatch(typed.strip())
            who = PART_OF_IT.sub("", (guest["name"] if guest else typed).strip())
            found = directory.lookup(who.strip().lstrip("@")) if who.strip() else None
            if not found and not CAPITAL.match(who.strip()):
                continue
            owner = found.owner if found else Owner(None, who.strip())
            if owner.key is None:
                flags.add("which_person" if found and found.what == "unclear" else "unknown_person")
                candidates += found.candidates if found else ()
            if guest:
                guests.append(Guest(owner, guest["what"].strip()))
            else:
                lists[into].append(owner)
    if not (lists["present"] or lists["sorry"] or guests):
        return None
    return Recognised(
        line,
        raw,
        "attendance",
        text,
        present=tuple(lists["present"]),
        apologies=tuple(lists["sorry"]),
        guests=tuple(guests),
        candidates=tuple(candidates),
        flags=tuple(sorted(flags)),
    )


def guest_alone(line: int, raw: str, text: str, directory: Directory) -> Recognised | None:
    """Who is here for one item, where the line says nothing else: "Dawn for finance", "Felix here for item 3"."""
    match = ALONE.fullmatch(text)
    if not match or not (match["item"] or ((match["label"] or match["here"]) and not NO_ITEM.match(match["what"]))):
        return None
    found = [directory.lookup(typed.strip().lstrip("@")) for typed in SPLIT.split(match["names"])]
    if not found or any(one is None or one.what not in ("person", "unclear") for one in found):
        return None
    guests = tuple(Guest(one.owner, match["what"].strip()) for one in found if one)
    unclear = [key for one in found if one for key in one.candidates]
    flags = ("which_person",) if unclear else ()
    return Recognised(line, raw, "attendance", text, guests=guests, candidates=tuple(unclear), flags=flags)


def sent_apologies(line: int, raw: str, text: str, directory: Directory) -> Recognised | None:
    """ "Dawn sends her apologies", where the line says nothing else."""
    match = SENDS.fullmatch(text)
    return attendance(line, raw, f"Apologies: {match['names']}", directory) if match else None


def came_or_went(line: int, raw: str, text: str, directory: Directory) -> Recognised | None:
    """Who came late or went early, where the line says nothing else; `text` is what was said of them."""
    match = CAME.fullmatch(text)
    if not match:
        return None
    found = [directory.lookup(typed.strip().lstrip("@")) for typed in SPLIT.split(match["names"])]
    if not found or any(one is None or one.what not in ("person", "unclear", "speaker") for one in found):
        return None
    people = tuple(one.owner for one in found if one)
    unclear = tuple(key for one in found if one for key in one.candidates)
    return Recognised(
        line,
        raw,
        "attendance",
        match["said"],
        present=() if match["what"] else people,
        guests=tuple(Guest(one, match["what"]) for one in people) if match["what"] else (),
        status="arrived" if match["came"] else "left",
        candidates=unclear,
        flags=("which_person",) if unclear else (),
    )


def agenda(line: int, raw: str, text: str, directory: Directory) -> list[Recognised]:
    """Items for a known group's next agenda; nothing if no group is named."""
    match = re.match(r"for\s+(?:the\s+)?(?:next\s+)?", text, re.I)
    name = directory.at(text, match.end()) if match else None
    if not name or name.what != "group":
        return []
    rest = re.match(r"(?:\s+(?:agenda|meeting))?\s*:\s*(?=\S)", text[name.end :], re.I)
    if not rest:
        return []
    listed = text[name.end + rest.end() :]
    items = re.split(r"\s*;\s*", listed) if ";" in listed else re.split(r"\s*,\s*(?![^(]*\))", listed)
    items = [item.strip(" .") for item in items if re.search(r"\w", item)]
    return [Recognised(line, raw, "agenda", item, group_key=name.key) for item in items]
