"""Amounts and counts in a text, with what they count."""

import pytest

from hackit.topics.figures import find_figures, sentence_around


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It is £590k for all.", [("£590k", "money", 59_000_000, "")]),
        ("That is c £1.2m a year", [("c £1.2m a year", "money", 120_000_000, "")]),
        ("about £40, not more", [("about £40", "money", 4_000, "")]),
        ("a budget of £12,500.50 was set", [("£12,500.50", "money", 1_250_050, "budget")]),
        ("£2 million savings", [("£2 million", "money", 200_000_000, "savings")]),
        ("We had 600 replies", [("600 replies", "count", 60_000, "replies")]),
        ("1,200 new handsets came", [("1,200 new handsets", "count", 120_000, "handsets")]),
        ("2k users", [("2k users", "count", 200_000, "users")]),
        ("12% of staff answered", [("12% of staff", "share", 1_200, "staff")]),
        ("40 per cent of our residents", [("40 per cent of our", "share", 4_000, "residents")]),
        ("40 people and £3k", [("40 people", "count", 4_000, "people"), ("£3k", "money", 300_000, "")]),
        # None of these is a figure
        ("on 14 June at 10 am", []),
        ("in 2019 we were there", []),
        ("9 weeks from survey to decision", []),
        ("2019/20 budgets", []),
        ("Item 3 papers", []),
        ("version 2 changes", []),
        ("w/c 3 June", []),
        ("1 replies", []),
        ("at 10:30 minutes were read", []),
        ("3 is enough", []),
        ("4 of the others", []),
        ("", []),
        ("£", []),
        ("£k and % of", []),
    ],
)
def test_what_is_a_figure(text, found):
    assert [(one.words, one.unit, one.value, one.about) for one in find_figures(text)] == found


def test_two_of_one_noun_are_the_same_thing_and_amounts_only_with_their_word():
    first, second, third = find_figures("600 replies came. Then one reply more. Now 640 survey replies. 5 handsets.")
    assert first.same_as == second.same_as != third.same_as
    one, other, same = find_figures("£5k here. £6k there. £5,000 again.")
    assert one.same_as == same.same_as != other.same_as


def test_the_sentence_around_a_figure():
    text = "Nothing here. We had 600 replies, of which\nmany were long. The end."
    figure = find_figures(text)[0]
    assert sentence_around(text, figure.where) == "We had 600 replies, of which"
    long = "word " * 100 + "600 replies " + "word " * 100
    assert sentence_around(long, find_figures(long)[0].where).startswith("…")


def test_a_long_text_of_digits_takes_no_time():
    assert find_figures("1,234 " * 30_000) == []
    assert find_figures("£" * 50_000 + "9" * 50_000) is not None
