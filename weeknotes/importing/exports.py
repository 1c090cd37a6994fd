"""An XML file: WordPress's export or a feed, read item by item. Pure."""

import re
from dataclasses import dataclass, field

from weeknotes.importing.addresses import resolved, site_of
from weeknotes.importing.found import Found
from weeknotes.importing.html_tidy import TooMuch
from weeknotes.importing.items import CannotRead, Failed, Skipped, Why
from weeknotes.importing.syndication import read_atom_entry, read_rss_item
from weeknotes.importing.wordpress import FORM, authors_in, counted_comments, is_wordpress, read_post
from weeknotes.importing.xml_reading import Broken, head_of, items_in, local, readable, text_of

_START = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*(?:<!--(?:(?!-->)[\s\S]){0,1900}-->\s*)*+(?:<\?xml\b|<rss\b|<feed\b|<rdf:RDF\b|<!DOCTYPE\s+(?!html))",
    re.IGNORECASE,
)
_HTML = re.compile(rb"<!doctype\s+html|<html\b", re.IGNORECASE)


@dataclass
class Export:
    """What an XML file holds."""

    form: str
    found: list[Found] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    site: str = ""


def is_xml(data: bytes) -> bool:
    """Whether the bytes begin as an export or a feed does; a page may be XML too, and is none."""
    start = data[:2000].replace(b"\x00", b"")
    start = start.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    return bool(_START.match(start)) and not _HTML.search(start)


def read_export(data: bytes) -> Export:
    """Read an export or a feed. Raises CannotRead where it is refused whole."""
    data, warning = readable(data)
    if re.search(rb"<!DOCTYPE|<!ENTITY", data[:5000], re.IGNORECASE) or b"<!ENTITY" in data[:200_000]:
        # Told by the parser as well, where it comes further down.
        raise CannotRead(
            "The file holds a document type (DTD) or entities, which are not read for safety. Export it again without."
        )
    root, head = head_of(data, frozenset({"item", "entry"}))
    name = root.rsplit("}", 1)[-1].lower()
    if is_wordpress(name, data[:20_000]):
        export = Export(FORM, site=_wordpress_site(head))
        _read(export, data, frozenset({"item", "author"}))
    elif name in ("rss", "rdf"):
        export = Export("an RSS feed", site=site_of(head.get("link", "")))
        _read(export, data, frozenset({"item"}), head.get("link", ""))
    elif name == "feed":
        address = head.get("alternate:link") or head.get("self:link", "")
        export = Export("an Atom feed", site=site_of(address))
        base = resolved(head.get("base", ""), address) if head.get("base") else address
        _read(export, data, frozenset({"entry"}), base, head.get("author:name", ""))
    else:
        raise CannotRead("This XML file is neither a WordPress export nor a feed." if root else _NOT_WELL_FORMED)
    if warning:
        export.warnings.append(warning)
    if not (export.found or export.skipped or export.failed) and export.warnings:
        raise CannotRead(f"{export.warnings[0]} Nothing could be read from it.")
    return export


_NOT_WELL_FORMED = "The file is no well-formed XML. Export it again, or bring the texts in one by one."


def _wordpress_site(head: dict[str, str]) -> str:
    return (head.get("base_blog_url") or head.get("base_site_url") or head.get("link") or "").rstrip("/")


def _read(export: Export, data: bytes, names: frozenset[str], base: str = "", author: str = "") -> None:
    authors: dict[str, str] = {}
    comments = 0
    taken: dict[str, str] = {}
    try:
        for item in items_in(data, names):
            if local(item) == "author":
                login, name = authors_in(item)
                authors[login] = name
                continue
            comments += counted_comments(item)
            try:
                if export.form == FORM:
                    read = read_post(item, authors, export.site)
                elif local(item) == "entry":
                    read = read_atom_entry(item, base, author)
                else:
                    read = read_rss_item(item, base)
            except (ValueError, RecursionError, OverflowError, MemoryError) as error:
                reason = str(error) if isinstance(error, TooMuch) else "Its text is built in a way that no page is."
                title = text_of(item, "title")[:200]
                export.failed.append(Failed(text_of(item, "guid")[:500] or title, title, reason))
                continue
            if isinstance(read, Found):
                _take(read, export, taken)
            else:
                export.skipped.append(read)
    except Broken as broken:
        export.warnings.append(f"{broken} What stands before that was read.")
    if comments:
        export.skipped += [Skipped("", "", Why.COMMENT)] * min(comments, 100_000)


def _take(found: Found, export: Export, taken: dict[str, str]) -> None:
    """Take a note, unless it came already. Another of the same name, a title that repeats say, gets its day to it."""
    names = [found.key, f"{found.key} {found.published or ''}".strip()]
    for name in (*names, *(f"{names[1]} {number}" for number in range(2, 100))):
        if name not in taken:
            taken[name] = found.markdown
            found.key = name
            export.found.append(found)
            return
        if taken[name] == found.markdown:
            break
    export.skipped.append(Skipped(found.key, found.title, Why.OTHER))
