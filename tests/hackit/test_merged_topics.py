"""A topic that was made part of another, or has another name now, is still found by what led to it."""

import pytest
from django.urls import reverse

from hackit.models import FeedKey, Follow
from hackit.models.follows import FOLLOWING
from hackit.search.searching import search
from hackit.topics.writes import merge_topics, save_topic
from tests import factories as make
from tests.hackit.notes import publish_note

pytestmark = pytest.mark.django_db


@pytest.fixture
def grace():
    return make.make_user("Grace Li")


@pytest.fixture
def phones(grace):
    """What was "Apps & data" and told of one decision, and is part of "Mobile phones" now."""
    phones, apps = make.make_topic("Mobile phones"), make.make_topic("Apps & data")
    dmt = make.make_forum()
    make.join(dmt, grace)
    make.make_decision("Sign once", forum=dmt, topics=[apps])
    Follow.objects.create(person=grace.person, query="topic:apps-data")
    merge_topics(apps, phones, by=None)
    phones.set_aliases([])  # whatever becomes of the name that the merge left behind
    return phones


@pytest.mark.parametrize("typed", ["topic:apps-data", "topic:APPS-data", 'topic:"apps data"'])
def test_a_search_for_the_old_topic_finds_what_is_of_the_new_one(grace, phones, typed):
    assert [hit.title for hit in search(typed, user=grace, on=make.TUESDAY).hits] == ["Sign once"]


@pytest.mark.parametrize("typed", ['topic:"Mobile phones"', "topic:mobile-phones", "topic:Handsets"])
def test_a_renamed_topic_is_found_by_either_name(grace, phones, typed):
    save_topic(phones, name="Handsets", description="", broader=None, also_called=[], by=None)
    assert [hit.title for hit in search(typed, user=grace, on=make.TUESDAY).hits] == ["Sign once"]


@pytest.mark.parametrize(
    "address", ["/search/", "/actions/", "/actions/csv/", "/decisions/", "/meetings/", "/weeknotes/", "/coming-up/",
                "/answers/", "/answers/csv/", "/actions/new/"],
)  # fmt: skip
def test_lists_files_and_forms_of_the_old_topic_lead_on_to_the_new_one(client, grace, phones, address):
    client.force_login(grace)
    answer = client.get(f"{address}?topic=apps-data&topic=other&q=sign&topic=mobile-phones")
    assert (answer.status_code, answer.url) == (301, f"{address}?topic=mobile-phones&topic=other&q=sign")
    assert client.get(answer.url).status_code in (200, 302, 422)
    assert client.post(f"{address}?topic=apps-data").status_code != 301


def test_a_stranger_is_led_only_where_they_may_go(client, phones):
    assert client.get("/search/?topic=apps-data").status_code == 200
    publish_note([phones])
    assert client.get("/search/?topic=apps-data").url == "/search/?topic=mobile-phones"
    assert client.get("/search/?topic=apps%00data").status_code == 200


def test_feeds_of_the_old_topic_go_on_with_the_new_ones_things(client, grace, phones):
    publish_note([phones], "The drawer of dead phones")
    assert "The drawer of dead phones" in client.get("/topics/apps-data/feed/").content.decode()
    notes = client.get(reverse("weeknotes:weeknote-topic-feed", args=["apps-data"]))
    assert "<title>Weeknotes about Mobile phones" in notes.content.decode()
    key = FeedKey.objects.ensure(grace.person, None, FOLLOWING).key
    assert "Sign once" in client.get(f"/feeds/{key}/topics/apps-data/").content.decode()
    assert "Sign once" in client.get(reverse("feed-following", args=[key])).content.decode()
