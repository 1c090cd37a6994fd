"""What a hostile text costs to render, counted in calls: twice the text may cost about twice the work."""

import sys
from types import FrameType
from typing import Any

import pytest

from hackit.text import render

_UNITS = {
    "opening brackets": "[",
    "opening image brackets": "![",
    "links never closed": "[a](",
    "images never closed": "![a](",
    "images never closed, with words": "a![b ",
    "labels never closed": "[x][y",
    "empty labels inside labels": "[[]",
    "footnote marks never closed": "[^",
    "brackets and stars": "[*",
    "emphasis that crosses": "*a_ ",
    "stars": "*",
    "tildes": "~~a ",
    "backticks": "`` ` ",
    "autolinks never closed": "<http:",
    "tags never closed": "<a ",
    "entities never closed": "&#x",
    "quotations": ">",
    "lists in lists": "- ",
    "table rows": "|a|b\n",
    "definitions": "[x]: y\n",
    "footnotes": "[^1]: a\n",
}
_DEFINED = "[a]: /b\n\n[^a]: c\n\n"  # these switch more rules on


def _calls(text: str) -> int:
    """How many functions are called to render a text."""
    count = 0

    def one_more(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(one_more)
    try:
        render(text)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("before", ["", _DEFINED], ids=["alone", "with definitions"])
@pytest.mark.parametrize("unit", _UNITS.values(), ids=_UNITS.keys())
def test_twice_a_hostile_text_is_at_most_about_twice_the_work(unit: str, before: str) -> None:
    render("Warm *up*")
    once, twice = (_calls(before + (unit * length)[:length]) for length in (1500, 3000))
    assert twice < 2.6 * once
