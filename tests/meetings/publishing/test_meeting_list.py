"""The list of meetings: who sees which, filters with honest counts, the same as a file."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from meetings.publishing import writes
from tests.factories import (
    join,
    make_action,
    make_decision,
    make_forum,
    make_item,
    make_line,
    make_meeting,
    make_person,
    make_topic,
)

LIST, CSV = reverse("meetings:meeting-list"), reverse("meetings:meeting-csv")


def publish(meeting, by, title="A point", text="Told to everyone", topics=()):
    item = make_item(meeting, title, topics=list(topics))
    point = writes.new_point(item, title=title, text=text, audience="everyone", by=by.person)
    writes.publish_meeting(
        meeting, points=[point], decisions=[], actions=[], by=by.person, at=timezone.now(), lead=f"Lead of {title}"
    )


@pytest.fixture
def four(forum, priya):
    """One published, one shared, one kept, one to come."""
    publish(make_meeting(forum, date(2019, 6, 3)), priya, topics=[make_topic()])
    writes.share(make_meeting(forum, date(2019, 5, 28)), by=priya.person)
    make_meeting(forum, date(2019, 3, 19))
    make_meeting(forum, date(2099, 6, 9))


def shown(client, query=""):
    text = client.get(LIST + query).content.decode()
    days = ("3 June 2019", "28 May 2019", "19 March 2019", "9 June 2099")
    return [day for day in days if day in text]


def test_each_sees_what_they_may(as_user, four, priya, sam):
    assert shown(as_user(None)) == ["3 June 2019"]
    assert shown(as_user(sam)) == ["3 June 2019", "28 May 2019"]
    assert shown(as_user(priya)) == ["3 June 2019", "28 May 2019", "19 March 2019", "9 June 2099"]
    text = as_user(None).get(LIST).content.decode()
    assert "Lead of A point" in text
    assert "csrf" not in text


def test_what_is_still_to_come_stands_first(as_user, four, forum, priya):
    make_meeting(forum, date(2098, 6, 9))
    text = as_user(priya).get(LIST).content.decode()
    assert text.index("Still to come") < text.index("9 June 2098") < text.index("9 June 2099") < text.index(">Past<")
    assert text.index(">Past<") < text.index("3 June 2019") < text.index("28 May 2019")


def test_a_published_meeting_is_listed_once(as_user, four, priya, sam):
    for user in (None, sam, priya):
        assert as_user(user).get(LIST).content.decode().count("<b>DMT, Mon 3 June 2019</b>") == 1


def test_the_list_is_narrowed_by_group_year_topic_and_words(as_user, four, forum, priya):
    other = make_forum("HMT")
    join(other, priya)
    make_meeting(other, date(2019, 6, 4))
    client = as_user(priya)
    assert shown(client, "?group=hmt") == []
    assert "Tue 4 June 2019" in client.get(LIST + "?group=hmt").content.decode()
    assert shown(client, "?year=2018") == ["19 March 2019"]
    assert shown(client, "?topic=mobile-phones") == ["3 June 2019"]
    assert shown(client, "?q=told+everyone") == ["3 June 2019"]
    assert shown(client, "?q=zebra") == []
    assert "No meeting fits" in client.get(LIST + "?q=zebra").content.decode()
    facets = {facet.name: {c.label: c.count for c in facet.choices} for facet in client.get(LIST).context["facets"]}
    assert facets["group"] == {"DMT": 4, "HMT": 1}
    assert facets["year"] == {"2019/20": 3, "2018/19": 1, "2099/00": 1}
    assert facets["topic"] == {"Mobile phones": 1}


def test_words_and_counts_show_strangers_nothing_of_what_is_kept(as_user, four, forum, priya):
    item = make_item(make_meeting(forum, date(2019, 6, 5)), "Zebra crossing", topics=[make_topic("Secret plans")])
    make_line(item, "zebra words", priya.person)
    client = as_user(None)
    assert shown(client, "?q=zebra") == []
    response = client.get(LIST)
    assert "Secret plans" not in response.content.decode()
    assert sum(c.count for facet in response.context["facets"] if facet.name == "group" for c in facet.choices) == 1


@pytest.mark.parametrize(
    "query",
    [
        "?year=abc", "?year=99999999999999999999", "?year=²", "?group=%00", "?topic='--", "?page=-4", "?page=zz",
        "?q=%00", "?q=" + "x" * 300, "?group=" + "g" * 400, "?q=%25_%22",
    ],
)  # fmt: skip
def test_a_wrong_address_is_answered_in_words(as_user, four, priya, query):
    response = as_user(priya).get(LIST + query)
    assert response.status_code == 200
    assert "Meetings</h1>" in response.content.decode()
    assert as_user(None).get(CSV + query).status_code == 200


def test_the_file_holds_what_the_list_shows(as_user, four, sam):
    text = b"".join(as_user(sam).get(CSV + "?year=2019").streaming_content).decode()
    assert "DMT, Mon 3 June 2019" in text
    assert "DMT, Tue 28 May 2019" in text
    assert "March" not in text


def test_empty_lists_say_what_to_do_next(as_user, db, sam):
    assert "Nothing is published yet" in as_user(None).get(LIST).content.decode()
    assert "Set up a group" in as_user(sam).get(LIST).content.decode()


@pytest.mark.in_full("postgresql")  # as many questions there
def test_the_list_costs_the_same_for_many(as_user, forum, priya):
    topic = make_topic()
    publish(make_meeting(forum, date(2018, 6, 1)), priya, topics=[topic])
    make_meeting(forum, date(2099, 1, 1))
    costs = {}
    for user in (None, priya):
        client = as_user(user)
        with CaptureQueriesContext(connection) as one:
            client.get(LIST)
        costs[user] = len(one)
    for number in range(1, 31):
        publish(make_meeting(forum, date(2018, 7, number)), priya, topics=[topic])
        make_meeting(forum, date(2099, 3, number))
    for user in (None, priya):
        client = as_user(user)
        with CaptureQueriesContext(connection) as many:
            client.get(LIST)
        assert len(many) == costs[user] <= 12


def fill(meeting, by, number):
    item = make_item(meeting, f"Item {number}", position=number, lead=by.person)
    line = make_line(item, f"Line {number}", by.person)
    decision = make_decision(f"Decision {number}", meeting=meeting, item=item, line=line)
    decision.add_caveat(f"Caveat {number}", by=by.person, owner=by.person)
    make_action(f"Action {number}", by.person, meeting=meeting, item=item, line=line)
    meeting.attendance.create(person=make_person(f"Guest {number}"), representing="Finance")
    writes.new_point(item, title=f"Point {number}", text="Told", audience="everyone", by=by.person)


@pytest.mark.in_full("postgresql")  # as many questions there
def test_a_meetings_page_costs_the_same_for_many_items(as_user, forum, priya, sam):
    pages = {}
    for many in (1, 30):
        meeting = make_meeting(forum, date(2019, many, 1) if many < 13 else date(2018, 1, 30))
        for number in range(many):
            fill(meeting, priya, number + 100 * many)
        writes.publish_meeting(
            meeting, points=writes.meeting_points(meeting), decisions=writes.publishable_decisions(meeting),
            actions=writes.publishable_actions(meeting), by=priya.person, at=timezone.now(),
        )  # fmt: skip
        pages[many] = meeting
    for user in (None, sam, priya):
        client = as_user(user)
        costs = []
        for meeting in pages.values():
            with CaptureQueriesContext(connection) as found:
                page = client.get(meeting.get_absolute_url())
            assert page.status_code == 200
            costs.append(len(found))
        most = 17 if user is priya else 13  # who may publish is told what changed since
        assert costs[0] == costs[1] <= most, [q["sql"][:90] for q in found]
