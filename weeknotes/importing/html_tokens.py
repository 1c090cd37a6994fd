"""HTML cut into tags and text, in time proportional to its length, whatever stands in it. Pure.

Not a parser: it decides nothing about trees. It is what makes the parsers behind it safe to call, for they take
time in proportion to the square of a tag's attributes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

MOST_ATTRIBUTES = 40  # of one tag; further ones are read and forgotten
LONGEST_VALUE = 4_000  # characters

# Elements whose content is no markup up to their closing tag.
RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)

_NAME = re.compile(r"[A-Za-z][^\s/>]*+")
_GAP = re.compile(r"[\s/]*+")
_ATTRIBUTE_NAME = re.compile(r"[^\s/>=][^\s/>=]*+|=[^\s/>=]*+")
_EQUALS = re.compile(r"\s*+=\s*+")
_BARE_VALUE = re.compile(r"[^\s>]*+")


@dataclass
class Tag:
    """An opening or closing tag; a RAW element is `whole`: its unread `content` and its end come with it."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    closing: bool = False
    content: str = ""
    whole: bool = False


def tokens(html: str) -> Iterator[Tag | str]:
    """The tags and the stretches of text (entities read) between them. Comments and declarations are left out."""
    at, end = 0, len(html)
    unclosed: set[str] = set()
    while at < end:
        sign = html.find("<", at)
        if sign < 0:
            break
        if sign > at:
            yield unescape(html[at:sign])
        following = html[sign + 1 : sign + 2]
        if following.isascii() and following.isalpha():
            tag, at = _tag(html, sign + 1)
            if tag.name in RAW and tag.name not in unclosed:
                at = _raw(html, tag, at, unclosed)
            yield tag
        elif following == "/" and html[sign + 2 : sign + 3].isalpha():
            found = _NAME.match(html, sign + 2)
            at = _after(html, ">", found.end() if found else sign + 2, unclosed)
            yield Tag(found[0].lower() if found else "", closing=True)
        elif html.startswith("<!--", sign):
            at = sign + 5 if html.startswith("<!-->", sign) else _after(html, "-->", sign + 4, unclosed)
        elif following in ("!", "?"):
            at = _after(html, ">", sign + 2, unclosed)
        else:
            yield "<"
            at = sign + 1
    if at < end:
        yield unescape(html[at:])


def _tag(html: str, at: int) -> tuple[Tag, int]:
    """The tag whose name begins at `at`, and the place after it."""
    found = _NAME.match(html, at)
    name = found[0] if found else ""
    tag = Tag(name.lower())
    at += len(name)
    while True:
        at = _end(_GAP, html, at)
        if at >= len(html):
            return tag, at
        if html[at] == ">":
            return tag, at + 1
        attribute = _ATTRIBUTE_NAME.match(html, at)
        at = attribute.end() if attribute else at + 1
        value = ""
        if equals := _EQUALS.match(html, at):
            value, at = _value(html, equals.end())
        key = attribute[0].lower() if attribute else ""
        if len(tag.attributes) < MOST_ATTRIBUTES and key not in tag.attributes and len(value) <= LONGEST_VALUE:
            tag.attributes[key] = unescape(value)


def _value(html: str, at: int) -> tuple[str, int]:
    quote = html[at : at + 1]
    if quote and quote in "\"'":
        close = html.find(quote, at + 1)
        return (html[at + 1 :], len(html)) if close < 0 else (html[at + 1 : close], close + 1)
    found = _BARE_VALUE.match(html, at)
    return (found[0], found.end()) if found else ("", at)


def _raw(html: str, tag: Tag, at: int, unclosed: set[str]) -> int:
    """Take the content of a raw element; one that is never closed is a tag and nothing more."""
    closing = re.compile(rf"</{tag.name}\b", re.IGNORECASE).search(html, at)
    if closing is None:
        unclosed.add(tag.name)
        return at
    tag.whole = True
    tag.content = html[at : closing.start()]
    return _after(html, ">", closing.end(), unclosed)


def _after(html: str, sign: str, at: int, unclosed: set[str]) -> int:
    """The place after the next `sign`, or `at` where there is none; that is looked for once."""
    if sign in unclosed:
        return at
    found = html.find(sign, at)
    if found < 0:
        unclosed.add(sign)
        return at
    return found + len(sign)


def _end(pattern: re.Pattern[str], html: str, at: int) -> int:
    found = pattern.match(html, at)
    return found.end() if found else at
