"""HTML from elsewhere, written anew with the elements that carry words and nothing that runs. Pure.

What comes out is balanced, at most MOST_DEEP elements deep and made of a list of tags and attributes, so that the
real sanitiser (nh3) and the converter behind it get nothing that could hold them up.
"""

from collections import Counter
from dataclasses import dataclass, field
from html import escape

import nh3

from weeknotes.importing.html_tokens import VOID, Tag, tokens

MOST_DEEP = 60  # elements inside each other
MOST_ELEMENTS = 20_000  # of one note
LONGEST_TEXT = 1_000_000  # characters of one note's HTML; what is left of it as Markdown has a limit of its own

_INLINE = {
    *("a", "abbr", "b", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "mark", "q", "s", "samp", "small"),
    *("span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var"),
}
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "caption", "center", "dd", "details", "div", "dl", "dt"),
    *("figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "header", "footer", "li", "main", "ol", "p", "pre"),
    *("section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
}
_KEPT = _INLINE | _BLOCKS | {"br", "hr", "img"}
_ATTRIBUTES = {
    *(
        "href",
        "src",
        "alt",
        "title",
        "id",
        "name",
        "class",
        "style",
        "start",
        "datetime",
        "data-src",
        "data-fn",
        "role",
    ),
}
# Elements that go with all that is in them, and what they are called when they are counted.
REMOVED = {
    **dict.fromkeys(("script", "noscript", "template"), "script"),
    **dict.fromkeys(("iframe", "frame", "frameset", "object", "embed", "applet"), "frame"),
    **dict.fromkeys(("svg", "math", "canvas"), "drawing"),
    **dict.fromkeys(("input", "select", "button", "textarea", "datalist"), "form field"),
    **dict.fromkeys(("style", "head", "noembed", "noframes"), ""),
    "nav": "menu",
}
# A new one of these ends an open one, up to the element that holds both.
_ENDS = {
    "li": ({"li"}, {"ul", "ol"}),
    "dt": ({"dt", "dd"}, {"dl"}),
    "dd": ({"dt", "dd"}, {"dl"}),
    "tr": ({"tr"}, {"table"}),
    "td": ({"td", "th"}, {"tr", "table"}),
    "th": ({"td", "th"}, {"tr", "table"}),
}


class TooMuch(ValueError):
    """HTML that is larger than any note's; the message is a sentence."""

    def __init__(self) -> None:
        super().__init__("The text is too long: at most 200 kB fit into one record.")


@dataclass
class Tidied:
    """Safe HTML, and how many of what were taken out of it."""

    html: str
    removed: Counter[str] = field(default_factory=Counter)


def tidied(html: str) -> Tidied:
    """HTML from elsewhere as safe, balanced HTML. Raises TooMuch."""
    writer = _Writer()
    for token in tokens(html):
        writer.take(token)
    writer.finish()
    if writer.elements > MOST_ELEMENTS or sum(map(len, writer.pieces)) > LONGEST_TEXT:
        raise TooMuch
    clean = nh3.clean(
        "".join(writer.pieces),
        tags=_KEPT,
        attributes={"*": _ATTRIBUTES},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
        strip_comments=True,
    )
    return Tidied(clean, writer.removed)


class _Writer:
    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.elements = 0
        self.open: list[str] = []
        self.removed: Counter[str] = Counter()
        self.inside = ""  # the element that is left out with its content
        self.nested = 0
        self.left_out: list[Tag | str] = []
        self.unclosed: set[str] = set()
        self.is_media_told = True

    def take(self, token: Tag | str) -> None:
        if isinstance(token, str):
            if self.inside:
                self.left_out.append(token)
            else:
                self.pieces.append(escape(token, quote=False))
        elif self.inside:
            self.left_out.append(token)
            if token.name == self.inside and not token.whole:
                self.nested += -1 if token.closing else 1
                self.inside = self.inside if self.nested else ""
        elif token.closing:
            self.close(token.name)
        elif token.name in REMOVED:
            self.remove(token)
        elif token.name in _KEPT:
            self.write(token)
        elif token.name in ("audio", "video", "source"):
            self.tell_media(token)
        elif token.name == "form":
            self.removed["form"] += 1  # its frame only: what stands in it may be the whole page

    def tell_media(self, tag: Tag) -> None:
        """Sound and film become a link to the first of their files."""
        if tag.name != "source":
            self.is_media_told = False
        source = tag.attributes.get("src", "").strip()
        if source and not self.is_media_told:
            self.is_media_told = True
            address = escape(source)
            self.pieces.append(f'<p><a href="{address}">{address}</a></p>')

    def remove(self, tag: Tag) -> None:
        if kind := REMOVED[tag.name]:
            self.removed[kind] += 1
        source = tag.attributes.get("src", "")
        if tag.name in ("iframe", "embed", "frame") and source.startswith(("https://", "http://", "//")):
            # What a frame showed can still be opened.
            address = escape("https:" + source if source.startswith("//") else source)
            self.pieces.append(f'<p><a href="{address}">{address}</a></p>')
        if not tag.whole and tag.name not in VOID and tag.name not in self.unclosed:
            self.inside, self.nested, self.left_out = tag.name, 1, []

    def finish(self) -> None:
        """An element that is never closed takes nothing with it: what was left out for its sake is taken after all."""
        while self.inside:
            self.unclosed.add(self.inside)
            self.inside, again = "", self.left_out
            for token in again:
                self.take(token)
        self.close_to(0)

    def write(self, tag: Tag) -> None:
        self.end_implied(tag.name)
        self.elements += 1
        if tag.name not in VOID:
            if len(self.open) >= MOST_DEEP:
                self.pieces.append(" ")
                return
            self.open.append(tag.name)
        attributes = "".join(
            f' {name}="{escape(value)}"' for name, value in tag.attributes.items() if name in _ATTRIBUTES and value
        )
        self.pieces.append(f"<{tag.name}{attributes}>")

    def end_implied(self, name: str) -> None:
        if name in _BLOCKS or name == "hr":
            for depth in range(len(self.open) - 1, -1, -1):
                if self.open[depth] == "p":
                    self.close_to(depth)
                    break
                if self.open[depth] not in _INLINE:
                    break
        ended, holders = _ENDS.get(name, ((), ()))
        for depth in range(len(self.open) - 1, -1, -1):
            if self.open[depth] in holders:
                return
            if self.open[depth] in ended:
                self.close_to(depth)
                return

    def close(self, name: str) -> None:
        for depth in range(len(self.open) - 1, -1, -1):
            if self.open[depth] == name:
                self.close_to(depth)
                return
            if name in _INLINE and self.open[depth] in _BLOCKS:
                return

    def close_to(self, depth: int) -> None:
        while len(self.open) > depth:
            self.pieces.append(f"</{self.open.pop()}>")


def removed_in_words(removed: Counter[str]) -> str:
    """What was taken out, as a sentence; "" if nothing that a reader could have seen."""
    counted = [
        f"{number} {kind}{'' if number == 1 else 's'}" for kind, number in sorted(removed.items()) if kind and number
    ]
    return f"Taken out of the text: {', '.join(counted)}." if counted else ""
