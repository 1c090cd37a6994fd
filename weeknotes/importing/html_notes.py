"""Footnotes of a page: marks that lead to a text which leads back, as every blog program writes them. Pure."""

import re
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, NavigableString, Tag

MOST_MARKS = 500  # links within the page that are looked at
MARK_OPEN, MARK_CLOSE = "\ue010", "\ue011"  # around a footnote's number, until the text is Markdown

_HOLDERS = ("li", "p", "div", "dd", "aside", "td")
_NUMBER = re.compile(r"^\s*(?:\[?\d{1,3}\]?[.:)]?|[*†‡↩^])\s*")


@dataclass
class Notes:
    """What was taken out of the tree: each footnote's element by its number."""

    texts: dict[int, Tag] = field(default_factory=dict)


def take_notes(soup: BeautifulSoup) -> Notes:
    """Put marks where footnotes are called, and take their texts out of the tree."""
    targets = _targets(soup)
    notes = Notes()
    numbers: dict[int, int] = {}
    ways_back: dict[int, set[str]] = {}
    for link in soup.find_all("a", href=re.compile(r"#."), limit=MOST_MARKS):
        fragment = str(link["href"]).split("#", 1)[1]
        target = targets.get(fragment)
        holder = _holder(target) if target else None
        if holder is None or any(parent is holder for parent in link.parents):
            continue
        if id(holder) not in ways_back:
            links = holder.find_all("a", href=re.compile(r"#."), limit=MOST_MARKS)
            ways_back[id(holder)] = {str(back["href"]).split("#", 1)[1] for back in links}
        if not _leads_back(link, holder, ways_back[id(holder)]):
            continue
        number = numbers.setdefault(id(holder), len(numbers) + 1)
        notes.texts[number] = holder
        _outermost(link).replace_with(NavigableString(f"{MARK_OPEN}{number}{MARK_CLOSE}"))
    for holder in notes.texts.values():
        _without_way_back(holder)
        _extract(holder)
    return notes


def _targets(soup: BeautifulSoup) -> dict[str, Tag]:
    found: dict[str, Tag] = {}
    for element in soup.find_all(True):
        for name in ("id", "name"):
            if value := element.get(name):
                found.setdefault(str(value), element)
    return found


def _holder(target: Tag) -> Tag | None:
    """The element that holds a footnote's whole text."""
    if target.name in _HOLDERS:
        return target
    if target.name not in ("a", "sup", "span"):
        return None
    parent = target.find_parent(_HOLDERS)
    # Word sets the paragraph of a footnote into a block of its own, with the name on both.
    return parent if isinstance(parent, Tag) else None


def _leads_back(link: Tag, holder: Tag, backs: set[str]) -> bool:
    """Whether the text has a way back to this mark, or the mark is raised and leads into a list."""
    names = {str(value) for element in (link, *_near(link)) for key in ("id", "name") if (value := element.get(key))}
    if names & backs:
        return True
    is_mark = bool(re.fullmatch(r"\s*\[?(?:\d{1,3}|[*†‡])\]?\s*", link.get_text()))
    raised = link.find_parent("sup") is not None or link.find("sup") is not None
    return is_mark and raised and (holder.name == "li" or bool(backs))


def _near(link: Tag) -> list[Tag]:
    inner = link.find_all(True, limit=3)
    outer = [parent for parent in list(link.parents)[:2] if parent.name in ("sup", "span")]
    return [*inner, *outer]


def _outermost(link: Tag) -> Tag:
    """The link, or the raised sign in which it stands alone."""
    at = link
    while at.parent is not None and at.parent.name in ("sup", "span") and at.parent.get_text() == at.get_text():
        at = at.parent
    return at


def _without_way_back(holder: Tag) -> None:
    for link in holder.find_all("a", href=re.compile(r"#.")):
        words = link.get_text().strip()
        if (
            not words
            or _NUMBER.fullmatch(words)
            or "↩" in words
            or "back" in words.lower()
            or "return" in words.lower()
        ):
            _outermost(link).extract()
    first = next((text for text in holder.find_all(string=True) if text.strip()), None)
    if first is not None and holder.name != "li" and (found := re.match(r"\s*(?:\[\d{1,3}\]|\d{1,3}[.:)])\s*", first)):
        first.replace_with(NavigableString(first[found.end() :]))


def _extract(holder: Tag) -> None:
    parent = holder.parent
    holder.extract()
    # The rule above the footnotes and the list that held them say nothing any more.
    while isinstance(parent, Tag) and parent.name in ("ol", "ul", "div", "section", "aside"):
        rest = [child for child in parent.children if isinstance(child, Tag) or str(child).strip()]
        if any(not isinstance(child, Tag) or child.name != "hr" for child in rest):
            return
        before = _rule_before(parent)
        empty, parent = parent, parent.parent
        empty.extract()
        if before is not None:
            before.extract()


def _rule_before(element: Tag) -> Tag | None:
    """The rule just before an element, where nothing comes after it: it only parted the footnotes from the text."""
    following = [one for one in element.next_siblings if isinstance(one, Tag) or str(one).strip()]
    before = element.previous_sibling
    while before is not None and not isinstance(before, Tag) and not str(before).strip():
        before = before.previous_sibling
    return before if not following and isinstance(before, Tag) and before.name == "hr" else None
