"""RSS 0.9 to 2.0, RSS 1.0 (RDF) and Atom 1.0, Blogger's export among them: their entries as notes. Pure."""

import re
from html import escape, unescape
from xml.etree.ElementTree import Element, tostring

from weeknotes.importing.addresses import is_web, path_of, resolved
from weeknotes.importing.days import day_in
from weeknotes.importing.found import Found
from weeknotes.importing.html_markdown import html_as_markdown
from weeknotes.importing.html_tidy import removed_in_words
from weeknotes.importing.items import Skipped, Why
from weeknotes.importing.xml_reading import local, text_of, texts_of

_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_KINDS = {"comment": Why.COMMENT, "page": Why.PAGE, "settings": Why.OTHER, "template": Why.OTHER}
_SUMMARY_ONLY = "The feed gives only a summary of this note: bring in its text from an export, or paste it."
_CUT = re.compile(
    r"(?:\[…\]|\[&hellip;\]|\[\.\.\.\]|(?:continue reading|read more)\b.{0,200})\s*(?:</\w+>\s*)*$", re.IGNORECASE
)

# "Less than <b>" is no tag in a text that closes none.
_HAS_TAGS = re.compile(r"</[a-zA-Z]|<(?:br|p|img|hr|li)\b[^<>]{0,4000}>|&#?\w+;", re.IGNORECASE)


def read_rss_item(item: Element, base: str) -> Found | Skipped:
    """An item of any RSS as a note. `base`: the address of the feed's site, from which links are seen."""
    link = resolved(text_of(item, "link") or _about(item), base) if text_of(item, "link") or _about(item) else ""
    guid = next((child for child in item if local(child) == "guid"), None)
    guid_text = (guid.text or "").strip() if guid is not None else ""
    if not link and is_web(guid_text):
        link = guid_text
    full = text_of(item, "encoded", "content")
    text, warnings = full, []
    summary = ""
    if full:
        summary = _short(text_of(item, "description"), full)
    else:
        text = text_of(item, "description")
        if _CUT.search(text) or len(text) < 400:
            warnings.append(_SUMMARY_ONLY)
    title = _plain(text_of(item, "title"))
    found = html_as_markdown(_as_html(text))
    if not found.markdown.strip() and not title:
        return Skipped(guid_text or link, title, Why.EMPTY)
    return Found(
        key=guid_text or link or title,
        title=title,
        markdown=_with_base(found.markdown, link or base),
        words=found.words,
        summary=summary,
        published=next(
            (day for name in ("pubDate", "date", "published") if (day := day_in(text_of(item, name)))), None
        ),
        path=path_of(link),
        path_is_publication=True,
        address=link,
        aliases=(guid_text,) if is_web(guid_text) and guid_text != link else (),
        terms=tuple(_plain(term) for name in ("category", "subject") for term in texts_of(item, name) if term.strip()),
        authors=tuple(_person(name) for key in ("creator", "author") for name in texts_of(item, key) if name.strip())[
            :5
        ],
        warnings=[*warnings, *filter(None, [removed_in_words(found.removed)])],
    )


def read_atom_entry(entry: Element, base: str, author: str = "") -> Found | Skipped:
    """An entry of an Atom feed as a note; what Blogger's export holds beside posts is passed over.

    `author`: of the feed, who wrote what names nobody (source: RFC 4287, 4.1.1).
    """
    base = resolved(entry.get(_XML_BASE, ""), base) if entry.get(_XML_BASE) else base
    title = _plain(_html_of(next((child for child in entry if local(child) == "title"), None)))
    key = text_of(entry, "id")
    link = _entry_link(entry, base)
    if why := _why_not(entry):
        return Skipped(key or link, title, why)
    content = next((child for child in entry if local(child) == "content"), None)
    summary = next((child for child in entry if local(child) == "summary"), None)
    html, warnings = _html_of(content), []
    said = html_as_markdown(_html_of(summary)).markdown if html else ""
    if not html.strip():
        html = _html_of(summary)
        warnings.append(_SUMMARY_ONLY)
    if content is not None and content.get(_XML_BASE):
        base = resolved(content.get(_XML_BASE, ""), base)
    found = html_as_markdown(html)
    if not found.markdown.strip() and not title:
        return Skipped(key or link, title, Why.EMPTY)
    people = [text_of(child, "name") for child in entry if local(child) == "author"] or [author]
    return Found(
        key=key or link or title,
        title=title,
        markdown=_with_base(found.markdown, link or base),
        words=found.words,
        summary=said,
        published=next(
            (day for name in ("published", "issued", "updated") if (day := day_in(text_of(entry, name)))), None
        ),
        is_draft="yes" in {text_of(child, "draft").lower() for child in entry if local(child) == "control"}
        or text_of(entry, "status").upper() == "DRAFT",
        path=path_of(link),
        path_is_publication=True,
        address=link,
        terms=_atom_terms(entry),
        authors=tuple(name for name in people if name and name != "Unknown"),
        warnings=[*warnings, *filter(None, [removed_in_words(found.removed)])],
    )


def _why_not(entry: Element) -> Why | None:
    """Blogger names the kind of an entry in a category or an element of its own."""
    kinds = [text_of(entry, "type").lower()] if text_of(entry, "type") else []
    kinds += [
        child.get("term", "").rsplit("#", 1)[-1].lower()
        for child in entry
        if local(child) == "category" and "kind" in child.get("scheme", "")
    ]
    return next((_KINDS[kind] for kind in kinds if kind in _KINDS), None)


def _entry_link(entry: Element, base: str) -> str:
    links = [child for child in entry if local(child) == "link" and child.get("href")]
    pages = [link for link in links if link.get("rel", "alternate") == "alternate"]
    pages.sort(key=lambda link: "html" not in link.get("type", "text/html"))
    if pages:
        return resolved(pages[0].get("href", ""), base)
    key = text_of(entry, "id")
    return key if is_web(key) else ""


def _atom_terms(entry: Element) -> tuple[str, ...]:
    found = []
    for child in entry:
        if local(child) == "category" and "kind" not in child.get("scheme", ""):
            term = child.get("label") or child.get("term") or child.text or ""
            if term.strip():
                found.append(_plain(term))
    return tuple(found)


def _html_of(element: Element | None) -> str:
    """The text of an Atom element as HTML, whatever type it says it has."""
    if element is None:
        return ""
    kind = element.get("type", "text").lower()
    if kind in ("xhtml", "application/xhtml+xml") or (len(element) and "html" not in kind):
        inner = "".join(tostring(child, encoding="unicode", method="xml") for child in element)
        # The prefixes of the names are the writer's own; HTML has none.
        inner = re.sub(r"(</?)[A-Za-z_][\w.-]*:(?=[A-Za-z])", r"\1", inner)
        return re.sub(r"\sxmlns(?::\w+)?=\"[^\"]*\"", "", (escape(element.text or "")) + inner)
    text = element.text or ""
    if kind in ("html", "text/html"):
        return text
    return _as_html(text)


def _as_html(text: str) -> str:
    """Text that may be HTML: plain lines become paragraphs."""
    if _HAS_TAGS.search(text):
        return text
    return "".join(
        f"<p>{escape(piece)}</p>".replace("\n", "<br>") for piece in re.split(r"\n\s*\n", text) if piece.strip()
    )


def _short(description: str, full: str) -> str:
    """A description as the summary, unless it is the beginning of the text cut off by a machine."""
    words = html_as_markdown(description).markdown
    start = " ".join(re.findall(r"\w+", html_as_markdown(description).words)[:8])
    body = " ".join(re.findall(r"\w+", html_as_markdown(full[:4000]).words)[:60])
    return "" if not words.strip() or _CUT.search(description) or (start and start in body) else words


def _with_base(markdown: str, base: str) -> str:
    """Links that begin at the site's root or beside the page, as seen from the page."""
    if not is_web(base):
        return markdown

    def absolute(found: re.Match[str]) -> str:
        target = found[2]
        if re.match(r"[a-z][a-z0-9+.-]*:|//|#", target, re.IGNORECASE):
            return found[0]
        return f"{found[1]}{resolved(target, base)}{found[3]}"

    return re.sub(r"(\]\(<?)([^\s<>()]{1,2000})(>?\))", absolute, markdown)


def _about(item: Element) -> str:
    return next((value for name, value in item.attrib.items() if name.endswith("}about")), "")


def _person(name: str) -> str:
    """`mail@example.org (Helen Marsh)` is Helen Marsh."""
    found = re.match(r"\S+@\S+\s*\((.+)\)\s*$", name.strip())
    return found[1] if found else name.strip()


def _plain(text: str) -> str:
    return " ".join(unescape(re.sub(r"</?[a-zA-Z][^<>]{0,500}>", "", unescape(text))).split())
