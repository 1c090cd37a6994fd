"""A WordPress export (WXR 1.0, 1.1, 1.2): its posts as notes, all else counted. Pure."""

import json
import re
from html import escape, unescape
from xml.etree.ElementTree import Element

from weeknotes.importing.addresses import path_of
from weeknotes.importing.days import day_in
from weeknotes.importing.found import Found
from weeknotes.importing.html_markdown import html_as_markdown
from weeknotes.importing.html_tidy import removed_in_words
from weeknotes.importing.items import Skipped, Why
from weeknotes.importing.shortcodes import without_shortcodes
from weeknotes.importing.xml_reading import local, text_of, texts_of

FORM = "a WordPress export"

_WEEKNOTE = re.compile(r"\bweek\s?-?notes?\b", re.IGNORECASE)
_TYPES = {"attachment": Why.ATTACHMENT, "nav_menu_item": Why.MENU, "page": Why.PAGE}
_STATUSES = {"trash": Why.TRASH, "private": Why.PRIVATE}
_DRAFTS = {"draft", "pending", "future", "auto-draft"}
_BLOCK_SIGN = re.compile(r"<!--\s*/?wp:.{0,20000}?-->", re.DOTALL)
_EMBED = re.compile(
    r"<figure\b[^>]{0,1000}wp-block-embed[^>]{0,1000}>\s*<div\b[^>]{0,1000}>\s*(https?://\S+)\s*</div>", re.IGNORECASE
)
_BLOCK_TAGS = (
    "table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area|blockquote|address"
    "|style|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|footer|nav|figure|figcaption|details|menu"
    "|summary|script|iframe"
)
_AROUND_BLOCK = re.compile(rf"\s*(</?(?:{_BLOCK_TAGS})\b[^>]*+>)\s*", re.IGNORECASE)
_TAG_OVER_LINES = re.compile(r"</?[a-zA-Z][^<>]{0,4000}>")
_KEPT_AS_IS = re.compile(r"<(pre|script|style|textarea)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
# Words that stand for other things in an export, and no topic of a note.
_NO_TERM = {"uncategorized", "uncategorised"}


def is_wordpress(root: str, head: bytes) -> bool:
    """Whether a file with this root and beginning is an export of WordPress and no feed of it."""
    return root == "rss" and b"wordpress.org/export/" in head


def counted_comments(item: Element) -> int:
    """How many comments stand under a post."""
    return sum(1 for child in item if local(child) == "comment")


def read_post(item: Element, authors: dict[str, str], site: str) -> Found | Skipped:
    """One item of an export as a note, or why it is none. `authors`: names by login; `site`: its address."""
    title = " ".join(unescape(re.sub(r"<[^<>]{0,200}>", "", text_of(item, "title"))).split())
    number = text_of(item, "post_id")
    guid = text_of(item, "guid")
    link = text_of(item, "link")
    key = guid or (f"{site}?p={number}" if number else link) or title
    kind, status = text_of(item, "post_type") or "post", text_of(item, "status") or "publish"
    if why := _why_not(item, kind, status, title):
        return Skipped(key, title, why)
    content = text_of(item, "encoded", "content")
    found = html_as_markdown(content_as_html(content, _footnotes(item)))
    excerpt = html_as_markdown(text_of(item, "encoded", "excerpt")).markdown
    if not found.markdown.strip() and not title:
        return Skipped(key, title, Why.EMPTY)
    warnings = [removed_in_words(found.removed)] if removed_in_words(found.removed) else []
    if not found.markdown.strip():
        warnings.append("There is no text under the title.")
    aliases = [
        guid if guid.startswith(("http://", "https://")) else "",
        f"{site}/?p={number}" if number and site else "",
    ]
    is_draft = status in _DRAFTS
    if is_draft and "?p=" in link:
        aliases, link = [*aliases, link], ""  # a draft has stood nowhere yet
    return Found(
        key=key,
        title=title,
        markdown=found.markdown,
        words=found.words,
        summary=excerpt,
        published=day_in(text_of(item, "post_date")) or (None if is_draft else day_in(text_of(item, "pubDate"))),
        is_draft=is_draft,
        path=path_of(link),
        path_is_publication=True,
        address=link,
        aliases=tuple(alias for alias in aliases if alias != link),
        terms=_terms(item),
        authors=tuple(authors.get(name.strip(), name.strip()) for name in texts_of(item, "creator") if name.strip()),
        warnings=warnings,
    )


def content_as_html(content: str, footnotes: str = "") -> str:
    """A post's text as the HTML that WordPress makes of it: blocks, or paragraphs by blank lines."""
    has_blocks = "<!-- wp:" in content
    content = _EMBED.sub(r'<p><a href="\1">\1</a></p>', without_shortcodes(content))
    content = _BLOCK_SIGN.sub("", content)
    if not has_blocks:
        content = paragraphs(content)
    return content + footnotes


def paragraphs(text: str) -> str:
    """Paragraphs and line breaks of the classic editor: a blank line ends one, a single line end breaks the line."""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"\n\n\ue020{len(kept) - 1}\ue021\n\n"

    text = _KEPT_AS_IS.sub(keep, text.replace("\r\n", "\n").replace("\r", "\n").replace("\ue020", ""))
    text = _TAG_OVER_LINES.sub(lambda found: found[0].replace("\n", " "), text)
    text = _AROUND_BLOCK.sub(r"\n\n\1\n\n", text)
    written = []
    for piece in re.split(r"\n\s*\n", text):
        piece = piece.strip()
        if not piece:
            continue
        if re.fullmatch(rf"</?(?:{_BLOCK_TAGS})\b[^>]*+>", piece, re.IGNORECASE) or piece.startswith("\ue020"):
            written.append(piece)
        else:
            lines = re.sub(r"(?<!<br />)(?<!<br/>)(?<!<br>)\n", "<br />", piece)
            # A paragraph inside an element of its own (a point, a cell, a heading) is none.
            inside = written and re.match(
                r"<(?:p|li|t[dh]|h[1-6]|d[td]|figcaption|summary|caption|pre)\b", written[-1], re.I
            )
            written.append(lines if inside else f"<p>{lines}</p>")
    html = "\n".join(written)
    return re.sub("\ue020(\\d+)\ue021", lambda found: kept[int(found[1])] if int(found[1]) < len(kept) else "", html)


def authors_in(author: Element) -> tuple[str, str]:
    """The login and the name of an author that an export names at its head."""
    login = text_of(author, "author_login")
    first, last = text_of(author, "author_first_name"), text_of(author, "author_last_name")
    return login, text_of(author, "author_display_name") or f"{first} {last}".strip() or login


def _why_not(item: Element, kind: str, status: str, title: str) -> Why | None:
    if kind != "post" and not (kind == "page" and _WEEKNOTE.search(title)):
        # A kind of the site's own that holds its weeknotes counts as posts do.
        if kind in _TYPES:
            return _TYPES[kind]
        if not re.search(r"week", kind, re.IGNORECASE):
            return Why.OTHER
    if status in _STATUSES:
        return _STATUSES[status]
    if status in ("inherit", "auto-draft"):
        return Why.OTHER
    return Why.PASSWORD if text_of(item, "post_password") else None


def _terms(item: Element) -> tuple[str, ...]:
    found = []
    for child in item:
        if local(child) == "category" and child.get("domain", "category") in ("category", "post_tag", "tag"):
            name = " ".join(unescape(child.text or child.get("nicename") or "").split())
            if name and name.lower() not in _NO_TERM:
                found.append(name)
    return tuple(found)


def _footnotes(item: Element) -> str:
    """The footnotes that the block editor keeps beside the text, as the list that it shows under it."""
    for meta in item:
        if local(meta) != "postmeta" or text_of(meta, "meta_key") != "footnotes":
            continue
        try:
            notes = json.loads(text_of(meta, "meta_value") or "[]")
        except (ValueError, RecursionError):
            return ""
        rows = [note for note in notes if isinstance(note, dict)] if isinstance(notes, list) else []
        return "<ol>" + "".join(_footnote(note) for note in rows[:500]) + "</ol>" if rows else ""
    return ""


def _footnote(note: dict[str, object]) -> str:
    name = escape(str(note.get("id", "")))
    return f'<li id="{name}">{note.get("content", "")} <a href="#{name}-link">↩</a></li>'
