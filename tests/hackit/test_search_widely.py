"""What is tried when the words as typed find nothing: other spellings, most of the words, and days said in words."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hackit.models import Entry
from hackit.search import asking
from hackit.search.query import parse_query
from hackit.search.searching import search
from hackit.word_tables import FTS_ALL, WORDS_ALL
from tests import factories as make
from tests.hackit.notes import publish_note

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """Two public notes, and a line that a group keeps to itself, with a word that stands nowhere else."""
    publish_note([], "Handsets counted", "Somebody counted the accommodation keys.", date(2019, 3, 11))
    publish_note([], "Gritting", "The gritters left early in the dark.", date(2019, 5, 13))
    dmt, member = make.make_forum(), make.make_user("Grace Li")
    make.join(dmt, member)
    item = make.make_item(make.make_meeting(dmt), "Offices", audience="members")
    line = make.make_line(item, "The zanzibarian budget is secret", member.person)
    staff = make.make_user("Yusuf Demir")
    return type("World", (), locals())


def ask(text, user=None, **kwargs):
    return search(text, user=user, on=make.TUESDAY, **kwargs)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("accomodation", "accommodation"), ("acommodation keys", "accommodation keys"), ("griters", "gritters"),
        ("gritters left erly", "gritters left early"), ("handstes counted", "handsets counted"),
        ("hand sets counted", "handsets counted"),
    ],
)  # fmt: skip
def test_a_word_that_nothing_holds_is_put_right_and_said_so(world, typed, meant):
    results = ask(typed)
    assert results.shown_for == meant
    assert results.total == 1
    assert ask(typed, as_typed=True).shown_for == ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("aimng", "aiming"), ("earings", "earrings"), ("covoring", "covering"), ("collaboatively", "collaboratively")],
)
def test_a_slip_is_compared_with_words_as_they_are_written_not_with_their_stems(world, typed, meant):
    publish_note([], "Forms", "She was aiming for two earrings, covering it collaboratively.")
    publish_note([], "Others", "An aim, a cover and a collaborator.")
    assert ask(typed).shown_for == meant


def test_among_the_forms_of_a_word_the_one_that_was_typed_counts_more(world):
    publish_note([], "Newer", "We collaborate, collaborating with collaborators who collaborated.", date(2019, 6, 3))
    publish_note([], "Older", "It was decided collaboratively after a long day of many other words.", date(2018, 6, 4))
    assert [hit.entry.title for hit in ask("collaboratively").hits] == ["Older", "Newer"]
    assert {hit.entry.title for hit in ask("collaborate").hits} == {"Older", "Newer"}


def test_a_stranger_is_offered_no_form_that_only_a_group_has_written(world):
    make.make_line(world.item, "Whispering is forbidden", world.member.person)
    assert ask("whispring", world.member).shown_for == "whispering"
    results = ask("whispring")
    assert (results.total, results.shown_for, results.did_you_mean) == (0, "", "")


def test_a_prefix_never_meets_the_mark_of_a_written_form(world):
    assert ask("x*").total == ask("ƿ*").total == 0
    assert ask("counting").total == 1


def test_a_rare_word_is_searched_for_as_typed_and_another_offered(world):
    for number in range(6):
        publish_note([], f"Lamp {number}", "The lanterns were lit.")
    publish_note([], "Odd", "The lantens were lit.")
    results = ask("lantens")
    assert (results.total, results.shown_for, results.did_you_mean) == (1, "", "lanterns")


@pytest.mark.parametrize("typed", ["keys kind:action", "keys kind:decision fy:2019", "gritters is:open"])
def test_a_word_that_only_a_filter_leaves_out_is_no_slip(world, typed):
    publish_note([], "Kees", "The kess and the griters.")
    results = ask(typed)
    assert (results.total, results.shown_for, results.did_you_mean) == (0, "", "")


def test_most_of_the_words_are_enough_where_nothing_has_all(world):
    results = ask("unicorns counted accommodation")
    assert results.is_loose
    assert results.hits[0].entry.title == "Handsets counted"
    assert results.hits[0].why == "has counted, accommodation"


def test_words_of_the_question_are_not_asked_for_unless_there_are_no_others(world):
    assert ask("what did we say about the gritters?").total == 1
    assert ask("what did we say").total == 0


@pytest.mark.parametrize("typed", ["groups", "time", "words", "people"])
def test_words_that_mean_something_are_asked_for_beside_others(world, typed):
    publish_note([], "Lamps", "The lanterns were lit.")
    publish_note([], "Both", f"The lanterns and {typed}.")
    assert ask(f"lanterns {typed}").total == 1
    assert ask(f"what did we say about lanterns and {typed}").total == 1


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("13 May 2019", "Gritting"), ("16 may 2019", "Gritting"), ("w/c 13 May 2019", "Gritting"),
        ("march 2019", "Handsets counted"), ("the keys in spring", "Handsets counted"),
        ("keys 2019", "Handsets counted"),
        ("14/3/2019", "Handsets counted"), ("2019-03", "Handsets counted"),
        ("gritters 2019/20", "Gritting"), ("weeknote 13 may", "Gritting"),
    ],
)  # fmt: skip
def test_a_time_in_words_finds_what_is_of_that_time(world, typed, title):
    hits = [hit.entry.title for hit in ask(typed).hits]
    assert hits[:1] == ([title] if title else [])


def test_may_and_march_are_ordinary_words_by_themselves(world):
    assert ask("march").total == 0
    assert ask("gritters may").asked.when is None


def test_a_notes_title_finds_its_sections(world):
    assert {hit.entry.title for hit in ask("week gritting").hits} == {"Gritting"}


@pytest.mark.parametrize(
    "typed", ["zanzibarian", "zanzibarien", "zanzibarian gritters", "zanzibarien OR gritters", "zan*"]
)
def test_a_word_that_a_group_keeps_to_itself_leaves_no_trace(world, typed):
    for user in (None, world.staff):
        with CaptureQueriesContext(connection) as queries:
            results = ask(typed, user)
        said = f"{results.hits} {results.shown_for} {results.did_you_mean} {results.asked.also} {results.notes}"
        assert "zanzibarian" not in said.replace(typed, "")
        assert "secret" not in said
        if user is None:
            asked = " ".join(query["sql"] for query in queries)
            assert FTS_ALL not in asked
            assert WORDS_ALL not in asked
    assert ask("zanzibarien", world.member).shown_for == "zanzibarian"


def test_words_that_are_public_no_more_are_suggested_no_more(world):
    Entry.objects.filter(title="Gritting").update(reach="staff")
    assert ask("griters").shown_for == ""
    assert ask("griters", world.staff).shown_for == "gritters"
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM entry_words_public WHERE term LIKE 'gritter%%'")
        assert cursor.fetchone() == (0,)


def test_a_search_that_finds_takes_no_more_queries_for_being_able_to_try_again(world):
    with CaptureQueriesContext(connection) as queries:
        for number in range(3):
            publish_note([], f"Lamp {number}", "The lanterns were lit.")
    with CaptureQueriesContext(connection) as queries:
        ask("lanterns")
    assert len(queries) <= 9


def test_what_has_the_words_in_a_row_comes_before_what_has_them_here_and_there(world):
    publish_note(
        [], "Lifts", "A note on stairs, ramps and doors that ends with the staff entrance survey of last year."
    )
    publish_note([], "Doors", "Survey of one entrance: staff at an entrance asked for a survey, staff said.")
    assert [hit.entry.title for hit in ask("staff entrance survey").hits] == ["Lifts", "Doors"]


def test_a_form_of_one_word_is_not_taken_for_the_words_in_a_row(world):
    query = parse_query("register editing tool")
    assert any(term.forms for term in query.terms)
    assert [run.forms for run in asking.ask(query, None).runs] == [()]


def test_a_slip_in_a_long_word_with_a_long_ending_is_put_right(world):
    publish_note([], "Partners", "Coordination with the regional partners needs a rota.")
    results = ask("coordinatino partners")
    assert results.shown_for == "coordination partners"
    assert results.total == 1
