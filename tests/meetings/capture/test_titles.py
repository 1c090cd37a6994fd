"""How a typed line is called in a list."""

import pytest

from meetings.capture.titles import as_title


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
    ],
)
def test_a_line_is_called_by_its_words(typed, title):
    assert as_title(typed) == title
