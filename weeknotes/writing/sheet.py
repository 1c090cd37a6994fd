"""The sheet on which a weeknote is written: boxes of text around embedded points. Pure.

The page sends body-0, point-0, body-1, point-1, … body-n; what is stored is one Markdown text with a line
`{{point:REF}}` where a point stands. So writing needs no JavaScript.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from hackit.markdown import EMBED_REF
from hackit.text import EmbedPart, split_embeds

MOST_BOXES = 200

_BOX = re.compile(r"body-(\d{1,3})")
_REF = re.compile(EMBED_REF)


@dataclass(frozen=True)
class Box:
    """A box of text, and the ref of the point that follows it ("" after the last)."""

    number: int
    text: str
    point: str = ""


def boxes(body: str) -> list[Box]:
    """The boxes of a stored text: one before, between and after the points, so that one can write anywhere."""
    found: list[Box] = []
    text = ""
    for part in split_embeds(body):
        if isinstance(part, EmbedPart):
            found.append(Box(len(found), text.strip("\r\n"), part.ref))
            text = ""
        else:
            text += part.source
    return [*found, Box(len(found), text.strip("\r\n"))]


def boxes_of(data: Mapping[str, str]) -> list[Box]:
    """The boxes of a sent form as they were sent, however long: nothing is read in them."""
    numbers = sorted(int(match[1]) for name in data if (match := _BOX.fullmatch(name)))[:MOST_BOXES]
    refs = [data.get(f"point-{number}", "") for number in numbers]
    return [
        Box(i, data[f"body-{number}"], ref if _REF.fullmatch(ref) else "")
        for i, (number, ref) in enumerate(zip(numbers, refs, strict=True))
    ]


def joined(data: Mapping[str, str], *, without: str = "") -> str:
    """The text that the boxes and points of a sent form make, less the point `without`."""
    pieces: list[str] = []
    for box in boxes_of(data):
        pieces.append(plain_lines(box.text))
        if box.point and box.point != without:
            pieces.append(f"{{{{point:{box.point}}}}}")
    return "\n\n".join(piece for piece in pieces if piece.strip())


def plain_lines(text: str) -> str:
    """Typed text with one kind of line end and without blank lines around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").rstrip()


def put_under(body: str, heading: str, text: str) -> str:
    """The text with `text` as the last thing under `heading`, which is added at the end if it is not there."""
    lines = body.split("\n")
    starts = [i for i, line in enumerate(lines) if re.match(r"#{1,2} ", line)]
    at = next((i for i in starts if lines[i].lstrip("# ").strip().lower() == heading.lower()), None)
    if at is None:
        return f"{body.rstrip()}\n\n## {heading}\n\n{text}".lstrip("\n")
    end = next((i for i in starts if i > at), len(lines))
    above = "\n".join(lines[:end]).rstrip()
    below = "\n".join(lines[end:])
    gap = "\n" if above.split("\n")[-1].startswith(("- ", "  ")) and text.startswith("- ") else "\n\n"
    return f"{above}{gap}{text}" + (f"\n\n{below}" if below.strip() else "")
