"""Which pages of this site a text links to: for "mentioned in" on those pages. Pure but for the site's own address."""

from __future__ import annotations

import re

from django.conf import settings

LONGEST = 400
_HREF = re.compile(r'<a\b[^<>]*?\shref="([^"]+)"')
_PLAIN = re.compile(
    r"(?<![\w/.:?=&#-])(?:https?://[^\s/<>\"]+)?/(?:weeknotes|meetings|decisions|actions)/[^\s<>\"'’”)\]]+"
)


def links_in(html: str) -> set[str]:
    """The pages of this site that our own HTML links to: their addresses without what follows ? or #."""
    return {page for href in _HREF.findall(html) if (page := page_of(href))} if "<a" in html else set()


def addresses_in(text: str) -> set[str]:
    """The records of this site whose addresses stand in plain words, as people paste them."""
    return (
        {page for found in _PLAIN.findall(text) if (page := page_of(found.rstrip(".,;:!?")))} if "/" in text else set()
    )


def page_of(address: str) -> str:
    """The page of an address of this site, "" for anything else."""
    site = settings.SITE_ADDRESS.rstrip("/")
    path = address.removeprefix(site) if address.startswith(f"{site}/") else address
    path = path.partition("#")[0].partition("?")[0]
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and len(path) <= LONGEST else ""
