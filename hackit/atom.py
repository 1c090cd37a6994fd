"""What the feeds of both apps share: an Atom feed whose entries carry the whole text."""

from __future__ import annotations

import re

from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator

_OWN_ADDRESS = re.compile(r'(<(?:a|img)\b[^<>]*?\s(?:href|src)=")/(?!/)')
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class FullTextFeed(Atom1Feed):
    """An Atom feed whose entries carry the whole text (`html`) beside the summary (`description`: HTML too)."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict) -> None:
        super().add_item_elements(handler, item)
        handler.startElement("content", {"type": "html", "xml:base": item["link"]})
        handler.characters(item["html"])
        handler.endElement("content")


def with_whole_addresses(html: str, site: str) -> str:
    """The HTML of a text of ours with every address of this site whole: not every reader knows `xml:base`.

    `site` is scheme and host ("https://records.example.org").
    """
    return _OWN_ADDRESS.sub(rf"\g<1>{site}/", html)


def sound(text: str) -> str:
    """A text without the characters that XML can't hold, and that may come with a paste."""
    return _NOT_XML.sub("", text)
