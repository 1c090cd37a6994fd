"""Figures that a text for everyone shares with lines that are the group's alone. Pure: no database."""

from __future__ import annotations

import re
from collections.abc import Iterable

_FIGURE = re.compile(
    r"£\s?\d[\d,.]*\d?\s?(?:k|m|bn|thousand|million)?\b|\b\d[\d,.]*\s?(?:%|k\b|per cent)|\b\d{1,3}(?:,\d{3})+\b", re.I
)


def figures_in(text: str) -> dict[str, str]:
    """The sums and shares in a text: how each compares → how it is written."""
    return {_plain(found): found.strip() for found in _FIGURE.findall(text)}


def private_figures(text: str, private: Iterable[str]) -> list[str]:
    """The figures of `text`, as written there, that also stand in one of the `private` texts."""
    known: set[str] = set()
    for words in private:
        known |= figures_in(words).keys()
    return [written for plain, written in figures_in(text).items() if plain in known]


def _plain(figure: str) -> str:
    words = figure.lower().replace("per cent", "%").replace("thousand", "k").replace("million", "m")
    return re.sub(r"[£\s,]|\.$", "", words)
