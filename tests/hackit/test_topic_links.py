"""What a topic's page leads to is there for its reader: a wording's source, the public feed, an item they suggested."""

from datetime import date

import pytest
from django.urls import reverse

from hackit.audience import Audience
from hackit.models import TopicWording
from meetings.models import AgendaItem
from tests import factories as make
from tests.hackit.notes import publish_note

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam():
    return make.make_user("Sam Whitfield")


@pytest.fixture
def dmt():
    return make.make_forum("DMT")


@pytest.fixture
def phones():
    return make.make_topic("Mobile phones")


def linked(client, topic, address) -> bool:
    return f'href="{address}"' in client.get(topic.get_absolute_url()).text


@pytest.mark.parametrize("kind", TopicWording.Kind.values)
def test_a_wording_leads_to_its_source_for_who_may_see_that(client, sam, dmt, phones, kind):
    grace = make.make_user("Grace Li")
    make.join(dmt, grace)
    address = make.make_decision("One phone", forum=dmt, audience=Audience.MEMBERS).get_absolute_url()
    TopicWording(
        topic=phones, kind=kind, text="One each", said_on=make.TUESDAY, audience="staff", source_label="DMT, Tue",
        source_url=address,
    ).save_as(by=grace.person, verb="said")  # fmt: skip
    client.force_login(grace)
    assert linked(client, phones, address)
    client.force_login(sam)
    assert not linked(client, phones, address)
    assert "DMT, Tue" in client.get(phones.get_absolute_url()).text


def test_a_source_elsewhere_is_linked_for_everybody(client, sam, phones):
    TopicWording(
        topic=phones, kind="stands", text="One each", said_on=make.TUESDAY, audience="staff", source_label="Papers",
        source_url="https://example.org/papers",
    ).save_as(by=sam.person, verb="said")  # fmt: skip
    client.force_login(sam)
    assert linked(client, phones, "https://example.org/papers")


def test_the_public_feed_is_offered_once_there_is_one(client, sam, phones):
    client.force_login(sam)
    feed = reverse("topic-feed", args=[phones.slug])
    assert not linked(client, phones, feed)
    assert client.get(feed).status_code == 404
    publish_note([phones])
    assert linked(client, phones, feed)
    assert client.get(feed).status_code == 200


def test_an_item_that_was_suggested_leads_to_what_became_of_it(client, sam, dmt, phones):
    meeting = make.make_meeting(dmt, date(2100, 6, 14))
    item = AgendaItem(meeting=meeting, forum=dmt, title="A spare phone", state="proposed", audience="staff")
    item.save_as(by=sam.person, verb="suggested")
    item.set_topics([phones])
    client.force_login(sam)
    assert linked(client, phones, item.get_absolute_url())
    answer = client.get(item.get_absolute_url())
    assert (answer.status_code, answer.url) == (302, dmt.get_absolute_url())
    assert "A spare phone" in client.get(answer.url).text
    client.force_login(make.make_user("Felix Orr"))
    assert client.get(item.get_absolute_url()).status_code == 404
