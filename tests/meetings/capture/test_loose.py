"""What a loose date comes to: words that hold in a year too, and the end of the month they mean. Said 4 June 2019."""

from datetime import date

import pytest

from meetings.capture.loose import is_month, read_loose

ON = date(2019, 6, 4)


@pytest.mark.parametrize(
    ("said", "words", "around"),
    [
        ("next April", "April 2020", date(2020, 4, 30)),
        ("next July", "July 2019", date(2019, 7, 31)),
        ("next June", "June 2020", date(2020, 6, 30)),
        ("early July", "early July 2019", date(2019, 7, 31)),
        ("December", "December 2019", date(2019, 12, 31)),
        ("May", "May 2020", date(2020, 5, 31)),
        ("before April", "before April 2020", date(2020, 3, 31)),
        ("before January", "before January 2020", date(2019, 12, 31)),
        ("after December", "after December 2019", date(2020, 1, 31)),
        ("before the summer break", "before the summer break", date(2019, 7, 31)),
        ("over the summer", "over the summer", date(2019, 8, 31)),
        ("after the summer", "after the summer", date(2019, 9, 30)),
        ("before next summer", "before summer 2019", date(2019, 7, 31)),
        ("next spring", "spring 2020", date(2020, 5, 31)),
        ("spring 2021", "spring 2021", date(2021, 5, 31)),
        ("before Christmas", "before Christmas", date(2019, 12, 31)),
        ("after Christmas", "after Christmas", date(2020, 1, 31)),
        ("next week", "w/c 10 June 2019", date(2019, 6, 16)),
        ("next month", "July 2019", date(2019, 7, 31)),
        ("next quarter", "July to September 2019", date(2019, 9, 30)),
        ("next year", "2020", date(2020, 12, 31)),
        ("next financial year", "2020/21", date(2021, 3, 31)),
        ("some time", "some time", None),
        ("half term", "half term", None),
    ],
)
def test_a_loose_date_is_a_month_and_words_that_hold(said, words, around):
    loose = read_loose(said, on=ON)
    assert (loose.words, loose.around) == (words, around)


@pytest.mark.parametrize("words", ["April 2020", "early July 2019", "spring 2020", "before January 2020", "2020/21"])
@pytest.mark.parametrize("on", [ON, date(2020, 1, 31), date(2024, 12, 1)])
def test_words_that_hold_are_read_alike_for_ever(words, on):
    assert read_loose(words, on=on).words == words


def test_a_month_is_no_day():
    assert is_month("in July 2020")
    assert not is_month("20 July")
