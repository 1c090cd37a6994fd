"""The Atom feed of published weeknotes: full text, public text only, ids that never change."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from hackit.access import public
from hackit.atom import FullTextFeed, sound, with_whole_addresses
from hackit.models import SiteSettings
from weeknotes.reading.filters import WeeknoteFilter, notes_for
from weeknotes.reading.published import reading_of

NEWEST = 20


@public
@require_safe
def weeknote_feed(request: HttpRequest) -> HttpResponse:
    """The newest notes as a stranger reads them, whoever asks; ?topic= and ?author= narrow it down."""
    stranger = AnonymousUser()
    asking = _as_stranger(request)
    filterset = WeeknoteFilter(request.GET, queryset=notes_for(stranger), request=asking)
    rows = filterset.qs if filterset.is_valid() else notes_for(stranger).none()
    notes = list(rows.order_by("-first_at", "-pk").prefetch_related("authors")[:NEWEST])
    site = SiteSettings.current()
    host = request.get_host().split(":")[0]
    feed = FullTextFeed(
        title=f"Weeknotes, {site.name}",
        link=request.build_absolute_uri(reverse("weeknotes:weeknote-list")),
        description="",
        language="en-GB",
        feed_url=request.build_absolute_uri(),
        feed_guid=f"tag:{host},2019:weeknotes",
    )
    for note in notes:
        feed.add_item(
            title=sound(note.title),
            link=request.build_absolute_uri(note.url),
            description=escape(sound(note.summary)),
            author_name=sound(" and ".join(author.name for author in note.authors.all()) or site.name),
            unique_id=f"tag:{host},{note.date.isoformat()}:weeknote/{note.document_ref}",
            pubdate=note.first_at,
            updateddate=note.at,
            html=with_whole_addresses(sound(_html(note, stranger)), request.build_absolute_uri("/").rstrip("/")),
        )
    response = HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    if notes:
        response["Last-Modified"] = http_date(max(note.at for note in notes).timestamp())
    return response


def _as_stranger(request: HttpRequest) -> HttpRequest:
    """A request that asks for the same as nobody: a filter reads who asks from it."""
    asking = HttpRequest()
    asking.user = AnonymousUser()
    asking.GET = request.GET
    return asking


def _html(note, user) -> str:
    reading = reading_of(note, user)
    lead = format_html("<p><strong>{}</strong></p>\n", reading.summary) if reading.summary else ""
    return lead + "".join(section.html for section in reading.sections)
