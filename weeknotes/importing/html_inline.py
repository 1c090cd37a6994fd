"""The words within a block of a page as Markdown: links, images, emphasis, code. Pure."""

import re
from collections.abc import Iterable
from urllib.parse import parse_qs, urlsplit

from bs4 import NavigableString, PageElement, Tag

from weeknotes.importing.html_notes import MARK_CLOSE, MARK_OPEN
from weeknotes.importing.inline import escape_start, escaped
from weeknotes.importing.signs import INVISIBLE

BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "caption", "center", "dd", "details", "div", "dl", "dt"),
        *("figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol"),
        *("p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    }
)
# Signs of emphasis, kept apart from typed ones until what stands beside them is known.
_OPEN = {"**": "\ue000", "*": "\ue002", "~~": "\ue004"}
_CLOSE = {"**": "\ue001", "*": "\ue003", "~~": "\ue005"}
_BREAK = "\ue006"
_PRIVATE = re.compile("[\ue000-\ue009]")
_SPACE = re.compile(r"[ \t\r\n\f\v\u00a0\u2000-\u200a\u202f\u205f\u3000\u2028\u2029\x85]+")
_INVISIBLE = re.compile(f"{INVISIBLE}|[\x00-\x08\x0e-\x1f\x7f]")
_STRONG, _EMPHASIS, _STRUCK = {"strong", "b"}, {"em", "i", "cite", "var"}, {"del", "s", "strike"}


def has_blocks(element: Tag) -> bool:
    """Whether an element of the line holds blocks all the same, as a link around a whole card does."""
    return element.name not in BLOCKS and element.find(list(BLOCKS)) is not None


class Inline:
    """Writes the words of one block. `one_line`: a line break becomes a space."""

    def __init__(self, *, one_line: bool = False) -> None:
        self.one_line = one_line
        self.within: list[str] = []

    def paragraph(self, nodes: Iterable[PageElement]) -> str:
        """The words as a paragraph, whose lines begin no list or heading."""
        text = self.written(nodes)
        lines = [escape_start(line.strip()) for line in text.split(_BREAK)]
        lines = "\n".join(lines).strip("\n").split("\n")  # breaks at the ends break nothing
        return "\\\n".join(line for line in lines if line)

    def line(self, nodes: Iterable[PageElement]) -> str:
        """The words as one line, for a heading; a `#` at its end would be taken for a sign."""
        text = self.written(nodes).replace(_BREAK, " ").strip()
        return re.sub(r"(#+)$", r"\\\1", text)

    def cell(self, cell: Tag) -> str:
        """The words of a cell of a table."""
        return re.sub(r"(?<!\\)\|", r"\\|", " ".join(self.written([cell]).replace(_BREAK, " ").split()))

    def written(self, nodes: Iterable[PageElement]) -> str:
        text = "".join(self.node(node) for node in nodes)
        text = re.sub(f"{MARK_OPEN}(\\d+){MARK_CLOSE}", r"[^\1]", text)
        return re.sub(" +", " ", _settled(text)).strip()

    def node(self, node: PageElement) -> str:
        if isinstance(node, Tag):
            return self.element(node)
        if not isinstance(node, NavigableString):
            return ""
        text = _INVISIBLE.sub("", _PRIVATE.sub("", _SPACE.sub(" ", str(node))))
        return escaped(text)

    def inner(self, element: Tag) -> str:
        self.within.append(element.name)
        text = "".join(self.node(child) for child in element.children)
        self.within.pop()
        return text

    def element(self, element: Tag) -> str:
        name = element.name
        if name == "br":
            return " " if self.one_line else _BREAK
        if name == "img":
            return self.image(element)
        if name == "a":
            return self.link(element)
        if name in ("code", "kbd", "samp", "tt"):
            return self.code(element)
        sign = _sign(element)
        text = self.inner(element)
        if name == "q":
            return f"‘{text}’"
        if name in BLOCKS:
            return f" {text} "
        if not sign or not text.strip() or self.is_within(sign) or _BREAK in text.strip(f" {_BREAK}"):
            return text
        before, words, after = _trimmed(text)
        return f"{before}{_OPEN[sign]}{words}{_CLOSE[sign]}{after}"

    def is_within(self, sign: str) -> bool:
        names = {"**": _STRONG, "*": _EMPHASIS, "~~": _STRUCK}[sign]
        return any(name in names for name in self.within) or (
            sign == "**" and any(re.fullmatch("h[1-6]|th|dt", name) for name in self.within)
        )

    def code(self, element: Tag) -> str:
        if "a" not in self.within and element.find("a") is not None:
            return self.inner(element)
        text = _PRIVATE.sub("", _SPACE.sub(" ", element.get_text()))
        if not text.strip():
            return text
        longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
        signs = "`" * (longest + 1)
        pad = " " if text.startswith("`") or text.endswith("`") else ""
        return f"{signs}{pad}{text}{pad}{signs}"

    def image(self, element: Tag) -> str:
        source = _lazy_source(element)
        words = escaped(_SPACE.sub(" ", str(element.get("alt") or element.get("title") or "")).strip())
        if not source or source.startswith("data:") or _is_sign(element):
            return words
        return f"![{_PRIVATE.sub('', words)}]({address(source)})"

    def link(self, element: Tag) -> str:
        href = _direct(str(element.get("href", "")).strip())
        text = self.inner(element)
        if not href or "a" in self.within or not text.strip(f" {_BREAK}"):
            return text
        if MARK_OPEN in text:
            return text
        before, words, after = _trimmed(text)
        words = words.replace(_BREAK, " ")
        picture = element.find("img")
        if isinstance(picture, Tag) and words.startswith("![") and _same_picture(_lazy_source(picture), href):
            return text  # a picture that leads to itself in large
        return f"{before}[{words}]({address(href)}){after}"


def address(url: str) -> str:
    """An address as it stands between the brackets of a link."""
    url = re.sub(r"[\x00-\x1f\x7f\s]", lambda found: "%20" if found[0] == " " else "", url.strip())
    url = url.replace("<", "%3C").replace(">", "%3E").replace("\\", "%5C")
    url = _PRIVATE.sub("", url)
    return f"<{url}>" if re.search(r"[()]", url) else url


def _sign(element: Tag) -> str:
    style = str(element.get("style", "")).replace(" ", "").lower()
    if element.name in _STRONG:
        return "" if "font-weight:normal" in style or "font-weight:400" in style else "**"
    if element.name in _EMPHASIS:
        return "" if "font-style:normal" in style else "*"
    if element.name in _STRUCK:
        return "~~"
    if element.name in ("span", "font"):
        if re.search(r"font-weight:(?:bold|[6-9]00)", style):
            return "**"
        return "*" if "font-style:italic" in style else ""
    return ""


def _trimmed(text: str) -> tuple[str, str, str]:
    """The spaces and breaks before, the words, and those after."""
    words = text.strip(f" {_BREAK}")
    start = text.find(words)
    return text[:start], words, text[start + len(words) :]


def _settled(text: str) -> str:
    """Signs of emphasis where Markdown reads them as such; where it would not, the words stay without them."""
    for sign, opening in _OPEN.items():
        closing = _CLOSE[sign]
        text = text.replace(closing + opening, "")
        text = re.sub(f"{closing}( +){opening}", r"\1", text)
        pieces = re.split(f"{opening}([^{opening}{closing}]*){closing}", text)
        for number in range(1, len(pieces), 2):
            before, words, after = pieces[number - 1][-1:], pieces[number], pieces[number + 1][:1]
            pieces[number] = f"{sign}{words}{sign}" if _may_stand(before, words, after) else words
        text = _without(opening + closing, "".join(pieces))
    return text


def _may_stand(before: str, words: str, after: str) -> bool:
    inner = _PRIVATE.sub("", words)
    if not inner or inner[0] in "*~" or inner[-1] in "*~\\":
        return False
    opens = not before.isalnum() or inner[0].isalnum()
    closes = not after.isalnum() or inner[-1].isalnum()
    return opens and closes and before not in ("*", "~", "\\") and after not in ("*", "~")


def _without(signs: str, text: str) -> str:
    return re.sub(f"[{signs}]", "", text)


def _is_sign(element: Tag) -> bool:
    """A picture that a blog program shows in place of a sign such as 😀."""
    names = element.get_attribute_list("class")
    return bool({"emoji", "wp-smiley", "emojione"} & set(names)) and 0 < len(str(element.get("alt") or "")) <= 20


def _lazy_source(element: Tag) -> str:
    source = str(element.get("src", "")).strip()
    return source if source and not source.startswith("data:") else str(element.get("data-src", source)).strip()


def _same_picture(source: str, href: str) -> bool:
    """The full size of a picture: photo.jpg behind photo-300x200.jpg."""
    if not re.search(r"\.(?:png|jpe?g|gif|webp)(?:\?|$)", href, re.IGNORECASE):
        return False

    def bare(url: str) -> str:
        name = url.rsplit("/", 1)[-1].split("?")[0].lower()
        return re.sub(r"(?:-\d+x\d+|-scaled|-e\d{10,})?\.\w+$", "", name)

    return bare(source) == bare(href)


def _direct(href: str) -> str:
    """The address itself where a document program put its own in between."""
    if not re.match(r"https?://www\.google\.com/url\?", href):
        return href
    try:
        real = parse_qs(urlsplit(href).query).get("q", [""])[0]
    except ValueError:
        return href
    return real if real.startswith(("http://", "https://", "mailto:")) else href
