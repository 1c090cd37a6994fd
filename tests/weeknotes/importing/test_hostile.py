"""Bringing in a text takes time in proportion to its length, whatever stands in it."""

import time
from datetime import date

import pytest

from weeknotes.importing.plaintext import read_plaintext
from weeknotes.importing.shortcodes import without_shortcodes

SIZE = 200_000  # characters


@pytest.mark.parametrize(
    "piece",
    [
        *("[", "*", "_", "a* ", "a *b", "**a ", "- ", "• x\n", "•\n", "  x\n", "\n", " ", "# a\n", "A Heading\n\n"),
        *("<a ", "<a href='x'>", "<img ", "[a](http://", "http://a)", "Monday 10 June ", "w/c 3 ", "1", "&a"),
        *("w[1] x\n\n[1] y\n", "a *\n* b\n", "weeknote w/c 3 June\n", "---\na: b\n", "\t", "\u200b", "o x\n"),
    ],
)
def test_a_hostile_text_is_read_in_seconds(piece: str):
    text = "• start\n" + piece * (SIZE // len(piece))
    began = time.process_time()
    read_plaintext(text, today=date(2019, 6, 28))
    assert time.process_time() - began < 4


@pytest.mark.parametrize("piece", ["[code]", "[caption]", "[sourcecode]x[/code]", "[caption id=1]x[/code]", "[/code]"])
def test_codes_left_open_are_gone_through_in_seconds(piece: str):
    began = time.process_time()
    assert without_shortcodes(piece * (SIZE // len(piece)))
    assert time.process_time() - began < 4
