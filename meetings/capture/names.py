"""Several names in a row, and names that stand at the end of a clause.

"Cate, Henry and I", "Henry/Cate", "Henry + Cate", "Henry with Cate"; "(Henry)", "– Henry",
"→ Henry", "owner: Henry", "@henry".
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass, field

from meetings.capture.due import tidy
from meetings.capture.people import Directory, Found
from meetings.capture.things import Owner

BETWEEN = re.compile(
    r"\s*(?:,\s*(?:and|&)\s+|,|/|&|\+|\(?\s*\band\b|\(?\s*\b(?:along |together )?with\b|\(?\s*\bw/|\s(?=@))\s*@?", re.I
)
# A name as people write it whom nobody here knows: "Zorg", "Ana de la Cruz", "van der Berg", "Éilís", "d'Arcy".
UPPER = "".join(char for char in map(chr, (*range(0x41, 0x250), *range(0x1E00, 0x1F00))) if char.isupper())
SMALL_WORD = (
    r"(?:de|del|della|der|den|des|di|da|dos|das|du|van|von|vom|ter|ten|la|las|le|los|el|al|bin|bint|ibn|ben|ap)"
)
LARGE_WORD = rf"(?:[a-z][’'])?[{UPPER}]"
FULL_NAME = (
    rf"(?:{SMALL_WORD}\s+){{0,3}}{LARGE_WORD}[\w’'-]+(?:(?:\s+{SMALL_WORD}){{0,3}}\s+{LARGE_WORD}[\w’'-]*\b){{0,3}}"
)
CAPITAL = re.compile(FULL_NAME)
CAPITAL_AND = re.compile(rf"({FULL_NAME})(?:\s+and\s+|\s*[&/+]\s*)")
# Where a name may hang at the end of a clause. The name itself is looked up, never assumed.
BRACKET = re.compile(r"\s*[(\[](?P<names>[^()\[\]]{1,80})[)\]]?\s*[.!]?\s*$")
HANGING = re.compile(
    r"(?:\s[-–—|]+\s*|\s*(?:→|->|=>)\s*|[,;]\s*|\s+(?=@)|[\s,;.–—-]*\b(?:owner|lead|who|assigned to)\s*:\s*)"
    r"(?P<names>@?[^,;()\[\]–—→|]{1,60}(?:[,&/+]\s*[^,;()–—→]{1,40}){0,3})\s*[.!]?\s*$",
    re.I,
)
LABEL = re.compile(
    r"^(?:(?:action|ap|owner|lead|who|with|by|for|assigned to|action (?:by|for|on))\b[\s:–-]*)+@?|^@", re.I
)


@dataclass
class Who:
    """The people of one action: owners in order, who is unclear, and who is waited for."""

    owners: tuple[Owner, ...] = ()
    candidates: tuple[Hashable, ...] = ()
    waiting_for: str = ""
    flags: tuple[str, ...] = ()
    bodies: list[str] = field(default_factory=list)


def names_at(text: str, position: int, directory: Directory, *, strangers: bool = True) -> tuple[list[Found], int]:
    """The names standing in a row from this place, and where they end; ([], position) if none.

    After a known name an unknown capitalised one is let in when `strangers`.
    """
    found: list[Found] = []
    end = position
    name = directory.at(text, position)
    if not name and strangers and (match := CAPITAL_AND.match(text, position)):
        # "Zorg and Henry to …": a stranger first, if somebody known stands beside.
        beside = directory.at(text, match.end())
        # "Emailed Cate and Henry to say …" tells of two people; neither of them is a stranger.
        told = any(directory.at(text, word.start() + position) for word in re.finditer(r"[A-Z]\S+", match[1]))
        if beside and not told and beside.what in ("person", "unclear", "speaker"):
            name = stranger(match[1], match.start(), directory)
    while name:
        found.append(name)
        end = name.end
        gap = BETWEEN.match(text, end)
        if not gap:
            break
        name = directory.at(text, gap.end())
        if not name and strangers and (match := CAPITAL.match(text, gap.end())):
            name = stranger(match.group(), match.start(), directory)
    if found and "(" in text[position:end] and text[end : end + 1] == ")":
        end += 1
    return found, end


def stranger(typed: str, start: int, directory: Directory) -> Found:
    """A name that nobody bears, with those it may mean if there is only a slip in it."""
    return Found("unknown", typed, start, start + len(typed), candidates=directory.near(typed))


def whole(text: str, directory: Directory) -> list[Found]:
    """The names a text consists of, or an empty list if there is anything else in it."""
    words = LABEL.sub("", text.strip()).strip(" .:,")
    if not words or words == "i" or (words == text.strip() and words.lower() in ("me", "us", "we")):
        return []
    words = f"@{words}" if "@" in text else f" {words}"
    found, end = names_at(words, 1, directory, strangers=False)
    if found and not words[end:].strip(" .,)"):
        return found
    # "(Henry, AP)" and other things beside a name are no list of names.
    return []


def trailing(clause: str, directory: Directory, *, loose: bool) -> tuple[list[Found], str]:
    """Names at the end of a clause and the clause without them.

    In brackets or after an arrow always; after a dash or comma only when `loose`, that is when
    a marker has said already that this is an action.
    """
    if (match := BRACKET.search(clause)) and (found := whole(match["names"], directory)):
        return found, tidy(clause[: match.start()])
    match = HANGING.search(clause)
    while match:
        found = whole(match["names"], directory)
        arrow = re.match(r"\s*(?:→|->|=>)", match.group())
        if found and match.start() > 0 and (loose or arrow):
            return found, tidy(clause[: match.start()])
        match = HANGING.search(clause, match.start() + 1)
    return [], clause


def settle(found: list[Found]) -> Who:
    """Who owns, who is with, who is waited for. The first known person owns."""
    people = [name for name in found if name.what in ("person", "speaker", "unclear", "unknown")]
    bodies = [name for name in found if name.what in ("organisation", "group")]
    us = [name for name in found if name.what == "us"]
    who = Who()
    flags = []
    # A stranger never stands before somebody known; an unclear name keeps its place and is asked about.
    people.sort(key=lambda name: name.what == "unknown" or (name.what == "speaker" and name.key is None))
    owners = [name.owner for name in people]
    seen: set[Hashable] = set()
    kept = []
    for owner in owners:
        if owner.key is None or owner.key not in seen:
            kept.append(owner)
        if owner.key is not None:
            seen.add(owner.key)
    if bodies and not people:
        who.waiting_for = " and ".join(name.name for name in bodies)
    else:
        kept += [Owner(None, name.name) for name in bodies]
    who.owners = tuple(kept)
    unclear = [name for name in people if name.what == "unclear"]
    who.candidates = tuple(key for name in people for key in name.candidates)
    if unclear:
        flags.append("which_person")
    if any(name.what == "unknown" for name in people):
        flags.append("unknown_person")
    if not who.waiting_for and not (kept and kept[0].key is not None):
        flags.append("no_owner")
    if us and not people:
        flags = ["no_owner"]
    who.flags = tuple(flags)
    return who
