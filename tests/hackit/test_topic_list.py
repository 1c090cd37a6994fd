"""The list of topics: what there is of each, for whoever looks."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories as make
from tests.hackit.notes import publish_note

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
def phones():
    return make.make_topic("Mobile phones", "handsets")


def listed(client, **query):
    answer = client.get(reverse("topics"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_counts_what_its_reader_may_see(client, dmt, grace, sam, phones):
    meeting = make.make_meeting(dmt)
    item = make.make_item(meeting, "Offices", topics=[phones])
    make.make_line(item, "About handsets", grace.person)
    make.make_action("Ask around", sam.person, meeting=meeting, topics=[phones])
    ahead = make.make_meeting(dmt, date(2199, 1, 1))
    make.make_decision("Not yet the last mention", meeting=ahead, topics=[phones])

    def counts(user):
        client.force_login(user)
        row = next(row for row in client.get(reverse("topics")).context["page"].object_list if row.topic == phones)
        return row.things, row.open_actions, row.last

    assert counts(grace) == (4, 1, make.TUESDAY)
    assert counts(sam) == (1, 1, make.TUESDAY)
    assert counts(make.make_user("Ruth Bello")) == (0, 0, None)
    assert "Not yet" in listed(client)


def test_the_list_is_found_by_words_and_other_names(client, grace, phones):
    make.make_topic("Cost codes")
    client.force_login(grace)
    assert "Cost codes" not in listed(client, q="HANDSET")
    assert "Mobile phones" in listed(client, q="HANDSET")
    nothing = listed(client, q="zebras")
    assert "No topic with these words" in nothing
    assert "/search/?q=zebras" in nothing


def test_a_stranger_cannot_find_a_topic_by_a_name_that_nothing_public_says(client, phones):
    publish_note([phones])
    assert "Mobile phones" in listed(client, q="mobile")
    assert "Mobile phones</a>" not in listed(client, q="handsets")


def test_the_list_sorts_and_has_pages(client, dmt, grace):
    topics = [make.make_topic(f"Topic {number:02d}") for number in range(30)]
    make.make_decision("Yes", forum=dmt, topics=[topics[29]])
    client.force_login(grace)
    assert "Topic 29" not in listed(client)
    assert "Topic 29" in listed(client, page=2)
    assert "Topic 29" in listed(client, sort="recent")
    assert "Topic 29" in listed(client, sort="things")
    assert "Topic 29" not in listed(client, sort="drop", page="abc")


def test_the_list_takes_the_same_queries_for_one_topic_and_for_thirty(client, dmt, grace, phones):
    client.force_login(grace)

    def count():
        with CaptureQueriesContext(connection) as queries:
            listed(client, q="o")
        return len(queries)

    few = count()
    for number in range(30):
        topic = make.make_topic(f"Topic {number}", broader=phones)
        make.make_decision(f"Thing {number}", forum=dmt, topics=[topic])
    assert count() == few
    assert few <= 12


def test_the_csv_holds_what_the_list_shows(client, dmt, grace, phones):
    make.make_topic("=HYPERLINK(1)")
    make.make_decision("Yes", forum=dmt, topics=[phones])
    client.force_login(grace)
    lines = b"".join(client.get(reverse("topics-csv")).streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "Topic,Broader topic,Description,Things,Last mentioned,Open actions"
    assert "Mobile phones,,,1,2019-06-04,0" in lines
    assert any(line.startswith("'=HYPERLINK") for line in lines)
    client.logout()
    public = b"".join(client.get(reverse("topics-csv")).streaming_content).decode()
    assert "Mobile phones" not in public


def test_an_empty_list_says_what_to_do(client, grace):
    assert "They will stand here once something is published." in listed(client)
    client.force_login(grace)
    assert 'href="/topics/new/"' in listed(client)
