"""Entries as an Atom feed: a topic as everyone may read it, and, by a private address, as one reader may."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html

from hackit.atom import FullTextFeed, sound, stable_id
from hackit.audience import Reach
from hackit.models import Entry, SiteSettings
from hackit.text import plain_text

NEWEST = 50
LONGEST = 20_000


def entry_feed(
    request: HttpRequest, entries: Iterable[Entry], *, title: str, page: str, scope: str, is_public: bool = False
) -> HttpResponse:
    """The newest of these entries; public ones say by what licence.

    A group's own words never go into a program: it gets their kind and address.
    """
    site = SiteSettings.current()
    feed = FullTextFeed(
        title=sound(f"{title}, {site.name}"), link=request.build_absolute_uri(page), description="", language="en-GB",
        author_name=sound(site.name), feed_url=request.build_absolute_uri(request.path),
        feed_guid=stable_id("entries", settings.SITE_DOMAIN, scope),
        feed_copyright=sound(site.licence_text) if is_public else None,
        licence_url=site.licence_url if is_public else "",
    )  # fmt: skip
    for entry in entries:
        at = datetime.combine(entry.date, time(12), tzinfo=UTC)
        is_open = entry.reach in (Reach.EVERYONE, Reach.STAFF)
        words = plain_text(entry.text[:LONGEST]) if is_open else ""
        feed.add_item(
            title=entry.title if is_open else f"{entry.get_kind_display()}, for the group only",
            link=request.build_absolute_uri(entry.url), description="", pubdate=at, updateddate=at,
            unique_id=stable_id("entry", entry.source_type, str(entry.source_id), entry.part),
            html=format_html("<p>{}</p>", words) if words else "",
        )  # fmt: skip
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
