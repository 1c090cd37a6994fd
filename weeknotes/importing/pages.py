"""A saved page, or a document saved as one (Word, Google Docs), as a note: its head and its text. Pure."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from bs4 import BeautifulSoup, Tag

from weeknotes.importing.addresses import is_web, path_of, resolved
from weeknotes.importing.days import day_in
from weeknotes.importing.found import Found
from weeknotes.importing.html_markdown import tree_as_markdown
from weeknotes.importing.html_tidy import removed_in_words, tidied
from weeknotes.importing.html_tokens import Tag as Token
from weeknotes.importing.html_tokens import tokens
from weeknotes.importing.items import Skipped, Why

_PUBLISHED = (
    "article:published_time",
    "datepublished",
    "date",
    "dc.date",
    "dcterms.issued",
    "dcterms.created",
    "pubdate",
)
_DATE_PUBLISHED = re.compile(r"\"datePublished\"\s*:\s*\"([^\"]{4,40})\"")
_CONTENT = re.compile(
    r"(?:^|\s)(?:entry-content|post-content|e-content|post-body|article-body|post__content|article__content|single-content)(?:\s|$)"
)
_AROUND = {"header": "page header", "footer": "page footer", "aside": "sidebar"}
_RULES_AROUND = re.compile(r"\A(?:---\n+)+|(?:\n+---)+\n*\Z")
_STYLE_RULE = re.compile(r"\.([A-Za-z][\w-]{0,40})\s*\{([^{}]{0,1000})\}")
_BY_STYLE = re.compile(r"font-weight:\s*(?:bold|[6-9]00)|font-style:\s*italic")


_TITLE = "the-title-of-the-document"


@dataclass
class _Head:
    """What a page says of itself before its text."""

    title: str = ""
    meta: dict[str, list[str]] = field(default_factory=dict)
    canonical: str = ""
    published: str = ""
    styles: dict[str, str] = field(default_factory=dict)

    def said(self, *names: str) -> str:
        return next((self.meta[name][0] for name in names if self.meta.get(name)), "")


@dataclass
class _Entry:
    """What an exported post says of itself around its text, as Medium's do."""

    address: str = ""
    summary: str = ""
    authors: list[str] = field(default_factory=list)


def is_page(text: str) -> bool:
    """Whether a text is HTML, a whole page or a piece of one, and no Markdown with some HTML in it."""
    start = text.lstrip("\ufeff \t\r\n")[:2000].lower()
    start = re.sub(r"^(?:<\?xml[^>]*>|<!--.*?-->|\s)+", "", start, flags=re.DOTALL)
    if re.match(r"<(?:!doctype html|html|head|body|meta|title)\b", start):
        return True
    closed = len(re.findall(r"</(?:p|div|li|h[1-6]|section|article|blockquote|td)\s*>", text[:50_000], re.IGNORECASE))
    return bool(re.match(r"<(?:p|div|section|article|main|h[1-6]|b|span|ul|ol|table)\b", start)) and closed >= 2


def read_page(path: str, text: str) -> Found | Skipped:
    """One page as a note. `path`: of its file, "" for what was pasted."""
    head = _head(text)
    tidy = tidied(text)
    tree = BeautifulSoup(tidy.html, "html.parser")
    _apply_styles(tree, head.styles)
    times = [str(element.get("datetime")) for element in tree.find_all("time", datetime=True, limit=5)]
    times += [str(element["title"]) for element in tree.find_all("abbr", class_="published", title=True, limit=1)]
    entry = _take_entry(tree)
    terms = [" ".join(a.get_text().split()) for a in tree.find_all("a", class_=re.compile(r"\bp-category\b"), limit=50)]
    region, removed = _region(tree, tidy.removed)
    title = _title(region, head)
    converted = tree_as_markdown(region, removed)
    if not converted.markdown.strip():
        return Skipped(path or title, title, Why.EMPTY)
    address = head.canonical or head.said("og:url") or entry.address
    warning = removed_in_words(removed)
    authors = head.meta.get("author", [])
    return Found(
        key=path or address or title,
        title=title,
        markdown=_RULES_AROUND.sub("", converted.markdown),
        words=converted.words,
        summary=_summary([head.said("description", "og:description"), entry.summary], converted.words),
        published=(published := _published(head, times)),
        is_draft=published is None and path.rsplit("/", 1)[-1].startswith("draft_"),  # as Medium names them
        path=path or path_of(address),
        address=address if is_web(address) else "",
        terms=tuple(dict.fromkeys([*head.meta.get("article:tag", []), *_listed_terms(head), *terms])),
        authors=tuple(dict.fromkeys(name for name in (*authors, *entry.authors) if not is_web(name)))[:5],
        warnings=[warning] if warning else [],
    )


def _head(text: str) -> _Head:
    head = _Head()
    for token in tokens(text):
        if not isinstance(token, Token) or token.closing:
            continue
        given = token.attributes
        if token.name == "title" and not head.title:
            head.title = " ".join(BeautifulSoup(token.content, "html.parser").get_text().split())
        elif token.name == "meta" and given.get("content", "").strip():
            name = (given.get("property") or given.get("name") or given.get("itemprop") or "").lower()
            if len(head.meta.setdefault(name, [])) < 50:
                head.meta[name].append(given["content"].strip())
        elif token.name == "link" and given.get("rel", "").lower() == "canonical":
            head.canonical = head.canonical or resolved(given.get("href", ""), head.said("og:url")).strip()
        elif token.name == "script" and (found := _DATE_PUBLISHED.search(token.content)):
            head.published = head.published or found[1]
        elif token.name == "style":
            for name, rule in _STYLE_RULE.findall(token.content[:100_000]):
                if wanted := _BY_STYLE.findall(rule):
                    head.styles[name] = ";".join(wanted)
    return head


def _apply_styles(tree: BeautifulSoup, styles: dict[str, str]) -> None:
    """Google Docs says by classes what is bold or italic, and what is the title."""
    for span in tree.find_all("span", class_=True) if styles else ():
        found = [styles[str(name)] for name in span.get_attribute_list("class") if str(name) in styles]
        if found:
            span["style"] = ";".join([str(span.get("style", "")), *found])
    for paragraph in tree.find_all("p", class_=re.compile(r"^(?:title|MsoTitle)$"), limit=1):
        paragraph.name = "h1"
        paragraph["id"] = _TITLE


def _take_entry(tree: BeautifulSoup) -> _Entry:
    """Take what Medium's export sets around a text: the summary above, author, day and address below."""
    entry = _Entry()
    for footer in tree.find_all("footer"):
        link = footer.find("a", class_="p-canonical")
        if not isinstance(link, Tag):
            continue
        entry.address = str(link.get("href", ""))
        entry.authors = [" ".join(one.get_text().split()) for one in footer.find_all("a", class_="p-author", limit=5)]
        footer.extract()
        for summary in tree.find_all(class_="p-summary", limit=1):
            entry.summary = " ".join(summary.get_text().split())
            summary.extract()
    return entry


def _region(tree: BeautifulSoup, removed: Counter[str]) -> tuple[BeautifulSoup, Counter[str]]:
    """The part of a page that is its text: what is marked as such, else all but what stands around a text."""
    articles = [one for one in tree.find_all("article") if one.find_parent("article") is None]
    marked = [articles[0]] if len(articles) == 1 else tree.find_all("main") or tree.find_all(role="main")
    if not marked:
        marked = tree.find_all(class_=_is_content)
    removed = Counter(removed)
    region = tree
    if marked and len(marked[0].get_text().strip()) > 40:
        region = BeautifulSoup("", "html.parser")
        for name, words in _AROUND.items():
            removed[words] += sum(1 for one in tree.find_all(name) if marked[0] not in one.parents)
        if marked[0].find("h1") is None and (heading := tree.find("h1")) is not None and len(tree.find_all("h1")) == 1:
            region.append(heading.extract())
        region.append(marked[0].extract())
        return region, removed
    for name, words in _AROUND.items():
        for element in tree.find_all(name):
            heading = element.find("h1") if name == "header" else None
            if isinstance(heading, Tag):
                element.insert_before(heading.extract())
            removed[words] += 1
            element.extract()
    return region, removed


def _is_content(name: str | None) -> bool:
    return bool(name and _CONTENT.search(name))


def _title(region: BeautifulSoup, head: _Head) -> str:
    """Its one first heading; else what the page says, without the name of the site behind it."""
    if isinstance(marked := region.find("h1", id=_TITLE), Tag):
        return " ".join(marked.extract().get_text().split())
    headings = region.find_all("h1")
    words = " ".join(headings[0].get_text().split()) if headings else ""
    if words and (len(headings) == 1 or words.casefold() in head.title.casefold()):
        headings[0].extract()
        return words
    title = head.said("og:title") or head.title
    site = head.said("og:site_name")
    if site and title.casefold().endswith(site.casefold()):
        return title[: -len(site)].rstrip(" |–—-·:") or title
    return re.sub(r"\s+[|–—·]\s+[^|–—·]{1,60}$", "", title) if not head.said("og:title") else title


def _listed_terms(head: _Head) -> list[str]:
    """Tags and a category that a program wrote into the head for itself; keywords are written for search engines."""
    said = [one for name in ("tags", "category") for one in head.meta.get(name, [])]
    return [term.strip() for one in said for term in one.split(",") if term.strip()][:50]


def _published(head: _Head, times: list[str]) -> date | None:
    said = [*(head.said(name) for name in _PUBLISHED), head.published, *times]
    return next((day for one in said if (day := day_in(one))), None)


def _summary(said: list[str], words: str) -> str:
    """The first description that was written as one and is not the beginning of the text."""
    body = " ".join(re.findall(r"\w+", words))
    for one in said:
        start = re.findall(r"\w+", one)[:8]
        if start and " ".join(start) not in body:
            return one
    return ""
