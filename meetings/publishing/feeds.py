"""The Atom feeds of published meetings: full text, public text only, ids that never change."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.views.decorators.http import require_safe

from hackit.access import public
from hackit.atom import FullTextFeed, sound
from hackit.models import Publication, SiteSettings
from meetings.publishing import reading

NEWEST = 20


@public
@require_safe
def meeting_feed(request: HttpRequest) -> HttpResponse:
    """The newest published meetings as a stranger reads them, whoever asks."""
    found = reading.newest_publications(AnonymousUser(), most=NEWEST)
    return _feed(request, found, title="Meetings", scope="meetings")


@public
@require_safe
def group_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The same of one group. A group of which nothing is public has no feed."""
    found = reading.newest_publications(AnonymousUser(), group=slug, most=NEWEST)
    if not found:
        raise Http404("Nothing of such a group is public")
    return _feed(request, found, title=f"{found[0].forum.name} meetings", scope=f"meetings/{found[0].forum.ref}")


def _feed(request: HttpRequest, found: list[Publication], *, title: str, scope: str) -> HttpResponse:
    site = SiteSettings.current()
    host = request.get_host().split(":")[0]
    feed = FullTextFeed(
        title=sound(f"{title}, {site.name}"),
        link=request.build_absolute_uri(reverse("meetings:meeting-list")),
        description="",
        language="en-GB",
        feed_url=request.build_absolute_uri(request.path),
        feed_copyright=sound(site.licence_text),
        licence_url=site.licence_url,
        feed_guid=f"tag:{host},2019:{scope}",
    )
    for publication, copy in zip(found, reading.published_copies(found, AnonymousUser()), strict=True):
        _add(feed, request, publication, copy, host=host, author=site.name)
    # No Last-Modified: it would go back when the newest is taken back, and whoever asks by time would keep that.
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _add(
    feed: Atom1Feed, request: HttpRequest, publication: Publication, copy: reading.Copy, *, host: str, author: str
) -> None:  # fmt: skip
    html = render_to_string("meetings/feed_entry.html", {"publication": publication, "copy": copy})
    feed.add_item(
        title=sound(publication.title),
        link=request.build_absolute_uri(publication.url),
        description=escape(sound(publication.summary)),
        author_name=sound((publication.forum.full_name or publication.forum.name) if publication.forum else author),
        unique_id=f"tag:{host},{publication.date.isoformat()}:meeting/{publication.document_ref}",
        pubdate=publication.first_at,
        updateddate=publication.at,
        html=sound(html),
    )
