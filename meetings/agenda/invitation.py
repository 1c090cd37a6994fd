"""Who comes, read from pasted names or an invitation. Pure: no database."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hackit.list_signs import without_sign

MOST_PEOPLE = 100
LONGEST_NAME = 120

_EMAIL = re.compile(r"<?\s*([\w.+'’-]+@[\w.-]+\.\w+)\s*>?")
_LABEL = re.compile(r"^(?:to|cc|required|optional|attendees?|present|who|from|organi[sz]er|members?)\s*:\s*", re.I)
_NOT_PEOPLE = re.compile(r"^(?:when|where|subject|date|time|location|re|fw|agenda|join|meeting id)\b[^<]*:", re.I)
_PART = re.compile(r"\(?\b(chair(?:ing|person)?|secretary|minutes|note[ -]?taker)\b\)?", re.I)
_ROOM = re.compile(r"^(?=.*\d).*\broom\b|\b(?:meeting|conference|committee) room\b", re.I)
"""What calendars list among those who come, and is nobody: "DMT Room 3", "Committee room"."""
_PARENTHESIS = re.compile(r"\s*[(\[][^)\]]*[)\]]")


@dataclass(frozen=True)
class Named:
    """Somebody as named in a list: `part` is "chair", "secretary" or "member"."""

    name: str
    email: str = ""
    part: str = "member"


def read_people(text: str) -> list[Named]:
    """The people in pasted text, each once, in their order.

    Takes names one a line or separated by ; or , and "Name <email>", "Last, First <email>", a bare e-mail
    address, "(chair)" and "(secretary)" behind a name, and the labels of an invitation ("To:", "Required:").
    """
    found: dict[str, Named] = {}
    for line in text.splitlines():
        line = _LABEL.sub("", without_sign(line.strip(), or_number=True))
        if _NOT_PEOPLE.match(line):
            continue
        for piece in _pieces(line):
            person = _one(piece)
            if person and person.name:
                found.setdefault(person.name.casefold(), person)
    return list(found.values())


def _pieces(line: str) -> list[str]:
    pieces = []
    for part in line.split(";"):
        if _is_last_first(part):
            pieces.append(part)
        else:
            pieces += part.split(",")
    return pieces


def _is_last_first(part: str) -> bool:
    """ "Marsh, Helen <helen@…>": one address, one comma before it, one word on its left."""
    before, at, _rest = part.partition("<")
    left, comma, right = before.partition(",")
    return bool(at and comma) and "@" in part and part.count("@") == 1 and "," not in right and " " not in left.strip()


def _one(piece: str) -> Named | None:
    part = _part_of(piece)
    address = _EMAIL.search(piece)
    email = address[1].lower() if address else ""
    bare = _EMAIL.sub("", piece)
    bare = _PARENTHESIS.sub("", _PART.sub("", bare) if part != "member" else bare)
    bare = " ".join(bare.replace('"', " ").replace("<", " ").replace(">", " ").split()).strip(" ,;:.-–")
    if "," in bare:
        last, _comma, first = bare.partition(",")
        bare = f"{first.strip()} {last.strip()}"
    if not bare and email:
        bare = re.sub(r"[._\d]+", " ", email.split("@")[0]).strip().title()
    if _ROOM.search(bare) or not re.search(r"[^\W\d_]", bare):
        return None
    return Named(bare, email, part)


def _part_of(piece: str) -> str:
    said = _PART.search(piece)
    if not said:
        return "member"
    return "chair" if said[1].lower().startswith("chair") else "secretary"
