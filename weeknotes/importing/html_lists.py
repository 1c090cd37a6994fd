"""Lists of word processors, which are no lists in their HTML: made ones again. Pure."""

import re

from bs4 import BeautifulSoup, NavigableString, Tag

_BULLET = re.compile(r"^[\s\u00a0]*(?:[·•◦▪§\uf0b7\uf0a7o–-]|(\d{1,3}|[a-z])[.)])(?:[\s\u00a0]+|$)")
_LEVEL = re.compile(r"level(\d)")
_MARGIN = re.compile(r"margin-left:\s*([\d.]+)(pt|cm|in|px)")
_POINTS = {"pt": 1.0, "cm": 28.35, "in": 72.0, "px": 0.75}


def mend_lists(soup: BeautifulSoup) -> None:
    """Word's list paragraphs become lists, and Google Docs' lists side by side become lists in each other."""
    _mend_word(soup)
    _mend_docs(soup)


def _mend_word(soup: BeautifulSoup) -> None:
    open_lists: list[tuple[int, Tag]] = []
    last: Tag | None = None
    for paragraph in soup.find_all("p", class_=re.compile(r"^MsoList")):
        first = paragraph.get_text()
        found = _BULLET.match(first)
        if not found:
            continue
        if last is None or _next_tag(last) is not paragraph:
            open_lists = []
        level = _word_level(str(paragraph.get("style", "")))
        kind = "ol" if found[1] and found[1].isdigit() else "ul"
        if open_lists and level == 1 and open_lists[0][1].name != kind:
            open_lists = []  # points end where numbers begin
        while open_lists and open_lists[-1][0] > level:
            open_lists.pop()
        before = open_lists[0][1] if open_lists else None
        if not open_lists or open_lists[-1][0] < level:
            new = soup.new_tag(kind)
            if open_lists and (items := open_lists[-1][1].find_all("li", recursive=False)):
                items[-1].append(new)
            elif before is None:
                paragraph.insert_before(new)
            open_lists.append((level, new))
        _cut_start(paragraph, found.end())
        item = soup.new_tag("li")
        paragraph.extract()
        for child in list(paragraph.children):
            item.append(child)
        open_lists[-1][1].append(item)
        last = open_lists[0][1]


def _word_level(style: str) -> int:
    if found := _LEVEL.search(style):
        return int(found[1])
    margin = _MARGIN.search(style)
    return round(float(margin[1]) * _POINTS[margin[2]] / 36) if margin and margin[1].count(".") < 2 else 1


def _cut_start(paragraph: Tag, length: int) -> None:
    """Take away the first characters of an element's text."""
    for text in list(paragraph.find_all(string=True)):
        if length <= 0:
            return
        cut = min(length, len(text))
        text.replace_with(NavigableString(text[cut:]))
        length -= cut


def _mend_docs(soup: BeautifulSoup) -> None:
    for element in soup.find_all(["ul", "ol"], class_=re.compile(r"^lst-kix")):
        level = _docs_level(element)
        before = _previous_tag(element)
        if level is None or before is None or before.name not in ("ul", "ol"):
            continue
        top = _docs_level(before)
        if top is None:
            continue
        if top == level and "start" not in element.get_attribute_list("class"):
            for child in list(element.children):
                before.append(child)
            element.extract()
        elif top < level:
            items = _deepest_items(before, level - top - 1)
            if items:
                inner = items[-1].find(["ul", "ol"], recursive=False)
                if isinstance(inner, Tag) and "start" not in element.get_attribute_list("class"):
                    for child in list(element.children):
                        inner.append(child)
                    element.extract()
                else:
                    items[-1].append(element.extract())


def _docs_level(element: Tag) -> int | None:
    for name in element.get_attribute_list("class"):
        if found := re.fullmatch(r"lst-kix_\w+-(\d)", str(name)):
            return int(found[1])
    return None


def _deepest_items(element: Tag, down: int) -> list[Tag]:
    items = element.find_all("li", recursive=False)
    while down > 0 and items:
        inner = items[-1].find(["ul", "ol"], recursive=False)
        if not isinstance(inner, Tag):
            break
        items, down = inner.find_all("li", recursive=False), down - 1
    return list(items)


def _next_tag(element: Tag) -> Tag | None:
    following = element.next_sibling
    while following is not None and not isinstance(following, Tag) and not str(following).strip():
        following = following.next_sibling
    return following if isinstance(following, Tag) else None


def _previous_tag(element: Tag) -> Tag | None:
    before = element.previous_sibling
    while before is not None and not isinstance(before, Tag) and not str(before).strip():
        before = before.previous_sibling
    return before if isinstance(before, Tag) else None
