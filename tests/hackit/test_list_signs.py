"""The signs of lists are known wherever a list is pasted."""

import pytest

from hackit.list_signs import without_sign


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("• phones", "phones"),
        ("•phones", "phones"),
        ("➢ phones", "phones"),
        ("●\tphones", "phones"),
        ("\uf0b7\tphones", "phones"),
        ("o Phones", "Phones"),
        ("  – phones", "phones"),
        ("− phones", "phones"),
        ("§\tphones", "phones"),
        ("- ", ""),
        ("-5% this year", "-5% this year"),
        ("*phones*", "*phones*"),
        ("§ 4 of the act", "§ 4 of the act"),
        ("or phones", "or phones"),
        ("☐ phones", "☐ phones"),
        ("→ phones", "→ phones"),
        ("2. phones", "2. phones"),
    ],
)
def test_the_sign_of_a_list_goes_and_nothing_else(line, words):
    assert without_sign(line) == words


@pytest.mark.parametrize(
    ("line", "words"), [("2. phones", "phones"), ("(b) phones", "phones"), ("2.5 days", "2.5 days")]
)
def test_its_number_goes_where_that_is_wished(line, words):
    assert without_sign(line, or_number=True) == words
