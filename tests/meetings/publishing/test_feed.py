"""The feeds of published meetings: public text only, ids that stay, what changed and what did not."""

from datetime import date
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.publishing import writes
from tests.factories import join, make_action, make_decision, make_forum, make_item, make_meeting, make_topic

DAY = date(2019, 6, 10)
FEED = "/meetings/feed/"


def published(forum, day, by, *, title="How the pilot ended", reason="", audience="everyone"):
    meeting = make_meeting(forum, day)
    item = make_item(meeting, f"{title} item", topics=[make_topic(f"Topic of {title}")])
    point = writes.new_point(item, title=title, text="Forty **people**.", audience=audience, by=None)
    decision = make_decision(f"{title} decided", meeting=meeting, item=item)
    decision.add_caveat("Tax check", by=by.person, owner=by.person)
    action = make_action(f"{title} next", by.person, meeting=meeting, item=item)
    make_decision("Kept quiet", meeting=meeting, item=item, audience="members")
    everyone = audience == "everyone"
    writes.publish_meeting(
        meeting, points=[point], decisions=[decision] if everyone else [], actions=[action] if everyone else [],
        by=by.person, at=timezone.now(), lead="A short meeting.", reason=reason,
    )  # fmt: skip
    return meeting, point


def read(client, address=FEED):
    """The entries of the feed, each with the text of its parts."""
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ElementTree.fromstring(client.get(address).content)
    assert all(feed.findtext(f"{atom}{name}") for name in ("id", "title", "updated"))
    names = ("id", "title", "published", "updated", "summary", "content")
    return [
        SimpleNamespace(
            **{name: entry.findtext(f"{atom}{name}") for name in names},
            link=entry.find(f"{atom}link").get("href"), author=entry.findtext(f"{atom}author/{atom}name"),
        )
        for entry in feed.findall(f"{atom}entry")
    ]  # fmt: skip


def test_the_feed_tells_all_that_is_public_of_a_meeting_and_no_more(client, forum, priya):
    meeting, _point = published(forum, DAY, priya)
    (entry,) = read(client)
    assert entry.title == "DMT, Monday 10 June 2019"
    assert entry.link == f"http://testserver{meeting.get_absolute_url()}"
    assert entry.author == "Divisional management team"
    text = entry.content
    for words in ("A short meeting.", "decided", "Tax check", "<strong>people</strong>", "What will happen next"):
        assert words in text
    for words in ("Kept quiet", "Priya", "Topic of"):
        assert words not in text


def test_signs_of_html_in_a_summary_stay_signs(client, forum, priya):
    meeting, point = published(forum, DAY, priya)
    writes.publish_meeting(
        meeting, points=[point], decisions=[], actions=[], by=priya.person, at=timezone.now(), reason="More",
        lead="5 < 6 <script>alert(1)</script>\x0b",
    )  # fmt: skip
    (entry,) = read(client)
    assert entry.summary == "5 &lt; 6 &lt;script&gt;alert(1)&lt;/script&gt;"
    assert "<script" not in entry.content


def test_staff_get_the_same_feed_as_strangers(as_user, forum, priya):
    published(forum, DAY, priya)
    published(forum, date(2019, 6, 17), priya, title="For staff", audience="staff")
    assert as_user(priya).get(FEED).content == as_user(None).get(FEED).content
    assert len(read(as_user(None))) == 1


def test_a_correction_keeps_the_id_and_says_why(client, forum, priya):
    meeting, point = published(forum, DAY, priya)
    before = read(client)[0]
    point.text = "Forty-one people."
    point.save_as(by=None, verb="changed")
    writes.publish_meeting(
        meeting, points=[point], decisions=[], actions=[], by=priya.person, at=timezone.now(), reason="One more came",
    )  # fmt: skip
    (after,) = read(client)
    assert (after.id, after.published) == (before.id, before.published)
    assert after.updated > before.updated
    assert "Forty-one people." in after.content
    assert "Version 2: One more came" in after.content


def test_what_is_taken_back_leaves_the_feed_and_the_public_page(as_user, forum, priya):
    meeting, _point = published(forum, DAY, priya)
    writes.unpublish_meeting(meeting, by=priya.person, reason="A name stood in it")
    client = as_user(None)
    assert read(client) == []
    assert client.get(reverse("meetings:group-meeting-feed", args=[forum.slug])).status_code == 404
    assert client.get(meeting.get_absolute_url()).status_code == 404
    assert client.get(reverse("meetings:meeting-markdown", args=[meeting.ref])).status_code == 404


def test_a_group_has_a_feed_of_its_own_once_something_of_it_is_public(client, forum, priya):
    other = make_forum("Housing")
    join(other, priya, "chair")
    published(forum, DAY, priya)
    address = reverse("meetings:group-meeting-feed", args=[other.slug])
    nowhere = client.get(reverse("meetings:group-meeting-feed", args=["no-such-group"]))
    secret = client.get(address)
    assert (secret.status_code, nowhere.status_code) == (404, 404)
    published(other, DAY, priya, title="Housing")
    assert [entry.title for entry in read(client, address)] == ["Housing, Monday 10 June 2019"]
    assert len(read(client)) == 2


def test_a_feed_that_has_not_changed_is_not_sent_again(client, forum, priya):
    published(forum, DAY, priya)
    first = client.get(FEED)
    assert "public" in first["Cache-Control"]
    assert client.get(FEED, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert "Last-Modified" not in first.headers


def test_public_pages_lead_to_the_feeds(as_user, forum, priya):
    meeting, _point = published(forum, DAY, priya)
    page = as_user(None).get(meeting.get_absolute_url()).content.decode()
    for address in (FEED, reverse("meetings:group-meeting-feed", args=[forum.slug])):
        assert (
            f'rel="alternate" type="application/atom+xml" title="{"DMT m" if "dmt" in address else "M"}eetings" '
            in page
        )
        assert address in page
    assert FEED in as_user(None).get("/meetings/").content.decode()
    assert FEED in as_user(None).get("/").content.decode()


@pytest.mark.parametrize("count", [1, 7])
def test_a_long_feed_asks_no_more_than_a_short_one(client, forum, priya, django_assert_num_queries, count):
    for number in range(count):
        published(forum, date(2019, 6, 1 + number), priya, title=f"Point {number}")
    client.get(FEED)
    with django_assert_num_queries(6):
        client.get(FEED)
