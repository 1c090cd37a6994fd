"""How a typed line is called in a list."""

import pytest

from meetings.capture.titles import as_read, as_title


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("learning: ask before counting #mobile-phones", "Ask before counting"),
        ("coming up: telephony contract runs out next April #phones !dmt", "Telephony contract runs out next April"),
        ("? who pays", "Who pays"),
        ("Bring the #cable to HMT", "Bring the #cable to HMT"),
        ("learning:", "Learning:"),
        ("#only", "#only"),
        ("£5 #1", "£5 #1"),
        ("• learning: ask before counting", "Ask before counting"),
    ],
)
def test_a_line_is_called_by_its_words(typed, title):
    assert as_title(typed) == title


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("• The pilot ended well", "The pilot ended well"),
        ("– The pilot ended well !dmt", "The pilot ended well"),
        ("!digital-board the pilot !staff", "the pilot"),
        ("## **Phones** are _late_", "Phones are late"),
        ("read [the paper](https://example.org/a_b_c) or `x`", "read the paper (https://example.org/a_b_c) or x"),
        ("2. the second, and snake_case_names", "2. the second, and snake_case_names"),
        ("* one\n* two", "one\ntwo"),
        ("wow!dmt #phones ! late", "wow!dmt #phones ! late"),
        ("- ", "-"),
        ("!me", "!me"),
    ],
)
def test_a_line_reads_without_what_only_marks_it(typed, read):
    assert as_read(typed, "Digital board") == read
