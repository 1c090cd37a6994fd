"""The search page as a reader meets it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client):
    """Signed in, in a group whose meeting talked about handsets."""
    dmt, user = make.make_forum(), make.make_user("Grace Li")
    make.join(dmt, user)
    phones = make.make_topic("Mobile phones", "handset")
    item = make.make_item(make.make_meeting(dmt), "Area offices")
    make.make_line(item, "Nobody counted the handsets", user.person)
    make.make_decision("One phone each", forum=dmt, topics=[phones], date=make.TUESDAY.replace(day=20))
    client.force_login(user)
    return user


def page(client, **query):
    answer = client.get(reverse("search"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_hit_is_marked_and_leads_to_its_place(client, member):
    html = page(client, q="handset")
    assert "Nobody counted the <mark>handsets</mark>" in html
    assert "#line-" in html
    assert "Also searched" in html
    assert "<b>Later:</b> agreed by DMT" in html


def test_a_tick_narrows_and_can_be_taken_off(client, member):
    html = page(client, q="handset", kind="decisions")
    assert "Nobody counted" not in html
    assert "One phone each" in html
    assert "Decisions <span" in html
    assert 'href="?q=handset"' in html


def test_nothing_found_says_what_to_do_next(client, member):
    html = page(client, q="zebras")
    assert "Nothing found" in html
    assert "Look through the topics" in html


def test_what_is_typed_is_shown_as_text(client, member):
    html = page(client, q='<script>alert("x")</script>')
    assert "<script>alert" not in html


@pytest.mark.parametrize(
    "query", [{"page": "-1"}, {"page": "9" * 40}, {"kind": "\x00"}, {"year": "abcd"}, {"order": "drop"}]
)
def test_a_wrong_address_still_gives_an_answer(client, member, query):
    assert "result" in page(client, q="handsets", **query)


def test_a_stranger_gets_no_hit_no_count_and_no_topic(client, member):
    client.logout()
    html = page(client, q="handsets")
    assert "0 results" in html
    assert "Mobile phones" not in html


def make_one(name, member):
    item = make.make_item(make.make_meeting(make.make_forum(f"Group {name}")), "Offices")
    make.join(item.forum, member)
    make.make_line(item, f"Handset {name}", make.make_person(f"Person {name}"))


def test_the_page_takes_the_same_queries_for_a_few_hits_and_for_thirty(client, member):
    def count():
        with CaptureQueriesContext(connection) as queries:
            page(client, q="handset")
        return len(queries)

    for number in range(3):
        make_one(f"Few {number}", member)
    few = count()
    for number in range(30):
        make_one(str(number), member)
    assert count() == few
    assert few <= 14
