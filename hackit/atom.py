"""What the feeds of both apps share: an Atom feed whose entries carry the whole text."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_OF_THIS_SITE = re.compile(r'(<(?:a|img)\b[^<>]*?\s(?:href|src)=")((?:/|#)[^"]*)')
NOTHING_YET = datetime(2019, 1, 1, tzinfo=UTC)
"""When a feed without entries was last changed: an answer that is the same each time can be kept."""


@dataclass(frozen=True)
class Author:
    """Who wrote an entry; `url`: their page, in full."""

    name: str
    url: str = ""


class FullTextFeed(Atom1Feed):
    """An Atom feed whose entries carry the whole text (`html`) beside the summary (`description`: HTML too).

    An entry may have several `authors`. `pages` are addresses of other pages of a paged feed (RFC 5005) by their
    relation, `licence_url` is that of the licence (RFC 4946). What XML cannot hold is left out of every text.
    """

    def __init__(self, *args: Any, pages: dict[str, str] | None = None, licence_url: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pages = pages or {}
        self.licence_url = licence_url

    def add_item(self, title: str, link: str, description: str, **kwargs: Any) -> None:
        """As Django's, of texts that XML can hold."""
        plain = {name: sound(value) if isinstance(value, str) else value for name, value in kwargs.items()}
        plain["categories"] = [sound(name) for name in kwargs.get("categories") or ()]
        super().add_item(sound(title), link, sound(description), **plain)

    def latest_post_date(self) -> datetime:
        """When the newest entry was changed."""
        return super().latest_post_date() if self.items else NOTHING_YET

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        for relation, address in self.pages.items():
            handler.addQuickElement("link", "", {"rel": relation, "href": address})
        if self.licence_url:
            handler.addQuickElement("link", "", {"rel": "license", "href": self.licence_url})

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict) -> None:
        super().add_item_elements(handler, item)
        for author in item.get("authors") or ():
            handler.startElement("author", {})
            handler.addQuickElement("name", sound(author.name))
            if author.url:
                handler.addQuickElement("uri", author.url)
            handler.endElement("author")
        handler.startElement("content", {"type": "html", "xml:base": item["link"]})
        handler.characters(item["html"])
        handler.endElement("content")


def sound(text: str) -> str:
    """A text without the characters that XML can't hold, and that may come with a paste."""
    return _NOT_XML.sub("", text)


def stable_id(*names: str) -> str:
    """An id made of what never changes, such as ("weeknote", its ref): whatever host or day the thing has later."""
    return uuid.uuid5(uuid.NAMESPACE_URL, "/".join(names)).urn


def in_full(html: str, address: str) -> str:
    """Our own HTML with the links and images of this site, and those into the text itself, as whole addresses.

    A reader shows many entries on one page, far from here. `address` is the entry's own, in full.
    """
    return _OF_THIS_SITE.sub(lambda found: f"{found[1]}{urljoin(address, found[2])}", html)


def numbered(address: str, number: int, last: int) -> dict[str, str]:
    """The addresses of the other pages of a feed by their relation; `address` has room for "page" at its end."""
    if last < 2:
        return {}
    joint = "&" if "?" in address else "?"
    wanted: Iterable[tuple[str, int]] = (
        ("first", 1), ("previous", number - 1), ("next", number + 1), ("last", last),
    )  # fmt: skip
    found = {relation: page for relation, page in wanted if 1 <= page <= last}
    return {relation: address if page == 1 else f"{address}{joint}page={page}" for relation, page in found.items()}
