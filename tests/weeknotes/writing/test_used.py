"""A jotting that stands in a note of its author's says so where jottings are listed, and no longer than it does."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hackit.dates import monday_of
from tests.factories import make_line
from tests.weeknotes.conftest import MONDAY, make_note, make_published
from weeknotes.publishing.writes import unpublish
from weeknotes.writing.writes import begin

pytestmark = pytest.mark.django_db
WEEK = timedelta(weeks=1)


@pytest.fixture
def line(helen):
    return make_line(None, "learning: ask first #phones", helen.person, day=MONDAY, sort="learning")


def said(client, **query) -> list[tuple[str, str]]:
    """What each jotting in the list says of its use, newest first."""
    days = client.get(reverse("meetings:jottings"), query).context["days"]
    return [(row.used.words, row.used.url) if row.used else ("", "") for _day, rows in days for row in rows]


def test_it_says_so_from_the_draft_on_until_its_words_go(as_helen, helen, line):
    assert said(as_helen) == [("", "")]
    note = begin(MONDAY, author=helen.person, user=helen, on=MONDAY)
    assert said(as_helen) == [("In your draft w/c 3 June", note.get_edit_url())]
    page = as_helen.get(reverse("meetings:jottings")).text
    assert f'<a href="{note.get_edit_url()}">In your draft w/c 3 June</a>' in page
    note.keep_draft(helen.person, based_on=note.version, title="", summary="", body="Nothing of it")
    assert said(as_helen) == [("", "")]
    note.drop_draft(helen.person)
    note.delete_softly(by=helen.person)
    assert said(as_helen) == [("", "")]
    note.undelete(by=helen.person)
    assert said(as_helen)[0][0] == "In your draft w/c 3 June"


def test_it_follows_what_becomes_of_a_published_note(as_helen, helen, line):
    note = make_published(helen, "## Mine\n\nMon: ask first.")
    assert said(as_helen) == [("In your weeknote w/c 3 June", note.get_absolute_url())]
    make_note(helen, "ask first", title="A second one")
    assert said(as_helen)[0][0] == "In your weeknote w/c 3 June", "a published one before a draft"
    unpublish(note, by=helen.person, reason="Wrong", expected_version=note.version)
    assert said(as_helen)[0][0] == "In your draft w/c 3 June"


def test_this_week_says_so_of_what_was_jotted_today(as_helen, helen):
    make_line(None, "learning: ask first", helen.person, sort="learning", day=timezone.localdate())
    assert "In your draft" not in as_helen.get("/").text
    begin(monday_of(timezone.localdate()), author=helen.person, user=helen, on=timezone.localdate())
    assert "In your draft w/c" in as_helen.get("/").text


def test_a_note_of_several_weeks_counts_and_one_of_another_week_does_not(as_helen, helen, line):
    make_published(helen, "ask first", week=MONDAY - WEEK)
    assert said(as_helen) == [("", "")]
    make_published(helen, "ask first", week=MONDAY - WEEK, weeks_covered=2, title="Two weeks")
    assert said(as_helen)[0][0] == "In your weeknote w/c 27 May"


def test_somebody_else_s_note_tells_nothing(as_helen, helen, sam, line):
    make_published(sam, "ask first")
    assert said(as_helen) == [("", "")]


def test_the_list_is_narrowed_down_by_it(as_helen, helen, line):
    make_line(None, "left over", helen.person, day=MONDAY)
    make_note(helen, "ask first")
    assert [used for used, _url in said(as_helen, used="yes")] == ["In your draft w/c 3 June"]
    assert said(as_helen, used="no") == [("", "")]
    assert len(said(as_helen)) == 2


@pytest.mark.parametrize(("query", "count"), [({}, 1), ({"used": "yes"}, 3)])
@pytest.mark.in_full("postgresql")  # as many questions there
def test_thirty_notes_cost_no_more_questions_than_one(as_helen, helen, line, query, count):
    """`count`: how often the notes are read."""
    counts = []
    for size in (1, 30):
        for n in range(size):
            make_note(helen, f"ask first, {n}", title=f"{size} {n}", week=MONDAY - WEEK * (n % 3), weeks_covered=4)
        with CaptureQueriesContext(connection) as captured:
            said(as_helen, **query)
        counts.append(sum('FROM "weeknotes_weeknote"' in one["sql"] for one in captured))
    assert counts == [count, count]
