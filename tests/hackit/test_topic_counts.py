"""What a topic's links hold of their Entries: counts are made of it, so it must always be what the Entries say."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from hackit.database_objects import COPIED_TO_TOPICS
from hackit.models import Entry, EntryTopic, Topic
from hackit.search.searching import search
from hackit.topics.course import course_of
from hackit.topics.story import topic_rows
from tests import factories as make

pytestmark = pytest.mark.django_db
ON = date(2019, 6, 30)


@pytest.fixture
def phones():
    return make.make_topic("Phones")


def counts(user):
    return {row.topic.name: (row.things, row.last, row.open_actions) for row in topic_rows(user, on=ON)}


def same() -> bool:
    rows = EntryTopic.objects.select_related("entry")
    return all(getattr(link, name) == getattr(link.entry, name) for link in rows for name in COPIED_TO_TOPICS)


def test_each_reader_is_told_of_what_they_may_see(phones):
    dmt, hmt = make.make_forum("DMT"), make.make_forum("HMT")
    grace, sam = make.make_user("Grace Li"), make.make_user("Sam Whitfield")
    make.join(dmt, grace)
    make.make_action("Count them", sam.person, forum=dmt, topics=[phones], audience="members")
    make.make_action("Order them", grace.person, forum=dmt, topics=[phones], audience="members")
    make.make_action("Sell them", None, forum=hmt, topics=[phones], audience="members")
    make.make_decision("Buy them", forum=dmt, topics=[phones], audience="staff")
    assert counts(grace)["Phones"][0] == 3
    assert counts(grace)["Phones"][2] == 2
    assert counts(sam)["Phones"][0] == 2, "What all staff see, and the action that is his"
    assert counts(make.make_user("Nadia Rowe"))["Phones"][0] == 1
    assert counts(None) == {}, "Nothing of it is public, so the topic is not there"


def test_a_change_of_a_record_is_carried_to_its_topics(phones):
    dmt, grace = make.make_forum("DMT"), make.make_user("Grace Li")
    make.join(dmt, grace)
    sam = make.make_user("Sam Whitfield")
    action = make.make_action("Count them", grace.person, forum=dmt, topics=[phones], audience="members")
    assert "Phones" in counts(sam)
    assert counts(sam)["Phones"][0] == 0
    action.audience = "staff"
    action.save_as(by=grace.person, verb="changed")
    assert counts(sam)["Phones"] == (1, None, 1), "Its day is not up to ON"
    action.status, action.ended_on = "done", ON
    action.save_as(by=grace.person, verb="changed")
    assert counts(sam)["Phones"][2] == 0
    action.delete_softly(by=grace.person)
    assert counts(sam)["Phones"][0] == 0
    assert same()


def test_a_stranger_knows_a_topic_while_something_public_names_it(phones):
    make.make_decision("Phones for the field", forum=make.make_forum())
    entry = Entry.objects.get()
    for reach, known in (("everyone", True), ("staff", False)):
        entry.reach = reach
        entry.save()
        assert Topic.objects.known_to(None).exists() is known
        assert bool(counts(None)) is known
        assert search("phones", user=None, on=ON).total == int(known)
    assert same()


def test_the_last_mention_is_the_last_that_has_come(phones):
    grace = make.make_user("Grace Li")
    for days in (-9, -2, 5):
        make.make_decision(f"Phones, {days}", date=ON + timedelta(days), forum=make.make_forum(f"Group {days}"))
    assert counts(grace)["Phones"][:2] == (3, ON - timedelta(2))


def test_a_rebuild_finds_and_mends_a_link_that_says_something_else(phones):
    make.make_decision("Phones for the field", forum=make.make_forum())
    assert same()
    EntryTopic.objects.update(reach="everyone", forum_id=None)
    with pytest.raises(CommandError, match="rebuild"):
        call_command("rebuild_index", check=True)
    call_command("rebuild_index", stdout=StringIO())
    assert same()
    call_command("rebuild_index", check=True, stdout=StringIO())


@pytest.mark.plans_of_sqlite
def test_counts_and_a_story_read_nothing_but_the_index(phones):
    grace = make.make_user("Grace Li")
    with CaptureQueriesContext(connection) as asked:
        for user in (grace, None):
            topic_rows(user, on=ON)
            course_of(user, phones)
    counted = [query["sql"] for query in asked if "GROUP BY" in query["sql"]]
    assert len(counted) == 4
    for sql in counted:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            assert "COVERING INDEX entry_topic_facts" in str(cursor.fetchall())
    for_strangers = Topic.objects.known_to(None).explain()
    assert "COVERING INDEX entry_topic_reach (topic_id=? AND reach=?)" in for_strangers


def test_every_column_that_is_copied_is_one_of_both():
    """Otherwise a new one would be carried by the trigger and not written with the link, or the other way round."""
    EntryTopic.objects.filter(**{name: F(f"entry__{name}") for name in COPIED_TO_TOPICS}).count()
    assert {field.attname for field in EntryTopic._meta.fields} == {
        "id",
        "entry_id",
        "topic_id",
        "how",
        *COPIED_TO_TOPICS,
    }
