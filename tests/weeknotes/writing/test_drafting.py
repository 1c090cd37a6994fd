"""A week's draft is half full: one's own headings, the week's points, one's jottings in order of day."""

from datetime import date, timedelta

import pytest

from hackit.audience import Audience
from tests.factories import join, make_forum, make_line, make_user
from tests.weeknotes.conftest import MONDAY, make_note, make_published
from weeknotes.writing.weeks import read_day, weeks_to_offer
from weeknotes.writing.writes import begin

pytestmark = pytest.mark.django_db
WEDNESDAY = MONDAY + timedelta(days=2)


def started(user, week=MONDAY):
    """A note begun; a quiet week's questions are tested in test_quiet.py."""
    return begin(week, author=user.person, user=user, on=WEDNESDAY, asks=False)


def test_a_first_draft_has_the_usual_headings_and_the_groups_name(helen):
    join(make_forum("DMT"), helen)
    assert (
        started(helen).body
        == "## DMT conversations\n\n## Highlights\n\n## Something I’m learning\n\n## This didn’t work"
    )


def test_jottings_stand_under_their_sorts_in_order_of_day_and_none_is_left_out(helen):
    for text, day, sort in (
        ("closed period 2", 2, "highlight"), ("opened the hub", 0, "highlight"), ("asked too late", 1, "learning"),
        ("met the new lead", 1, "met"), ("no sort at all", 3, ""), ("next week", 7, "highlight"),
    ):  # fmt: skip
        make_line(None, text, helen.person, day=MONDAY + timedelta(days=day), sort=sort)
    body = started(helen).body
    assert "## Highlights\n\n- Mon: opened the hub\n- Wed: closed period 2\n" in body
    assert "## Something I’m learning\n\n- Tue: asked too late" in body
    assert "## Met\n\n- Tue: met the new lead" in body
    assert "## Also this week\n\n- Thu: no sort at all" in body
    assert "next week" not in body


def test_nothing_of_anybody_elses_is_put_in(helen, sam):
    make_line(None, "canary-private", sam.person, day=MONDAY, sort="highlight")
    make_line(None, "canary-shared", sam.person, day=MONDAY, sort="highlight", audience=Audience.STAFF)
    assert "canary" not in started(helen).body


def test_the_weeks_points_are_embedded_under_the_conversations(helen, shelf):
    shelf.add("abcdefghij", "Phones", "We agreed.")
    shelf.add("0123456789", "Licences")
    assert started(helen).body.startswith(
        "## Conversations\n\n{{point:abcdefghij}}\n\n{{point:0123456789}}\n\n## Highlights"
    )


def test_a_second_draft_has_the_last_notes_headings_in_their_order(helen):
    make_note(helen, "## What I learnt\n\na\n\n## Wins\n\nb", week=MONDAY - timedelta(weeks=1))
    assert started(helen).body == "## What I learnt\n\n## Wins"


def test_of_several_notes_only_headings_that_come_again_are_ones_own(helen):
    make_note(helen, "## Wins\n\na\n\n## Highlights\n\nb", week=MONDAY - timedelta(weeks=2))
    make_note(helen, "## A phone story\n\na\n\n## Wins\n\nb\n\n## Highlights\n\nc", week=MONDAY - timedelta(weeks=1))
    assert started(helen).body == "## Wins\n\n## Highlights"


def test_a_jotting_goes_under_ones_own_heading_for_its_sort(helen):
    make_note(helen, "## What I learnt\n\na", week=MONDAY - timedelta(weeks=1))
    make_line(None, "ask first", helen.person, day=MONDAY, sort="learning")
    assert started(helen).body == "## What I learnt\n\n- Mon: ask first"


def test_the_latest_week_not_yet_published_is_offered_first(helen):
    make_published(helen, week=MONDAY)
    assert weeks_to_offer(helen.person, on=WEDNESDAY)[:3] == [date(2019, 5, 27), MONDAY, date(2019, 5, 20)]
    assert weeks_to_offer(make_user("Grace Li").person, on=WEDNESDAY)[0] == MONDAY


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("3 June 2019", date(2019, 6, 3)),
        ("3/6", date(2019, 6, 3)),
        ("w/c 3 June", date(2019, 6, 3)),
        ("30 December", date(2018, 12, 30)),
        ("31/2/2019", None),
        ("soon", None),
    ],
)
def test_a_day_is_read_with_or_without_its_year(typed, day):
    assert read_day(typed, on=date(2019, 1, 10) if "Dec" in typed else WEDNESDAY) == day


def test_a_heading_that_is_missing_for_a_jotting_stands_where_it_usually_does(helen):
    make_note(helen, "## Talks\n\na\n\n## What I learnt\n\nb", week=MONDAY - timedelta(weeks=1))
    make_line(None, "met somebody", helen.person, day=MONDAY, sort="met")
    make_line(None, "closed it", helen.person, day=MONDAY, sort="highlight")
    assert started(helen).body == (
        "## Talks\n\n## Highlights\n\n- Mon: closed it\n\n## What I learnt\n\n## Met\n\n- Mon: met somebody"
    )
