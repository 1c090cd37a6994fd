"""HTML from elsewhere as Markdown that our pages show with every word of it. Pure.

Written by us, for a general converter takes time in proportion to the square of a list's length and leaves signs
that our Markdown would read as its own.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, NavigableString, PageElement, Tag

from weeknotes.importing.html_inline import BLOCKS, Inline, has_blocks
from weeknotes.importing.html_lists import mend_lists
from weeknotes.importing.html_notes import take_notes
from weeknotes.importing.html_tidy import tidied

# Deeper than this, Markdown is read no further by our parser; what stands deeper stands at this depth.
DEEPEST_LIST, DEEPEST_QUOTE = 6, 3


@dataclass
class Converted:
    """markdown: the text; words: what a reader saw of it, plain; removed: how many of what was taken out."""

    markdown: str
    words: str
    removed: Counter[str] = field(default_factory=Counter)


def html_as_markdown(html: str) -> Converted:
    """A post's text as Markdown."""
    tidy = tidied(html)
    return tree_as_markdown(BeautifulSoup(tidy.html, "html.parser"), tidy.removed)


def tree_as_markdown(tree: BeautifulSoup, removed: Counter[str]) -> Converted:
    """A tree of tidied HTML as Markdown. `removed`: how many of what was taken out of it before."""
    mend_lists(tree)
    notes = take_notes(tree)
    texts = [(number, notes.texts[number]) for number in sorted(notes.texts)]
    words = [visible_words(tree), *(visible_words(element) for _, element in texts)]
    written = [*_blocks(tree), *(_footnote(number, element) for number, element in texts)]
    markdown = "\n\n".join(written)
    return Converted(markdown + "\n" if markdown else "", "\n".join(words), removed)


def visible_words(element: Tag) -> str:
    """The text of an element, with a space where a block begins or ends."""
    pieces: list[str] = []
    for child in element.descendants:
        if isinstance(child, NavigableString):
            pieces.append(re.sub("\ue010\\d+\ue011", " ", str(child)))
            following = child.next_element
            if any(parent.name in BLOCKS for parent in _ended_by(child, following)):
                pieces.append(" ")
        elif isinstance(child, Tag) and (child.name in BLOCKS or child.name in ("br", "hr", "img")):
            pieces.append(" ")
    return "".join(pieces)


def _ended_by(child: PageElement, following: PageElement | None) -> list[Tag]:
    """The elements that end between a text and what follows it."""
    ended: list[Tag] = []
    parent = child.parent
    while parent is not None and (following is None or following.parent is not parent):
        ended.append(parent)
        parent = parent.parent
        if len(ended) > 70:
            break
    return ended


def _depth(element: Tag, *names: str) -> int:
    return sum(1 for parent in element.parents if parent.name in names)


def _blocks(element: Tag) -> list[str]:
    """The blocks of an element, each as Markdown."""
    found: list[str] = []
    run: list[PageElement] = []

    def end_run() -> None:
        if words := Inline().paragraph(run):
            found.append(words)
        run.clear()

    for child in element.children:
        if isinstance(child, Tag) and (child.name in BLOCKS or has_blocks(child)):
            end_run()
            found += _block(child)
        else:
            run.append(child)
    end_run()
    return found


def _block(element: Tag) -> list[str]:
    name = element.name
    if re.fullmatch(r"h[1-6]", name):
        words = Inline(one_line=True).line(element.children)
        pictures = [] if words else _blocks_of_pictures(element)
        return [f"{'#' * int(name[1])} {words}"] if words else pictures
    if name in ("ul", "ol"):
        if _depth(element, "ul", "ol") >= DEEPEST_LIST:
            return _blocks(element)
        written = _list(element)
        return [written] if written else []
    if name == "blockquote" and _depth(element, "blockquote") < DEEPEST_QUOTE:
        inner = "\n\n".join(_blocks(element))
        return ["\n".join(f"> {line}".rstrip() for line in inner.split("\n"))] if inner else []
    if name == "pre":
        return _code(element)
    if name == "table":
        return _table(element)
    if name == "hr":
        return ["---"]
    if name == "dt":
        words = Inline(one_line=True).line(element.children)
        return [words if "**" in words else f"**{words}**"] if words and not has_blocks(element) else _blocks(element)
    if name in ("figcaption", "caption") and not has_blocks(element):
        words = Inline(one_line=True).line(element.children)
        plain = words and not re.search(r"[*_`\[\]]", words)
        return [f"*{words}*"] if plain else [words] if words else []
    return _blocks(element)


def _blocks_of_pictures(element: Tag) -> list[str]:
    return [words] if (words := Inline().paragraph(element.children)) else []


def _list(element: Tag) -> str:
    """A list, its points nested as deep as they were."""
    start = str(element.get("start", "1"))
    number = int(start) if element.name == "ol" and re.fullmatch(r"\d{1,6}", start) else 1
    items: list[list[str]] = []
    for child in element.children:
        if isinstance(child, Tag) and child.name == "li":
            items.append(_blocks(child))
        elif isinstance(child, Tag) and child.name in ("ul", "ol"):
            inner = _list(child)  # a list right inside a list belongs to the point before it
            if items and inner:
                items[-1].append(inner)
            elif inner:
                items.append([inner])
        elif isinstance(child, Tag):
            items.append(_blocks(child))
        elif str(child).strip():
            items.append([Inline().paragraph([child])])
    lines: list[str] = []
    loose = any(_is_loose(item) for item in items)
    for item in items:
        if not any(item):
            continue
        sign = f"{number}." if element.name == "ol" else "-"
        number += 1
        text = _joined(item)
        margin = " " * (len(sign) + 1)
        first, *rest = text.split("\n")
        if lines and loose:
            lines.append("")
        lines += [f"{sign} {first}", *(f"{margin}{line}" if line else "" for line in rest)]
    return "\n".join(lines)


def _is_loose(item: list[str]) -> bool:
    return sum(1 for block in item if not _is_list(block)) > 1


def _is_list(block: str) -> bool:
    return bool(re.match(r"(?:- |\d{1,9}\. )", block))


def _joined(item: list[str]) -> str:
    """A point's blocks: a list right under its words, further paragraphs apart."""
    text = ""
    for block in filter(None, item):
        text += ("\n" if _is_list(block) and not re.match(r"1?\d{2,}|[02-9]\.", block) else "\n\n") if text else ""
        text += block
    return text


def _code(element: Tag) -> list[str]:
    for line_break in element.find_all("br"):
        line_break.replace_with("\n")
    text = element.get_text().strip("\n")
    if not text.strip():
        return []
    classes = " ".join(
        str(name) for tag in (element, *element.find_all("code", limit=1)) for name in tag.get_attribute_list("class")
    )
    language = re.search(r"\b(?:language|lang|highlight)-([\w+#-]{1,20})", classes)
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}{language[1] if language else ''}\n{text}\n{fence}"]


def _table(element: Tag) -> list[str]:
    """A table of words as a table; one that only places things on the page as the things in it."""
    rows = [row for row in element.find_all("tr") if row.find_parent("table") is element]
    cells = [[cell for cell in row.children if isinstance(cell, Tag) and cell.name in ("td", "th")] for row in rows]
    cells = [row for row in cells if row]
    columns = max((len(row) for row in cells), default=0)
    inner = element.find(["table", "ul", "ol", "pre", "blockquote", "h1", "h2", "h3", "h4", "hr"])
    if columns < 2 or inner is not None or element.get("role") == "presentation" or columns > 50:
        return _blocks(element)
    before = [block for caption in element.find_all("caption") for block in _block(caption)]
    first = cells[0]
    is_head = all(cell.name == "th" for cell in first) or rows[0].find_parent("thead") is not None
    head, body = (first, cells[1:]) if is_head else ([], cells)
    lines = [_row(head, columns), f"|{' --- |' * columns}", *(_row(row, columns) for row in body)]
    return [*before, "\n".join(lines)]


def _row(cells: list[Tag], columns: int) -> str:
    words = [Inline(one_line=True).cell(cell) for cell in cells]
    return f"| {' | '.join([*words, *[''] * (columns - len(words))])} |"


def _footnote(number: int, element: Tag) -> str:
    first, *rest = "\n\n".join(_blocks(element)).split("\n")
    return "\n".join([f"[^{number}]: {first}", *(f"    {line}" if line else "" for line in rest)])
