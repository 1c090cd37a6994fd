"""The search page as a reader meets it."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hackit.shortcuts import today
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


def test_what_is_not_shown_of_a_meeting_is_a_link_away(client, member):
    hmt = make.make_forum("HMT")
    make.join(hmt, member)
    item = make.make_item(make.make_meeting(hmt), "Depots")
    for number in range(5):
        make.make_line(item, f"Scaffolding report {number}", member.person)
    rest = re.search(r'<a href="([^"]+)">2 more in this meeting</a>', page(client, q="scaffolding"))
    assert rest[1] == item.meeting.get_absolute_url()
    assert client.get(rest[1]).content.decode().count("Scaffolding report") >= 5


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


# --- The box and the form beside it ---


def ticked(html):
    """Values of the ticks that are on."""
    return re.findall(r'name="\w+" value="([^"]+)" data-term="[^"]*" checked', html)


def box(html):
    return unescape(re.search(r'id="bq" name="q" type="search" value="([^"]*)"', html)[1])


def chips(html):
    """The words of each chip, with the search that it leads to."""
    found = re.findall(r'<a class="pill" href="\?([^"]*)">(.*?) <span aria-hidden', html)
    return {unescape(words): parse_qs(unescape(href)).get("q", [""])[0] for href, words in found}


def test_a_typed_filter_ticks_its_control_and_is_a_chip(client, member):
    html = page(client, q="handset topic:handset kind:decision")
    assert ticked(html) == ["decisions", "mobile-phones"]
    assert chips(html) == {"Mobile phones": "handset kind:decision", "Decisions": "handset topic:handset"}
    assert box(html) == "handset topic:handset kind:decision"
    assert '<input type="hidden" name="q" value="handset">' in html


def test_a_tick_stands_in_the_box_as_one_would_type_it(client, member):
    html = page(client, q="handset", topic="mobile-phones", kind="decisions", year="2019", group="dmt", order="newest")
    assert box(html) == "handset kind:decisions topic:mobile-phones in:dmt fy:2019/20"
    again = page(client, q=box(html), order="newest")
    assert ticked(again) == ticked(html) == ["decisions", "mobile-phones", "dmt", "2019"]
    assert chips(again) == chips(html)
    assert "One phone each" in again


def test_every_other_filter_has_a_chip_and_a_field(client, member):
    html = page(client, q="from:2019-05 to:2019 by:grace owner:me sort:learning")
    assert list(chips(html)) == [
        "from Wed 1 May 2019", "to Tue 31 December 2019", "by Grace Li", "owned by Grace Li", "learning"
    ]  # fmt: skip
    for name, value in {"from": "2019-05", "to": "2019", "by": "grace", "owner": "me"}.items():
        assert f'name="{name}" value="{value}"' in html
    assert '<option value="learning" selected>' in html
    assert '<option value="didnt-work">Didn’t work</option>' in html
    assert "didn’t work" in chips(page(client, q="sort:didnt-work"))
    assert '<input type="hidden" name="q" value="">' in html


def test_values_of_one_filter_add_up_and_filters_narrow_each_other(client, member):
    make.make_decision("Desks for all", forum=make.make_forum("HMT"), topics=[make.make_topic("Desks")])
    both = page(client, q="topic:desks topic:mobile-phones kind:decision")
    assert "One phone each" in both
    assert "Desks for all" in both
    one = page(client, q="topic:desks kind:decision")
    assert "One phone each" not in one
    assert "1 result<" in one


def test_each_value_can_be_left_out_and_taken_back(client, member):
    meeting = make.make_meeting(make.make_forum("Board"))
    make.join(meeting.forum, member)
    make.make_line(make.make_item(meeting, "Roofs"), "A roof leaks", member.person)
    html = page(client, q="handset OR roof")
    link = unescape(re.search(r'class="not" href="\?([^"]*)" title="Without Mobile phones"', html)[1])
    assert parse_qs(link)["q"] == ["handset OR roof -topic:mobile-phones"]
    without = page(client, q="handset OR roof -topic:mobile-phones")
    assert "One phone each" not in without
    assert "leaks" in without
    assert ticked(without) == ["-mobile-phones"]
    assert chips(without) == {"without Mobile phones": "handset OR roof"}
    assert page(client, q="handset OR roof", topic="-mobile-phones").count("without Mobile phones") == without.count(
        "without Mobile phones"
    )


def test_status_is_counted_and_narrows(client, member):
    dmt = make.make_meeting(make.make_forum("Board"))
    make.join(dmt.forum, member)
    make.make_action("Count handsets soon", owner=member.person, meeting=dmt, due=today() + timedelta(days=9))
    make.make_action("Count handsets at last", owner=member.person, meeting=dmt, due=today() - timedelta(days=9))
    html = page(client, q="handset")
    counts = dict(re.findall(r'name="status" value="(\w+)".*?<span class="count nums">(\d+)', html))
    assert counts == {"open": "2", "overdue": "1", "agreed": "1", "not_started": "2"}
    late = page(client, q="handset is:overdue")
    assert "at last" in late
    assert "soon" not in late
    assert dict(re.findall(r'name="status" value="(\w+)".*?<span class="count nums">(\d+)', late)) == counts


def test_a_filter_that_names_nothing_says_so_once_and_can_be_taken_off(client, member):
    html = page(client, q="handset topic:zebras is:purple foo:bar from:never")
    assert html.count("Nothing here is called “zebras”") == 1
    assert "“is:purple” is not known here" in html
    assert "There is no filter called “foo:”" in html
    assert "“from:never” is not a date I can read" in html
    assert chips(html) == {"zebras": "handset foo/bar"}


def test_a_strangers_form_names_no_topic_person_or_group_that_is_not_public(client, member):
    client.logout()
    html = page(client, q="topic:mobile-phones in:dmt person:grace", topic="mobile-phones")
    for name in ("Mobile phones", "DMT", "Grace Li"):
        assert name not in html


def test_the_spelling_as_typed_can_be_insisted_on(client, member):
    assert "Showing results for" in page(client, q="handsts")
    assert "Showing results for" not in page(client, q="handsts", as_typed="1")
