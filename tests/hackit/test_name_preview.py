"""What another name of a topic would find is looked at before it is given, on the topic's form and the page of names.

Grace belongs to DMT, Sam is staff elsewhere.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hackit.models import Topic, TopicAlias
from hackit.topics import name_preview
from hackit.topics.name_preview import would_find
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def dmt():
    return make.make_forum()


@pytest.fixture
def grace(dmt):
    user = make.make_user("Grace Li")
    make.join(dmt, user)
    return user


@pytest.fixture
def sam():
    return make.make_user("Sam Whitfield")


@pytest.fixture
def phones(dmt):
    """A topic; a decision of it and two more that say "tablet", one for the group alone."""
    phones = make.make_topic("Mobile phones", "handset")
    make.make_decision("A tablet in every van", forum=dmt, topics=[phones])
    make.make_decision("Tablets for councillors", forum=dmt)
    make.make_decision("The canarytablet is late, so is the tablet", forum=dmt, audience="members")
    make.make_decision("A stable lock", forum=dmt)
    return phones


def send(client, topic, **values):
    address = reverse("topic-edit", args=[topic.slug]) if topic else reverse("topic-new")
    form = client.get(address).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    return client.post(address, {**data, **values})


def test_a_name_finds_what_its_reader_may_see_and_tells_what_is_there_already(phones, grace, sam):
    found = would_find("tablets", phones, sam)
    assert (found.total, found.there, [entry.title for entry in found.newest]) == (2, 1, ["Tablets for councillors"])
    assert would_find("tablets", phones, grace).more == 2
    assert would_find("zebra", phones, sam).total == 0
    assert would_find("…", phones, sam).total == 0


def test_it_finds_what_the_index_will(phones, grace):
    found = would_find("tablets", phones, grace)
    phones.set_aliases(["handset", "tablets"])
    assert phones.entry_links.count() == found.total == 3


def test_a_name_that_is_anothers_says_whose(phones, sam):
    desks = make.make_topic("Shared desks", "tablet")
    make.make_topic("Tablets")
    assert [topic.name for topic in would_find("TABLETS", phones, sam).others] == ["Tablets"]
    assert would_find("Tablet", phones, sam).others == [desks]
    assert would_find("handset", phones, sam).others == []


def test_the_newest_are_looked_at_and_it_says_so(phones, grace, monkeypatch):
    monkeypatch.setattr(name_preview, "READ", 2)
    found = would_find("tablet", phones, grace)
    assert (found.total, found.is_cut) == (2, True)


def test_three_questions_however_much_there_is(dmt, phones, grace, django_assert_num_queries):
    would_find("tablet", phones, grace)
    with CaptureQueriesContext(connection) as few:
        would_find("tablet", phones, grace)
    for number in range(30):
        make.make_decision(f"Tablet {number}", forum=dmt)
    with django_assert_num_queries(len(few)):
        assert would_find("tablet", phones, grace).total == 33
    assert len(few) <= 4


def test_the_topics_form_shows_it_and_saves_nothing(client, phones, sam):
    client.force_login(sam)
    html = send(client, phones, also_called="handset\ntablet\nslate", do="look").content.decode()
    assert "<b>tablet</b> stands in 2 things; 1 of them would be new to Mobile phones." in html
    assert "Tablets for councillors" in html
    assert "<b>slate</b> stands in nothing that you may see." in html
    assert "<b>handset</b>" not in html
    assert "canarytablet" not in html
    assert "handset\ntablet\nslate</textarea>" in html
    assert TopicAlias.objects.count() == 1
    assert send(client, phones, also_called="handset\ntablet").status_code == 302
    assert TopicAlias.objects.count() == 2


def test_a_mistake_is_said_and_a_new_topic_is_looked_at_too(client, phones, sam):
    client.force_login(sam)
    assert "Enter what the topic is called" in send(client, None, name="", do="look").content.decode()
    html = send(client, None, name="Tablets", do="look").content.decode()
    assert "<b>Tablets</b> stands in 2 things." in html
    assert Topic.objects.count() == 1
    assert "No name is new." in send(client, phones, do="look").content.decode()


def test_the_page_of_names_shows_it_for_a_word_and_offers_to_give_it(client, phones, sam):
    client.force_login(sam)
    address = reverse("topics-names")
    html = client.get(address, {"word": "tablet", "topic": phones.slug}).content.decode()
    assert "<b>tablet</b> stands in 2 things; 1 of them would be new to Mobile phones." in html
    assert "Call Mobile phones “tablet” as well" in html
    html = client.get(address, {"word": "<b>zebra\x00"}).content.decode()
    assert "<b>&lt;b&gt;zebra</b> stands in nothing" in html
    assert "as well</button>" not in html
    client.force_login(make.make_user("Martin Frost", role="auditor"))
    assert "as well</button>" not in client.get(address, {"word": "tablet", "topic": phones.slug}).content.decode()
