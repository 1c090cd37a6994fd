"""Single cells: days in British order, words for a status, lists of names."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hackit.csv_out import plain_cell, safe_cell
from meetings.actions.importing.cells import read_status
from meetings.importing.cells import looks_like_a_day, names_in, one_line, read_day

ON = date(2019, 6, 12)
FRIDAY = date(2019, 6, 14)


@pytest.mark.parametrize(
    "typed",
    [
        "14/6/2019", "14/06/19", "14.6.2019", "14-06-2019", "2019-06-14", "2019-06-14 00:00:00", "2019-06-14T09:30:00Z",
        "14/06/2019 09:30", "14 June 2019", "14th June 2019", "14-Jun-19", "14-Jun-2019", "14 Jun", "14-Jun",
        "Fri 14 June 2019", "June 14, 2019", "43630", "43630.75",
    ],
)  # fmt: skip
def test_a_day_is_read_day_first_in_whatever_shape(typed):
    assert read_day(typed, on=ON) == FRIDAY


@pytest.mark.parametrize("typed", ["06/25/2019", "31/02/2019", "2019-13-01", "Mon 14 June 2019", "14/6/0019", "99999"])
def test_no_such_day_is_no_day_but_was_meant_for_one(typed):
    assert read_day(typed, on=ON) is None
    assert looks_like_a_day(typed)


@pytest.mark.parametrize("typed", ["ASAP", "Fri", "next DMT", "Q3", "2 weeks", "end of June", "before any spend"])
def test_words_that_name_no_day_by_themselves_are_none(typed):
    assert read_day(typed, on=ON) is None
    assert not looks_like_a_day(typed)


def test_without_a_year_the_nearest_day_is_meant():
    assert read_day("31 May", on=ON) == date(2019, 5, 31)
    assert read_day("2 January", on=date(2019, 12, 20)) == date(2020, 1, 2)


def test_the_third_of_april_is_not_the_fourth_of_march():
    assert read_day("03/04/2019", on=ON) == date(2019, 4, 3)
    assert read_day("1/2/1999", on=ON) == date(1999, 2, 1)


@pytest.mark.parametrize(
    ("typed", "status", "whom"),
    [
        ("", "not_started", ""), ("Open", "not_started", ""), ("No", "not_started", ""), ("0%", "not_started", ""),
        ("In Progress", "in_progress", ""), ("G", "in_progress", ""), ("Amber – slipping", "in_progress", ""),
        ("50%", "in_progress", ""), ("Red", "in_progress", ""), ("On hold", "waiting", ""),
        ("Waiting for Finance", "waiting", "Finance"), ("Awaiting a reply", "waiting", "a reply"),
        ("DONE", "done", ""), ("Complete.", "done", ""), ("✓", "done", ""), ("Closed (May)", "done", ""),
        ("100%", "done", ""), ("Blue", "done", ""), ("No longer needed", "dropped", ""), ("Cancelled", "dropped", ""),
    ],
)  # fmt: skip
def test_a_status_is_known_in_many_wordings(typed, status, whom):
    assert read_status(typed) == (status, whom)


@pytest.mark.parametrize("typed", ["Escalated", "Grace", "150 apples", "Red tape"])
def test_a_status_that_says_nothing_here_is_not_guessed(typed):
    assert read_status(typed) is None


NAMES = ("grace li", "helen marsh", "money, and people", "li, grace")


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("", []),
        ("Grace Li", ["Grace Li"]),
        ("Grace Li, Helen Marsh and Bob", ["Grace Li", "Helen Marsh", "Bob"]),
        ("Grace Li / Helen Marsh", ["Grace Li", "Helen Marsh"]),
        ("Grace Li\nHelen Marsh", ["Grace Li", "Helen Marsh"]),
        ("Li, Grace", ["Li, Grace"]),
        ("Phones; Money, and people; Desks", ["Phones", "Money, and people", "Desks"]),
        (", ;", []),
    ],
)
def test_names_stand_between_commas_unless_a_name_holds_one(cell, names):
    assert names_in(cell, lambda name: name.lower() in NAMES) == names


@given(st.text(max_size=60))
def test_whatever_stands_in_a_cell_is_read_or_left(text):
    read_day(text, on=ON)
    read_status(text)
    looks_like_a_day(text)
    assert "\n" not in one_line(text)
    assert all(names_in(text, lambda _name: False))


@pytest.mark.parametrize("bit", ["1", "1/", "1 jan ", ",", "a,", "a and ", "waiting for ", "-", "Ω"])
def test_a_cell_as_long_as_a_file_takes_no_time(bit):
    cell = bit * (100_000 // len(bit))
    assert read_day(cell, on=ON) is None
    assert read_status(cell) is None
    looks_like_a_day(cell)
    assert len(names_in(cell, lambda _name: False)) == 1


@given(st.text(alphabet=st.sampled_from("'\"=+-@|%\t\n\r ＝＋a "), max_size=8))
def test_what_makes_a_cell_safe_is_taken_off_again(text):
    assert plain_cell(safe_cell(text)) == text
