"""Markdown as people type it: safe HTML, headings and anchors, plain words. Imports no model.

Raw HTML is off in the parser and an allow-list stands behind it. What a person typed can make no id, class,
style or script; the ids and classes in the output are ours.
"""

import math
import re
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Any

from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from markdown_it.token import Token

from hackit.markdown import ImageSizes, parse, set_image_sizes, to_html
from hackit.slugs import slug_of

MAX_LENGTH = 200_000  # bytes of UTF-8; a table of this size renders in under two seconds
WORDS_A_MINUTE = 220
START_ANCHOR = "start"  # of the text before the first heading


_NEWLINE = re.compile(r"\r\n?|\n")
_DANGLING_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,64}\]:?")
_HEADING = re.compile(r'<h(?P<level>[2-6]) id="(?P<id>[\w-]+)">(?P<words>.*?)</h(?P=level)>', re.DOTALL)
# Ids of the page itself that a heading must not take.
_RESERVED_ANCHORS = frozenset({START_ANCHOR, "main", "top", "skip"})
_LONGEST_ANCHOR = 60


class TextTooLong(ValueError):
    """The text is longer than MAX_LENGTH bytes."""

    def __init__(self) -> None:
        super().__init__(f"The text is too long: at most {MAX_LENGTH // 1000} kB fit into one record.")


@dataclass(frozen=True)
class Section:
    """A part of a text under one h1 or h2. `source` is all of it, `body` what follows the heading line.

    `start` and `end` are places in the whole text; the sources in order, joined, are the whole text.
    """

    order: int
    level: int  # 1 or 2; 0 for the text before the first heading
    heading: str  # plain words, "" before the first heading
    anchor: str
    source: str
    body: str
    start: int
    end: int


@dataclass(frozen=True)
class TextPart:
    """A stretch of a text between embedded points."""

    source: str


@dataclass(frozen=True)
class EmbedPart:
    """The line of a text that stands for a conversation point kept elsewhere."""

    source: str
    ref: str


def render(
    markdown: str,
    *,
    anchor_prefix: str = "",
    top_level: int = 2,
    embeds: Mapping[str, SafeString] | None = None,
    images: ImageSizes | None = None,
    closed: Collection[str] = (),
) -> SafeString:
    """Markdown as HTML that may stand on any page.

    `anchor_prefix` goes before every id, for several texts on one page. The highest heading becomes
    h`top_level` and no level is skipped below it. `embeds` holds the finished HTML of the points by ref; a
    marker without its HTML leaves nothing. `images` says how large the images are that stand at these addresses.
    Links to the addresses in `closed` are left out, their words stay. Raises TextTooLong.
    """
    _check_length(markdown)
    sizes = tuple(sorted((images or {}).items()))
    if not embeds:
        return _rendered_lately(markdown, anchor_prefix, top_level, sizes, frozenset(closed))
    return _rendered(markdown, anchor_prefix, top_level, sizes, closed, embeds)


def _rendered(
    markdown: str, anchor_prefix: str, top_level: int, images: Iterable[tuple[str, tuple[int, int]]],
    closed: Collection[str], embeds: Mapping[str, SafeString] | None = None,
) -> SafeString:  # fmt: skip
    env: dict[str, Any] = {}
    tokens = parse(markdown, env)
    _set_heading_levels(tokens, top_level)
    for token, anchor, _ in _headings(tokens):
        token.attrSet("id", anchor_prefix + anchor)
    set_image_sizes(tokens, dict(images))
    for token in tokens if closed else ():
        token.children = _without_links(token.children, closed)
    # Only this call knows the word that marks an embedded point: nobody can type it.
    nonce = secrets.token_hex(16)
    for token in tokens:
        if token.type == "embed":
            token.meta["placeholder"] = f"{nonce}{token.meta['ref']}"
    html = to_html(tokens, env, anchor_prefix)
    for ref in {token.meta["ref"] for token in tokens if token.type == "embed"}:
        html = html.replace(f"<p>{nonce}{ref}</p>\n", (embeds or {}).get(ref, SafeString("")) + "\n")
    # The one place where typed text becomes safe: after the allow-list, never before it.
    return mark_safe(html)  # noqa: S308


# What is shown before it is published, or rendered before it is written, is rendered once.
_rendered_lately = lru_cache(maxsize=8)(_rendered)


def local_links(markdown: str) -> list[tuple[str, str]]:
    """The links of a text to addresses of this site, in order: (words, address)."""
    return list(_read(markdown).links)


def _local_links(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    for token in tokens:
        words, address = "", ""
        for child in token.children or ():
            if child.type == "link_open":
                words, address = "", str(child.attrs.get("href", ""))
            elif child.type == "link_close" and address.startswith("/") and not address.startswith("//"):
                yield words.strip() or address, address
            elif child.type in ("text", "code_inline"):
                words += child.content


def _without_links(children: list[Token] | None, closed: Collection[str]) -> list[Token] | None:
    if not children:
        return children
    kept, dropping = [], False
    for child in children:
        if child.type == "link_open" and child.attrs.get("href") in closed:
            dropping = True
        elif child.type == "link_close" and dropping:
            dropping = False
        else:
            kept.append(child)
    return kept


def stored(html: str) -> SafeString:
    """HTML that `render()` made and that was kept with its record, for a page. Never for anything else."""
    return mark_safe(html)  # noqa: S308


def with_anchors(rendered: str) -> SafeString:
    """HTML that `render()` made, for a page: each heading has its own address beside it, as a link."""
    return mark_safe(_HEADING.sub(_with_anchor, rendered))  # noqa: S308 - what is added is escaped, and ours


def headings_of(rendered: str) -> list[tuple[str, str]]:
    """The anchors and plain words of the headings of the highest level (h2) in HTML that `render()` made."""
    found = (match for match in _HEADING.finditer(rendered) if match["level"] == "2")
    return [(match["id"], unescape(strip_tags(match["words"])).strip()) for match in found]


def _with_anchor(found: re.Match[str]) -> str:
    anchor, words = found["id"], unescape(strip_tags(found["words"])).strip()
    link = format_html('<a class="anchor" href="#{}" aria-label="Link to “{}”">#</a>', anchor, words)
    return f'<div class="headed">{found[0]}{link}</div>'


def split_sections(markdown: str) -> list[Section]:
    """The parts of a text, one for each h1 or h2 and one for what stands before the first.

    A part keeps the deeper headings inside it. The anchors are those that `render()` writes.
    """
    return list(_read(markdown).sections)


def _sections(markdown: str, tokens: Sequence[Token]) -> list[Section]:
    if not markdown:
        return []
    offsets = _line_offsets(markdown)
    headings = [
        (token, anchor, text)
        for token, anchor, text in _headings(tokens)
        if token.level == 0 and token.tag in ("h1", "h2")
    ]
    starts = [offsets[token.map[0]] for token, _, _ in headings if token.map]
    first = starts[0] if starts else len(markdown)
    sections: list[Section] = []
    if not starts or markdown[:first].strip():
        sections.append(Section(0, 0, "", START_ANCHOR, markdown[:first], markdown[:first], 0, first))
    else:
        starts[0] = 0  # blank lines before the first heading belong to it
    ends = [*starts[1:], len(markdown)] if starts else []
    for (token, anchor, text), start, end in zip(headings, starts, ends, strict=True):
        body = markdown[offsets[token.map[1]] : end] if token.map else ""
        level = int(token.tag[1])
        sections.append(Section(len(sections), level, text, anchor, markdown[start:end], body, start, end))
    return sections


def anchor_for(heading: str, taken: Collection[str]) -> str:
    """The id for a heading: its words in small letters with hyphens, unlike any in `taken`."""
    return _Anchors(taken).next_for(heading)


class _Anchors:
    """Gives ids, each once; remembers how far it counted, for texts with thousands of equal headings."""

    def __init__(self, taken: Collection[str] = ()) -> None:
        self.taken = {*taken, *_RESERVED_ANCHORS}
        self.counted: dict[str, int] = {}

    def next_for(self, heading: str) -> str:
        slug = slug_of(heading).replace("_", "-")[:_LONGEST_ANCHOR].strip("-") or "section"
        number = self.counted.get(slug, 1)
        anchor = slug if number == 1 else f"{slug}-{number}"
        while anchor in self.taken:
            number += 1
            anchor = f"{slug}-{number}"
        self.counted[slug] = number
        self.taken.add(anchor)
        return anchor


def split_embeds(markdown: str) -> list[TextPart | EmbedPart]:
    """The text cut at its `{{point:REF}}` lines; the sources, joined, are the whole text."""
    return list(_read(markdown).embeds)


def _embeds(markdown: str, tokens: Sequence[Token]) -> list[TextPart | EmbedPart]:
    offsets = _line_offsets(markdown)
    parts: list[TextPart | EmbedPart] = []
    at = 0
    for token in tokens:
        if token.type != "embed" or not token.map:
            continue
        start, end = (offsets[line] for line in token.map)
        if start > at:
            parts.append(TextPart(markdown[at:start]))
        parts.append(EmbedPart(markdown[start:end], token.meta["ref"]))
        at = end
    if at < len(markdown):
        parts.append(TextPart(markdown[at:]))
    return parts


def embedded_refs(markdown: str) -> list[str]:
    """The refs of the points that a text embeds, in order, each once."""
    return list(dict.fromkeys(part.ref for part in split_embeds(markdown) if isinstance(part, EmbedPart)))


def plain_text(markdown: str) -> str:
    """The words of a text without its markup, a line for each block. Embedded points are left out."""
    return _read(markdown).words


def _words(tokens: Sequence[Token]) -> str:
    blocks = [_plain(token) for token in tokens if token.type in ("inline", "fence", "code_block")]
    return "\n".join(block for block in blocks if block)


@dataclass(frozen=True)
class ImageInText:
    """An image of ours in a text: its address and the words that stand for it."""

    source: str
    alt: str


def images_in(markdown: str) -> list[ImageInText]:
    """The images of this site in a text, in order. Those from elsewhere are shown as links."""
    return list(_read(markdown).images)


def _images(tokens: Sequence[Token]) -> list[ImageInText]:
    return [
        ImageInText(str(child.attrs.get("src", "")), _plain(child))
        for token in tokens
        for child in token.children or []
        if child.type == "image"
    ]


@dataclass(frozen=True)
class _Reading:
    """All that is asked of a text but its HTML, from one parse."""

    sections: tuple[Section, ...]
    embeds: tuple[TextPart | EmbedPart, ...]
    words: str
    images: tuple[ImageInText, ...]
    links: tuple[tuple[str, str], ...]


def _read(markdown: str) -> _Reading:
    """A text read once however much is asked of it: saving, indexing and publishing a note ask some forty times.

    The last ones are remembered, short ones (a note's sections) apart from long ones, that these take little room.
    """
    return _read_short(markdown) if len(markdown) <= _SHORT else _read_long(markdown)


def _read_anew(markdown: str) -> _Reading:
    tokens = parse(markdown, {})
    return _Reading(
        sections=tuple(_sections(markdown, tokens)),
        embeds=tuple(_embeds(markdown, tokens)),
        words=_words(tokens),
        images=tuple(_images(tokens)),
        links=tuple(_local_links(tokens)),
    )


_SHORT = 8000
_read_short = lru_cache(maxsize=256)(_read_anew)
_read_long = lru_cache(maxsize=8)(_read_anew)


def forget_readings() -> None:
    """Read every text anew from now on. For tests that count how often a text is read."""
    _read_short.cache_clear()
    _read_long.cache_clear()
    _rendered_lately.cache_clear()


def reading_minutes(markdown: str) -> int:
    """How many minutes it takes to read a text, at least 1."""
    return max(1, math.ceil(len(plain_text(markdown).split()) / WORDS_A_MINUTE))


def excerpt(markdown: str, words: int) -> str:
    """The first `words` words of a text, plain, with an ellipsis where more follows."""
    return excerpt_of(plain_text(markdown), words)


def excerpt_of(text: str, words: int) -> str:
    """The same of plain words."""
    found = text.split(maxsplit=words)
    return " ".join(found) if len(found) <= words else " ".join(found[:words]).rstrip(",;:–-. ") + " …"


def _headings(tokens: Sequence[Token]) -> list[tuple[Token, str, str]]:
    """Each heading's opening token, its anchor and its words."""
    anchors = _Anchors()
    found = []
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            text = _plain(tokens[number + 1])
            found.append((token, anchors.next_for(text), text))
    return found


def _set_heading_levels(tokens: Sequence[Token], top_level: int) -> None:
    """The page has its own h1: the highest heading starts at `top_level`, each deeper one a step below."""
    above: list[int] = []
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
            while above and above[-1] >= level:
                above.pop()
            above.append(level)
            tag = f"h{min(6, top_level + len(above) - 1)}"
            token.tag = tag
        elif token.type == "heading_close":
            token.tag = tag


def _plain(token: Token) -> str:
    if token.children is None:
        return token.content.strip()
    words = []
    for child in token.children:
        if child.type in ("softbreak", "hardbreak", "caption_open"):
            words.append(" ")
        elif child.type in ("text", "code_inline"):
            words.append(child.content)
        elif child.type == "image":
            words.append(_plain(child))
    return _DANGLING_FOOTNOTE.sub("", "".join(words)).strip()


def _line_offsets(text: str) -> list[int]:
    """Where each line starts, as the parser counts lines, and at last where the text ends."""
    starts = [0, *(found.end() for found in _NEWLINE.finditer(text))]
    return starts if starts[-1] == len(text) and len(starts) > 1 else [*starts, len(text)]


def _check_length(markdown: str) -> None:
    if len(markdown) > MAX_LENGTH or len(markdown.encode("utf-8", "replace")) > MAX_LENGTH:
        raise TextTooLong
