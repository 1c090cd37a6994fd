"""The Atom feeds of published weeknotes: full text, public text only, ids that never change.

A feed is read without signing in, often by other people's machines, so it says the same to whoever asks: each question
here is a stranger's. What has not changed is told by its ETag alone: the time of the newest note would go back when
that one is taken back, and whoever asks by time would keep reading it.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import escape, format_html
from django.views.decorators.http import require_safe

from hackit.access import public
from hackit.atom import Author, FullTextFeed, in_full, numbered, sound, stable_id
from hackit.models import Publication, SiteSettings
from weeknotes.reading.filters import WeeknoteFilter, notes_for
from weeknotes.reading.published import Reading, readings_of
from weeknotes.reading.scopes import author_called, notes_about, notes_by, notes_of_group, topic_called

NEWEST = 20
"""Notes on one page of a feed; the older ones are on the pages that it names."""

STRANGER = AnonymousUser()


@public
@require_safe
def weeknote_feed(request: HttpRequest) -> HttpResponse:
    """All notes; ?topic= and ?author= narrow them down."""
    filterset = WeeknoteFilter(request.GET, queryset=notes_for(STRANGER), request=_as_stranger(request))
    rows = filterset.qs if filterset.is_valid() else notes_for(STRANGER).none()
    scope = "&".join(f"{name}={value}" for name in ("topic", "author") for value in request.GET.getlist(name))
    return _feed(request, rows, title="Weeknotes", scope=scope, page=reverse("weeknotes:weeknote-list"))


@public
@require_safe
def author_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The notes of one author."""
    author = author_called(slug, STRANGER)
    if author is None:
        raise Http404("Nobody of that name has published a note")
    page = reverse("weeknotes:weeknote-author", args=[slug])
    rows = notes_by(author, STRANGER)
    return _feed(request, rows, title=f"Weeknotes by {author.name}", scope=f"author/{author.ref}", page=page)


@public
@require_safe
def topic_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The notes with a section about one topic."""
    topic = topic_called(slug, STRANGER)
    if topic is None:
        raise Http404("Nothing public is about such a topic")
    rows = notes_about(topic, STRANGER)
    return _feed(
        request, rows, title=f"Weeknotes about {topic.name}", scope=f"topic/{topic.ref}", page=topic.get_absolute_url()
    )


@public
@require_safe
def group_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The notes that tell of one group's meetings."""
    group, rows = notes_of_group(slug, STRANGER)
    if group is None:
        raise Http404("Nothing of such a group is public")
    page = reverse("weeknotes:weeknote-list")
    return _feed(request, rows, title=f"Weeknotes about {group.name}", scope=f"group/{group.ref}", page=page)


def _as_stranger(request: HttpRequest) -> HttpRequest:
    """A request that asks for the same as nobody: a filter reads who asks from it."""
    asking = HttpRequest()
    asking.user = STRANGER
    asking.GET = request.GET
    return asking


def _feed(request: HttpRequest, rows: QuerySet[Publication], *, title: str, scope: str, page: str) -> HttpResponse:
    """One page of a feed, what was published last first."""
    pages = Paginator(rows.order_by("-first_at", "-pk").prefetch_related("authors"), NEWEST)
    shown = pages.get_page(request.GET.get("page"))
    notes = list(shown)
    site = SiteSettings.current()
    query = request.GET.copy()
    query.pop("page", None)
    address = request.build_absolute_uri(f"{request.path}?{query.urlencode()}" if query else request.path)
    feed = FullTextFeed(
        title=sound(f"{title}, {site.name}"),
        link=request.build_absolute_uri(page),
        description="",
        language="en-GB",
        author_name=sound(site.name),
        feed_copyright=sound(site.licence_text),
        licence_url=site.licence_url,
        feed_url=request.build_absolute_uri(),
        feed_guid=stable_id("weeknotes", settings.SITE_DOMAIN, scope),
        pages=numbered(address, shown.number, pages.num_pages),
    )
    readings = readings_of(notes, STRANGER)
    for note in notes:
        _add(feed, request, note, readings[note.pk])
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _add(feed: FullTextFeed, request: HttpRequest, note: Publication, reading: Reading) -> None:
    address = request.build_absolute_uri(note.url)
    feed.add_item(
        title=note.title,
        link=address,
        description=escape(note.summary),
        authors=[
            Author(one.name, request.build_absolute_uri(reverse("weeknotes:weeknote-author", args=[one.slug])))
            for one in reading.authors
        ],
        unique_id=stable_id("weeknote", note.document_ref),
        pubdate=note.first_at,
        updateddate=note.at,
        categories=[topic.name for topic in reading.topics],
        html=in_full(_html(reading), address),
    )


def _html(reading: Reading) -> str:
    lead = format_html("<p><strong>{}</strong></p>\n", reading.summary) if reading.summary else ""
    corrected = format_html("<p><em>Corrected: {}</em></p>\n", reading.reason) if reading.reason else ""
    return lead + "".join(section.html for section in reading.sections) + corrected
