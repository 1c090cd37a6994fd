"""A name that nobody has is not put right into a common word; whose notes somebody asks for; nickname and initial."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hackit.search.searching import search
from tests import factories as make
from tests.hackit.notes import publish_note

pytestmark = pytest.mark.django_db
ON = date(2019, 6, 12)


@pytest.fixture
def grace():
    topic = make.make_topic("Depots")
    publish_note(
        [topic],
        heading="A date for the depot|Council tax|Yusuf’s paper|Who came",
        text="On that date Catherine Marr came to the depot. A council tax form. Yusuf’s paper is here, and cake.",
    )
    return make.make_user("Grace Li")


@pytest.fixture(params=["staff", "stranger"])
def reader(request, grace):
    return grace if request.param == "staff" else None


def asked_for(typed, user):
    results = search(typed, user=user, on=ON)
    return results.shown_for or results.did_you_mean or typed


@pytest.mark.parametrize("typed", ["Came D", "Catherine Date"])
def test_a_word_that_is_there_stays(reader, typed):
    assert asked_for(typed, reader) == typed


@pytest.mark.parametrize("typed", ["Cmae D", "Catherine Dale", "Cume Xylander", "Xylander Cume"])
def test_a_name_that_nobody_has_is_no_common_word(reader, typed):
    assert asked_for(typed, reader) == typed


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Councli Tax", "Council Tax"),
        ("Catehrine Marr", "Catherine Marr"),
        ("Catherine Marrt", "Catherine Marr"),
        ("Cmae", "came"),
        ("cmae depot", "came depot"),
        ("Yusef", "Yusuf"),
    ],
)
def test_slips_are_still_put_right(reader, typed, meant):
    assert asked_for(typed, reader).casefold() == meant.casefold()


def test_a_stranger_is_put_right_by_public_texts_alone(grace):
    """Whether a word is written small is asked of the texts that the reader may see."""
    hmt, priya = make.make_forum("HMT"), make.make_user("Priya Nair")
    make.join(hmt, priya)
    make.make_decision("The marr was counted", forum=hmt, audience="members")
    assert asked_for("Catherine Marrt", None) == asked_for("Catherine Marrt", grace) == "Catherine Marr"
    assert asked_for("Catherine Marrt", priya) == "Catherine Marrt"


def test_somebodys_notes_are_what_they_wrote_and_not_the_word(grace):
    for typed in ("weeknotes by Helen", "Helen’s notes", "notes of Helen Marsh"):
        results = search(typed, user=None, on=ON)
        assert results.total == 4, typed
        assert not results.is_loose
        assert results.hits[0].why == "by or with Helen Marsh"


def test_a_nickname_goes_with_the_last_name_and_its_initial(grace):
    cate = make.make_person("Catherine Dale", "Cate")
    make.make_action("Count the helmets", cate, forum=make.make_forum("HMT"), audience="staff")
    for typed in ("Cate D", "Cate Dale", "Catherine D", "cate d"):
        results = search(typed, user=grace, on=ON)
        assert [hit.entry.title for hit in results.hits] == ["Count the helmets"], typed


def test_what_is_longer_than_any_word_is_not_looked_up_letter_by_letter(grace):
    with CaptureQueriesContext(connection) as queries:
        search("script" * 40, user=grace, on=ON)
    assert max(len(query["sql"]) for query in queries) < 20_000
