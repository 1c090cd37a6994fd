"""What becomes of a note when it is published: one part a section, the public ones and those for staff apart.

Text for different audiences is rendered apart: a footnote, a link target or a heading of a section for staff
leaves no trace in what everyone reads.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from hackit.audience import Audience, Reach
from hackit.joining.embeds import Embed, source
from hackit.publishing import PartData
from hackit.text import START_ANCHOR, ImageSizes, embedded_refs, plain_text, render
from hackit.text import Section as Stretch
from weeknotes.following import written_sections
from weeknotes.models import Section

STAFF_PREFIX = "staff_"
"""Before the ids of a section for staff. Anchors have no underscore, so none of the public ones is like it."""

REACHES = {Audience.EVERYONE: Reach.EVERYONE, Audience.STAFF: Reach.STAFF}

_DEFINITION = re.compile(r" {0,3}\[\^([^\]\s]+)\]:")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_ENDS_DEFINITION = re.compile(r"#{1,6} |\{\{point:| {0,3}(```|~~~)")


@dataclass(frozen=True)
class Piece:
    """One section on its way to a part: what stands in it, less the footnotes that are kept apart."""

    stretch: Stretch
    source: str
    footnotes: dict[str, str]
    row: Section
    reach: str


def fetch_points(refs: Iterable[str], user) -> dict[str, Embed]:
    """The embedded points that this user may see, by ref; for a stranger as they are published."""
    wanted = list(refs)
    points = source("point")
    return points.fetch(wanted, user) if points and wanted else {}


def parts_of(
    body: str,
    rows: Mapping[str, Section],
    points: Mapping[str, Embed],
    images: ImageSizes | None = None,
    closed: Collection[str] = (),
) -> list[PartData]:
    """What is published of a text: sections, each followed by the points in it. Empty sections are left out.

    `rows` are its sections by anchor, `points` what may be shown of the embedded points,
    `images` the sizes of images by address, so that nothing jumps when they come,
    `closed` the addresses that everyone's parts do not link to. Raises TextTooLong.
    """
    pieces = _pieces(body, rows, points)
    parts: dict[int, list[PartData]] = {}
    for reach in (Reach.EVERYONE, Reach.STAFF):
        group = [piece for piece in pieces if piece.reach == reach]
        for piece, part in zip(group, _rendered(group, pieces, points, images, closed), strict=True):
            embedded = [points[ref] for ref in embedded_refs(piece.source) if ref in points]
            parts[piece.stretch.order] = [part, *(_embed_part(point, reach) for point in embedded)]
    return [part for order in sorted(parts) for part in parts[order]]


def public_points(body: str, rows: Mapping[str, Section]) -> list[str]:
    """The refs of the points that stand in sections for everyone: those that are published with the note."""
    return [
        ref
        for stretch in written_sections(body)
        if _reach(rows.get(stretch.anchor)) == Reach.EVERYONE
        for ref in embedded_refs(stretch.source)
    ]


def _reach(row: Section | None) -> str | None:
    return REACHES.get(Audience(row.audience)) if row else Reach.EVERYONE


def _pieces(body: str, rows: Mapping[str, Section], points: Mapping[str, Embed]) -> list[Piece]:
    """The sections that have something in them; a heading alone stays where one of a lower level follows."""
    pieces: list[Piece] = []
    for stretch in reversed(written_sections(body)):
        row = rows.get(stretch.anchor) or Section(anchor=stretch.anchor, heading=stretch.heading)
        reach = _reach(row)
        if reach is None:
            continue
        text, footnotes = without_footnotes(stretch.source)
        has_words = plain_text(stretch.body).strip() or any(ref in points for ref in embedded_refs(text))
        heads_others = bool(pieces) and pieces[-1].stretch.level > stretch.level > 0
        if has_words or heads_others:
            pieces.append(Piece(stretch, text, footnotes, row, reach))
    return pieces[::-1]


def without_footnotes(text: str) -> tuple[str, dict[str, str]]:
    """A text without its footnotes (`[^1]: …`), and those by their mark."""
    kept: list[str] = []
    found: dict[str, list[str]] = {}
    for label, line in _lines(text):
        if label is None:
            kept.append(line)
        else:
            found.setdefault(label, []).append(line)
    return "\n".join(kept), {label: "\n".join(lines) for label, lines in found.items()}


def with_footnotes_only(text: str, labels: Container[str]) -> str:
    """A text without the footnotes that have other marks than these."""
    return "\n".join(line for label, line in _lines(text) if label is None or label in labels)


def _lines(text: str) -> Iterator[tuple[str | None, str]]:
    """Each line of a text, with the mark of the footnote that it belongs to."""
    label, before, in_fence = None, "", False
    for line in text.split("\n"):
        match = None if in_fence else _DEFINITION.match(line)
        if match:
            label = match[1]
        elif label is None or not _goes_on(line, before):
            label = None
            in_fence ^= bool(_FENCE.match(line))
        before = line
        yield label, line


def _goes_on(line: str, before: str) -> bool:
    """Whether a line belongs to the footnote above it: blank, indented, or going on without a break."""
    if not line.strip() or line.startswith(("    ", "\t")):
        return True
    return bool(before.strip()) and not _ENDS_DEFINITION.match(line)


def _footnotes_of(group: list[Piece], pieces: list[Piece]) -> dict[str, str]:
    """The footnotes that the group's text points to, and those of its own that no text points to."""
    written = {label: text for piece in reversed(pieces) for label, text in piece.footnotes.items()}
    everything = "\n".join(piece.source for piece in pieces)
    wanted = {
        label: text
        for piece in group
        for label, text in piece.footnotes.items()
        if f"[^{label}]" not in everything and not any(f"[^{label}]" in other for other in written.values())
    }
    reading = ["\n".join(piece.source for piece in group)]
    while reading:
        text = reading.pop()
        for label, footnote in written.items():
            if label not in wanted and f"[^{label}]" in text:
                wanted[label] = footnote
                reading.append(footnote.split(":", 1)[1])
    return wanted


def _rendered(
    group: list[Piece],
    pieces: list[Piece],
    points: Mapping[str, Embed],
    images: ImageSizes | None,
    closed: Collection[str],
) -> list[PartData]:
    """The parts of one audience, rendered together so that their footnotes count through, then cut apart."""
    if not group:
        return []
    reach = group[0].reach
    prefix = STAFF_PREFIX if reach == Reach.STAFF else ""
    footnotes = _footnotes_of(group, pieces)
    text = "\n\n".join([*(piece.source.strip("\n") for piece in group), *footnotes.values()])
    loose = {ref for piece in group if not piece.stretch.heading for ref in embedded_refs(piece.source)}
    blocks = {ref: _embed_html(point, level=2 if ref in loose else 3) for ref, point in points.items()}
    html = render(text, anchor_prefix=prefix, embeds=blocks, images=images, closed=() if prefix else closed)
    anchors = [stretch.anchor for stretch in written_sections(text)]
    parts = []
    sources = _sources(group, footnotes)
    cuts = _cut(html, [prefix + a for a in anchors], prefix)
    for piece, anchor, cut, markdown in zip(group, anchors, cuts, sources, strict=True):
        own = [note for label, note in footnotes.items() if f"[^{label}]" in piece.source]
        row = piece.row
        parts.append(
            PartData(
                kind="section",
                heading=piece.stretch.heading,
                html=cut,
                markdown=markdown,
                reach=reach,
                anchor=prefix + anchor,
                text=plain_text("\n\n".join([_without_heading(piece), *own])),
                sort=row.sort,
                topics=tuple(topic.pk for topic in row.topics.all()) if row.pk else (),
                people=tuple(person.pk for person in row.people.all()) if row.pk else (),
            )
        )
    return parts


def _sources(group: list[Piece], footnotes: Mapping[str, str]) -> list[str]:
    """The Markdown of each part, as it was written; a footnote from a part that others read is put to its mark."""
    sources = [with_footnotes_only(piece.stretch.source, footnotes) for piece in group]
    here = {label for piece in group for label in piece.footnotes}
    for label, text in footnotes.items():
        if label not in here:
            pointing = (n for n, piece in enumerate(group) if f"[^{label}]" in piece.source)
            at = next(pointing, len(group) - 1)
            sources[at] = f"{sources[at].rstrip()}\n\n{text.strip()}\n\n"
    return sources


def _without_heading(piece: Piece) -> str:
    return without_footnotes(piece.stretch.body)[0]


def _cut(html: str, anchors: list[str], prefix: str) -> list[str]:
    """The HTML of a text cut before the headings that have these ids; what stands before the first is the start."""
    starts = [0]
    for anchor in anchors:
        if anchor == prefix + START_ANCHOR:
            continue
        found = re.compile(rf'<h[2-6] id="{re.escape(anchor)}">').search(html, starts[-1])
        if found:
            starts.append(found.start())
    if anchors[0] != prefix + START_ANCHOR:
        starts = starts[1:]
    return [html[start:end] for start, end in zip(starts, [*starts[1:], len(html)], strict=True)]


def _embed_html(point: Embed, *, level: int) -> SafeString:
    """A point as it stands in a note: its title as a heading below the section's (where there is one), its text."""
    return format_html('<h{} id="point_{}">{}</h{}>\n{}', level, point.ref, point.title, level, point.html)


def _embed_part(point: Embed, reach: str) -> PartData:
    """The record of what of a point was published with the note. It is drawn with the section it stands in."""
    return PartData(
        kind="embed",
        heading=point.title,
        text=point.text,
        html=point.html,
        reach=reach,
        anchor=f"point_{point.ref}",
        topics=point.topics,
    )


def for_reader(parts: Iterable[PartData], *, everyone: bool) -> list[PartData]:
    """The sections that a reader sees: everyone's, or all that staff see."""
    return [p for p in parts if p.kind == "section" and (p.reach == Reach.EVERYONE or not everyone)]
