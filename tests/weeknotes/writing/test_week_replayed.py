"""A week replayed: of 25 jottings and a meeting nothing is missing in the draft, and nothing private is public."""

import re

import pytest
from django.test import Client

from tests.weeknotes.conftest import MONDAY
from tests.weeknotes.writing.week_world import LivedWeek, seen_by
from weeknotes.publishing.writes import now, publish
from weeknotes.writing.bullets import words_of
from weeknotes.writing.drafting import jottings_of_week, not_used
from weeknotes.writing.left_over import left_over
from weeknotes.writing.writes import begin

pytestmark = pytest.mark.django_db


@pytest.fixture
def week():
    return LivedWeek(MONDAY)


@pytest.fixture
def note(week):
    return begin(MONDAY, author=week.helen.person, user=week.helen, on=MONDAY.replace(day=9))


def test_every_jotting_point_decision_and_closed_action_is_there(week, note):
    for jotting in week.jottings:
        for line in words_of(jotting.text, jotting.sort).splitlines():
            assert line in note.body
    for point in [*week.points, week.unwritten]:
        assert f"{{{{point:{point.ref}}}}}" in note.body
    for words in week.all_that_may_be_there:
        assert words in note.body
    assert "canarygroup" not in note.body
    assert not_used(jottings_of_week(MONDAY, note.ends_on, week.helen.person, week.helen), note.body) == []
    assert {row.thing.ref for row in left_over(note, note.body, week.helen)} == {thing.ref for thing in week.kept}


def test_under_each_heading_the_days_are_in_order(note):
    days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    for section in note.body.split("\n## "):
        told = [days.index(day) for day in re.findall(r"^- (\w{3}): ", section, re.MULTILINE)]
        assert told == sorted(told), section


def test_published_as_begun_nothing_private_is_public(week, note):
    publish(note, by=week.helen.person, user=week.helen, at=now(), expected_version=note.version, title=str(note))
    searches = ["/search/?q=canarystaff", "/search/?q=canarygroup", "/search/?q=phones", "/search/?q=jotting"]
    paths = [note.get_absolute_url(), "/", "/weeknotes/", "/weeknotes/feed/", "/decisions/", "/meetings/"]
    stranger = seen_by(None, Client(), [*paths, *searches])
    staff = seen_by(week.sam, Client(), [*paths, *searches])
    of_staff = ["canarystaff decision", "canarystaff action", "canarystaff unwritten"]
    of_others = [f"canarygroup {what}" for what in ("jotting", "decision", "action", "promise", "log")]
    assert [words for words in of_staff + of_others if words in stranger] == []
    assert "canarystaff decision" in staff
    assert [words for words in of_others if words in staff] == []
    for words in ("What we said of it, 2.", "count people, not handsets 1", "One phone, or none", "Order forty phones"):
        assert words in stranger
